/**
 * Fill-ins are what only the agent knows: `[[next step]]`, or with choices `[[when: today|tomorrow]]`.
 * Placeholders are what the ticket knows: `{{ ticket.requester.first_name | default: 'there' }}` (Liquid, as helpdesk
 * macros write it). A placeholder the page does not answer becomes its default, or else a fill-in, so that nothing
 * half-finished reaches a customer unseen.
 */

/** @typedef {{start: number, end: number, name: string, choices: string[]}} FillIn */

const FILL_IN = /\[\[([^[\]\n]{1,200})\]\]/g;
const PLACEHOLDER = /\{\{-?\s*([\w.]+)((?:\s*\|[^}]*)?)\s*-?\}\}/g;

/**
 * @param {string} text
 * @returns {FillIn[]} in order; offsets are UTF-16 code units
 */
export function findFillIns(text) {
  return [...text.matchAll(FILL_IN)].map((match) => {
    const inner = match[1];
    const colon = inner.indexOf(":");
    const choices = colon < 0 ? [] : inner.slice(colon + 1).split("|").map((choice) => choice.trim()).filter(Boolean);
    const name = (colon < 0 ? inner : inner.slice(0, colon)).trim();
    return { start: match.index, end: match.index + match[0].length, name, choices };
  });
}

/**
 * The fill-in that Tab (or Shift+Tab) goes to from the caret; wraps around.
 *
 * @param {string} text
 * @param {{start: number, end: number}} caret
 * @param {boolean} backwards
 * @returns {FillIn | null}
 */
export function nextFillIn(text, caret, backwards) {
  const all = findFillIns(text);
  if (backwards) return all.findLast((fill) => fill.end <= caret.start) ?? all.at(-1) ?? null;
  return all.find((fill) => fill.start >= caret.end) ?? all[0] ?? null;
}

/**
 * Put what the page knows into a snippet.
 *
 * @param {string} body
 * @param {Record<string, string>} known values by placeholder path, such as "ticket.requester.first_name"
 * @returns {string}
 */
export function fillPlaceholders(body, known) {
  return body.replace(PLACEHOLDER, (_whole, /** @type {string} */ path, /** @type {string} */ filters) => {
    const fallback = /\|\s*default:\s*(?:'([^']*)'|"([^"]*)")/.exec(filters);
    const value = known[path] || fallback?.[1] || fallback?.[2];
    if (!value) return `[[${(path.split(".").at(-1) ?? path).replaceAll("_", " ")}]]`;
    if (/\|\s*upcase\b/.test(filters)) return value.toUpperCase();
    if (/\|\s*downcase\b/.test(filters)) return value.toLowerCase();
    if (/\|\s*capitalize\b/.test(filters)) return value.charAt(0).toUpperCase() + value.slice(1).toLowerCase();
    return value;
  });
}
