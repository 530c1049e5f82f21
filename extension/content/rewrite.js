/** The whole reply rewritten: every change shown in place as a word diff, each can be left out, applied as one step. */

import { h, icon } from "../shared/dom.js";
import { apply } from "../editors/marks.js";
import { NOT_REPLACED } from "../shared/text.js";
import { act, Box } from "./box.js";
import { diffNodes, spokenReplacement } from "./diffview.js";
import { tellEvents } from "./link.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("../shared/types.js").Edit} Edit */

const TITLE = "The whole reply";

export class Rewrite extends Box {
  /**
   * @param {Surface} surface
   * @param {import("./box.js").Taken} taken
   */
  constructor(surface, taken) {
    super(surface, "rewrite", { "aria-labelledby": "whole" });
    this.taken = taken;
    this.draft = "";
    this.using = false;
    /** @type {{edit: Edit, on: boolean, element: HTMLElement}[]} */
    this.changes = [];
    this.apply = h("button", { class: "primary", onclick: act(() => void this.use()) });
  }

  /** @param {Session} session */
  async open(session) {
    const answer = await session.rewrite();
    this.changes = [];
    this.said.hidden = true;
    if (!answer.ok) this.renderMessage(answer.problem.message, answer.problem.next ?? "");
    else if (!answer.edits.length) this.renderMessage("This reply reads well as it is.", "There is nothing to change.");
    else {
      this.draft = answer.draft;
      this.renderDraft(answer.edits);
    }
    this.appear(session);
    (this.changes[0]?.element ?? this.box).focus();
  }

  /** The preview is of one exact text; when that changes there is nothing left to preview. */
  update() {
    if (!this.using && this.session && this.changes.length && this.session.editor.text() !== this.draft) this.close();
  }

  /** @override */
  anchor() {
    const [editor] = this.session ? this.surface.here([this.session.editor.element.getBoundingClientRect()]) : [];
    const { height } = this.surface.size;
    return editor && { ...editor, top: Math.min(editor.top, height), bottom: Math.max(0, Math.min(editor.bottom, height)) };
  }

  /**
   * @param {string} message
   * @param {string} next
   */
  renderMessage(message, next) {
    this.box.replaceChildren(this.head("whole", TITLE), h("div", { class: "body" }, h("p", {}, message), h("p", { class: "muted" }, next)));
  }

  /** @param {Edit[]} edits */
  renderDraft(edits) {
    this.changes = edits.map((edit) => ({ edit, on: true, element: this.renderChange(edit) }));
    /** @type {(Node | string)[]} */
    const nodes = [];
    let at = 0;
    for (const { edit, element } of this.changes) {
      nodes.push(this.draft.slice(at, edit.start), element);
      at = edit.end;
    }
    nodes.push(this.draft.slice(at));
    this.box.replaceChildren(
      this.head("whole", TITLE),
      h("div", { class: "draft", dir: "auto" }, ...nodes),
      this.said,
      h(
        "div",
        { class: "foot" },
        this.apply,
        h("button", { onclick: act(() => this.close({ refocus: true })) }, "Keep mine"),
        h("span", { class: "keys" }, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " move   ", h("kbd", {}, "Space"), " leave out   ", h("kbd", {}, "Enter"), " use"),
      ),
    );
    this.count();
  }

  /** @param {Edit} edit */
  renderChange(edit) {
    const before = this.draft.slice(edit.start, edit.end);
    const element = h(
      "span",
      { class: "change", role: "checkbox", tabindex: "0", "aria-checked": "true", "aria-label": `“${before}”. ${spokenReplacement(before, edit.text, { removes: !edit.text.trim() })}` },
      h("span", { class: "tick", "aria-hidden": "true" }, icon("tick")),
      ...diffNodes(before, edit.text),
    );
    element.addEventListener("click", act(() => this.toggle(element)));
    return element;
  }

  /** @param {HTMLElement} element */
  toggle(element) {
    const change = this.changes.find((other) => other.element === element);
    if (!change) return;
    change.on = !change.on;
    element.setAttribute("aria-checked", String(change.on));
    this.count();
  }

  count() {
    const chosen = this.changes.filter(({ on }) => on).length;
    this.apply.textContent = chosen === 1 ? "Use 1 change" : `Use ${chosen} changes`;
    this.apply.toggleAttribute("disabled", chosen === 0);
  }

  async use() {
    const { session, draft } = this;
    const edits = this.changes.filter(({ on }) => on).map(({ edit }) => edit);
    const first = edits[0];
    if (!session || !first) return;
    this.surface.giveBack(session.editor);
    this.using = true;
    const outcome = await session.editor.replaceAll(draft, edits);
    this.using = false;
    if (outcome.ok) {
      void tellEvents([{ kind: "rewrite-taken", count: edits.length }]);
      this.close();
      this.taken(session, apply(draft, edits), 0, outcome.steps);
      return;
    }
    this.explain(NOT_REPLACED[outcome.reason] ?? NOT_REPLACED.changed, apply(draft, edits));
  }

  /** @override @param {KeyboardEvent} event */
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.changes.findIndex(({ element }) => element === this.surface.root.activeElement);
    const focused = this.changes[at];
    const move = (/** @type {number} */ by) => this.changes[(at + by + this.changes.length) % this.changes.length]?.element.focus();
    /** @type {Record<string, (() => void) | undefined>} */
    const keys = {
      Escape: () => this.close({ refocus: true }),
      ArrowDown: () => move(1),
      ArrowRight: () => move(1),
      ArrowUp: () => move(-1),
      ArrowLeft: () => move(-1),
      " ": focused && (() => this.toggle(focused.element)),
      Enter: focused && (() => void this.use()),
    };
    const run = keys[event.key];
    if (!run) return this.keepTabInside(event);
    event.preventDefault();
    run();
  }
}
