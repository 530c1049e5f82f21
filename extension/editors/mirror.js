/**
 * A see-through copy of a textarea's or input's text, laid exactly over it, because the browser gives no geometry inside fields.
 * It lives in a closed shadow root at the end of the document, takes no clicks and no part in the page's layout. Each line is a block
 * of its own, so a keypress lays out one line, however long the draft. Styles are set through the CSSOM only, which no page policy blocks.
 *
 * @import { PaintedMark } from "./base.js"
 */
import { activeLook, hide, isDark, lookOf, show } from "./highlights.js";
import { unzoom, watchPlace } from "./place.js";

const COPIED =
  /** @type {const} */ ([
    "direction", "font-family", "font-size", "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight",
    "font-feature-settings", "font-kerning", "font-optical-sizing", "font-variation-settings", "hyphens", "letter-spacing", "line-break",
    "line-height", "overflow-wrap", "padding-bottom", "padding-left", "padding-right", "padding-top", "tab-size", "text-align",
    "text-indent", "text-rendering", "text-transform", "unicode-bidi", "word-break", "word-spacing", "writing-mode",
  ]);

/** @param {HTMLElement} element @param {Record<string, string>} styles */
function dress(element, styles) {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value, "important");
}

export class Mirror {
  #host = document.createElement("alongside-mirror");
  #box = document.createElement("div");
  #content = document.createElement("div");
  /** @type {string[]} */
  #lines = [];
  /** @type {number[]} offset at which each line begins */
  #starts = [];
  /** Only the first line of a field is indented. */
  #indented = false;
  /** @type {(() => void)|null} */
  #unwatch = null;

