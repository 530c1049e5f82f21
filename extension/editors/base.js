/**
 * What every editor shares: noticing changes, marks that follow them, refusing stale replacements, one change at a time.
 *
 * @import { Edit, Mark, Outcome, Refusal } from "./types.js"
 */
import { apply, difference, follow, moveOffset, smallest } from "./marks.js";

/** @typedef {Mark & {range?: Range, look?: string}} PaintedMark */

/** @param {Refusal} reason @returns {Outcome} */
export const refuse = (reason) => ({ ok: false, reason });

/** @template {HTMLElement} E */
export class BaseEditor {
  /** @type {PaintedMark[]} */
  painted = [];
  composing = false;
  /** @type {{start: number, end: number}|null} where the caret was when the focus left */
  lastCaret = null;
  /** What to undo in dispose(). */
  life = new AbortController();
  /** When the text last changed, by performance.now(). */
  changedAt = -Infinity;
  /** When the focus last came, by performance.now(). */
  focusedAt = -Infinity;
  /** When the selection last moved, by performance.now(). */
  movedAt = -Infinity;
  /** When the agent last pressed a key, by performance.now(). */
  keyAt = -Infinity;
  #text = "";
  #told = "";
  /** @type {Set<(text: string) => void>} */
  #listeners = new Set();
  #due = 0;
  /** @type {Promise<unknown>} */
  #turn = Promise.resolve();

  /** @param {E} element @param {string} kind */
  constructor(element, kind) {
    this.element = element;
    this.kind = kind;
    const listen = { signal: this.life.signal, capture: true };
    const document = element.ownerDocument;
    element.addEventListener("input", () => this.noticed(), listen);
    element.addEventListener("compositionstart", () => (this.composing = true), listen);
    element.addEventListener("compositionend", () => ((this.composing = false), this.noticed()), listen);
    element.addEventListener("keydown", (event) => event.isTrusted && (this.keyAt = performance.now()), listen);
    element.addEventListener("focusin", () => (this.focusedAt = performance.now()), listen);
    element.addEventListener("focusout", () => (this.lastCaret = this.selected() ?? this.lastCaret), listen);
    document.addEventListener("selectionchange", () => this.selectionMoved(), listen);
  }

  /** Begin: called by the subclass once its own parts stand. */
  begin() {
    this.#text = this.#told = this.read();
  }

  // What a subclass provides.
  /** The text as it is now. @returns {string} */
  read() {
    throw new Error("read() is missing");
  }
  /** Draw the marks where they stand now; `gone` are to be taken off. @param {PaintedMark[]} _gone */
  paint(_gone) {}
  /** @returns {{start: number, end: number}|null} */
  caret() {
    return null;
  }
  /** The selection in the editor, whether or not it has the focus. @returns {{start: number, end: number}|null} */
  selected() {
    return this.caret();
  }
  /** @param {number} _start @param {number} _end @returns {boolean} whether the editor let it stand */
  select(_start, _end) {
    return false;
  }
  get editable() {
    return true;
  }
  selectionMoved() {
    this.movedAt = performance.now();
  }
  moved() {}
  /**
   * @param {string} _before
   * @param {Edit[]} _edits in order, each cut to what differs
   * @param {() => {start: number, end: number}|null} _caret where to leave the caret, seen from where it is now
   * @returns {Promise<Outcome>}
   */
  async perform(_before, _edits, _caret) {
    return refuse("reverted");
  }

  text() {
    this.sync();
    return this.#text;
  }

