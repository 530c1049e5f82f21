/** What every box beside a reply shares: it belongs to one session, stands in the top layer, and Esc gives the caret back. */

import { h, icon } from "../shared/dom.js";
import { besideWords } from "./place.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./geometry.js").Box} Area */
/** @typedef {(session: Session, text: string, start: number, steps: number) => void} Taken what came in, where, and how many
 *   presses of Undo take it back */

export class Box {
  /**
   * @param {Surface} surface
   * @param {string} name also its class in ui.css
   * @param {Record<string, string>} [attributes]
   */
  constructor(surface, name, attributes = {}) {
    this.surface = surface;
    this.box = h("div", { popover: "manual", class: `box ${name}`, role: "dialog", tabindex: "-1", ...attributes });
    /** A line about what just happened here. */
    this.said = h("div", { class: "said", hidden: true });
    /** @type {Session | null} */
    this.session = null;
  }

  get isOpen() {
    return this.session !== null;
  }

  /** @param {Session} session */
  appear(session) {
    this.session = session;
    this.surface.show(this.box);
    this.place();
  }

  /** @param {{refocus?: boolean}} [options] refocus: give the caret back to the text */
  close({ refocus = this.surface.hasFocus() } = {}) {
    const { session } = this;
    if (!session) return;
    this.session = null;
    this.surface.hide(this.box);
    if (refocus) this.surface.giveBack(session.editor);
  }

  /** @returns {Area | null | undefined} what the box stands beside, in the window we draw in; null: stay where you are */
  anchor() {
    return null;
  }

  place() {
    const anchor = this.session && this.anchor();
    if (!anchor) return;
    placeBeside(this.box, anchor, this.surface.size);
  }

  /**
   * @param {string} id names the box
   * @param {Node | string} title
   * @param {...(Node | string | false)} tools between the title and the way out
   * @returns {HTMLElement}
   */
  head(id, title, ...tools) {
    return h(
      "div",
      { class: "head" },
      h("h2", { id }, title),
      ...tools,
      h("button", { class: "icon", "aria-label": "Close (Esc)", title: "Close (Esc)", onclick: act(() => this.close({ refocus: true })) }, icon("close")),
    );
  }

  /**
   * Something was not done: say so, and offer the words to copy, so that they are not lost.
   *
   * @param {string} words what happened
   * @param {string} text the new words
   */
  explain(words, text) {
    const copied = h("button", { class: "line", onclick: act(() => void copy()) }, "Copy");
    const copy = async () => {
      await navigator.clipboard.writeText(text);
      copied.textContent = "Copied";
    };
    this.said.replaceChildren(words, ...(text ? [copied] : []));
    this.said.hidden = false;
    this.surface.say(words);
    this.place();
    (text ? copied : this.box).focus();
  }

  /** Keys while the keyboard is in the box. @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close({ refocus: true });
    } else this.keepTabInside(event);
  }

  /** Tab goes round inside the box, and Esc is the way out. @param {KeyboardEvent} event */
  keepTabInside(event) {
    if (event.key !== "Tab") return;
    const stops = [...this.box.querySelectorAll("button, input, [tabindex='0']")]
      .map((element) => /** @type {HTMLElement} */ (element))
      .filter((element) => !element.closest("[hidden]") && element.tabIndex >= 0);
    const at = stops.findIndex((stop) => stop === this.surface.root.activeElement);
    const to = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
    event.preventDefault();
    stops[to]?.focus();
  }
}

/**
 * @param {HTMLElement} box
 * @param {Area} anchor
 * @param {import("./place.js").Size} view
 */
export function placeBeside(box, anchor, view) {
  const { style } = box;
  const scrolled = [...box.children].map((part) => ({ part, top: part.scrollTop }));
  style.maxHeight = ""; // how high it would like to be
  const size = box.getBoundingClientRect();
  const { left, top, height } = besideWords(anchor, size, view);
  if (height < size.height) style.maxHeight = `${height}px`;
  style.left = `${left}px`;
  style.top = `${top}px`;
  for (const { part, top: before } of scrolled) if (part.scrollTop !== before) part.scrollTop = before;
}

/**
 * A listener that only a person can set off: pages cannot press our buttons.
 *
 * @param {() => void} run
 * @returns {(event: Event) => void}
 */
export function act(run) {
  return (event) => {
    if (event.isTrusted) run();
  };
}
