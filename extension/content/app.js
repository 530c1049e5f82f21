/**
 * Puts the parts together in one frame, and takes them apart: editors → sessions → badge, card, panel, rewrite, palette, side
 * panel. What is heard stands in hearing.js, what it sets off in actions.js.
 */

import { watchEditors } from "../editors/index.js";
import { Actions } from "./actions.js";
import { Badge } from "./badge.js";
import { BeforeSend } from "./beforesend.js";
import { Card } from "./card.js";
import { Fill } from "./fill.js";
import { Hearing } from "./hearing.js";
import { askSnippets, askState, isAlive } from "./link.js";
import { Lookout } from "./lookout.js";
import { Palette } from "./palette.js";
import { Panel } from "./panel.js";
import { Picker } from "./picker.js";
import { Prompts } from "./prompts.js";
import { Rewrite } from "./rewrite.js";
import { Session } from "./session.js";
import { Shortcuts } from "./shortcuts.js";
import { Side } from "./side.js";
import { Surface } from "./surface.js";
import { viewOf } from "./view.js";

/** @typedef {import("../editors/types.js").Editor} Editor */
/** @typedef {import("../shared/types.js").State} State */

const FAREWELL_MS = 8000;

/** While someone goes from field to field, the server is told so this often at most. */
const WAKE_MS = 60_000;

export class App {
  /**
   * @param {string} css
   * @param {State} state
   */
  constructor(css, state) {
    this.state = state;
    this.surface = new Surface(css);
    const actions = new Actions(this);
    this.actions = actions;
    const taken = actions.taken.bind(actions);
    const rewrite = () => actions.run("rewrite");
    const point = () => actions.point();
    this.badge = new Badge(this.surface, () => actions.badgePressed());
    this.fill = new Fill(this.surface);
    this.palette = new Palette(this.surface, taken);
    this.rewrite = new Rewrite(this.surface, taken);
    this.card = new Card(this.surface, { taken, rewrite, ignoreRule: ({ rule, original }) => void actions.ignoreRule(rule, original) });
    this.panel = new Panel(this.surface, { retry: () => void this.refresh(), palette: () => actions.run("palette"), point });
    this.picker = new Picker(this.surface, (pointed, text) => void actions.pointed(pointed, text));
    this.beforeSend = new BeforeSend(this.surface, {
      show: (session, finding) => this.card.open(session, finding, { focus: true }),
      off: () => void actions.dontAskBeforeSend(),
    });
    /** The boxes that take the keyboard, innermost first. */
    this.boxes = [this.picker, this.palette, this.rewrite, this.card, this.panel, this.beforeSend];
    this.shortcuts = new Shortcuts(askSnippets);
    this.prompts = new Prompts(() => this.side.update());
    this.side = new Side({
      view: () => (this.active && !this.isOff ? viewOf(this.active, this.prompts.of(this.active)) : null),
      insert: (body, snippet) => actions.insertFromSide(body, snippet),
      show: (index) => actions.showFromSide(index),
      rewrite,
      point,
    });
    /** @type {Map<Editor, Session>} */
    this.sessions = new Map();
    /** @type {Session | null} */
    this.active = null;
    this.drawing = false;
    /** When the server was last asked how things are because someone stepped into a reply. */
    this.woken = Date.now();
    this.lookout = new Lookout(() => void this.refresh());
    /** @type {(() => void) | null} */
    this.stopWatching = null;
    this.resized = new ResizeObserver(() => this.drawSoon());
    this.hearing = new Hearing(this);
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
    this.wake();
    if (this.active === session) return;
    if (this.active) this.closeAll();
    this.active = session;
    this.resized.disconnect();
    this.resized.observe(session.editor.element);
    this.surface.attend(session.editor.element);
    this.drawSoon();
  }

  /** A draft is near: a server whose language engine rests starts it when it is asked how things are. */
  wake() {
    if (Date.now() - this.woken < WAKE_MS) return;
    this.woken = Date.now();
    void askState(true);
  }

  closeAll({ refocus = this.surface.hasFocus() } = {}) {
    for (const box of this.boxes) if (box.isOpen) box.close({ refocus });
  }

  /** From light to dark or back. */
  looksChanged() {
    this.surface.fittedAt = -Infinity;
    this.drawSoon();
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
    this.surface.fitInSoon(session.editor.element);
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
    this.hearing.stop();
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
