/** The pairing page: requests appear by themselves; approving, refusing and revoking are one key press. */

import { call } from "./api.js";
import { day, el, must } from "./dom.js";
import { say, sayError } from "./toast.js";

const EVERY_MS = 1500;

/** @typedef {{request: string, name: string, origin: string, code: string, expires_in: number}} Request */
/** @typedef {{id: string, name: string, origin: string, created: string, last_used: string | null}} Pairing */

let drawn = "";
const noRequests = must("[data-requests]").firstElementChild;

/** @param {string} origin @returns {string} */
function browserOf(origin) {
  if (origin.startsWith("moz-extension:")) return "Firefox";
  if (origin.startsWith("safari-web-extension:")) return "Safari";
  return "Chrome, Edge or a relative";
}

/** @param {Request} request @returns {HTMLElement} */
function requestCard(request) {
  /** @param {"approve" | "refuse"} word */
  const decide = async (word) => {
    try {
      await call("POST", `/v1/pairings/${request.request}/${word}`);
      say(word === "approve" ? `${request.name} is paired.` : `${request.name} was refused.`);
    } catch (error) {
      sayError(error);
    }
    await refresh();
  };
  return el(
    "article",
    { class: "request" },
    el("h3", {}, `${request.name} asks to be paired`),
    el("p", { class: "code" }, request.code),
    el("p", {}, "Does the browser show the same code? Then approve it. If you did not ask for this, refuse."),
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "button primary", onclick: () => decide("approve") }, "Approve"),
      el("button", { type: "button", class: "button", onclick: () => decide("refuse") }, "Refuse"),
      el("span", { class: "muted" }, browserOf(request.origin)),
    ),
  );
}

/** @param {Pairing} pairing @returns {HTMLElement} */
function pairingRow(pairing) {
  const seen = pairing.last_used ? `last used ${day(pairing.last_used)}` : "not used yet";
  const row = el(
    "li",
    {},
    el(
      "div",
      { class: "who" },
      el("b", {}, pairing.name),
      el("span", {}, `${browserOf(pairing.origin)} · paired ${day(pairing.created)} · ${seen}`),
    ),
  );
  const actions = el("div", { class: "actions" });
  const ask = el("button", { type: "button", class: "button", "aria-label": `Revoke ${pairing.name}` }, "Revoke");
  const sure = el("button", { type: "button", class: "button danger" }, `Revoke ${pairing.name}`);
  const keep = el("button", { type: "button", class: "button" }, "Keep");
  ask.addEventListener("click", () => {
    actions.replaceChildren(el("span", { class: "muted" }, "It has to be paired again afterwards."), sure, keep);
    keep.focus();
  });
  keep.addEventListener("click", () => {
    actions.replaceChildren(ask);
    ask.focus();
  });
  sure.addEventListener("click", async () => {
    try {
      await call("DELETE", `/v1/pairings/${pairing.id}`);
      say(`${pairing.name} can no longer use Alongside.`);
    } catch (error) {
      sayError(error);
    }
    await refresh();
  });
  actions.append(ask);
  row.append(actions);
  return row;
}

async function refresh() {
  /** @type {{pairings: Pairing[], requests: Request[]}} */
  let known;
  try {
    known = await call("GET", "/v1/pairings");
  } catch (error) {
    sayError(error);
    return;
  }
  // Drawn again only when something changed, so that focus stays where it is.
  const sign = JSON.stringify([known.pairings, known.requests.map((request) => request.request)]);
  if (sign === drawn) return;
  drawn = sign;
  const requests = known.requests.map(requestCard);
  must("[data-requests]").replaceChildren(...(requests.length ? requests : [/** @type {Node} */ (noRequests)]));
  must("[data-pairings]").replaceChildren(
    known.pairings.length
      ? el("ul", { class: "paired" }, ...known.pairings.map(pairingRow))
      : el("p", { class: "empty" }, "No browser is paired yet."),
  );
}

refresh();
window.setInterval(() => {
  if (!document.hidden) refresh();
}, EVERY_MS);
