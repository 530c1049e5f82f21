/**
 * The one element that we add to a page, outside of every editor: a closed shadow root in the top layer, where the page can
 * neither read nor press anything, with a quiet line for screen readers.
 */

import { h } from "../shared/dom.js";
import { unzoom } from "../editors/place.js";
import { frameOffset, outermost } from "../shared/frames.js";
import { isDark } from "./geometry.js";

/** @typedef {import("./geometry.js").Box} Box */

const FIT_MS = 300;

export class Surface {
  /** @param {string} css */
  constructor(css) {
    this.window = outermost(window);
    this.document = this.window.document;
    this.host = h("alongside-ui", { "data-alongside": "off" });
    this.root = this.host.attachShadow({ mode: "closed" });
    this.spoken = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
    this.root.append(h("style", {}, css), this.spoken);
    this.fittedAt = -Infinity;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.speaking = undefined;
    this.onPageHide = () => this.remove();
    window.addEventListener("pagehide", this.onPageHide);
  }

  /**
   * Stand ready beside an editor: in its dialog when it is in one (everything outside of a modal dialog is inert).
   *
   * @param {Element} editor
   */
  attend(editor) {
    const inner = window === this.window ? editor : /** @type {Element | null} */ (window.frameElement);
    const home = inner?.closest("dialog[open]") ?? this.document.documentElement;
    if (this.host.parentNode !== home) home.append(this.host);
    this.fitIn(editor);
  }

  /**
   * Look like the page where the editor stands, which may change its looks while somebody writes.
   *
   * @param {Element} editor
   */
  fitIn(editor) {
    if (this.host.parentElement) unzoom(this.host, this.host.parentElement);
    this.host.dataset.theme = isDark(editor) ? "dark" : "light";
    this.fittedAt = performance.now();
  }

  /** The same, a few times a second at most. @param {Element} editor */
  fitInSoon(editor) {
    if (performance.now() - this.fittedAt > FIT_MS) this.fitIn(editor);
  }

  /** @returns {boolean} whether the keyboard is in one of our surfaces */
  hasFocus() {
    return this.root.activeElement !== null;
  }

  /**
   * Give the keyboard back to the text, also when it stands in a frame.
   *
   * @param {{focus: () => void}} editor
   */
  giveBack(editor) {
    if (window !== this.window) window.focus();
    editor.focus();
  }

  /** @returns {{width: number, height: number}} */
  get size() {
    return { width: this.document.documentElement.clientWidth, height: this.window.innerHeight };
  }

  /**
   * @param {Box[]} boxes in the editor's window
   * @returns {Box[]} in the window we draw in
   */
  here(boxes) {
    const { x, y } = frameOffset(window);
    return boxes.map((box) => ({ left: box.left + x, top: box.top + y, right: box.right + x, bottom: box.bottom + y }));
  }

  /**
   * @param {HTMLElement} popover
   */
  show(popover) {
    if (popover.parentNode !== this.root) this.root.append(popover);
    if (!popover.matches(":popover-open")) popover.showPopover();
  }

  /** @param {HTMLElement} popover */
  hide(popover) {
    if (popover.isConnected && popover.matches(":popover-open")) popover.hidePopover();
  }

  /**
   * Say something to a screen reader, once things have come to rest; the last word wins.
   *
   * @param {string} text
   * @param {number} [afterMs]
   */
  say(text, afterMs = 100) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.spoken.textContent = text), afterMs);
  }

  remove() {
    clearTimeout(this.speaking);
    window.removeEventListener("pagehide", this.onPageHide);
    this.host.remove();
  }
}
