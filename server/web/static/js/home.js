/** The start page's reply box: reviews while you type, as in the helpdesk. Nothing is kept. */

import { call } from "./api.js";
import { el, must, plural, settle } from "./dom.js";
import { offered, spoken } from "./offer.js";
import { say } from "./toast.js";

/** @typedef {{id: string, start: number, end: number, quote: string, why: string, category: string, severity: string,
 *   replacements: import("./offer.js").Offer[]}} Finding */
/** @typedef {{findings: Finding[], rewrite: {text: string, edits: {start: number, end: number, text: string}[]} | null}} Review */

const draft = /** @type {HTMLTextAreaElement} */ (must("#draft"));
const customer = /** @type {HTMLTextAreaElement} */ (must("#customer"));
const result = must("[data-result]");
const greeting = [...result.childNodes];
let running = new AbortController();

/** Put words into the draft so that Ctrl+Z takes them out again. @param {number} start @param {number} end @param {string} text */
function write(start, end, text) {
  draft.focus();
  draft.setSelectionRange(start, end);
  // The only way that keeps the field's own undo; setRangeText would empty it.
  if (!document.execCommand("insertText", false, text)) draft.setRangeText(text, start, end, "end");
  review();
}

/** @param {Finding} finding @param {string} reviewed @returns {HTMLElement} */
function findingRow(finding, reviewed) {
  const row = el(
    "li",
    {},
    el("span", { class: `quote ${finding.category} ${finding.severity}` }, finding.quote),
    el("p", { class: "muted" }, finding.why),
  );
  const best = finding.replacements[0];
  if (best) {
    const use = () => {
      if (draft.value === reviewed) write(best.start, best.end, best.text);
    };
    row.append(
      el(
        "p",
        { class: "offer" },
        offered(best, reviewed),
        el("button", { type: "button", class: "button", "aria-label": `Use: ${spoken(best, reviewed)}`, onclick: use }, "Use"),
      ),
    );
  }
  return row;
}

/** @param {string} reviewed @param {NonNullable<Review["rewrite"]>} rewrite @returns {HTMLElement} */
function rewritten(reviewed, rewrite) {
  const text = el("p", { class: "text" });
  let at = 0;
  for (const edit of rewrite.edits) {
    const gone = reviewed.slice(edit.start, edit.end);
    const space = gone.length - gone.trimStart().length; // a struck-through space looks like a dash
    text.append(reviewed.slice(at, edit.start + space));
    if (gone.trim()) text.append(el("del", {}, gone.trim()), edit.text ? " " : "");
    if (edit.text) text.append(el("ins", {}, edit.text.trim()));
    at = edit.end;
  }
  text.append(reviewed.slice(at));
  const use = () => {
    if (draft.value === reviewed) write(0, reviewed.length, rewrite.text);
  };
  const copy = async () => {
    await navigator.clipboard.writeText(rewrite.text);
    say("Copied.");
  };
  return el(
    "div",
    { class: "rewritten" },
    el("h3", {}, "The whole reply"),
    text,
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "button primary", onclick: use }, "Use the whole reply"),
      el("button", { type: "button", class: "button", onclick: copy }, "Copy"),
    ),
  );
}

/** @param {Review} found @param {string} reviewed */
function show(found, reviewed) {
  result.setAttribute("aria-busy", "false");
  const count = found.findings.length;
  if (!count) {
    result.replaceChildren(el("p", {}, el("b", {}, "Reads well")), el("p", { class: "muted" }, "Nothing to look at."));
    return;
  }
  const rows = found.findings.map((finding) => findingRow(finding, reviewed));
  result.replaceChildren(el("h3", { class: "visually-hidden" }, `${plural(count, "phrase")} to look at`), el("ul", { class: "findings" }, ...rows));
  if (found.rewrite && found.rewrite.text !== reviewed) result.append(rewritten(reviewed, found.rewrite));
}

async function review() {
  running.abort();
  running = new AbortController();
  const reviewed = draft.value;
  if (!reviewed.trim()) {
    result.replaceChildren(...greeting);
    return;
  }
  result.setAttribute("aria-busy", "true");
  try {
    const body = { draft: reviewed, customer: customer.value.trim() || null };
    show(await call("POST", "/v1/review", body, running.signal), reviewed);
  } catch (error) {
    if (error instanceof DOMException) return;
    const failed = /** @type {import("./api.js").ApiError} */ (error);
    result.setAttribute("aria-busy", "false");
    result.replaceChildren(el("p", {}, failed.message), el("p", { class: "muted" }, failed.next));
    if (failed.code === "starting") window.setTimeout(review, 1000);
  }
}

const soon = settle(review, 150);
draft.addEventListener("input", soon);
customer.addEventListener("input", soon);
if (draft.value) review();
