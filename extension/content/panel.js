/** What the badge opens when there is nothing to look at: how things stand, what was found on the page, what to do. */

import { h, icon, prose } from "../shared/dom.js";
import { describeConnection } from "../shared/text.js";
import { act, keepTabInside } from "./card.js";
import { openPage } from "./link.js";
import { besideWords } from "./place.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */

export class Panel {
  /**
   * @param {Surface} surface
   * @param {{retry: () => void, palette: () => void}} actions
   */
  constructor(surface, actions) {
    this.surface = surface;
    this.actions = actions;
    this.box = h("div", { popover: "manual", class: "box panel", role: "dialog", tabindex: "-1", "aria-labelledby": "standing" });
    /** @type {Session | null} */
    this.session = null;
  }

  get isOpen() {
    return this.session !== null;
  }

  /**
   * @param {Session} session
   * @param {import("./geometry.js").Box} badge
   */
  open(session, badge) {
    this.session = session;
    this.anchor = badge;
    this.render();
    this.surface.show(this.box);
    this.place();
    (/** @type {HTMLElement | null} */ (this.box.querySelector(".actions button")) ?? this.box).focus();
  }

  close({ refocus = this.surface.hasFocus() } = {}) {
    if (!this.session) return;
    const { editor } = this.session;
    this.session = null;
    this.surface.hide(this.box);
    if (refocus) this.surface.giveBack(editor);
  }

  update() {
    if (!this.session) return;
    const focused = this.surface.root.activeElement?.textContent;
    this.render();
    const again = [...this.box.querySelectorAll("button")].find((button) => focused && button.textContent === focused);
    again?.focus();
  }

  place() {
    if (!this.anchor) return;
    const { right, top: above, bottom } = this.anchor;
    const size = this.box.getBoundingClientRect();
    const anchor = { left: right - size.width, top: above, right, bottom };
    const { left, top } = besideWords(anchor, size, this.surface.size);
    this.box.style.left = `${left}px`;
    this.box.style.top = `${top}px`;
  }

  render() {
    const { session } = this;
    if (!session?.state) return;
    const { title, lines, actions } = contentOf(session, this.actions, () => this.close({ refocus: true }));
    this.box.replaceChildren(
      h(
        "div",
        { class: "head" },
        h("h2", { id: "standing" }, title),
        h("button", { class: "icon", "aria-label": "Close (Esc)", title: "Close (Esc)", onclick: act(() => this.close({ refocus: true })) }, icon("close")),
      ),
      h(
        "div",
        { class: "body" },
        ...lines.map((line) => h("p", { class: "muted" }, ...prose(line))),
        h("div", { class: "actions" }, ...actions.map(({ label, run, main }) => h("button", { class: main ? "primary" : "line", onclick: act(run) }, label))),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close({ refocus: true });
    } else keepTabInside(event, this.box, this.surface.root);
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
  const { site, found } = session.context;
  const where = site ? `On this ${site} page` : "On this page";
  const seen = found.length ? `${where} I found ${list(found)}.` : `${where} I found only your reply, and read that.`;
  const title = session.status === "read" ? "Reads well" : "Ready when you are";
  return { title, lines: [seen], actions: [snippets, options] };
}

/** @param {string[]} words */
function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
