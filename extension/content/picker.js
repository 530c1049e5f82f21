/**
 * "This is the customer's message": the agent points at it once, with the mouse or the keyboard, and the site remembers.
 * A see-through sheet of ours lies over the page meanwhile, so that pressing never sets off anything of the page.
 */

import { h } from "../shared/dom.js";
import { pointedAt, wordsAround } from "../sites/point.js";
import { readableText } from "../sites/read.js";
import { act, Box } from "./box.js";

/** @typedef {import("./session.js").Session} Session */

const BLOCKS = "article, blockquote, dd, div, li, p, pre, section, td";
const MOST = 400;
const SPOKEN = 120;

export class Picker extends Box {
  /**
   * @param {import("./surface.js").Surface} surface
   * @param {(pointed: import("../shared/types.js").Pointed, text: string) => void} picked
   */
  constructor(surface, picked) {
    super(surface, "picker", { "aria-labelledby": "pick", "aria-describedby": "pick-how" });
    this.picked = picked;
    this.frame = h("div", { class: "pick-frame", "aria-hidden": "true" });
    this.message = h("p", { class: "muted", id: "pick-how" });
    this.bar = h("div", { class: "pick-bar" });
    this.box.append(h("div", { class: "pick-sheet" }), this.frame, this.bar);
    this.box.addEventListener("mousemove", (event) => this.hover(event));
    this.box.addEventListener("click", (event) => this.pressed(event));
    /** @type {Element | null} */
    this.chosen = null;
  }

  /** @param {Session} session */
  open(session) {
    this.chosen = null;
    this.message.textContent = "Click it, or go through the page with ↑ and ↓ (← a larger part, → a smaller one) and press Enter.";
    this.bar.replaceChildren(this.head("pick", "Point at the customer's message"), this.message);
    this.appear(session);
    this.box.focus();
    const before = this.candidates().filter((element) => element.compareDocumentPosition(this.editorHere(session)) & Node.DOCUMENT_POSITION_FOLLOWING);
    this.choose(before.at(-1) ?? null);
  }

  /** The editor, or the frame that it stands in. @param {Session} session @returns {Element} */
  editorHere(session) {
    const { element } = session.editor;
    return element.ownerDocument === this.surface.document ? element : (window.frameElement ?? element);
  }

  /** Parts of the page with words of their own, in their order. @returns {Element[]} */
  candidates() {
    const editor = this.session && this.editorHere(this.session);
    const all = [...this.surface.document.querySelectorAll(BLOCKS)].filter((element) => {
      if (!element.getClientRects().length || element.contains(editor) || editor?.contains(element)) return false;
      return [...element.childNodes].some((node) => node.nodeType === 3 && (node.nodeValue ?? "").trim().length > 1);
    });
    return all.slice(-MOST);
  }

  /** @param {MouseEvent} event */
  hover({ clientX, clientY, isTrusted }) {
    if (isTrusted) this.choose(wordsAround(this.under(clientX, clientY)));
  }

  /** The page's own element at a point, through our sheet and into open shadow roots. @param {number} x @param {number} y */
  under(x, y) {
    /** @type {Document | ShadowRoot} */
    let root = this.surface.document;
    /** @type {Element | null} */
    let found = null;
    for (;;) {
      /** @type {Element | undefined} */
      const next = root.elementsFromPoint(x, y).find((element) => element !== this.surface.host && element !== found);
      if (!next || !root.contains(next)) return found;
      found = next;
      if (!next.shadowRoot) return found;
      root = next.shadowRoot;
    }
  }

  /** @param {Element | null} element */
  choose(element) {
    if (element && this.session && (element.contains(this.editorHere(this.session)) || element === this.chosen)) return;
    this.chosen = element;
    this.update();
    if (element) this.surface.say(readableText(element).slice(0, SPOKEN), 300);
  }

  /** Keep the frame on what is chosen while the page moves under it. */
  update() {
    if (!this.isOpen) return;
    const rect = this.chosen?.isConnected ? this.chosen.getBoundingClientRect() : null;
    this.frame.hidden = !rect;
    if (!rect) return;
    const { style } = this.frame;
    [style.left, style.top, style.width, style.height] = [rect.left - 4, rect.top - 4, rect.width + 8, rect.height + 8].map((px) => `${px}px`);
    this.bar.classList.toggle("below", rect.top < 120);
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    if (this.bar.contains(/** @type {Node} */ (event.target))) return;
    act(() => this.take())(event);
  }

  take() {
    const { chosen } = this;
    const pointed = chosen && pointedAt(chosen);
    if (!chosen || !pointed) {
      this.message.textContent = "That is nothing I would find again. Try a part around it, or leave with Esc.";
      this.surface.say(this.message.textContent);
      return;
    }
    const text = readableText(chosen);
    this.close({ refocus: true });
    this.picked(pointed, text);
  }

  /** @param {number} by */
  step(by) {
    const all = this.candidates();
    const at = all.findIndex((element) => element === this.chosen || this.chosen?.contains(element));
    const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? all.length - 1 : at + by))];
    next?.scrollIntoView({ block: "nearest" });
    this.choose(next ?? null);
  }

  /** @override @param {KeyboardEvent} event */
  onKey(event) {
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowUp: () => this.step(-1),
      ArrowDown: () => this.step(1),
      ArrowLeft: () => this.choose(wordsAround(this.chosen?.parentElement ?? null) ?? this.chosen),
      ArrowRight: () => this.choose(this.candidates().find((element) => element !== this.chosen && this.chosen?.contains(element)) ?? this.chosen),
      Enter: () => this.take(),
    };
    const run = this.surface.root.activeElement === this.box ? keys[event.key] : undefined;
    if (!run) return super.onKey(event);
    event.preventDefault();
    run();
  }
}
