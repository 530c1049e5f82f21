/** What the agent sets off beside a reply: by key, by press, or from the side panel. */

import { fillPlaceholders } from "../shared/fillins.js";
import { NOT_REPLACED } from "../shared/text.js";
import { dontAskBeforeSend, ignoreRule, rememberPointed, tellUsed } from "./link.js";

/** @typedef {import("./session.js").Session} Session */

const NOTE_MS = 4000;

export class Actions {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
  }

  /** @param {import("../shared/keys.js").Action} action */
  run(action) {
    const session = this.app.active;
    if (!session) return;
    if (action === "card" && this.app.beforeSend.isOpen) return this.app.beforeSend.focus();
    this.app.closeAll({ refocus: false });
    if (action === "palette") return void this.app.palette.open(session);
    if (!session.mayRead) return this.badgePressed();
    if (action === "rewrite") return void this.app.rewrite.open(session);
    const finding = session.findingNearCaret();
    if (finding) this.app.card.open(session, finding, { focus: true });
    else this.badgePressed();
  }

  badgePressed() {
    const session = this.app.active;
    if (!session) return;
    const finding = session.mayRead ? session.findings[0] : undefined;
    const open = this.app.boxes.some(({ isOpen }) => isOpen);
    this.app.closeAll({ refocus: open });
    if (open) return;
    if (finding) this.app.card.open(session, finding, { focus: true });
    else this.app.panel.open(session, this.app.badge.box.getBoundingClientRect());
  }

  /**
   * @param {Session} session
   * @param {string} text what came in
   * @param {number} start where
   * @param {number} steps how many presses of Undo take it back
   */
  taken(session, text, start, steps) {
    this.app.fill.start(session, text, start);
    if (steps > 1) this.app.badge.flash(session, `Undo ${steps} times takes it back`, NOTE_MS);
    else if (!this.app.fill.isOpen) this.app.surface.say("Done. Undo takes it back.");
  }

  /**
   * @param {Session} session
   * @param {import("./shortcuts.js").Match} match
   */
  async expand(session, { start, end, snippet }) {
    const typed = session.editor.text().slice(start, end);
    const text = fillPlaceholders(snippet.body, session.placeholders());
    const outcome = await session.editor.replace(start, end, typed, text);
    if (!outcome.ok) return this.app.badge.flash(session, NOT_REPLACED[outcome.reason] ?? "It could not be inserted.", NOTE_MS);
    void tellUsed(snippet.id);
    this.taken(session, text, start, outcome.steps);
  }

  /**
   * @param {string} body with placeholders and gaps
   * @param {string | null} snippet whose use is counted; null: it is none of the library's
   * @returns {Promise<import("./side.js").Inserted>}
   */
  async insertFromSide(body, snippet) {
    const session = this.app.active;
    const text = fillPlaceholders(body, session?.placeholders() ?? {});
    if (!session) return { ok: false, message: "Step into a reply first, or copy it.", text };
    this.app.closeAll({ refocus: false });
    window.focus();
    session.comeBack();
    const start = session.editor.caret()?.start ?? 0;
    const outcome = await session.editor.insert(text);
    if (!outcome.ok) return { ok: false, message: NOT_REPLACED[outcome.reason] ?? "It could not be inserted.", text };
    if (snippet !== null) void tellUsed(snippet);
    this.taken(session, text, start, outcome.steps);
    return { ok: true };
  }

  /** @param {number} index */
  showFromSide(index) {
    const session = this.app.active;
    const finding = session?.findings[index];
    if (!session || !finding) return;
    this.app.closeAll({ refocus: false });
    window.focus();
    this.app.card.open(session, finding, { focus: true });
  }

  point() {
    const session = this.app.active;
    if (!session) return;
    this.app.closeAll({ refocus: false });
    window.focus();
    this.app.picker.open(session);
  }

  /**
   * @param {import("../shared/types.js").Pointed} pointed
   * @param {string} text
   */
  async pointed(pointed, text) {
    await rememberPointed(pointed);
    const session = this.app.active;
    if (session) this.app.badge.flash(session, `Read from now on: “${text.slice(0, 24).trim()}${text.length > 24 ? "…" : ""}”`, NOTE_MS);
  }

  async dontAskBeforeSend() {
    await dontAskBeforeSend();
    if (this.app.active) this.app.badge.flash(this.app.active, "Not asked any more; the options bring it back", NOTE_MS);
  }

  /**
   * @param {string} rule
   * @param {string} quote
   */
  async ignoreRule(rule, quote) {
    await ignoreRule(rule, quote);
    this.app.surface.say("It is not marked any more. You can undo that in the options.");
  }
}
