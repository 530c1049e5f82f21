/** Puts the parts together in one frame: editors → sessions → badge, card, panel, rewrite, palette. */

import { watchEditors } from "../editors/index.js";
import { nameOfKey } from "../shared/keys.js";
import { Badge } from "./badge.js";
import { Card } from "./card.js";
import { Fill } from "./fill.js";
import { askState, ignoreRule, isAlive, listen } from "./link.js";
import { Palette } from "./palette.js";
import { Panel } from "./panel.js";
import { Rewrite } from "./rewrite.js";
import { Session } from "./session.js";
import { Surface } from "./surface.js";

/** @typedef {import("../editors/types.js").Editor} Editor */
/** @typedef {import("../shared/types.js").State} State */

/** How often to look for a server that is away or starting, while someone is writing: soon at first, then less. */
const RETRY_MS = [1500, 2000, 3000, 5000, 8000];
const FAREWELL_MS = 8000;

class App {
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
    });
    /** The boxes that take the keyboard, innermost first. */
    this.boxes = [this.palette, this.rewrite, this.card, this.panel];
    /** @type {Map<Editor, Session>} */
    this.sessions = new Map();
    /** @type {Session | null} */
    this.active = null;
    this.drawing = false;
    this.tries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retry = undefined;
    /** @type {(() => void) | null} */
    this.stopWatching = null;
    this.resized = new ResizeObserver(() => this.drawSoon());
    this.removers = [
      on(window, "focusin", (event) => this.focused(event)),
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
        on(this.surface.window, "keydown", (event) => this.onKey(/** @type {KeyboardEvent} */ (event))),
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
    clearTimeout(this.retry);
    this.surface.host.remove();
  }

  /** @param {Editor} editor */
  found(editor) {
    const session = new Session(editor, () => this.drawSoon());
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
  }

  /** @param {Session} session */
  activate(session) {
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
    if (event.target === this.surface.host) return;
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
    const ours = this.inText(event) && (this.command(event) || this.fill.onKey(event) || this.escape(event));
    if (!ours) return;
    event.preventDefault();
    event.stopImmediatePropagation();
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
   */
  taken(session, text, start) {
    this.fill.start(session, text, start);
    if (!this.fill.isOpen) this.surface.say("Done. Undo takes it back.");
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
    this.fill.update();
    this.card.place();
    this.palette.place();
    this.fill.place();
  }

  async refresh() {
    const state = await askState(true);
    if (state) this.apply(state);
    for (const session of this.sessions.values()) if (session.status === "problem") session.plan(0);
  }

  /** While nobody answers, keep looking, as long as someone is writing here. */
  lookAgain() {
    clearTimeout(this.retry);
    const { state, pausedUntil } = this.state.connection;
    if (state === "ready") {
      this.tries = 0;
      return;
    }
    if (!this.active || document.hidden) return;
    let wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 0;
    if (state === "paused" && pausedUntil) wait = Math.max(wait, Math.min(new Date(pausedUntil).getTime() - Date.now(), 60_000));
    this.tries++;
    this.retry = setTimeout(() => void this.refresh(), wait);
  }

  /** The extension was updated or removed under us: say so once, leave the text as it is, and go. */
  farewell() {
    for (const remove of this.removers) remove();
    this.closeAll();
    this.fill.close();
    clearTimeout(this.retry);
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

/** @param {string} file */
async function textOf(file) {
  return (await fetch(chrome.runtime.getURL(file))).text();
}

/**
 * @param {{onKey: ((event: KeyboardEvent) => void) | null}} loader
 */
export async function start(loader) {
  const [tokens, css, state] = await Promise.all([textOf("shared/tokens.css"), textOf("content/ui.css"), askState()]);
  if (!state) return;
  const app = new App(`${tokens}\n${css}`, state);
  loader.onKey = (event) => app.onKey(event);
  listen({ onState: (next) => app.apply(next), onCommand: (command) => run(app, command) });
}

/** @type {Record<string, import("../shared/keys.js").Action>} */
const COMMANDS = { "open-card": "card", "open-snippets": "palette", "open-rewrite": "rewrite" };

/**
 * @param {App} app
 * @param {string} command
 */
function run(app, command) {
  const action = COMMANDS[command];
  if (action && document.hasFocus()) app.run(action);
}
