/** Puts the parts together in one frame: editors → sessions → badge, card, panel, rewrite, palette, side panel. */

import { watchEditors } from "../editors/index.js";
import { fillPlaceholders } from "../shared/fillins.js";
import { outermost } from "../shared/frames.js";
import { nameOfKey } from "../shared/keys.js";
import { NOT_REPLACED } from "../shared/text.js";
import { isSendKey, sendButton } from "../sites/send.js";
import { Badge } from "./badge.js";
import { BeforeSend } from "./beforesend.js";
import { Card } from "./card.js";
import { Fill } from "./fill.js";
import { askSnippets, askState, dontAskBeforeSend, ignoreRule, isAlive, rememberPointed, tellUsed } from "./link.js";
import { Lookout } from "./lookout.js";
import { Palette } from "./palette.js";
import { Panel } from "./panel.js";
import { Picker } from "./picker.js";
import { Rewrite } from "./rewrite.js";
import { Session } from "./session.js";
import { Shortcuts } from "./shortcuts.js";
import { Side } from "./side.js";
import { Surface } from "./surface.js";
import { viewOf } from "./view.js";

/** @typedef {import("../editors/types.js").Editor} Editor */
/** @typedef {import("../shared/types.js").State} State */

const FAREWELL_MS = 8000;
const NOTE_MS = 4000;

export class App {
  /**
   * @param {string} css
   * @param {State} state
   */
  constructor(css, state) {
    this.state = state;
    this.surface = new Surface(css);
    const taken = this.taken.bind(this);
    this.badge = new Badge(this.surface, () => this.badgePressed());
    this.fill = new Fill(this.surface);
    this.palette = new Palette(this.surface, taken);
    this.rewrite = new Rewrite(this.surface, taken);
    this.card = new Card(this.surface, {
      taken,
      rewrite: () => this.run("rewrite"),
      ignoreRule: ({ rule, original }) => void this.ignoreRule(rule, original),
    });
    this.panel = new Panel(this.surface, {
      retry: () => void this.refresh(),
      palette: () => this.run("palette"),
      point: () => this.point(),
    });
    this.picker = new Picker(this.surface, (pointed, text) => void this.pointed(pointed, text));
    this.beforeSend = new BeforeSend(this.surface, {
      show: (session, finding) => this.card.open(session, finding, { focus: true }),
      off: () => void this.dontAskBeforeSend(),
    });
    /** The boxes that take the keyboard, innermost first. */
    this.boxes = [this.picker, this.palette, this.rewrite, this.card, this.panel, this.beforeSend];
    this.shortcuts = new Shortcuts(askSnippets);
    this.side = new Side({
      view: () => (this.active && !this.isOff ? viewOf(this.active) : null),
      insert: (snippet) => this.insertFromSide(snippet),
      show: (index) => this.showFromSide(index),
      rewrite: () => this.run("rewrite"),
      point: () => this.point(),
    });
    /** @type {Map<Editor, Session>} */
    this.sessions = new Map();
    /** @type {Session | null} */
    this.active = null;
    this.drawing = false;
    this.lookout = new Lookout(() => void this.refresh());
    /** @type {(() => void) | null} */
    this.stopWatching = null;
    this.resized = new ResizeObserver(() => this.drawSoon());
    this.removers = [
      on(window, "focusin", (event) => this.focused(event)),
      on(window, "focusout", () => this.active?.leave()),
      on(window, "focus", (event) => event.target === window && this.shortcuts.forget()),
      on(window, "pointerdown", (event) => this.pointerDown(event)),
      on(window, "click", (event) => this.clicked(/** @type {MouseEvent} */ (event))),
      on(window, "scroll", () => this.moved()),
      on(window, "resize", () => this.moved()),
      on(document, "visibilitychange", () => document.hidden || this.lookAgain()),
    ];
    if (this.surface.window !== window) {
      this.removers.push(
        on(this.surface.window, "pointerdown", (event) => this.pointerDown(event)),
        on(this.surface.window, "scroll", () => this.moved()),
        on(this.surface.window, "keydown", (event) => this.onEvent(event)),
        on(this.surface.window, "click", (event) => this.onEvent(event)),
      );
    }
    this.apply(state);
  }

