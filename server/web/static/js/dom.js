/** Small helpers to build pages without innerHTML: text stays text. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | ((event: any) => void)>} [attributes] functions become listeners: `onclick`
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/**
 * The element that must be there; a missing one is a defect of the page.
 * @template {Element} [E=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {E}
 */
export function must(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return /** @type {any} */ (found);
}

/**
 * Waits until calls stop for `ms`, then makes the last one.
 * @template {any[]} Args
 * @param {(...args: Args) => void} fn
 * @param {number} ms
 * @returns {(...args: Args) => void}
 */
export function settle(fn, ms) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => fn(...args), ms);
  };
}

const dates = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const times = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** "today", "yesterday", or the date. @param {string} iso @returns {string} */
export function day(iso) {
  const when = new Date(iso);
  const midnight = new Date().setHours(0, 0, 0, 0);
  if (when.getTime() >= midnight) return "today";
  if (when.getTime() >= midnight - 86_400_000) return "yesterday";
  return dates.format(when);
}

/** Day and time of day. @param {string} iso @returns {string} */
export function moment(iso) {
  return times.format(new Date(iso));
}

/** "1 use", "2 uses". @param {number} count @param {string} one @param {string} [many] @returns {string} */
export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** Whether a key press belongs to a field the agent types in. @param {Event} event @returns {boolean} */
export function typing(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  return target.matches("input:not([type=checkbox]), textarea, select") || target.isContentEditable;
}
