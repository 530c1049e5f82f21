/** What a pack brings, and how one version differs from another, as elements. */

import { el, plural } from "../dom.js";

/** @typedef {import("./types.js").Contents} Contents */
/** @typedef {import("./types.js").Counts} Counts */
/** @typedef {import("./types.js").Change} Change */

const NAMES = /** @type {const} */ ([
  ["rules", "rule"], ["snippets", "snippet"], ["situations", "situation"], ["gestures", "gesture"],
  ["scenarios", "conversation to practise", "conversations to practise"], ["drills", "listening drill"],
  ["overrides", "change to built-in rules", "changes to built-in rules"],
]);

/** "12 rules, 8 snippets". @param {Counts} counts @returns {string} */
export function counted(counts) {
  const told = NAMES.filter(([part]) => counts[part]).map(([part, one, many]) => plural(counts[part], one, many));
  return told.join(", ") || "Empty";
}

/**
 * @param {string} title
 * @param {number} total
 * @param {HTMLElement[]} rows
 * @returns {HTMLElement[]}
 */
function part(title, total, rows) {
  if (!rows.length) return [];
  const more = total - rows.length;
  return [
    el("h4", {}, title),
    el("ul", { class: "inside" }, ...rows, ...(more > 0 ? [el("li", { class: "muted" }, `and ${more.toLocaleString()} more`)] : [])),
  ];
}

/** @param {Contents} contents @param {Counts} counts @returns {HTMLElement} */
export function inside(contents, counts) {
  return el(
    "div",
    { class: "inside-pack" },
    ...part("Rules", counts.rules, contents.rules.map((rule) =>
      el("li", {}, el("span", { class: `quote ${rule.category} ${rule.severity}` }, rule.before),
        ...(rule.after ? [el("span", { class: "better" }, ` ${rule.after}`)] : []),
        el("span", { class: "muted line" }, rule.why)))),
    ...part("Changes to built-in rules", counts.overrides, contents.overrides.map((one) =>
      el("li", {}, el("code", {}, one.rule), el("span", { class: "muted" }, ` ${one.does}`)))),
    ...part("Snippets", counts.snippets, contents.snippets.map((one) =>
      el("li", {}, el("b", {}, one.title), ...(one.shortcut ? [" ", el("code", { class: "muted" }, one.shortcut)] : []),
        el("span", { class: "muted line body" }, one.body)))),
    ...part("Gestures agents may offer", counts.gestures, contents.gestures.map((one) =>
      el("li", {}, el("b", {}, one.title), ...(one.limit ? [el("span", { class: "muted" }, ` ${one.limit}`)] : []),
        el("span", { class: "muted line body" }, one.body)))),
    ...part("Situations", counts.situations, contents.situations.map((one) =>
      el("li", {}, one.as || one.id.replaceAll("-", " "), ...(one.link ? [el("span", { class: "muted line" }, one.link)] : [])))),
    ...part("Practice", counts.scenarios + counts.drills, contents.practice.map((one) => el("li", {}, one.title))),
  );
}

const MARKS = /** @type {Record<string, string>} */ ({ added: "New", changed: "Changed", removed: "Gone" });

/** A change in plain words, with what was and what is. @param {Change} change @returns {HTMLElement} */
export function changeRow(change) {
  const row = el("li", { class: change.kind }, el("span", { class: "tag" }, MARKS[change.kind] ?? change.kind), " ", change.words);
  for (const detail of change.details) {
    const lines = el("p", { class: "difference" }, el("span", { class: "muted" }, `${detail.name}: `));
    if (detail.before) lines.append(el("del", {}, detail.before));
    if (detail.before && detail.after) lines.append(" ");
    if (detail.after) lines.append(el("ins", {}, detail.after));
    row.append(lines);
  }
  return row;
}