  /** @param {HTMLTextAreaElement|HTMLInputElement} field */
  constructor(field) {
    this.field = field;
    const shadow = this.#host.attachShadow({ mode: "closed" });
    this.#host.setAttribute("aria-hidden", "true");
    dress(this.#host, {
      all: "initial", position: "fixed", inset: "0", width: "0", height: "0", margin: "0", padding: "0", border: "0", overflow: "visible",
      "pointer-events": "none", "z-index": "2147483646",
    });
    dress(this.#box, { position: "fixed", overflow: "hidden", "transform-origin": "0 0", "pointer-events": "none" });
    dress(this.#content, { position: "absolute", "box-sizing": "border-box", color: "transparent" });
    this.#box.append(this.#content);
    // Firefox lets the page's own ::highlight() rules end at a shadow root, so the looks come along.
    const looks = document.createElement("link");
    looks.rel = "stylesheet";
    looks.href = new URL("marks.css", import.meta.url).href;
    shadow.append(looks, this.#box);
  }

  /**
   * @param {string} value
   * @param {PaintedMark[]} marks
   * @param {PaintedMark[]} gone
   */
  paint(value, marks, gone) {
    for (const mark of gone) {
      if (!mark.range) continue;
      if (mark.look) hide(mark.look, mark.range);
      hide(activeLook(false), mark.range);
      hide(activeLook(true), mark.range);
    }
    if (marks.length === 0) {
      this.#rest();
      return;
    }
    const attached = this.#attach();
    if (!this.#unwatch) {
      this.#style();
      this.#unwatch = watchPlace(this.field, () => this.#position());
    }
    this.#write(value);
    if (attached) this.#position();
    const dark = isDark(this.field);
    for (const mark of marks) {
      const fresh = !mark.range;
      mark.range ??= document.createRange();
      this.#place(mark.range, mark.start, mark.end);
      if (!fresh) continue;
      mark.look = lookOf(mark, dark);
      show(mark.look, mark.range);
      if (mark.active) show(activeLook(dark), mark.range);
    }
  }

  /** @param {string} value @param {number} start @param {number} end @returns {DOMRect[]} */
  rects(value, start, end) {
    this.#measure(value);
    const range = document.createRange();
    this.#place(range, start, end);
    const rects = [...range.getClientRects()];
    if (rects.length === 0) rects.push(range.startContainer instanceof Element ? range.startContainer.getBoundingClientRect() : range.getBoundingClientRect());
    const box = this.field.getBoundingClientRect();
    return rects.filter((rect) => rect.bottom > box.top && rect.top < box.bottom && rect.right >= box.left && rect.left <= box.right);
  }

  /** Lay out for one measurement. @param {string} value */
  #measure(value) {
    this.#attach();
    if (!this.#unwatch) this.#style();
    this.#write(value);
    this.#position();
  }

  /** @returns {boolean} whether it was away */
  #attach() {
    if (this.#host.isConnected) return false;
    const home = this.field.ownerDocument.documentElement;
    home.append(this.#host);
    // Modal dialogs and popovers stand above everything else; join them there.
    if (this.field.closest(":modal, :popover-open")) {
      this.#host.popover = "manual";
      this.#host.showPopover();
    }
    return true;
  }

  #style() {
    const computed = getComputedStyle(this.field);
    for (const name of COPIED) this.#content.style.setProperty(name, computed.getPropertyValue(name));
    this.#indented = Number.parseFloat(computed.textIndent) !== 0;
    const single = this.field instanceof HTMLInputElement;
    const nowrap = single || this.field.getAttribute("wrap") === "off" || computed.whiteSpace === "pre" || computed.whiteSpace === "nowrap";
    dress(this.#content, {
      "white-space": nowrap ? "pre" : "pre-wrap",
      display: single ? "flex" : "block",
      "align-items": "center",
      "text-decoration": "none",
      "forced-color-adjust": "none",
      "-webkit-text-fill-color": "transparent",
    });
  }

  #position() {
    const { field } = this;
    unzoom(this.#host, field.ownerDocument.documentElement);
    const rect = field.getBoundingClientRect();
    const scale = field.offsetWidth ? rect.width / field.offsetWidth : 1;
    const clip = clipOf(field, rect);
    dress(this.#box, {
      left: `${rect.left}px`, top: `${rect.top}px`, width: `${field.offsetWidth}px`, height: `${field.offsetHeight}px`,
      transform: Math.abs(scale - 1) > 0.001 ? `scale(${scale})` : "none",
      visibility: rect.width && clip ? "visible" : "hidden",
      // Nothing outside the padding box, as in the field itself.
      "clip-path": `inset(${Math.max(field.clientTop, clip?.top ?? 0)}px ${clip?.right ?? 0}px ${Math.max(field.offsetHeight - field.clientTop - field.clientHeight, clip?.bottom ?? 0)}px ${clip?.left ?? 0}px)`,
    });
    const single = field instanceof HTMLInputElement;
    dress(this.#content, {
      left: `${field.clientLeft - field.scrollLeft}px`, top: `${field.clientTop - field.scrollTop}px`, width: `${field.clientWidth}px`,
      height: single ? `${field.clientHeight}px` : "auto",
    });
  }

  /** Bring the lines up to date, touching only those that differ. @param {string} value */
  #write(value) {
    const lines = value.split("\n");
    const old = this.#lines;
    const shorter = Math.min(lines.length, old.length);
    let head = 0;
    while (head < shorter && lines[head] === old[head]) head++;
    let tail = 0;
    while (tail < shorter - head && lines[lines.length - 1 - tail] === old[old.length - 1 - tail]) tail++;
    if (head === lines.length && lines.length === old.length) return;
    const rows = this.#content.children;
    for (let i = old.length - tail - 1; i >= head + Math.max(0, lines.length - head - tail); i--) rows[i].remove();
    const reference = rows[Math.min(old.length - tail, rows.length)] ?? null;
    for (let i = head; i < lines.length - tail; i++) {
      if (i < old.length - tail) fill(/** @type {HTMLElement} */ (rows[i]), lines[i]);
      else {
        const row = document.createElement("div");
        fill(row, lines[i]);
        this.#content.insertBefore(row, reference);
      }
    }
    if (this.#indented) for (const row of rows) /** @type {HTMLElement} */ (row).style.textIndent = row === rows[0] ? "" : "0";
    this.#lines = lines;
    this.#starts = [];
    let at = 0;
    for (const line of lines) {
      this.#starts.push(at);
      at += line.length + 1;
    }
  }

  /** @param {Range} range @param {number} start @param {number} end */
  #place(range, start, end) {
    const from = this.#point(start);
    const to = this.#point(end);
    if (range.startContainer !== from.node || range.startOffset !== from.offset) range.setStart(from.node, from.offset);
    if (range.endContainer !== to.node || range.endOffset !== to.offset) range.setEnd(to.node, to.offset);
  }

  /** @param {number} offset @returns {{node: Node, offset: number}} */
  #point(offset) {
    let index = 0;
    let high = this.#starts.length - 1;
    while (index < high) {
      const middle = (index + high + 1) >> 1;
      if (this.#starts[middle] <= offset) index = middle;
      else high = middle - 1;
    }
    const row = this.#content.children[index];
    const text = row.firstChild;
    return text instanceof Text ? { node: text, offset: Math.min(offset - this.#starts[index], text.length) } : { node: row, offset: 0 };
  }

  /** Nothing to show: leave the page as it was. */
  #rest() {
    this.#unwatch?.();
    this.#unwatch = null;
    this.#host.remove();
  }

  dispose() {
    this.#rest();
  }
}

/** @param {HTMLElement} row @param {string} line */
function fill(row, line) {
  const text = row.firstChild;
  if (line === "") row.replaceChildren(document.createElement("br"));
  else if (text instanceof Text) text.data = line;
  else row.replaceChildren(line);
}

/**
 * How much of each side scrolling ancestors cut off.
 * @param {HTMLElement} field
 * @param {DOMRect} rect
 * @returns {{top: number, right: number, bottom: number, left: number}|null} null when nothing is left to see
 */
function clipOf(field, rect) {
  let { top, right, bottom, left } = rect;
  for (let at = field.parentElement; at && at !== document.body; at = at.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(at);
    if (overflowX === "visible" && overflowY === "visible") continue;
    const box = at.getBoundingClientRect();
    top = Math.max(top, box.top + at.clientTop);
    left = Math.max(left, box.left + at.clientLeft);
    bottom = Math.min(bottom, box.bottom);
    right = Math.min(right, box.right);
  }
  if (top >= bottom || left >= right) return null;
  return { top: top - rect.top, right: rect.right - right, bottom: rect.bottom - bottom, left: left - rect.left };
}
