/**
 * Contenteditable editors of every make.
 *
 * @import { Edit, Outcome } from "./types.js"
 * @import { Snapshot } from "./text.js"
 * @import { PaintedMark } from "./base.js"
 * @import { Way } from "./families.js"
 */
import { BaseEditor, refuse } from "./base.js";
import { FIREFOX, familyOf, waysOf } from "./families.js";
import { activeLook, hide, isDark, lookOf, show } from "./highlights.js";
import { apply, around, difference } from "./marks.js";
import { positionAt, selectedIn, setSelection } from "./selection.js";
import { fixedSpans, offsetOf, place, pointAt, rangeOf, read } from "./text.js";
import { announce, closeStep, put } from "./ways.js";

/** How long an editor may take to show a change in its document, in milliseconds between looks. */
const PATIENCE = [0, 16, 30, 50, 100];

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} text */
const words = (text) => text.replace(/\s+/g, " ").trim();

/** @extends {BaseEditor<HTMLElement>} */
export class RichEditor extends BaseEditor {
  /** @type {Snapshot} */
  #snapshot;
  #stale = false;
  #observer = new MutationObserver(() => this.#mutated());

  /** @param {HTMLElement} element */
  constructor(element) {
    const family = familyOf(element);
    super(element, family.kind);
    this.family = family;
    this.#snapshot = read(element);
    this.#observer.observe(element, { subtree: true, childList: true, characterData: true });
    this.begin();
  }

  get editable() {
    return this.element.isContentEditable && this.element.getAttribute("aria-disabled") !== "true";
  }

