/**
 * Textareas and single-line inputs.
 *
 * @import { Edit, Outcome } from "./types.js"
 * @import { PaintedMark } from "./base.js"
 */
import { BaseEditor, refuse } from "./base.js";
import { apply } from "./marks.js";
import { Mirror } from "./mirror.js";
import { positionAt } from "./selection.js";

/** @extends {BaseEditor<HTMLTextAreaElement|HTMLInputElement>} */
export class FieldEditor extends BaseEditor {
  /** @type {Mirror|null} */
  #mirror = null;

  /** @param {HTMLTextAreaElement|HTMLInputElement} element */
  constructor(element) {
    super(element, element instanceof HTMLTextAreaElement ? "textarea" : "input");
    // A page sets the value without any event; these are the moments when it usually does.
    const listen = { signal: this.life.signal, capture: true };
    for (const type of ["click", "keyup", "submit", "reset"]) element.ownerDocument.addEventListener(type, () => this.#glance(), listen);
    element.addEventListener("focus", () => this.#glance(), listen);
    this.begin();
  }

  #glance() {
    setTimeout(() => this.sync());
  }

  selectionMoved() {
    this.sync();
  }

  get editable() {
    return !this.element.readOnly && !this.element.matches(":disabled");
  }

  read() {
    return this.element.value;
  }

  get mirror() {
    this.#mirror ??= new Mirror(this.element);
    return this.#mirror;
  }

  /** @param {PaintedMark[]} gone */
  paint(gone) {
    if (this.painted.length === 0 && !this.#mirror) return;
    this.mirror.paint(this.element.value, this.painted, gone);
  }

  /** @param {number} start @param {number} end */
  rects(start, end) {
    return this.mirror.rects(this.element.value, start, end);
  }

  /** @param {number} x @param {number} y */
  offsetAt(x, y) {
    const position = positionAt(this.element, x, y);
    return position?.offsetNode === this.element ? position.offset : null;
  }

  caret() {
    return this.focused() ? this.selected() : null;
  }

  selected() {
    const { selectionStart, selectionEnd } = this.element;
    return selectionStart === null || selectionEnd === null ? null : { start: selectionStart, end: selectionEnd };
  }

  caretRect() {
    const caret = this.caret();
    return caret ? (this.rects(caret.end, caret.end)[0] ?? null) : null;
  }

  /** @param {number} start @param {number} end */
  select(start, end) {
    this.element.setSelectionRange(start, end);
    return true;
  }

  /**
   * @param {string} before
   * @param {Edit[]} edits
   * @param {() => {start: number, end: number}|null} caretAfter
   * @returns {Promise<Outcome>}
   */
  async perform(before, edits, caretAfter) {
    const after = apply(before, edits);
    const { maxLength } = this.element;
    // The browser would cut the text off without a word.
    if (maxLength >= 0 && after.length > maxLength) return refuse("reverted");
    if (this.kind === "input" && after.includes("\n")) return refuse("reverted");
    const { start } = edits[0];
    const { end } = edits[edits.length - 1];
    const text = after.slice(start, after.length - (before.length - end));
    const { scrollTop, scrollLeft } = this.element;
    const caret = caretAfter();
    this.focus();
    this.#breakUndo(start, end);
    this.element.setSelectionRange(start, end);
    this.element.ownerDocument.execCommand(text ? "insertText" : "delete", false, text);
    if (this.element.value !== after) return refuse(this.element.value === before ? "reverted" : "changed");
    const stop = start + text.length;
    this.#breakUndo(stop, stop);
    if (caret) this.select(caret.start, caret.end);
    this.element.scrollTop = scrollTop;
    this.element.scrollLeft = scrollLeft;
    // Give a page that owns the value (React and the like) its turn, then look again.
    await new Promise((resolve) => setTimeout(resolve));
    return this.element.value === before ? refuse("reverted") : { ok: true, steps: 1 };
  }

  /** Moving the caret away ends the browser's typing step, so that this change is one of its own. @param {number} start @param {number} end */
  #breakUndo(start, end) {
    if (start !== end || this.element.value.length === 0) return;
    const other = start > 0 ? start - 1 : start + 1;
    this.element.setSelectionRange(other, other);
    this.element.setSelectionRange(start, end);
  }

  dispose() {
    super.dispose();
    this.#mirror?.dispose();
    this.#mirror = null;
  }
}
