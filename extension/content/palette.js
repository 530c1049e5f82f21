/** The snippet palette at the caret: type to filter, arrows and Enter to insert, Esc to go back to the reply. */

import { h } from "../shared/dom.js";
import { fillPlaceholders } from "../shared/fillins.js";
import { NOT_REPLACED } from "../shared/text.js";
import { act, Box } from "./box.js";
import { withGaps } from "./diffview.js";
import { askConversation, askSnippets, tellUsed } from "./link.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("../shared/types.js").Snippet} Snippet */

const FILTER_MS = 60;
const MOST = 30;
const MOST_FITTING = 3;

export class Palette extends Box {
  /**
   * @param {Surface} surface
   * @param {import("./box.js").Taken} taken
   */
  constructor(surface, taken) {
    super(surface, "palette", { "aria-label": "Snippets" });
    this.taken = taken;
    this.input = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "text",
        role: "combobox",
        placeholder: "Find a snippet",
        "aria-label": "Find a snippet",
        "aria-expanded": "true",
        "aria-controls": "options",
        "aria-autocomplete": "list",
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => this.filterSoon(),
      })
    );
    this.list = h("ul", { class: "options", id: "options", role: "listbox", "aria-label": "Snippets" });
    this.message = h("div", { class: "empty", hidden: true });
    this.box.append(
      this.input,
      this.message,
      this.list,
      h("div", { class: "foot" }, h("span", { class: "keys" }, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " choose   ", h("kbd", {}, "Enter"), " insert   ", h("kbd", {}, "Esc"), " back")),
    );
    /** @type {{start: number, end: number}} */
    this.caret = { start: 0, end: 0 };
    /** @type {{snippet: Snippet, element: HTMLElement}[]} */
    this.shown = [];
    /** @type {Snippet[]} */
    this.fitting = [];
    this.at = 0;
    this.turn = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
  }

  /** @param {Session} session */
  async open(session) {
    const { editor } = session;
    const end = editor.text().length;
    this.caret = editor.caret() ?? { start: end, end };
    this.beside = editor.caretRect() ?? editor.element.getBoundingClientRect();
    this.fitting = [];
    this.input.value = "";
    this.list.replaceChildren();
    this.message.hidden = true;
    this.appear(session);
    this.input.focus();
    await this.filter();
    await this.addFitting(session);
  }

  /** @override */
  close({ refocus = this.surface.hasFocus() } = {}) {
    const { session } = this;
    clearTimeout(this.waiting);
    this.turn++;
    super.close({ refocus });
    if (refocus) session?.editor.select(this.caret.start, this.caret.end);
  }

  /** @override */
  anchor() {
    return this.beside && this.surface.here([this.beside])[0];
  }

  /** What fits the customer's message goes on top, as long as nothing is typed. @param {Session} session */
  async addFitting(session) {
    const { customer } = session.context;
    if (!customer.length) return;
    const answer = await askConversation({ customer, draft: session.text });
    if (!answer.ok || this.session !== session || this.input.value) return;
    this.fitting = answer.data.snippets.slice(0, MOST_FITTING);
    if (this.fitting.length) await this.filter();
  }

  filterSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.filter(), FILTER_MS);
  }

  async filter() {
    const turn = ++this.turn;
    const q = this.input.value.trim();
    const answer = await askSnippets(q, MOST);
    if (turn !== this.turn) return;
    const snippets = answer.ok ? answer.data.snippets : [];
    this.render(q, snippets);
    if (!answer.ok) this.tell(answer.problem.message, answer.problem.next);
    else if (!snippets.length && q) this.tell(`No snippet matches “${q}”.`, "Try fewer or other words.");
    else if (!snippets.length) this.tell("Nothing here yet.", "Save a phrase you use often, or add a pack.");
    else this.message.hidden = true;
    this.place();
  }

  /**
   * @param {string} message
   * @param {string} [next]
   */
  tell(message, next) {
    this.message.textContent = next ? `${message} ${next}` : message;
    this.message.hidden = false;
    this.surface.say(this.message.textContent);
  }

  /**
   * @param {string} q
   * @param {Snippet[]} snippets
   */
  render(q, snippets) {
    const known = this.session?.placeholders() ?? {};
    const fitting = q ? [] : this.fitting;
    const rest = snippets.filter(({ id }) => !fitting.some((other) => other.id === id));
    this.shown = [...fitting, ...rest].map((snippet, i) => ({ snippet, element: this.renderOption(snippet, i, known) }));
    const elements = this.shown.map(({ element }) => element);
    const heading = (/** @type {string} */ words) => h("li", { class: "group", role: "presentation" }, words);
    this.list.replaceChildren(
      ...(fitting.length
        ? [heading("Fits this conversation"), ...elements.slice(0, fitting.length), heading("Your library"), ...elements.slice(fitting.length)]
        : elements),
    );
    this.select(0);
  }

  /**
   * @param {Snippet} snippet
   * @param {number} index
   * @param {Record<string, string>} known
   */
  renderOption(snippet, index, known) {
    const element = h(
      "li",
      { class: "option", role: "option", id: `option-${index}`, "aria-selected": "false" },
      h("span", { class: "title", dir: "auto" }, snippet.title),
      snippet.shortcut ? h("kbd", {}, snippet.shortcut) : h("span"),
      h("span", { class: "body-line", dir: "auto" }, ...withGaps(fillPlaceholders(snippet.body, known))),
    );
    element.addEventListener("mousemove", () => this.at !== index && this.select(index));
    element.addEventListener("click", act(() => void this.insert(index)));
    return element;
  }

  /** @param {number} index */
  select(index) {
    this.shown[this.at]?.element.setAttribute("aria-selected", "false");
    this.at = Math.max(0, Math.min(index, this.shown.length - 1));
    const chosen = this.shown[this.at]?.element;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  async insert(index) {
    const { session, caret } = this;
    const snippet = this.shown[index]?.snippet;
    if (!session || !snippet) return;
    const text = fillPlaceholders(snippet.body, session.placeholders());
    this.close({ refocus: true });
    const outcome = await session.editor.insert(text);
    if (outcome.ok) {
      void tellUsed(snippet.id);
      this.taken(session, text, caret.start, outcome.steps);
      return;
    }
    await this.open(session);
    this.tell(NOT_REPLACED[outcome.reason] ?? "It could not be inserted.");
  }

  /** @override @param {KeyboardEvent} event */
  onKey(event) {
    if (event.isComposing) return;
    /** @type {Record<string, () => void>} */
    const keys = {
      Escape: () => this.close({ refocus: true }),
      ArrowDown: () => this.select((this.at + 1) % Math.max(1, this.shown.length)),
      ArrowUp: () => this.select((this.at - 1 + this.shown.length) % Math.max(1, this.shown.length)),
      PageDown: () => this.select(this.at + 5),
      PageUp: () => this.select(this.at - 5),
      Enter: () => void this.insert(this.at),
      Tab: () => {},
    };
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}
