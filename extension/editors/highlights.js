/**
 * Underlines through the CSS Custom Highlight API: no node of the page is touched. The looks are in marks.css, which the manifest lists
 * beside the content scripts. Highlights are one registry a document, shared by all editors in it.
 *
 * @import { Mark } from "./types.js"
 */

/** Which of the looks a category has; hints look the same in every category. @type {Record<string, string>} */
const LOOKS = {
  sympathy: "sympathy",
  "hollow-apology": "sympathy",
  formulaic: "sympathy",
  dismissive: "dismissive",
  blame: "dismissive",
  deflection: "dismissive",
  command: "dismissive",
};

/**
 * @param {Pick<Mark, "category"|"severity">} mark
 * @param {boolean} dark whether the editor has light text on dark
 */
export function lookOf(mark, dark) {
  const look = mark.severity === "hint" ? "hint" : (LOOKS[mark.category] ?? "hint");
  return `alongside-${look}${dark ? "-dark" : ""}`;
}

/** @param {boolean} dark */
export const activeLook = (dark) => `alongside-active${dark ? "-dark" : ""}`;

/** @param {string} name */
function highlight(name) {
  let found = CSS.highlights.get(name);
  if (!found) {
    found = new Highlight();
    if (name.startsWith("alongside-active")) found.priority = -1;
    CSS.highlights.set(name, found);
  }
  return found;
}

/** @param {string} name @param {Range} range */
export function show(name, range) {
  highlight(name).add(range);
}

/** @param {string} name @param {Range} range */
export function hide(name, range) {
  CSS.highlights.get(name)?.delete(range);
}

/** Whether an element's text is light, which tells a dark editor whatever the page's theme. @param {Element} element */
export function isDark(element) {
  const parts = getComputedStyle(element).color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0];
  return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2] > 140;
}
