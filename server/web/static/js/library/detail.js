/** The right side of the library: one snippet as it reads, with what can be done with it. */

import { call } from "../api.js";
import { day, el, moment, must, plural } from "../dom.js";
import { say, sayError } from "../toast.js";
import { shown } from "./text.js";

/** @typedef {import("./main.js").Snippet} Snippet */
/** @typedef {{number: number, written: string, replaced: string, content: Snippet}} Version */
/** @typedef {{readOnly: boolean, back: () => void, copy: (snippet: Snippet) => void, edit: (snippet: Snippet) => void,
 *   remove: (snippet: Snippet) => void, reverted: (snippet: Snippet) => void}} Actions */

/**
 * What to say when no snippet is chosen.
 * @param {HTMLElement} root
 * @param {boolean} searched whether words or a folder narrowed the list
 * @param {(() => void) | null} create
 */
export function showNothing(root, searched, create) {
  const words = searched
    ? "No snippet has these words. Try fewer, or write one."
    : "Nothing here yet. Save a phrase you use often, or add a pack.";
  const empty = el("div", { class: "empty" }, el("p", {}, words));
  if (create) empty.append(el("button", { type: "button", class: "button", onclick: create }, "New snippet"));
  root.replaceChildren(empty);
}

/**
 * @param {HTMLElement} root
 * @param {Snippet} snippet
 * @param {string} words what was searched, to be marked
 * @param {Actions} actions
 */
export function showSnippet(root, snippet, words, actions) {
  const buttons = el("div", { class: "actions" }, button("Copy", "c", () => actions.copy(snippet), "primary"));
  if (!actions.readOnly) {
    buttons.append(
      button("Edit", "e", () => actions.edit(snippet)),
      button("Delete", "Delete", () => actions.remove(snippet)),
      el("button", { type: "button", class: "button", onclick: () => showVersions(root, snippet, actions) }, "History"),
    );
  }
  if (/\{\{|\{%/.test(snippet.body)) {
    buttons.append(el("button", { type: "button", class: "button", onclick: () => preview(root, snippet) }, "Preview"));
  }
  root.replaceChildren(
    el("button", { type: "button", class: "button back", onclick: actions.back }, "← All snippets"),
    el("h2", {}, snippet.title),
    el("div", { class: "body-text" }, ...shown(snippet.body, words)),
    buttons,
    facts(snippet),
  );
  root.scrollTop = 0;
}

/** The text as it would be with a made-up ticket. @param {HTMLElement} root @param {Snippet} snippet */
async function preview(root, snippet) {
  try {
    const filled = await call("POST", `/v1/snippets/${encodeURIComponent(snippet.id)}/fill`, {});
    const unknown = filled.unknown.length ? `Not known, so left for you to fill in: ${filled.unknown.join(", ")}.` : "";
    must(".body-text", root).replaceChildren(...shown(filled.text, ""));
    const note = filled.problem ? `This will be inserted as it is. ${filled.problem}` : `With a made-up ticket. ${unknown}`;
    root.querySelector(".preview-note")?.remove();
    must(".body-text", root).after(el("p", { class: "hint preview-note", role: "status" }, note));
  } catch (error) {
    sayError(error);
  }
}

/** @param {string} label @param {string} keys @param {() => void} run @param {string} [kind] */
function button(label, keys, run, kind = "") {
  return el("button", { type: "button", class: `button ${kind}`, "aria-keyshortcuts": keys, onclick: run }, label);
}

/** @param {Snippet} snippet @returns {HTMLElement} */
function facts(snippet) {
  const list = el("dl", { class: "facts" });
  /** @param {string} name @param {(string | Node)[]} value */
  const fact = (name, value) => list.append(el("dt", {}, name), el("dd", {}, ...value));
  if (snippet.shortcut) fact("Shortcut", [el("code", {}, snippet.shortcut)]);
  if (snippet.folder) fact("Folder", [snippet.folder]);
  if (snippet.tags.length) fact("Tags", snippet.tags.flatMap((tag) => [el("span", { class: "tag" }, tag), " "]));
  const good = [...snippet.steps, ...snippet.situations.map((id) => id.replaceAll("-", " "))];
  if (good.length) fact("Good for", [good.join(", ")]);
  if (snippet.emotions.length) fact("When they feel", [snippet.emotions.join(", ")]);
  fact("From", [snippet.origin === "mine" ? "you" : `the pack ${snippet.origin}`]);
  fact("Used", [snippet.last_used ? `${plural(snippet.uses, "time")}, last ${day(snippet.last_used)}` : "not yet"]);
  return list;
}

/** @param {HTMLElement} root @param {Snippet} snippet @param {Actions} actions */
async function showVersions(root, snippet, actions) {
  root.querySelector(".versions")?.remove();
  const address = `/v1/snippets/${encodeURIComponent(snippet.id)}`;
  /** @type {Version[]} */
  let versions;
  try {
    versions = (await call("GET", `${address}/history`)).versions;
  } catch (error) {
    sayError(error);
    return;
  }
  /** @param {Version} version */
  const restore = async (version) => {
    try {
      actions.reverted(await call("POST", `${address}/revert`, { number: version.number }));
      say("The earlier wording is back. The later one is in the history.");
    } catch (error) {
      sayError(error);
    }
  };
  const rows = versions.map((version) =>
    el(
      "li",
      {},
      el("p", { class: "muted" }, `Until ${moment(version.replaced)}`),
      el("b", {}, version.content.title),
      el("div", { class: "body-text" }, ...shown(version.content.body, "")),
      el("button", { type: "button", class: "button", onclick: () => restore(version) }, "Bring this back"),
    ),
  );
  const list = rows.length
    ? el("ul", { class: "versions" }, ...rows)
    : el("p", { class: "versions muted" }, "No earlier wording: this snippet was not changed yet.");
  list.tabIndex = -1;
  root.append(list);
  list.focus();
  list.scrollIntoView({ block: "nearest" });
}
