/** The card of one finding: why it hurts, and up to three ways to say it better. */

import { h, icon, prose } from "../shared/dom.js";
import { CATEGORY_NAMES, NOT_REPLACED } from "../shared/text.js";
import { act, Box } from "./box.js";
import { diffNodes, leaveOutNodes, spokenReplacement } from "./diffview.js";
import { tellEvents } from "./link.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./session.js").LiveFinding} LiveFinding */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {{taken: import("./box.js").Taken, rewrite: () => void, ignoreRule: (finding: LiveFinding) => void}} CardActions */

const FAMILY = { sympathy: "sympathy", "hollow-apology": "sympathy", formulaic: "sympathy" };

export class Card extends Box {
  /**
   * @param {Surface} surface
   * @param {CardActions} actions
   */
  constructor(surface, actions) {
    super(surface, "card", { "aria-labelledby": "kind", "aria-describedby": "why" });
    this.actions = actions;
    /** @type {LiveFinding | null} */
    this.finding = null;
  }

  /**
   * @param {Session} session
   * @param {LiveFinding} finding
   * @param {{focus: boolean}} options focus: the keyboard goes into the card (a click leaves it in the text)
   */
  open(session, finding, { focus }) {
    this.session = session;
    this.finding = finding;
    session.showOpen(finding.id);
    this.render();
    this.appear(session);
    if (focus) (this.takes()[0] ?? this.box).focus();
    else this.surface.say(`${CATEGORY_NAMES[finding.category] ?? finding.category}. ${finding.why}`);
  }

  /** @override */
  close({ refocus = this.surface.hasFocus() } = {}) {
    this.session?.showOpen(null);
    this.finding = null;
    super.close({ refocus });
  }

  /** The text or the findings have changed: stay only when what the card is about is still there. */
  update() {
    if (!this.session || !this.finding) return;
    const { id, rule, original } = this.finding;
    const same = this.session.findings.find((other) => other.id === id && other.original === original) ??
      this.session.findings.find((other) => other.rule === rule && other.original === original);
    if (!same) return this.close();
    this.finding = same;
    this.session.showOpen(same.id);
  }

  /** @override */
  anchor() {
    if (!this.session || !this.finding) return null;
    const rects = this.surface.here([...this.session.editor.rects(this.finding.start, this.finding.end)]);
    const first = rects[0];
    if (!first) return null;
    return {
      left: first.left,
      right: first.right,
      top: Math.min(...rects.map(({ top }) => top)),
      bottom: Math.max(...rects.map(({ bottom }) => bottom)),
    };
  }

  render() {
    const { session, finding } = this;
    if (!session || !finding) return;
    const all = session.findings;
    const at = all.findIndex(({ id }) => id === finding.id);
    const family = finding.severity === "hint" ? "hint" : (FAMILY[/** @type {keyof typeof FAMILY} */ (finding.category)] ?? "dismissive");
    const several = all.length > 1;
    this.said.hidden = true;
    this.box.replaceChildren(
      this.head(
        "kind",
        h("span", { class: "kind", "data-family": family }, CATEGORY_NAMES[finding.category] ?? finding.category),
        several && h("button", { class: "icon", "aria-label": "Previous (left arrow)", title: "Previous (←)", onclick: act(() => this.step(-1)) }, icon("previous")),
        several && h("span", { class: "count" }, `${at + 1} of ${all.length}`),
        several && h("button", { class: "icon", "aria-label": "Next (right arrow)", title: "Next (→)", onclick: act(() => this.step(1)) }, icon("next")),
      ),
      h("p", { class: "why", id: "why", dir: "auto" }, finding.why),
      ...(finding.replacements.length ? [this.renderTakes(finding)] : []),
      ...session.notices.map((notice) => h("p", { class: "notice" }, ...prose(notice))),
      this.said,
      h(
        "div",
        { class: "foot" },
        h("button", { title: "Leave these words as they are (I)", onclick: act(() => this.ignoreOnce()) }, "Ignore here"),
        h("button", { title: "Stop marking this kind of phrase; you can undo it in the options", onclick: act(() => this.ignoreRule()) }, "Never mark this"),
        several && h("button", { title: "See every change in the whole reply (R)", onclick: act(() => this.rewrite()) }, "Whole reply"),
      ),
    );
  }

  /** @param {LiveFinding} finding */
  renderTakes(finding) {
    const items = finding.replacements.slice(0, 3).map((take, i) =>
      h(
        "li",
        {},
        h(
          "button",
          { class: "take", "aria-keyshortcuts": String(i + 1), onclick: act(() => void this.take(i)) },
          h("kbd", { "aria-hidden": "true" }, String(i + 1)),
          h("span", { class: "unseen" }, spokenReplacement(take.expected, take.text, take)),
          h(
            "span",
            { "aria-hidden": "true", dir: "auto" },
            ...(take.removes ? leaveOutNodes(take.expected, take.text) : diffNodes(take.expected, take.text, { brief: i > 0 })),
          ),
        ),
      ),
    );
    return h("ul", { class: "takes" }, ...items);
  }

  /** @returns {HTMLElement[]} */
  takes() {
    return [...this.box.querySelectorAll(".take")].map((element) => /** @type {HTMLElement} */ (element));
  }

  /** @param {number} index */
  async take(index) {
    const { session, finding } = this;
    const take = finding?.replacements[index];
    if (!session || !take) return;
    const { start, text, removes } = take;
    this.surface.giveBack(session.editor); // so that the caret is known, and goes on from where the agent left it
    const outcome = await session.take(take);
    if (outcome.ok) {
      void tellEvents([{ kind: "suggestion-taken", rule: finding.rule }]);
      this.close();
      this.actions.taken(session, text, start, outcome.steps);
    } else {
      this.explain(NOT_REPLACED[outcome.reason] ?? NOT_REPLACED.changed, removes ? "" : text);
    }
  }

  /** @param {number} by */
  step(by) {
    const { session, finding } = this;
    if (!session || !finding) return;
    const all = session.findings;
    const at = all.findIndex(({ id }) => id === finding.id);
    const next = all[(at + by + all.length) % all.length];
    if (next && next.id !== finding.id) this.open(session, next, { focus: true });
  }

  ignoreOnce() {
    const { session, finding } = this;
    if (!session || !finding) return;
    this.close({ refocus: true });
    session.ignoreOnce(finding);
  }

  ignoreRule() {
    const { finding } = this;
    if (!finding) return;
    this.close({ refocus: true });
    void tellEvents([{ kind: "rule-off", rule: finding.rule }]);
    this.actions.ignoreRule(finding);
  }

  rewrite() {
    this.close({ refocus: true });
    this.actions.rewrite();
  }

  /** @override @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const takes = this.takes();
    const at = takes.findIndex((take) => take === this.surface.root.activeElement);
    /** @type {Record<string, () => void>} */
    const keys = {
      Escape: () => this.close({ refocus: true }),
      1: () => void this.take(0),
      2: () => void this.take(1),
      3: () => void this.take(2),
      ArrowDown: () => takes[(at + 1) % takes.length]?.focus(),
      ArrowUp: () => takes[(at - 1 + takes.length) % takes.length]?.focus(),
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
      i: () => this.ignoreOnce(),
      r: () => this.rewrite(),
    };
    const run = keys[event.key];
    if (!run) return this.keepTabInside(event);
    event.preventDefault();
    run();
  }
}
