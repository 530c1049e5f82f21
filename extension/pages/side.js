/** The side panel: the customer's mood, what helps right now, what the reply still lacks, snippets that fit, and the whole library. */

import { h } from "../shared/dom.js";
import { describeConnection } from "../shared/text.js";
import { ask, followState } from "./ask.js";
import { Line } from "./line.js";
import { customerPart, promptsPart, replyPart, snippetList } from "./sideparts.js";

/** @typedef {import("../shared/types.js").ReplyView} ReplyView */

const FILTER_MS = 80;
const MOST = 20;

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const standing = h("section", { class: "standing", role: "status", hidden: true });
const customer = h("section", { "aria-labelledby": "customer" });
const prompts = h("section", { "aria-labelledby": "prompts" });
const reply = h("section", { "aria-labelledby": "reply" });
const search = /** @type {HTMLInputElement} */ (
  h("input", { type: "search", id: "search", placeholder: "Find a snippet", "aria-label": "Find a snippet", autocomplete: "off", spellcheck: "false" })
);
const fitting = h("div", { class: "try" });
const library = h("div", { class: "try" });
const said = h("p", { role: "status", class: "muted said" });

/** @type {ReplyView | null} */
let view = null;
let turn = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

const line = new Line({
  reply: (next) => {
    view = next;
    show();
  },
  inserted: (outcome) => {
    if (outcome.ok) said.textContent = "It is in your reply. Undo there takes it back.";
    else offerCopy(outcome.message, outcome.text);
  },
});

/** @type {import("./sideparts.js").Does} */
const does = {
  show: (index) => line.send({ type: "show", index }),
  rewrite: () => line.send({ type: "rewrite" }),
  point: () => line.send({ type: "point" }),
  insert: (body, snippet) => {
    said.textContent = "";
    if (!line.send({ type: "insert", body, snippet })) offerCopy("No reply is open in this tab.", body);
  },
};

main.append(
  h("h1", { class: "unseen" }, "Alongside"),
  standing,
  customer,
  prompts,
  reply,
  h("section", { "aria-labelledby": "snippets" }, h("h2", { id: "snippets" }, "Snippets"), search, fitting, library),
  said,
);
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void showLibrary(), FILTER_MS);
});
search.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  /** @type {HTMLElement | null} */ (main.querySelector(".snippet"))?.focus();
});
show();
await followState(({ connection }) => {
  const { label, next } = describeConnection(connection);
  standing.hidden = connection.state === "ready";
  standing.replaceChildren(h("strong", {}, label), next ? h("p", { class: "muted" }, next) : "");
  void showLibrary();
});
await line.start();

function show() {
  draw(customer, customerPart(view, does));
  draw(prompts, promptsPart(view, does));
  draw(reply, replyPart(view, does));
  const fit = view?.conversation?.snippets ?? [];
  draw(fitting, fit.length ? [h("h3", {}, "Fit this conversation"), snippetList(fit, does)] : []);
}

/**
 * Put a part's new content in, unless it is as before: what stands still can be read, and keeps the keyboard.
 *
 * @param {HTMLElement} part hidden while there is nothing in it
 * @param {Node[]} nodes
 */
function draw(part, nodes) {
  const next = h("div", {}, ...nodes);
  part.hidden = !nodes.length;
  if (next.innerHTML === part.innerHTML) return;
  const buttons = [...part.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  part.replaceChildren(...next.childNodes);
  if (at >= 0) (part.querySelectorAll("button")[at] ?? part.querySelector("button"))?.focus();
}

async function showLibrary() {
  const now = ++turn;
  const q = search.value.trim();
  const answer = await ask("snippets", { q, limit: MOST });
  if (now !== turn) return;
  fitting.classList.toggle("away", q !== "");
  const note = (/** @type {string} */ words) => h("p", { class: "muted" }, words);
  if (!answer.ok) draw(library, [note([answer.problem.message, answer.problem.next].filter(Boolean).join(" "))]);
  else if (!answer.data.snippets.length) draw(library, [note(q ? `No snippet matches “${q}”. Try fewer or other words.` : "Nothing here yet. Save a phrase you use often, or add a pack.")]);
  else draw(library, [h("h3", {}, q ? "Found" : "Your library"), snippetList(answer.data.snippets, does)]);
}

/** @param {string} words @param {string} text */
function offerCopy(words, text) {
  const copy = h("button", {
    onclick: async () => {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    },
  }, "Copy it");
  said.replaceChildren(`${words} `, copy);
}
