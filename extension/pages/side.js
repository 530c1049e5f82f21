/** The side panel: how the customer feels, what the reply still lacks, snippets that fit, and the whole library. */

import { h, icon } from "../shared/dom.js";
import { describeConnection, describeMood, whatWasFound } from "../shared/text.js";
import { ask, followState } from "./ask.js";
import { Line } from "./line.js";

/** @typedef {import("../shared/types.js").ReplyView} ReplyView */
/** @typedef {import("../shared/types.js").Conversation} Conversation */
/** @typedef {import("../shared/types.js").Snippet} Snippet */

const FILTER_MS = 80;
const MOST = 20;

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const standing = h("section", { class: "standing", role: "status" });
const customer = h("section", { "aria-labelledby": "customer" });
const reply = h("section", { "aria-labelledby": "reply" });
const search = /** @type {HTMLInputElement} */ (
  h("input", { type: "search", id: "search", placeholder: "Find a snippet", "aria-label": "Find a snippet", autocomplete: "off", spellcheck: "false" })
);
const fitting = h("div", { class: "try" });
const library = h("div", { class: "try" });
const said = h("p", { role: "status", class: "muted" });

/** @type {ReplyView | null} */
let view = null;
let asked = "";
let turn = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

const line = new Line({
  reply: (next) => {
    view = next;
    showReply();
    void readCustomer();
  },
  inserted: (outcome) => {
    if (outcome.ok) said.textContent = "It is in your reply. Undo there takes it back.";
    else void offerCopy(outcome.message, outcome.text);
  },
});

main.append(h("h1", { class: "unseen" }, "Alongside"), standing, customer, reply, h("section", { "aria-labelledby": "snippets" }, h("h2", { id: "snippets" }, "Snippets"), search, said, fitting, library));
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void showLibrary(), FILTER_MS);
});
search.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  /** @type {HTMLElement | null} */ (main.querySelector(".snippet"))?.focus();
});
showReply();
await followState(({ connection }) => {
  const { label, next } = describeConnection(connection);
  standing.hidden = connection.state === "ready";
  standing.replaceChildren(h("strong", {}, label), next ? h("p", { class: "muted" }, next) : "");
  asked = "";
  void readCustomer();
  void showLibrary();
});
await line.start();

function showReply() {
  if (!view) {
    reply.replaceChildren(h("h2", { id: "reply" }, "Your reply"), h("p", { class: "muted" }, "Step into a reply in this tab, and it is read along here."));
    return;
  }
  const { face, notices, checklist, findings } = view;
  reply.replaceChildren(
    h("h2", { id: "reply" }, "Your reply"),
    h("p", {}, view.empty ? "Nothing written yet." : face),
    ...notices.map((notice) => h("p", { class: "muted" }, notice)),
    findings.length
      ? h("ul", { class: "findings" }, ...findings.map(({ quote, why }, i) => h("li", {}, h("button", { class: "row-button", onclick: () => line.send({ type: "show", index: i }) }, h("span", { dir: "auto" }, `“${quote}”`), h("span", { class: "muted" }, why)))))
      : "",
    checklist.length
      ? h("ul", { class: "checklist", "aria-label": "Checklist" }, ...checklist.map(({ label, done, hint }) =>
          h("li", { "data-done": String(done) }, h("span", { class: "tick", role: "img", "aria-label": done ? "Done" : "Not yet" }, done ? icon("tick") : ""), h("span", {}, label, done ? "" : h("span", { class: "muted" }, ` ${hint}`)))))
      : "",
    h("div", { class: "row" }, h("button", { onclick: () => line.send({ type: "rewrite" }) }, "Whole reply")),
  );
}

/** The customer's words are asked about once, not at every key of the reply. */
async function readCustomer() {
  const messages = view?.customer ?? [];
  const key = JSON.stringify([messages, view?.site, view?.found]);
  if (key === asked) return;
  asked = key;
  const heading = h("h2", { id: "customer" }, "The customer");
  if (!view) {
    customer.hidden = true;
    fitting.replaceChildren();
    return;
  }
  customer.hidden = false;
  const found = h("p", { class: "muted" }, whatWasFound(view));
  const point = h("button", { onclick: () => line.send({ type: "point" }) }, view.pointed ? "Point at another" : "Point at their message");
  if (!messages.length) {
    customer.replaceChildren(heading, found, h("div", { class: "row" }, point));
    fitting.replaceChildren();
    return;
  }
  const answer = await ask("conversation", { body: { customer: messages } });
  if (key !== asked) return;
  if (!answer.ok) {
    customer.replaceChildren(heading, h("p", { class: "muted" }, [answer.problem.message, answer.problem.next].filter(Boolean).join(" ")));
    return;
  }
  const { mood, situation, snippets } = /** @type {Conversation} */ (answer.data);
  const { feeling, signs } = describeMood(mood);
  customer.replaceChildren(
    heading,
    h("p", { class: "mood" }, feeling),
    situation ? h("p", {}, "It is about ", h("strong", {}, situation.as), ".") : "",
    signs ? h("p", {}, signs) : "",
    mood.evidence.length ? h("p", { class: "muted", dir: "auto" }, mood.evidence.map(({ quote }) => `“${quote}”`).join(" ")) : "",
    found,
    h("div", { class: "row" }, point),
  );
  fitting.replaceChildren(...(snippets.length && !search.value.trim() ? [h("h3", {}, "Fit this conversation"), list(snippets)] : []));
}

async function showLibrary() {
  const now = ++turn;
  const q = search.value.trim();
  const answer = await ask("snippets", { q, limit: MOST });
  if (now !== turn) return;
  fitting.hidden = q !== "";
  if (!answer.ok) library.replaceChildren(h("p", { class: "muted" }, [answer.problem.message, answer.problem.next].filter(Boolean).join(" ")));
  else if (!answer.data.snippets.length) library.replaceChildren(h("p", { class: "muted" }, q ? `No snippet matches “${q}”. Try fewer or other words.` : "Nothing here yet. Save a phrase you use often, or add a pack."));
  else library.replaceChildren(h("h3", {}, q ? "Found" : "Your library"), list(answer.data.snippets));
}

/** @param {Snippet[]} snippets */
function list(snippets) {
  return h(
    "ul",
    { class: "findings" },
    ...snippets.map((snippet) =>
      h("li", {}, h("button", { class: "row-button snippet", title: "Insert where the caret was", onclick: () => insert(snippet) }, h("span", { dir: "auto" }, snippet.title, snippet.shortcut ? h("kbd", {}, snippet.shortcut) : ""), h("span", { class: "muted body", dir: "auto" }, snippet.body))),
    ),
  );
}

/** @param {Snippet} snippet */
function insert(snippet) {
  said.textContent = "";
  if (!line.send({ type: "insert", body: snippet.body, snippet: snippet.id })) void offerCopy("No reply is open in this tab.", snippet.body);
}

/** @param {string} words @param {string} text */
async function offerCopy(words, text) {
  const copy = h("button", {
    onclick: async () => {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    },
  }, "Copy it");
  said.replaceChildren(`${words} `, copy);
}