  get isOff() {
    return this.state.settings.sites[self.origin]?.off === true;
  }

  /** @param {State} state */
  apply(state) {
    this.state = state;
    if (this.isOff) return this.rest();
    if (!this.stopWatching) {
      this.stopWatching = watchEditors({
        root: document,
        onFound: (editor) => this.found(editor),
        onGone: (editor) => this.gone(editor),
      });
    }
    for (const session of this.sessions.values()) session.stateChanged(state);
    this.lookAgain();
    this.panel.update();
    this.drawSoon();
  }

  /** Switched off for this site: take everything away, keep listening for being switched on. */
  rest() {
    this.closeAll();
    this.stopWatching?.();
    this.stopWatching = null;
    for (const session of this.sessions.values()) session.dispose();
    this.sessions.clear();
    this.active = null;
    this.lookout.stop();
    this.surface.host.remove();
    this.side.update();
  }

  /** @param {Editor} editor */
  found(editor) {
    const session = new Session(editor, () => this.updated(session));
    this.sessions.set(editor, session);
    session.stateChanged(this.state);
    this.activate(session);
  }

  /** @param {Editor} editor */
  gone(editor) {
    const session = this.sessions.get(editor);
    session?.dispose();
    this.sessions.delete(editor);
    if (this.active !== session) return;
    this.closeAll();
    this.active = null;
    this.badge.hide();
    this.side.update();
  }

  /** @param {Session} session */
  updated(session) {
    if (session === this.active && this.state.settings.expandShortcuts && session.mayRead) void this.shortcuts.lookUp(session.text, session.editor.caret());
    this.drawSoon();
  }

  /** @param {Session} session */
  activate(session) {
    session.focused = Date.now();
    if (this.active === session) return;
    if (this.active) this.closeAll();
    this.active = session;
    this.resized.disconnect();
    this.resized.observe(session.editor.element);
    this.surface.attend(session.editor.element);
    this.drawSoon();
  }

  /** @param {Event} event */
  focused(event) {
    if (!isAlive()) return this.farewell();
    const target = event.composedPath()[0];
    for (const session of this.sessions.values()) {
      if (target instanceof Node && session.editor.element.contains(target)) {
        this.activate(session);
        session.plan(0);
        this.lookAgain();
        return;
      }
    }
  }

  /** @param {Event} event */
  pointerDown(event) {
    if (event.target === this.surface.host || this.beforeSend.justShown) return;
    this.closeAll({ refocus: false });
    this.fill.close();
  }