  #mutated() {
    this.#stale = true;
    this.noticed();
  }

  read() {
    if (this.#observer.takeRecords().length || this.#stale) {
      this.#stale = false;
      this.#snapshot = read(this.element);
      if (this.painted.length) this.#repaintSoon = true;
    }
    return this.#snapshot.text;
  }

  /** The nodes under the marks may have been exchanged although the text is the same. */
  #repaintSoon = false;

  sync() {
    super.sync();
    if (this.#repaintSoon) this.paint([]);
  }

  /** The element was taken out and put in again, which empties every range in it. */
  moved() {
    this.paint([]);
  }

  /** @param {PaintedMark[]} gone */
  paint(gone) {
    this.#repaintSoon = false;
    for (const mark of gone) {
      if (!mark.range) continue;
      if (mark.look) hide(mark.look, mark.range);
      hide(activeLook(false), mark.range);
      hide(activeLook(true), mark.range);
    }
    if (this.painted.length === 0) return;
    const dark = isDark(this.element);
    for (const mark of this.painted) {
      if (mark.range) place(mark.range, this.#snapshot, mark.start, mark.end);
      else {
        mark.range = rangeOf(this.#snapshot, mark.start, mark.end);
        mark.look = lookOf(mark, dark);
        show(mark.look, mark.range);
        if (mark.active) show(activeLook(dark), mark.range);
      }
    }
  }

  /** @param {number} start @param {number} end */
  rects(start, end) {
    this.sync();
    return [...rangeOf(this.#snapshot, start, end).getClientRects()].filter((rect) => rect.width > 0 || start === end);
  }

  /** @param {number} x @param {number} y */
  offsetAt(x, y) {
    this.sync();
    const position = positionAt(this.element, x, y);
    if (!position || !this.element.contains(position.offsetNode)) return null;
    return offsetOf(this.#snapshot, position.offsetNode, position.offset);
  }

  caret() {
    const range = selectedIn(this.element);
    if (!range) return null;
    this.read();
    const start = offsetOf(this.#snapshot, range.startContainer, range.startOffset);
    const collapsed = range.startContainer === range.endContainer && range.startOffset === range.endOffset;
    const end = collapsed ? start : offsetOf(this.#snapshot, range.endContainer, range.endOffset);
    return { start, end: Math.max(start, end) };
  }

  caretRect() {
    const caret = this.caret();
    if (!caret) return null;
    const range = rangeOf(this.#snapshot, caret.end, caret.end);
    const rects = range.getClientRects();
    if (rects.length) return rects[rects.length - 1];
    // An empty line has no text to measure: take the start of the element that keeps it open.
    const { startContainer, startOffset } = range;
    const near = startContainer.childNodes[startOffset] ?? startContainer;
    const element = near instanceof Element ? near : near.parentElement;
    const box = (element ?? this.element).getBoundingClientRect();
    return new DOMRect(box.left, box.top, 0, box.height);
  }

  /** @param {number} start @param {number} end @returns {boolean} whether the editor let it stand */
  select(start, end) {
    // ProseMirror takes a caret at the very start for a slip of the browser while its focus is fresh (200 ms), and puts the earlier one
    // back, once: so try again.
    for (let left = 2; left > 0; left--) {
      this.sync();
      const to = pointAt(this.#snapshot, end, "end");
      setSelection(this.element, start === end ? to : pointAt(this.#snapshot, start, "start"), to);
      const at = this.caret();
      if (at?.start === start && at.end === end) return true;
    }
    return false;
  }

  /**
   * @param {string} before
   * @param {Edit[]} edits
   * @param {() => {start: number, end: number}|null} caretAfter
   * @returns {Promise<Outcome>}
   */
  async perform(before, edits, caretAfter) {
    const fixed = fixedSpans(this.#snapshot);
    /** @type {Edit[]} */
    const parts = [];
    for (const edit of edits) {
      const split = around(before, edit, fixed);
      if (!split) return refuse("readonly");
      parts.push(...split);
    }
    let caret = caretAfter();
    const here = this.caret() !== null;
    this.focus();
    const deaf = performance.now() - this.focusedAt < (this.family.deaf ?? 0);
    if (deaf) this.#aside(edits[edits.length - 1].start);
    for (let wait = this.#unsettled(); wait > 0; wait = this.#unsettled()) {
      await pause(wait);
      if (this.composing) return refuse("composing");
      if (this.text() !== before) return refuse("changed");
      // The agent may have put it elsewhere meanwhile.
      if (here && !deaf) caret = caretAfter();
    }
    const scroll = { left: this.element.scrollLeft, top: this.element.scrollTop };
    const groups = this.#grouped(before, this.family.widen ? parts.map((edit) => this.#widened(before, edit, fixed)) : parts);
    if (groups.length === 0) return { ok: true, steps: 0 };
    let current = before;
    this.focus();
    closeStep(this.family, this.element);
    // From the back, so that the offsets of what is still to do stay true.
    for (const edit of groups.toReversed()) {
      const outcome = await this.#one(current, edit);
      if (!outcome.ok) return outcome;
      const earlier = current;
      const wanted = apply(current, [edit]);
      current = this.text();
      if (current === earlier) return refuse("reverted");
      // A key pressed in between moves what is still to do.
      if (words(current) !== words(wanted)) return refuse("changed");
    }
    announce(this.family, this.element, groups[0].text);
    if (caret && this.text() === current) {
      caret = { start: Math.min(caret.start, current.length), end: Math.min(caret.end, current.length) };
      this.#stray(caret.start);
      this.select(caret.start, caret.end);
    }
    this.element.scrollTo({ ...scroll, behavior: "instant" });
    // Editors that draw again a moment later put the caret where they think it is.
    for (const ms of FIREFOX ? [0, 6, 12, 12] : [0]) {
      await pause(ms);
      const at = this.caret();
      const strayed = caret && (at?.start !== caret.start || at.end !== caret.end);
      if (caret && strayed && this.text() === current && this.focused()) this.select(caret.start, caret.end);
    }
    return this.text() === before ? refuse("reverted") : { ok: true, steps: this.family.together ? 1 : groups.length };
  }

  /** For how long the editor had better be left alone, in milliseconds. */
  #unsettled() {
    const { pause: step = 0, settles = 0, deaf = 0 } = this.family;
    const now = performance.now();
    return Math.max(step - (now - this.changedAt), settles - (now - this.movedAt), deaf - (now - this.focusedAt));
  }

  /** @param {string} before @param {Edit} edit @param {{start: number, end: number}[]} fixed @returns {Edit} */
  #widened(before, edit, fixed) {
    const { start, end, text } = edit;
    if (start !== end || start === 0 || before[start - 1] === "\n" || fixed.some((span) => span.end === start)) return edit;
    const from = start - (/[\uDC00-\uDFFF]/.test(before[start - 1]) ? 2 : 1);
    return { start: from, end, text: before.slice(from, start) + text };
  }

  /** @param {number} offset where the caret is about to go */
  #stray(offset) {
    if (this.family.strays) this.#aside(offset);
  }

  /** @param {number} offset where the caret is about to go */
  #aside(offset) {
    const aside = offset > 0 ? offset - 1 : 1;
    if (aside <= this.#snapshot.text.length) this.select(aside, aside);
  }

  /** Edits in the same stretch of text become one: nothing between them can be lost, and it is one step to undo. @param {string} before @param {Edit[]} edits */
  #grouped(before, edits) {
    /** @type {Edit[]} */
    const groups = [];
    for (const edit of edits) {
      const last = groups.at(-1);
      const together = last && this.#snapshot.runs.some((run) => run.start <= last.start && edit.end <= run.start + run.length);
      if (together) groups[groups.length - 1] = { start: last.start, end: edit.end, text: last.text + before.slice(last.end, edit.start) + edit.text };
      else groups.push(edit);
    }
    return groups;
  }

  /** @param {string} before @param {Edit} edit @returns {Promise<Outcome>} */
  async #one(before, edit) {
    const after = apply(before, [edit]);
    for (const way of waysOf(this.family, edit.text)) {
      if (this.composing) return refuse("composing");
      if (this.text() !== before) return refuse("changed");
      const began = performance.now();
      if (!this.#put(way, edit)) continue;
      if (await this.#reads(after)) return { ok: true, steps: 1 };
      await this.#takeBack(before, edit, way, began);
    }
    return refuse(this.text() === before ? "reverted" : "changed");
  }

  /** @param {Way} way @param {Edit} edit @returns {boolean} whether it was tried */
  #put(way, { start, end, text }) {
    this.focus();
    if (start === end) this.#stray(start);
    // What is put in goes where the selection is, so it must be where it was wanted.
    if (!this.select(start, end)) return false;
    put(way, this.family, this.element, text, rangeOf(this.#snapshot, start, end));
    return true;
  }

  /** Whether the editor soon shows this text; only empty lines and spaces at an end may be set its own way. @param {string} wanted */
  async #reads(wanted) {
    for (const ms of PATIENCE) {
      if (this.text() === wanted) break;
      await pause(ms);
    }
    return words(this.text()) === words(wanted);
  }

  /**
   * An editor that missed the selection puts the text where it believes the caret to be: take it out again. Only what is surely not the
   * agent's: nothing but the text itself came in, and no key was pressed.
   * @param {string} before
   * @param {Edit} edit
   * @param {Way} way
   * @param {number} began
   */
  async #takeBack(before, edit, way, began) {
    const now = this.text();
    const change = difference(before, now);
    if (!change || change.removed || change.added !== edit.text.length || this.keyAt > began || this.composing) return;
    // Which of several equal letters came in does not matter.
    const { start } = change;
    const end = start + change.added;
    await pause(Math.max(0, this.#unsettled()));
    if (this.text() === now && this.#put(way, { start, end, text: "" })) await this.#reads(before);
  }

  dispose() {
    this.#observer.disconnect();
    super.dispose();
  }
}
