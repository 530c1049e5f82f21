/** Tables of counts, as every insights page shows them. */

import { el } from "../dom.js";

/** @typedef {string | number} Cell */

/** How many digits stand after the point, three at most. @param {Cell} value @returns {number} */
function decimals(value) {
  return typeof value === "number" && !Number.isInteger(value) ? Math.min(3, String(value).split(".")[1]?.length ?? 0) : 0;
}

/**
 * @param {Cell[]} head
 * @param {Cell[][]} rows numbers stand to the right
 * @param {string} label what the table is, for those who hear it
 * @returns {HTMLElement}
 */
export function table(head, rows, label) {
  const numeric = head.map((_, at) => rows.length > 0 && rows.every((row) => typeof row[at] === "number"));
  const places = head.map((_, at) => Math.max(0, ...rows.map((row) => decimals(row[at] ?? ""))));
  /** @param {Cell} value @param {number} at */
  const show = (value, at) => (typeof value === "number" ? value.toLocaleString(undefined, { minimumFractionDigits: places[at] ?? 0 }) : value);
  /** @param {number} at @returns {Record<string, string>} */
  const kind = (at) => (numeric[at] ? { class: "number" } : {});
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${label}` },
    el(
      "table",
      { class: "plain" },
      el("thead", {}, el("tr", {}, ...head.map((value, at) => el("th", { scope: "col", ...kind(at) }, show(value, at))))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((value, at) => el("td", kind(at), show(value, at)))))),
    ),
  );
}
