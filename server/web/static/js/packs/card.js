/** A pack in the list: who made it, what it brings, and what can be done with it. */

import { call } from "../api.js";
import { el } from "../dom.js";
import { sayError } from "../toast.js";
import { counted, inside } from "./inside.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {{update: (card: Card) => void, download: (card: Card) => void, remove: (card: Card) => void,
 *   use: (card: Card, on: boolean) => void}} Actions */

const STATES = /** @type {Record<string, string>} */ ({
  "put there by hand": "Put there by hand", "changed by hand": "Changed by hand", missing: "Its file is missing", broken: "Cannot be read",
});

/** @param {Card} card @returns {HTMLElement} */
function signature(card) {
  if (!card.key) return el("span", {}, "Not signed");
  return el("span", {}, card.own ? "Signed with your key: " : "Signed by: ", el("code", { class: "key" }, card.key));
}

/** @param {Card} card @param {HTMLElement[]} tools shown with what it brings @returns {HTMLElement} */
function contents(card, tools) {
  const name = card.state === "built in" ? counted(card.counts) : "What it brings";
  const details = el("details", {}, el("summary", {}, name, el("span", { class: "visually-hidden" }, `: ${card.title}`)));
  details.addEventListener("toggle", async () => {
    if (!details.open || details.childElementCount > 1) return;
    const waiting = el("p", { class: "muted" }, "Reading…");
    details.append(waiting);
    try {
      const found = await call("GET", `/v1/packs/${encodeURIComponent(card.id)}`);
      waiting.replaceWith(inside(found.contents, found.pack.counts), ...tools);
    } catch (error) {
      waiting.remove();
      details.open = false;
      sayError(error);
    }
  });
  return details;
}

/** @param {Card} card @param {Actions} act @param {boolean} readOnly @returns {HTMLElement} */
export function packRow(card, act, readOnly) {
  const own = card.state !== "built in";
  /** @param {string} label @param {(card: Card) => void} run @param {string} [more] */
  const button = (label, run, more = "") =>
    el("button", { type: "button", class: `button ${more}`, "aria-label": `${label}: ${card.title}`, onclick: () => run(card) }, label);
  const tools = el("div", { class: "actions" });
  const there = card.state !== "missing";
  if (own && card.update && !readOnly) {
    tools.append(el("a", { class: "button primary", href: `/packs/add?update=${encodeURIComponent(card.id)}` }, `Look at ${card.update}`));
  }
  if (card.editable && there && !readOnly) {
    const label = `Edit: ${card.title}`;
    tools.append(el("a", { class: "button", href: `/packs/edit/${encodeURIComponent(card.id)}`, "aria-label": label }, "Edit"));
  }
  if (own && card.asks && !card.update && !readOnly) tools.append(button("Look for a newer one", act.update));
  const readable = there && card.state !== "broken";
  const passOn = readable ? [button("Download", act.download)] : [];
  if (own) tools.append(...passOn);
  if (own && !readOnly) tools.append(button("Remove", act.remove));

  const made = own ? [card.author && `by ${card.author}`, card.license, card.language === "en" ? "" : card.language] : [];
  const row = el(
    "li",
    { class: "pack", "data-pack": card.id },
    el("div", { class: "pack-head" },
      el("h3", {}, card.title, " ", el("span", { class: "muted version" }, own ? card.version : "")),
      ...(STATES[card.state] ? [el("span", { class: "tag" }, STATES[card.state] ?? "")] : []),
      ...(readable ? [uses(card, act)] : [])),
    ...(card.description ? [el("p", { class: "muted" }, card.description)] : []),
    ...(card.problem ? [el("p", { class: "field-error" }, card.problem)] : []),
    ...(own && readable ? [el("p", { class: "brings" }, [counted(card.counts), ...made].filter(Boolean).join(" · "))] : []),
  );
  if (own) {
    row.append(el("p", { class: "hint" }, signature(card), ...(card.source ? [` · from ${card.source}`] : [" · made here"])));
  }
  if (tools.childElementCount) row.append(tools);
  if (readable) row.append(contents(card, own ? [] : [el("div", { class: "actions" }, ...passOn)]));
  return row;
}

/** @param {Card} card @param {Actions} act @returns {HTMLElement} */
function uses(card, act) {
  const box = el("input", { type: "checkbox", "aria-label": `Use the rules of ${card.title}` });
  box.checked = card.on;
  box.addEventListener("change", () => act.use(card, box.checked));
  const { rules, situations, gestures, overrides } = card.counts;
  const matters = rules + situations + gestures + overrides > 0;
  return matters ? el("label", { class: "check use" }, box, el("span", {}, "In use")) : el("span");
}