  /** A click on marked words opens their card and leaves the caret in the text. @param {MouseEvent} event */
  clicked(event) {
    const session = this.active;
    const target = event.composedPath()[0];
    if (!event.isTrusted || !session || !(target instanceof Node) || !session.editor.element.contains(target)) return;
    if (!session.findings.length || window.getSelection()?.isCollapsed === false) return;
    const { clientX: x, clientY: y } = event;
    const hit = session.findings.find(({ start, end }) =>
      [...session.editor.rects(start, end)].some((rect) => x >= rect.left - 1 && x <= rect.right + 1 && y >= rect.top - 1 && y <= rect.bottom + 3),
    );
    if (hit) this.card.open(session, hit, { focus: false });
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
    if (event.target !== this.surface.host) return;
    event.stopImmediatePropagation();
    if (event.type === "input" && this.palette.isOpen) this.palette.filterSoon();
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!event.isTrusted || event.isComposing) return;
    const box = this.boxes.find(({ isOpen }) => isOpen);
    if (box && this.surface.hasFocus()) {
      event.stopImmediatePropagation();
      if (event.type === "keydown") box.onKey(event);
      return;
    }
    if (event.type !== "keydown") return;
    const ours = this.inText(event) && (this.command(event) || this.expands(event) || this.fill.onKey(event) || this.escape(event) || this.holdsKey(event));
    if (!ours) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** A press on the helpdesk's own send button is looked at before the page hears of it. @param {MouseEvent} event */
  onClick(event) {
    const session = this.active;
    if (!event.isTrusted || !session || event.target === this.surface.host) return;
    const button = sendButton(event.composedPath(), session.editor.element, outermost(window).location);
    if (!button) return;
    const rect = button.getBoundingClientRect();
    const own = button.ownerDocument.defaultView === this.surface.window;
    if (!this.beforeSend.holds(session, own ? rect : (this.surface.here([rect])[0] ?? null), event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** @param {KeyboardEvent} event */
  holdsKey(event) {
    return this.active !== null && isSendKey(event) && this.beforeSend.holds(this.active, null, event);
  }

  /** `;late` and Tab. @param {KeyboardEvent} event */
  expands(event) {
    const session = this.active;
    if (!session || event.key !== "Tab" || nameOfKey(event) !== "Tab" || !this.state.settings.expandShortcuts) return false;
    const match = this.shortcuts.match(session.editor.text(), session.editor.caret());
    if (!match) return false;
    void this.expand(session, match);
    return true;
  }

  /**
   * @param {Session} session
   * @param {import("./shortcuts.js").Match} match
   */
  async expand(session, { start, end, snippet }) {
    const typed = session.editor.text().slice(start, end);
    const text = fillPlaceholders(snippet.body, session.placeholders());
    const outcome = await session.editor.replace(start, end, typed, text);
    if (!outcome.ok) return this.badge.flash(session, NOT_REPLACED[outcome.reason] ?? "It could not be inserted.", NOTE_MS);
    void tellUsed(snippet.id);
    this.taken(session, text, start, outcome.steps);
  }

  /** @param {KeyboardEvent} event */
  inText(event) {
    const target = event.composedPath()[0];
    return this.active !== null && target instanceof Node && this.active.editor.element.contains(target);
  }

  /** @param {KeyboardEvent} event */
  command(event) {
    const name = nameOfKey(event);
    const { keys } = this.state.settings;
    const action = /** @type {(keyof typeof keys)[]} */ (Object.keys(keys)).find((key) => keys[key] === name);
    if (action) this.run(action);
    return action !== undefined;
  }

  /** @param {KeyboardEvent} event */
  escape(event) {
    if (event.key !== "Escape" || !this.boxes.some(({ isOpen }) => isOpen)) return false;
    this.closeAll();
    return true;
  }

  /** @param {import("../shared/keys.js").Action} action */
  run(action) {
    const session = this.active;
    if (!session) return;
    if (action === "card" && this.beforeSend.isOpen) return this.beforeSend.focus();
    this.closeAll({ refocus: false });
    if (action === "palette") return void this.palette.open(session);
    if (!session.mayRead) return this.badgePressed();
    if (action === "rewrite") return void this.rewrite.open(session);
    const finding = session.findingNearCaret();
    if (finding) this.card.open(session, finding, { focus: true });
    else this.badgePressed();
  }

  badgePressed() {
    const session = this.active;
    if (!session) return;
    const finding = session.mayRead ? session.findings[0] : undefined;
    const open = this.boxes.some(({ isOpen }) => isOpen);
    this.closeAll({ refocus: open });
    if (open) return;
    if (finding) this.card.open(session, finding, { focus: true });
    else this.panel.open(session, this.badge.box.getBoundingClientRect());
  }

  /**
   * @param {Session} session
   * @param {string} text what came in
   * @param {number} start where
   * @param {number} steps how many presses of Undo take it back
   */
  taken(session, text, start, steps) {
    this.fill.start(session, text, start);
    if (steps > 1) this.badge.flash(session, `Undo ${steps} times takes it back`, NOTE_MS);
    else if (!this.fill.isOpen) this.surface.say("Done. Undo takes it back.");
  }

  /** @param {import("../shared/types.js").Snippet} snippet @returns {Promise<import("./side.js").Inserted>} */
  async insertFromSide(snippet) {
    const session = this.active;
    const text = fillPlaceholders(snippet.body, session?.placeholders() ?? {});
    if (!session) return { ok: false, message: "Step into a reply first, or copy it.", text };
    this.closeAll({ refocus: false });
    window.focus();
    session.comeBack();
    const start = session.editor.caret()?.start ?? 0;
    const outcome = await session.editor.insert(text);
    if (!outcome.ok) return { ok: false, message: NOT_REPLACED[outcome.reason] ?? "It could not be inserted.", text };
    void tellUsed(snippet.id);
    this.taken(session, text, start, outcome.steps);
    return { ok: true };
  }

  /** @param {number} index */
  showFromSide(index) {
    const session = this.active;
    const finding = session?.findings[index];
    if (!session || !finding) return;
    this.closeAll({ refocus: false });
    window.focus();
    this.card.open(session, finding, { focus: true });
  }

  point() {
    const session = this.active;
    if (!session) return;
    this.closeAll({ refocus: false });
    window.focus();
    this.picker.open(session);
  }

  /**
   * @param {import("../shared/types.js").Pointed} pointed
   * @param {string} text
   */
  async pointed(pointed, text) {
    await rememberPointed(pointed);
    const session = this.active;
    if (session) this.badge.flash(session, `Read from now on: “${text.slice(0, 24).trim()}${text.length > 24 ? "…" : ""}”`, NOTE_MS);
  }

  async dontAskBeforeSend() {
    await dontAskBeforeSend();
    if (this.active) this.badge.flash(this.active, "Not asked any more; the options bring it back", NOTE_MS);
  }

  /**
   * @param {string} rule
   * @param {string} quote
   */
  async ignoreRule(rule, quote) {
    await ignoreRule(rule, quote);
    this.surface.say("It is not marked any more. You can undo that in the options.");
  }

  closeAll({ refocus = this.surface.hasFocus() } = {}) {
    for (const box of this.boxes) if (box.isOpen) box.close({ refocus });
  }

  moved() {
    this.drawSoon();
    this.badge.lift();
  }

  drawSoon() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.draw();
    });
  }