  /** Something may have changed: look at it with the next frame. */
  noticed() {
    if (this.#due || this.life.signal.aborted) return;
    const flush = () => {
      this.#due = 0;
      if (this.life.signal.aborted) return;
      this.sync();
      if (this.composing || this.#told === this.#text) return;
      this.#told = this.#text;
      for (const listener of this.#listeners) listener(this.#text);
    };
    // A hidden page gets no frames.
    this.#due = document.hidden ? window.setTimeout(flush) : requestAnimationFrame(flush);
  }

  /** Read the text again and move the marks along. */
  sync() {
    const before = this.#text;
    const after = this.read();
    this.#text = after;
    if (before === after) return;
    this.changedAt = performance.now();
    if (this.#told !== after) this.noticed();
    if (this.painted.length === 0) return;
    const change = difference(before, after, this.caret()?.start);
    if (!change) return;
    const earlier = this.painted;
    this.painted = follow(earlier, change);
    const kept = new Set(this.painted.map((mark) => mark.range));
    this.paint(earlier.filter((mark) => !kept.has(mark.range)));
  }

  /** @param {(text: string) => void} fn */
  onChange(fn) {
    this.#listeners.add(fn);
    return () => void this.#listeners.delete(fn);
  }

  /** @param {Mark[]} marks */
  mark(marks) {
    const { length } = this.text();
    const gone = this.painted;
    this.painted = marks.filter((mark) => mark.start >= 0 && mark.start < mark.end && mark.end <= length).map((mark) => ({ ...mark }));
    this.paint(gone);
  }

  clearMarks() {
    this.mark([]);
  }

  /** @returns {Mark[]} */
  marks() {
    this.sync();
    return this.painted.map(({ range: _range, look: _look, ...mark }) => mark);
  }

  focus() {
    if (!this.focused()) this.element.focus({ preventScroll: true });
  }

  focused() {
    const root = /** @type {Document|ShadowRoot} */ (this.element.getRootNode());
    return root.activeElement === this.element || this.element.contains(root.activeElement);
  }

  /** @param {number} start @param {number} end @param {string} expected @param {string} text */
  replace(start, end, expected, text) {
    return this.#alone((current) => {
      if (start < 0 || start > end || end > current.length || current.slice(start, end) !== expected) return refuse("changed");
      return this.#change(current, [{ start, end, text }]);
    });
  }

  /** @param {string} expected @param {Edit[]} edits */
  replaceAll(expected, edits) {
    return this.#alone((current) => (current === expected ? this.#change(current, edits) : refuse("changed")));
  }

  /** @param {string} text */
  insert(text) {
    return this.#alone((current) => {
      const caret = this.caret() ?? this.lastCaret ?? { start: current.length, end: current.length };
      const start = Math.min(caret.start, current.length);
      const end = Math.min(caret.end, current.length);
      const after = start + text.length;
      return this.#change(current, [{ start, end, text }], { start: after, end: after });
    });
  }

  /**
   * @param {string} current
   * @param {Edit[]} edits
   * @param {{start: number, end: number}} [caretAfter]
   * @returns {Promise<Outcome>}
   */
  async #change(current, edits, caretAfter) {
    const needed = edits.map((edit) => smallest(current, edit)).filter((edit) => edit !== null);
    if (needed.length === 0) {
      if (caretAfter) this.select(caretAfter.start, caretAfter.end);
      return { ok: true, steps: 0 };
    }
    const outcome = await this.perform(current, needed, () => caretAfter ?? this.#moved(this.caret() ?? this.lastCaret, needed));
    this.noticed();
    return outcome;
  }

  /** The caret stays where the agent left it: in front of what stood behind it. @param {{start: number, end: number}|null} caret @param {Edit[]} edits */
  #moved(caret, edits) {
    if (!caret) return null;
    let { start, end } = caret;
    for (const edit of edits.toReversed()) {
      const change = { start: edit.start, removed: edit.end - edit.start, added: edit.text.length };
      start = moveOffset(start, change, "right");
      end = moveOffset(end, change, "right");
    }
    return { start, end };
  }

  /**
   * One change at a time; each looks at the text as it then is.
   * @param {(current: string) => Outcome|Promise<Outcome>} change
   * @returns {Promise<Outcome>}
   */
  #alone(change) {
    const turn = this.#turn.then(() => {
      if (!this.element.isConnected || this.life.signal.aborted) return refuse("gone");
      if (this.composing) return refuse("composing");
      if (!this.editable) return refuse("readonly");
      return change(this.text());
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Whether the text is the one wanted. @param {string} before @param {Edit[]} edits */
  is(before, edits) {
    return this.text() === apply(before, edits);
  }

  dispose() {
    this.life.abort();
    const gone = this.painted;
    this.painted = [];
    this.paint(gone);
    this.#listeners.clear();
  }
}
