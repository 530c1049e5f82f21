/**
 * A gentle check before sending: the first press is held back when a grave finding or an unfilled gap is left, and says
 * which. It never blocks: pressing again sends, what was asked about once is not asked again, and the options turn it off.
 */

import { h } from "../shared/dom.js";
import { findFillIns } from "../shared/fillins.js";
import { act, Box } from "./box.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").LiveFinding} LiveFinding */
/** @typedef {{key: string, words: string, why: string, finding: LiveFinding | null, start: number, end: number}} Item */

const MOST_SHOWN = 3;
/** The second half of a double click is not a second decision. */
const DOUBLE_MS = 600;

/**
 * What is left to look at before a reply goes out.
 *
 * @param {string} text
 * @param {LiveFinding[]} findings
 * @returns {Item[]}
 */
export function leftToDo(text, findings) {
  const gaps = findFillIns(text).map(({ start, end, name }) => ({
    key: `gap ${name}`,
    words: name,
    why: "Still to be filled in.",
    finding: null,
    start,
    end,
  }));
  const grave = findings
    .filter(({ severity }) => severity === "high")
    .map((finding) => ({
      key: `finding ${finding.rule} ${finding.original}`,
      words: finding.original,
      why: finding.why,
      finding,
      start: finding.start,
      end: finding.end,
    }));
  return [...gaps, ...grave];
}

export class BeforeSend extends Box {
  /**
   * @param {import("./surface.js").Surface} surface
   * @param {{show: (session: Session, finding: LiveFinding) => void, off: () => void}} actions
   */
  constructor(surface, actions) {
    super(surface, "before", { role: "group", "aria-labelledby": "before" });
    this.actions = actions;
    /** @type {import("./geometry.js").Box | null} */
    this.beside = null;
    this.shownAt = -Infinity;
  }

  get justShown() {
    return performance.now() - this.shownAt < DOUBLE_MS;
  }

  /**
   * The agent is about to send.
   *
   * @param {Session} session
   * @param {import("./geometry.js").Box | null} button what was pressed, in the window we draw in; null: a key
   * @param {Event} event
   * @returns {boolean} whether to hold the press back
   */
  holds(session, button, event) {
    const settings = session.state?.settings;
    if (!settings?.askBeforeSend || !session.watchesSending) return false;
    const again = /** @type {KeyboardEvent} */ (event).repeat === true || /** @type {MouseEvent} */ (event).detail > 1;
    if (again && this.justShown) return true;
    const items = leftToDo(session.editor.text(), session.findings);
    if (items.every(({ key }) => session.asked.has(key))) {
      this.close({ refocus: false });
      return false;
    }
    for (const { key } of items) session.asked.add(key);
    this.open(session, items, button);
    return true;
  }

  /**
   * @param {Session} session
   * @param {Item[]} items
   * @param {import("./geometry.js").Box | null} button
   */
  open(session, items, button) {
    const caret = session.editor.caretRect() ?? session.editor.element.getBoundingClientRect();
    this.beside = button ?? this.surface.here([caret])[0] ?? null;
    this.shownAt = performance.now();
    const shown = items.slice(0, MOST_SHOWN);
    const more = items.length - shown.length;
    this.session = session;
    this.box.replaceChildren(
      this.head("before", "Before you send"),
      h("ul", { class: "takes" }, ...shown.map((item) => h("li", {}, this.renderItem(item)))),
      more > 0 ? h("p", { class: "notice" }, `And ${more} more.`) : "",
      h(
        "div",
        { class: "foot" },
        h("span", { class: "again" }, "Send again to send it as it is."),
        h("span", {}, h("kbd", {}, session.state?.settings.keys.card ?? ""), " into this list"),
        h("button", { onclick: act(() => this.turnOff()) }, "Don't ask again"),
      ),
    );
    this.appear(session);
    const spoken = shown.map(({ words, why }) => `${words}: ${why}`).join(" ");
    this.surface.say(`Not sent yet. ${spoken} Send again to send it as it is.`, 0);
  }

  /** @param {Item} item */
  renderItem(item) {
    const words = item.finding ? h("span", { class: "quote", dir: "auto" }, `“${item.words}”`) : h("span", { class: "gap" }, item.words);
    return h("button", { class: "take", onclick: act(() => this.show(item)) }, h("span", {}, words, " ", h("span", { class: "because" }, item.why)));
  }

  /** @param {Item} item */
  show({ finding, start, end, words }) {
    const { session } = this;
    if (!session) return;
    this.close({ refocus: true });
    if (finding) return this.actions.show(session, finding);
    // The text may have moved since; the gap is found again by its name.
    const gap = findFillIns(session.editor.text()).find(({ name }) => name === words);
    session.editor.select(gap?.start ?? start, gap?.end ?? end);
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.box.querySelector(".take"))?.focus();
  }

  turnOff() {
    this.close({ refocus: true });
    this.actions.off();
  }

  /** Nothing that it was about is left. */
  update() {
    if (this.session && !leftToDo(this.session.editor.text(), this.session.findings).length) this.close();
  }

  /** @override */
  anchor() {
    return this.beside;
  }
}
