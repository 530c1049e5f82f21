/**
 * Hears what happens in one frame, before the page does: where the caret goes, presses, keys. Decides whether it is meant
 * for us; what is not is left to the page untouched.
 */

import { outermost } from "../shared/frames.js";
import { nameOfKey } from "../shared/keys.js";
import { isSendKey, sendButton } from "../sites/send.js";
import { isAlive } from "./link.js";

export class Hearing {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    const { surface } = app;
    this.removers = [
      on(window, "focusin", (event) => this.focused(event)),
      on(window, "focusout", () => app.active?.leave()),
      on(window, "focus", (event) => event.target === window && app.shortcuts.forget()),
      on(window, "pointerdown", (event) => this.pointerDown(event)),
      on(window, "click", (event) => this.clicked(/** @type {MouseEvent} */ (event))),
      on(window, "scroll", () => app.moved()),
      on(window, "resize", () => app.moved()),
      on(matchMedia("(prefers-color-scheme: dark)"), "change", () => app.looksChanged()),
      on(document, "visibilitychange", () => document.hidden || app.lookAgain()),
    ];
    if (surface.window === window) return;
    this.removers.push(
      on(surface.window, "pointerdown", (event) => this.pointerDown(event)),
      on(surface.window, "scroll", () => app.moved()),
      on(surface.window, "keydown", (event) => this.onEvent(event)),
      on(surface.window, "click", (event) => this.onEvent(event)),
    );
  }

  stop() {
    for (const remove of this.removers) remove();
  }

  /** @param {Event} event */
  focused(event) {
    if (!isAlive()) return this.app.farewell();
    const target = event.composedPath()[0];
    for (const session of this.app.sessions.values()) {
      if (target instanceof Node && session.editor.element.contains(target)) {
        this.app.activate(session);
        session.plan(0);
        this.app.lookAgain();
        return;
      }
    }
  }

  /** @param {Event} event */
  pointerDown(event) {
    if (event.target === this.app.surface.host || this.app.beforeSend.justShown) return;
    this.app.closeAll({ refocus: false });
    this.app.fill.close();
  }

  /** A click on marked words opens their card and leaves the caret in the text. @param {MouseEvent} event */
  clicked(event) {
    const session = this.app.active;
    const target = event.composedPath()[0];
    if (!event.isTrusted || !session || !(target instanceof Node) || !session.editor.element.contains(target)) return;
    if (!session.findings.length || window.getSelection()?.isCollapsed === false) return;
    const { clientX: x, clientY: y } = event;
    const hit = session.findings.find(({ start, end }) =>
      [...session.editor.rects(start, end)].some((rect) => x >= rect.left - 1 && x <= rect.right + 1 && y >= rect.top - 1 && y <= rect.bottom + 3),
    );
    if (hit) this.app.card.open(session, hit, { focus: false });
  }

  /**
   * Every key, press and input of this frame, before the page hears of it.
   *
   * @param {Event} event
   */
  onEvent(event) {
    if (event.type === "click") return this.onClick(/** @type {MouseEvent} */ (event));
    // Not by its class: an event of the window around a frame is of that window's own.
    if (event.type.startsWith("key")) return this.onKey(/** @type {KeyboardEvent} */ (event));
    // What is typed into our surfaces is none of the page's business.
    if (event.target !== this.app.surface.host) return;
    event.stopImmediatePropagation();
    if (event.type === "input" && this.app.palette.isOpen) this.app.palette.filterSoon();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!event.isTrusted || event.isComposing) return;
    const box = this.app.boxes.find(({ isOpen }) => isOpen);
    if (box && this.app.surface.hasFocus()) {
      event.stopImmediatePropagation();
      if (event.type === "keydown") box.onKey(event);
      return;
    }
    if (event.type !== "keydown") return;
    const ours = this.inText(event) && (this.command(event) || this.expands(event) || this.app.fill.onKey(event) || this.escape(event) || this.holdsKey(event));
    if (!ours) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** A press on the helpdesk's own send button is looked at before the page hears of it. @param {MouseEvent} event */
  onClick(event) {
    const session = this.app.active;
    if (!event.isTrusted || !session || event.target === this.app.surface.host) return;
    const button = sendButton(event.composedPath(), session.editor.element, outermost(window).location);
    if (!button) return;
    const rect = button.getBoundingClientRect();
    const own = button.ownerDocument.defaultView === this.app.surface.window;
    if (!this.app.beforeSend.holds(session, own ? rect : (this.app.surface.here([rect])[0] ?? null), event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event */
  holdsKey(event) {
    return this.app.active !== null && isSendKey(event) && this.app.beforeSend.holds(this.app.active, null, event);
  }

  /** `;late` and Tab. @param {KeyboardEvent} event */
  expands(event) {
    const session = this.app.active;
    if (!session || event.key !== "Tab" || nameOfKey(event) !== "Tab" || !this.app.state.settings.expandShortcuts) return false;
    const match = this.app.shortcuts.match(session.editor.text(), session.editor.caret());
    if (!match) return false;
    void this.app.actions.expand(session, match);
    return true;
  }

  /** @param {KeyboardEvent} event */
  inText(event) {
    const target = event.composedPath()[0];
    return this.app.active !== null && target instanceof Node && this.app.active.editor.element.contains(target);
  }

  /** @param {KeyboardEvent} event */
  command(event) {
    const name = nameOfKey(event);
    const { keys } = this.app.state.settings;
    const action = /** @type {(keyof typeof keys)[]} */ (Object.keys(keys)).find((key) => keys[key] === name);
    if (action) this.app.actions.run(action);
    return action !== undefined;
  }

  /** @param {KeyboardEvent} event */
  escape(event) {
    if (event.key !== "Escape" || !this.app.boxes.some(({ isOpen }) => isOpen)) return false;
    this.app.closeAll();
    return true;
  }
}

/**
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: Event) => void} listener
 * @returns {() => void}
 */
function on(target, type, listener) {
  target.addEventListener(type, listener, { capture: true, passive: type !== "keydown" });
  return () => target.removeEventListener(type, listener, { capture: true });
}
