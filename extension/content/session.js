/**
 * One reply box and what is known about its text. Sends the draft after a short pause, keeps only the newest answer, and
 * changes the text only when the agent has asked for exactly that change.
 */

import { placeholderValues, readContext } from "../sites/read.js";
import { outermost } from "../shared/frames.js";
import { changedStretch, followSpans } from "../shared/spans.js";
import { tellEvents } from "./link.js";
import { Reviews } from "./reviews.js";

/** @typedef {import("../editors/types.js").Editor} Editor */
/** @typedef {import("../shared/types.js").Context} Context */
/** @typedef {import("../shared/types.js").Finding} Finding */
/** @typedef {import("../shared/types.js").Replacement} Replacement */
/** @typedef {import("../shared/types.js").Problem} Problem */
/** @typedef {import("../shared/types.js").Review} Review */
/** @typedef {import("../shared/types.js").State} State */
/** @typedef {import("../editors/types.js").Outcome} Outcome */
/** @typedef {{original: string, replacements: (Replacement & {expected: string})[]}} Known what a finding was found on */
/** @typedef {Omit<Finding, "replacements"> & Known} LiveFinding */
/** @typedef {"unread" | "reading" | "read" | "empty" | "note" | "field" | "problem"} Status */

const PAUSE_MS = 250;
const STARTING_MS = 1000;

export class Session {
  /**
   * @param {Editor} editor
   * @param {() => void} onUpdate something that the agent sees may have changed
   */
  constructor(editor, onUpdate) {
    this.editor = editor;
    this.onUpdate = onUpdate;
    /** @type {Status} */
    this.status = editor.kind === "input" ? "field" : "unread";
    /** @type {Problem | null} */
    this.problem = null;
    this.text = editor.text();
    /** @type {LiveFinding[]} */
    this.all = [];
    /** @type {Set<string>} */
    this.ignored = new Set();
    this.reviews = new Reviews();
    /** @type {State | null} */
    this.state = null;
    this.origin = self.origin;
    /** @type {Review | null} the newest one, of this text or of the one just before */
    this.answer = null;
    /** What the agent was shown before sending, so that nothing is asked twice. @type {Set<string>} */
    this.asked = new Set();
    /** When the agent was last in it, in ms since 1970. */
    this.focused = Date.now();
    /** @type {{start: number, end: number} | null} where the caret was when the agent left the reply */
    this.left = null;
    this.context = this.readPage();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pause = undefined;
    this.turn = 0;
    /** @type {string | null} the finding whose card is open */
    this.open = null;
    this.stopListening = editor.onChange((text) => this.changed(text));
  }

  /** The findings as the agent sees them: without what they chose to ignore. @returns {LiveFinding[]} */
  get findings() {
    const off = this.state?.settings.ignoredRules ?? {};
    return this.all.filter((finding) => !(finding.rule in off) && !this.ignored.has(ignoreKey(finding)));
  }

  /** Whether drafts may be sent just now. @returns {boolean} */
  get mayRead() {
    return this.status !== "field" && this.state?.connection.state === "ready";
  }

  /** Whether a look before sending is wanted here: not in notes that are left alone, and not while the agent wants quiet. */
  get watchesSending() {
    const { connection, settings } = this.state ?? {};
    if (this.status === "field" || !connection || connection.state === "paused" || connection.state === "unpaired") return false;
    return settings?.readNotes === true || this.readPage().reply !== "note";
  }

  /** What the server has to say beside the findings, such as that the draft is in a language it does not know. */
  get notices() {
    return this.status === "read" ? (this.answer?.notices ?? []) : [];
  }

  /** Where the agent once said that the customer's message stands on this site. */
  get pointed() {
    return this.state?.settings.sites[self.origin]?.customer ?? null;
  }

  readPage() {
    return readContext(this.editor.element, outermost(window).location, this.pointed);
  }

  /** @param {State} state */
  stateChanged(state) {
    const was = this.state;
    const pointed = JSON.stringify(this.pointed);
    this.state = state;
    if (state.connection.state !== "ready") this.forget();
    else if (was?.connection.state !== "ready" || was.settings.readNotes !== state.settings.readNotes || pointed !== JSON.stringify(this.pointed)) this.plan(0);
    this.mark();
    this.onUpdate();
  }

  /** @param {string} text */
  changed(text) {
    if (this.all.length) {
      const change = changedStretch(this.text, text);
      this.all = followSpans(this.all, change).map((finding) => ({
        ...finding,
        replacements: followSpans(finding.replacements, change),
      }));
    }
    this.text = text;
    this.plan(this.reviews.known(text, this.context) ? 0 : PAUSE_MS);
    this.onUpdate();
  }

