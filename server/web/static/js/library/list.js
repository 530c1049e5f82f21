/** The list of found snippets: a listbox that is moved through from the search field (WAI-ARIA combobox pattern). */

import { el } from "../dom.js";
import { marked, plain } from "./text.js";
import { DRAGGED_SNIPPETS } from "./tree.js";

/** @typedef {import("./main.js").Snippet} Snippet */

export class List {
  /** @type {Snippet[]} */
  #snippets = [];
  #at = -1;
  #words = "";
  /** How many were put in by `put`, which the search's own paging does not know of. */
  #put = 0;
  /** Ids of the ticked ones; they stay ticked when a search hides them. @type {Set<string>} */
  #ticked = new Set();
  /** Where Shift+click begins. */
  #anchor = -1;

  /**
   * @param {HTMLElement} root the ul
   * @param {HTMLInputElement} search
   * @param {{chosen: (snippet: Snippet | null) => void, opened: () => void, ticked: () => void}} told
   */
  constructor(root, search, told) {
    this.root = root;
    this.search = search;
    this.told = told;
    root.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (!row) return;
      const index = [...root.children].indexOf(row);
      if (event.shiftKey && this.#anchor >= 0) return this.#tickTo(index);
      if (event.ctrlKey || event.metaKey || /** @type {HTMLElement} */ (event.target).closest(".tick")) return this.tick(index);
      this.#choose(index);
      told.opened();
    });
    root.addEventListener("dragstart", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      const id = row ? this.#snippets[[...root.children].indexOf(row)]?.id : undefined;
      if (!id) return;
      const ids = this.#ticked.has(id) ? [...this.#ticked] : [id];
      event.dataTransfer?.setData(DRAGGED_SNIPPETS, JSON.stringify(ids));
    });
  }

  /** The chosen snippet. @returns {Snippet | null} */
  get current() {
    return this.#snippets[this.#at] ?? null;
  }

  /** The ids of the ticked snippets, or of the chosen one when none is ticked. @returns {string[]} */
  get picked() {
    return this.#ticked.size ? [...this.#ticked] : this.current ? [this.current.id] : [];
  }

  /** How many are ticked. */
  get ticks() {
    return this.#ticked.size;
  }

  /** Tick or untick one; without an index, the chosen one. @param {number} [index] */
  tick(index = this.#at) {
    const snippet = this.#snippets[index];
    if (!snippet) return;
    this.#anchor = index;
    if (!this.#ticked.delete(snippet.id)) this.#ticked.add(snippet.id);
    this.#showTicks();
  }

  /** Tick these and no others. @param {string[]} ids */
  tickOnly(ids) {
    this.#ticked = new Set(ids);
    this.#showTicks();
  }

  /** @param {number} index */
  #tickTo(index) {
    const [from, to] = [Math.min(this.#anchor, index), Math.max(this.#anchor, index)];
    for (const snippet of this.#snippets.slice(from, to + 1)) this.#ticked.add(snippet.id);
    this.#showTicks();
  }

  #showTicks() {
    this.#snippets.forEach((snippet, index) => this.root.children[index]?.setAttribute("aria-checked", String(this.#ticked.has(snippet.id))));
    this.told.ticked();
  }

  /** How many of the search's hits are shown. */
  get length() {
    return this.#snippets.length - this.#put;
  }

  /** @param {Snippet[]} snippets @param {string} words @param {{append?: boolean, keep?: string | undefined}} how */
  show(snippets, words, { append = false, keep }) {
    this.#words = words;
    if (append) {
      const here = new Set(this.#snippets.map((snippet) => snippet.id));
      const more = snippets.filter((snippet) => !here.has(snippet.id));
      this.#put -= snippets.length - more.length;
      this.#snippets.push(...more);
      this.root.append(...more.map((snippet) => this.#row(snippet)));
      return;
    }
    this.#put = 0;
    this.#snippets = snippets;
    this.root.replaceChildren(...snippets.map((snippet) => this.#row(snippet)));
    this.root.scrollTop = 0;
    const kept = snippets.findIndex((snippet) => snippet.id === keep);
    this.#choose(kept >= 0 ? kept : 0);
  }

  /** Show a snippet that the search did not give, first in the list. @param {Snippet} snippet */
  put(snippet) {
    this.#put += 1;
    this.#snippets.unshift(snippet);
    this.root.prepend(this.#row(snippet));
    this.#choose(0);
  }

  /** Take over a changed snippet without moving anything. @param {Snippet} snippet */
  update(snippet) {
    const index = this.#snippets.findIndex((one) => one.id === snippet.id);
    if (index < 0) return;
    this.#snippets[index] = snippet;
    this.root.children[index]?.replaceWith(this.#row(snippet));
    if (index === this.#at) this.#choose(index);
  }

  /** @param {1 | -1} step */
  move(step) {
    if (!this.#snippets.length) return;
    this.#choose(Math.min(Math.max(this.#at + step, 0), this.#snippets.length - 1));
  }

  /** The id of the snippet to go to when this one goes. @param {string} id @returns {string | undefined} */
  neighbour(id) {
    const index = this.#snippets.findIndex((snippet) => snippet.id === id);
    return (this.#snippets[index + 1] ?? this.#snippets[index - 1])?.id;
  }

  /** @param {number} index */
  #choose(index) {
    this.root.children[this.#at]?.setAttribute("aria-selected", "false");
    this.#at = this.#snippets[index] ? index : -1;
    const row = this.root.children[this.#at];
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.search.setAttribute("aria-activedescendant", row.id);
    else this.search.removeAttribute("aria-activedescendant");
    this.told.chosen(this.current);
  }

  /** @param {Snippet} snippet @returns {HTMLElement} */
  #row(snippet) {
    return el(
      "li",
      {
        class: "row", role: "option", id: `row-${snippet.id}`, "aria-selected": "false", draggable: "true",
        "aria-checked": String(this.#ticked.has(snippet.id)),
      },
      el("span", { class: "tick", "aria-hidden": "true", title: "Choose several (x)" }),
      el("span", { class: "name" }, ...marked(snippet.title, this.#words)),
      el("span", { class: "keys-in" }, snippet.shortcut ?? ""),
      el("span", { class: "start" }, ...marked(plain(snippet.body), this.#words)),
    );
  }
}
