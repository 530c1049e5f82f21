/**
 * Fill-in stops: after a snippet or a replacement with `[[gaps]]`, the first gap is selected, Tab goes to the next, and a gap
 * with choices shows them. The mode ends by itself when no gap is left, and with Esc.
 */

import { h } from "../shared/dom.js";
import { findFillIns, nextFillIn } from "../shared/fillins.js";
import { act, placeBeside } from "./box.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("../shared/fillins.js").FillIn} FillIn */

export class Fill {
  /** @param {Surface} surface */
  constructor(surface) {
    this.surface = surface;
    this.list = h("ul", { class: "options", role: "listbox" });
    this.box = h("div", { popover: "manual", class: "box choices" }, this.list);
    /** @type {Session | null} */
    this.session = null;
    /** @type {FillIn | null} */
    this.gap = null;
    this.at = 0;
  }

  get isOpen() {
    return this.session !== null;
  }

  /**
   * Start at the first gap of what has just come in.
   *
   * @param {Session} session
   * @param {string} text what was inserted
   * @param {number} start where, in the editor's text
   */
  start(session, text, start) {
    if (!findFillIns(text).length) return;
    this.session = session;
    this.go(nextFillIn(session.editor.text(), { start, end: start }, false));
  }

  close() {
    this.session = null;
    this.hideChoices();
  }

  hideChoices() {
    this.gap = null;
    this.surface.hide(this.box);
  }

  /** @param {FillIn | null} gap */
  go(gap) {
    const { session } = this;
    if (!session || !gap) return this.close();
    session.editor.select(gap.start, gap.end);
    this.hideChoices();
    if (!gap.choices.length) {
      this.surface.say(`Fill in: ${gap.name}. Tab goes on.`);
      return;
    }
    this.gap = gap;
    this.renderChoices(gap);
    this.surface.show(this.box);
    this.place();
    this.surface.say(`${gap.name}: ${gap.choices.map((choice, i) => `${i + 1} ${choice}`).join(", ")}. Or type your own.`);
  }

  place() {
    if (!this.session || !this.gap) return;
    const [anchor] = this.surface.here([...this.session.editor.rects(this.gap.start, this.gap.end)]);
    if (!anchor) return;
    placeBeside(this.box, anchor, this.surface.size);
  }

  /** @param {FillIn} gap */
  renderChoices(gap) {
    this.list.setAttribute("aria-label", gap.name);
    this.list.replaceChildren(
      ...gap.choices.map((choice, i) => {
        const option = h("li", { class: "option", role: "option", "aria-selected": String(i === 0) }, h("kbd", {}, String(i + 1)), h("span", { dir: "auto" }, choice));
        // Not a click: pressing must not take the selection out of the text.
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          act(() => void this.choose(i))(event);
        });
        return option;
      }),
    );
    this.at = 0;
  }

  /** @param {number} index */
  highlight(index) {
    const options = [...this.list.children];
    this.at = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === this.at)));
    this.surface.say(this.gap?.choices[this.at] ?? "", 0);
  }

  /** @param {number} index */
  async choose(index) {
    const { session, gap } = this;
    const choice = gap?.choices[index];
    if (!session || !gap || choice === undefined) return;
    this.hideChoices();
    const text = session.editor.text();
    const outcome = await session.editor.replace(gap.start, gap.end, text.slice(gap.start, gap.end), choice);
    if (!outcome.ok) return;
    const after = session.editor.text();
    const end = gap.start + choice.length;
    if (findFillIns(after).length) this.go(nextFillIn(after, { start: end, end }, false));
    else this.close();
  }

  /** The text has changed: what was chosen from is no longer there when the gap was typed over. */
  update() {
    if (!this.session) return;
    const text = this.session.editor.text();
    const gaps = findFillIns(text);
    if (!gaps.length) this.close();
    else if (this.gap && !gaps.some(({ start, end }) => start === this.gap?.start && end === this.gap.end)) this.hideChoices();
  }

  /**
   * Keys while the caret is in the text. @param {KeyboardEvent} event
   * @returns {boolean} whether the key was ours
   */
  onKey(event) {
    const { session, gap } = this;
    if (!session || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Tab") {
      const caret = session.editor.caret();
      if (!caret) return false;
      this.go(nextFillIn(session.editor.text(), caret, event.shiftKey));
      return true;
    }
    if (event.key === "Escape") {
      const open = gap !== null;
      this.close();
      return open;
    }
    if (!gap) return false;
    if (event.key === "ArrowDown") this.highlight(this.at + 1);
    else if (event.key === "ArrowUp") this.highlight(this.at - 1);
    else if (event.key === "Enter") void this.choose(this.at);
    else if (/^[1-9]$/.test(event.key) && gap.choices[Number(event.key) - 1] !== undefined) void this.choose(Number(event.key) - 1);
    else return false;
    return true;
  }
}