  /** @param {number} afterMs */
  plan(afterMs) {
    clearTimeout(this.pause);
    this.turn++;
    if (this.status === "field") return;
    if (afterMs === 0) void this.review();
    else this.pause = setTimeout(() => void this.review(), afterMs);
  }

  async review() {
    if (!this.mayRead || !this.editor.element.isConnected || this.editor.composing) return;
    const turn = ++this.turn;
    this.context = this.readPage();
    if (this.context.reply === "note" && !this.state?.settings.readNotes) return this.settle("note");
    if (!this.text.trim()) {
      this.ignored.clear();
      this.asked.clear();
      this.reviews.startAnew();
      return this.settle("empty");
    }
    const reviewed = this.text;
    const known = this.reviews.known(reviewed, this.context);
    if (known) return this.settle("read", known, reviewed);
    this.status = this.status === "read" ? "read" : "reading";
    const answer = await this.reviews.ask(reviewed, this.context);
    if (turn !== this.turn) return; // a newer text is on its way; this answer is about words that are gone
    if (!answer.ok && answer.problem.code === "starting") return this.plan(STARTING_MS); // the next try is at hand
    if (!answer.ok) return this.settle("problem", undefined, reviewed, answer.problem);
    this.settle("read", answer.data, reviewed);
  }

  /**
   * @param {Status} status
   * @param {Review} [review]
   * @param {string} [reviewed]
   * @param {Problem | null} [problem]
   */
  settle(status, review, reviewed = this.text, problem = null) {
    this.status = status;
    this.problem = problem;
    this.answer = review ?? null;
    this.all = (review?.findings ?? []).map((finding) => ({
      ...finding,
      original: reviewed.slice(finding.start, finding.end),
      replacements: finding.replacements.map((take) => ({ ...take, expected: reviewed.slice(take.start, take.end) })),
    }));
    this.mark();
    this.onUpdate();
  }

  /** Show nothing while nobody reads along; the text itself is never touched. */
  forget() {
    clearTimeout(this.pause);
    this.turn++;
    this.all = [];
    this.answer = null;
    if (this.status !== "field") this.status = "unread";
  }

  mark() {
    this.editor.mark(
      this.findings.map(({ id, start, end, category, severity }) => ({
        id,
        start,
        end,
        category,
        severity,
        active: id === this.open,
      })),
    );
  }

  /** @param {string | null} id the finding whose card is open */
  showOpen(id) {
    if (this.open === id) return;
    this.open = id;
    this.mark();
  }

  /**
   * @param {number} offset
   * @returns {LiveFinding | null}
   */
  findingAt(offset) {
    return this.findings.find(({ start, end }) => start <= offset && offset <= end) ?? null;
  }

  /**
   * The finding to open from the keyboard: at the caret, else the next one, else the first.
   *
   * @returns {LiveFinding | null}
   */
  findingNearCaret() {
    const caret = this.editor.caret()?.start ?? 0;
    return this.findingAt(caret) ?? this.findings.find(({ start }) => start >= caret) ?? this.findings[0] ?? null;
  }

  /**
   * @param {Replacement & {expected: string}} take
   * @returns {Promise<Outcome>}
   */
  take(take) {
    return this.editor.replace(take.start, take.end, take.expected, take.text);
  }

  /** @param {LiveFinding} finding */
  ignoreOnce(finding) {
    this.ignored.add(ignoreKey(finding));
    void tellEvents([{ kind: "suggestion-ignored", rule: finding.rule }]);
    this.mark();
    this.onUpdate();
  }

  /**
   * The whole draft, rewritten.
   *
   * @returns {Promise<{ok: true, draft: string, edits: import("../shared/types.js").Edit[]} | {ok: false, problem: Problem}>}
   */
  async rewrite() {
    const draft = this.editor.text();
    const answer = await this.reviews.rewrite(draft, this.context);
    if (!answer.ok) return answer;
    return { ok: true, draft, edits: answer.data.rewrite?.edits ?? [] };
  }

  /** What snippets may use from this page. @returns {Record<string, string>} */
  placeholders() {
    this.context = this.readPage();
    return placeholderValues(this.context, this.state?.settings.agentName ?? "");
  }

  /** The agent goes elsewhere, perhaps to the side panel: remember where they were. */
  leave() {
    this.left = this.editor.caret() ?? this.left;
  }

  /** Put the keyboard and the caret back where the agent left them. */
  comeBack() {
    const caret = this.editor.caret() ?? this.left;
    this.editor.focus();
    const end = this.editor.text().length;
    const { start, end: to } = caret ?? { start: end, end };
    this.editor.select(Math.min(start, end), Math.min(to, end));
  }

  dispose() {
    this.forget();
    this.stopListening();
  }
}

/** @param {LiveFinding} finding */
function ignoreKey({ rule, original }) {
  return `${rule}\n${original}`;
}