  draw() {
    if (!isAlive()) return this.farewell();
    const session = this.active;
    if (!session || this.isOff) return;
    if (!this.surface.host.isConnected) {
      this.closeAll(); // the page has thrown us out; come back beside the text, with nothing open
      this.surface.attend(session.editor.element);
    }
    this.badge.update(session);
    this.card.update();
    this.rewrite.update();
    this.beforeSend.update();
    this.picker.update();
    this.fill.update();
    this.card.place();
    this.palette.place();
    this.fill.place();
    this.side.update();
  }

  async refresh() {
    const state = await askState(true);
    if (state) this.apply(state);
    for (const session of this.sessions.values()) if (session.status === "problem") session.plan(0);
  }

  lookAgain() {
    this.lookout.plan(this.state.connection, this.active !== null && !document.hidden);
  }

  /** The extension was updated or removed under us: say so once, leave the text as it is, and go. */
  farewell() {
    for (const remove of this.removers) remove();
    this.closeAll();
    this.fill.close();
    this.lookout.stop();
    this.side.close();
    const session = this.active;
    this.active = null;
    if (session) this.badge.tell(session, "Alongside was updated. Reload this tab to go on.");
    for (const other of this.sessions.values()) other.dispose();
    this.sessions.clear();
    this.stopWatching?.();
    this.stopWatching = null;
    setTimeout(() => this.surface.remove(), FAREWELL_MS);
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
