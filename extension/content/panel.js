/** What the badge opens when there is nothing to look at: how things stand, what was found on the page, what to do. */

import { h, prose } from "../shared/dom.js";
import { describeConnection, whatWasFound } from "../shared/text.js";
import { act, Box } from "./box.js";
import { openPage, openSidePanel, rememberPointed } from "./link.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */

export class Panel extends Box {
  /**
   * @param {Surface} surface
   * @param {{retry: () => void, palette: () => void, point: () => void}} actions
   */
  constructor(surface, actions) {
    super(surface, "panel", { "aria-labelledby": "standing" });
    this.actions = actions;
    /** @type {import("./geometry.js").Box | null} */
    this.badge = null;
  }

  /**
   * @param {Session} session
   * @param {import("./geometry.js").Box} badge
   */
  open(session, badge) {
    this.session = session;
    this.badge = badge;
    this.render();
    this.appear(session);
    (/** @type {HTMLElement | null} */ (this.box.querySelector(".actions button")) ?? this.box).focus();
  }

  update() {
    if (!this.session) return;
    const focused = this.surface.root.activeElement?.textContent;
    this.render();
    const again = [...this.box.querySelectorAll("button")].find((button) => focused && button.textContent === focused);
    again?.focus();
  }

  /** @override */
  anchor() {
    return this.badge && { ...this.badge, left: this.badge.right - this.box.getBoundingClientRect().width };
  }

  render() {
    const { session } = this;
    if (!session?.state) return;
    const { title, lines, actions } = contentOf(session, this.actions, () => this.close({ refocus: true }));
    this.box.replaceChildren(
      this.head("standing", title),
      h(
        "div",
        { class: "body" },
        ...lines.map((line) => h("p", { class: "muted" }, ...prose(line))),
        h("div", { class: "actions" }, ...actions.map(({ label, run, main }) => h("button", { class: main ? "primary" : "line", onclick: act(run) }, label))),
      ),
    );
  }
}

/**
 * @param {Session} session
 * @param {Panel["actions"]} actions
 * @param {() => void} close
 * @returns {{title: string, lines: string[], actions: {label: string, run: () => void, main?: boolean}[]}}
 */
function contentOf(session, actions, close) {
  const connection = session.state?.connection ?? { state: /** @type {const} */ ("away"), pausedUntil: null };
  const { label, next } = describeConnection(connection);
  const options = { label: "Options", run: () => void openPage("options") };
  const snippets = {
    label: "Snippets",
    run: () => {
      close();
      actions.palette();
    },
  };
  if (connection.state === "unpaired") {
    return { title: label, lines: [next], actions: [{ label: "Pair this browser", run: () => void openPage("welcome"), main: true }] };
  }
  if (connection.state === "away") {
    const safe = "Your text is untouched, and marking starts again by itself.";
    return { title: label, lines: [next, safe], actions: [{ label: "Try again", run: actions.retry, main: true }, options] };
  }
  if (connection.state !== "ready") {
    return { title: label, lines: next ? [next] : ["Resume from the Alongside icon in the toolbar or the tray."], actions: [snippets, options] };
  }
  if (session.status === "note") {
    const lines = ["Internal notes are yours alone, so nothing is marked here. You can change that in the options."];
    return { title: "An internal note", lines, actions: [snippets, options] };
  }
  if (session.status === "problem" && session.problem) {
    const { message, what = "Your text is untouched.", next: todo = "" } = session.problem;
    return { title: message, lines: [what, todo].filter(Boolean), actions: [{ label: "Try again", run: actions.retry, main: true }, options] };
  }
  const title = session.answer?.language === "other" ? "Another language" : session.status === "read" ? "Reads well" : "Ready when you are";
  const point = { label: "Point at the customer's message", run: actions.point };
  const forget = {
    label: "Forget where I pointed",
    run: () => {
      close();
      void rememberPointed(null);
    },
  };
  const side = { label: "Side panel", run: () => void openSidePanel() };
  return { title, lines: [...session.notices, whatWasFound(session.context)], actions: [snippets, side, session.context.pointed ? forget : point, options] };
}
