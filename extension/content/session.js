/**
 * One reply box and what is known about its text. Sends the draft after a short pause, keeps only the newest answer, and
 * changes the text only when the agent has asked for exactly that change.
 */

import { placeholderValues, readContext } from "../sites/read.js";
import { changedStretch, followSpans } from "../shared/spans.js";
import { askReview } from "./link.js";

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
const MOST_REMEMBERED = 30;

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
    /** @type {Map<string, Review>} */
    this.answers = new Map();
    /** @type {State | null} */
    this.state = null;
    /** @type {Context} */
    this.context = readContext(editor.element, location);
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

  /** @param {State} state */
  stateChanged(state) {
    const was = this.state?.connection.state;
    const notes = this.state?.settings.readNotes;
    this.state = state;
    if (state.connection.state !== "ready") this.forget();
    else if (was !== "ready" || notes !== state.settings.readNotes) this.plan(0);
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
    const known = this.answers.get(this.cacheKey());
    this.plan(known ? 0 : PAUSE_MS);
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
    this.context = readContext(this.editor.element, location);
    if (this.context.reply === "note" && !this.state?.settings.readNotes) return this.settle("note");
    if (!this.text.trim()) {
      this.ignored.clear();
      return this.settle("empty");
    }
    const key = this.cacheKey();
    const reviewed = this.text;
    const known = this.answers.get(key);
    if (known) return this.settle("read", known, reviewed);
    this.status = this.status === "read" ? "read" : "reading";
    const answer = await askReview({ draft: reviewed, ...customerOf(this.context) });
    if (turn !== this.turn) return; // a newer text is on its way; this answer is about words that are gone
    if (!answer.ok) return this.settle("problem", undefined, reviewed, answer.problem);
    this.remember(key, answer.data);
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
    const answer = await askReview({ draft, rewrite: true, ...customerOf(this.context) });
    if (!answer.ok) return answer;
    return { ok: true, draft, edits: answer.data.rewrite?.edits ?? [] };
  }

  /** What snippets may use from this page. @returns {Record<string, string>} */
  placeholders() {
    this.context = readContext(this.editor.element, location);
    return placeholderValues(this.context);
  }

  cacheKey() {
    return JSON.stringify([this.text, this.context.customer, this.context.requester]);
  }

  /**
   * @param {string} key
   * @param {Review} review
   */
  remember(key, review) {
    this.answers.set(key, review);
    const oldest = this.answers.keys().next().value;
    if (this.answers.size > MOST_REMEMBERED && oldest !== undefined) this.answers.delete(oldest);
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

/** @param {Context} context */
function customerOf({ customer, requester }) {
  return {
    ...(customer.length ? { customer: customer.at(-1) } : {}),
    ...(requester ? { customer_name: requester } : {}),
  };
}
