/** The badge beside the reply: how many phrases to look at, or why nobody is reading along. It never takes part in layout. */

import { h, logo } from "../shared/dom.js";
import { countLabel, describeConnection } from "../shared/text.js";
import { act } from "./box.js";
import { visibleBox } from "./geometry.js";
import { badgePlace } from "./place.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./surface.js").Surface} Surface */
/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {{label: string, shape: "ready" | "paused" | "starting" | "attention", tone: "quiet" | "plain"}} Face */

const PLACE_MS = 120;

/** Characters before the caret and at the end of the text that the badge must not cover. */
const NEAR = 400;
const PRESSABLE = "a, button, input, select, textarea, summary, [role='button'], [role='menuitem'], [role='tab'], [contenteditable='true']";

export class Badge {
  /**
   * @param {Surface} surface
   * @param {() => void} pressed
   */
  constructor(surface, pressed) {
    this.surface = surface;
    this.label = h("span", { class: "full" });
    this.short = h("span", { class: "short", "aria-hidden": "true" });
    this.button = h("button", { onclick: act(pressed) });
    // Pressing keeps the caret where it is.
    this.button.addEventListener("mousedown", (event) => event.preventDefault());
    this.box = h("div", { popover: "manual", class: "badge" }, this.button);
    this.drawn = "";
    this.announced = "";
    this.placedAt = -Infinity;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.placing = undefined;
    /** A passing word, such as how to take something back. */
    this.note = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.noting = undefined;
    this.sizes = { full: { width: 0, height: 0 }, compact: { width: 0, height: 0 } };
  }

  /**
   * @param {Session | null} session
   */
  update(session) {
    const standing = session && faceOf(session);
    if (!session || !standing) return this.hide();
    /** @type {Face} */
    const face = this.note ? { label: this.note, shape: "ready", tone: "plain" } : standing;
    const about = [standing.label, ...session.notices].filter(Boolean).join(". ");
    const drawn = JSON.stringify([face, about]);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.label.textContent = face.label;
      this.short.textContent = session.mayRead && session.findings.length ? String(session.findings.length) : "";
      this.button.replaceChildren(logo(face.shape), ...(face.label ? [this.label, this.short] : []));
      this.button.title = session.findings.length ? `${about} (${session.state?.settings.keys.card})` : about;
      this.button.setAttribute("aria-label", `Alongside: ${face.label}`);
      this.box.dataset.tone = face.tone;
      this.surface.show(this.box);
      this.measure();
      this.placedAt = -Infinity;
    }
    this.surface.show(this.box);
    this.placeSoon(session);
    if (!this.note) this.announce(session, face);
  }

  /**
   * Say something for a moment, here and aloud.
   *
   * @param {Session} session
   * @param {string} words
   * @param {number} ms
   */
  flash(session, words, ms) {
    clearTimeout(this.noting);
    this.note = words;
    this.noting = setTimeout(() => {
      this.note = "";
      if (this.box.isConnected) this.update(session);
    }, ms);
    this.update(session);
    this.surface.say(words);
  }

  /**
   * Finding a free place looks at the text and the page, so while someone types it is done a few times a second, not at
   * every key.
   *
   * @param {Session} session
   */
  placeSoon(session) {
    const rest = this.placedAt + PLACE_MS - performance.now();
    clearTimeout(this.placing);
    if (rest > 0) this.placing = setTimeout(() => this.place(session), rest);
    else this.place(session);
  }

  /** Everything has moved: the old place is wrong, and the new one is found with the next frame. */
  lift() {
    this.box.style.visibility = "hidden";
    this.placedAt = -Infinity;
  }

  /**
   * Last words: nothing is read any more.
   *
   * @param {Session} session
   * @param {string} words
   */
  tell(session, words) {
    clearTimeout(this.placing);
    this.label.textContent = words;
    this.button.replaceChildren(logo("attention"), this.label);
    this.button.setAttribute("aria-label", words);
    this.box.dataset.tone = "quiet";
    this.surface.show(this.box);
    this.measure();
    this.place(session);
    this.surface.say(words);
  }

  hide() {
    clearTimeout(this.placing);
    clearTimeout(this.noting);
    this.note = "";
    this.surface.hide(this.box);
  }

  /** Both sizes, once for each face: measuring at every key would cost a layout. */
  measure() {
    const size = (/** @type {boolean} */ compact) => {
      this.box.toggleAttribute("data-compact", compact);
      const { width, height } = this.box.getBoundingClientRect();
      return { width, height };
    };
    this.sizes = { compact: size(true), full: size(false) };
  }

  /** @param {Session} session */
  place(session) {
    if (!this.box.isConnected || !session.editor.element.isConnected) return;
    this.placedAt = performance.now();
    const { editor } = session;
    const box = visibleBox(editor.element);
    const caret = editor.caretRect();
    const end = editor.text().length;
    const words = [...editor.rects(Math.max(0, end - NEAR), end)];
    const at = editor.caret()?.start ?? end;
    if (at < end - NEAR) words.push(...editor.rects(Math.max(0, at - NEAR / 2), Math.min(end, at + NEAR / 2)));
    const [here] = box ? this.surface.here([box]) : [];
    const { full, compact } = this.sizes;
    const spot =
      here &&
      badgePlace({
        box: here,
        words: this.surface.here(caret ? [...words, caret] : words),
        full,
        compact,
        view: this.surface.size,
        rtl: getComputedStyle(editor.element).direction === "rtl",
        isFree: (place) => this.isFree(place, editor.element),
      });
    this.box.style.visibility = spot ? "visible" : "hidden";
    if (!spot) return;
    this.box.toggleAttribute("data-compact", spot.compact);
    this.box.style.left = `${Math.round(spot.left)}px`;
    this.box.style.top = `${Math.round(spot.top)}px`;
  }

  /**
   * Whether none of the page's own buttons is there.
   *
   * @param {Box} place
   * @param {Element} editor
   */
  isFree(place, editor) {
    const y = (place.top + place.bottom) / 2;
    const points = [place.left + 3, (place.left + place.right) / 2, place.right - 3];
    return points.every((x) =>
      this.surface.document.elementsFromPoint(x, y).every((element) => {
        const pressable = element === this.surface.host ? null : element.closest(PRESSABLE);
        return !pressable || pressable.contains(editor) || editor.contains(pressable);
      }),
    );
  }

  /**
   * Tell listeners how many there are, once they have stopped typing, and only when the number has changed.
   *
   * @param {Session} session
   * @param {Face} face
   */
  announce(session, face) {
    if (session.status === "reading" || face.label === this.announced) return;
    const before = this.announced;
    this.announced = face.label;
    if (!before && !session.findings.length) return;
    const key = session.state?.settings.keys.card;
    this.surface.say(session.findings.length ? `${face.label}. ${key} opens the nearest.` : face.label, 1500);
  }
}

/**
 * @param {Session} session
 * @returns {Face | null} null: nothing to show
 */
export function faceOf(session) {
  const { connection } = session.state ?? {};
  if (!connection || session.status === "field") return null;
  if (connection.state !== "ready") {
    const shape = connection.state === "paused" ? "paused" : connection.state === "starting" ? "starting" : "attention";
    return { label: describeConnection(connection).label, shape, tone: "quiet" };
  }
  const count = session.findings.length;
  switch (session.status) {
    case "note":
      return { label: "Note: not read", shape: "paused", tone: "quiet" };
    case "problem":
      return { label: session.problem?.code === "draft-too-long" ? "Too long to read" : "Could not be read", shape: "attention", tone: "quiet" };
    case "read":
      if (session.answer?.language === "other") return { label: "Another language: not read", shape: "paused", tone: "quiet" };
      return { label: countLabel(count), shape: count ? "attention" : "ready", tone: "plain" };
    case "reading":
    case "unread":
    case "empty":
      return { label: "", shape: "ready", tone: "quiet" };
    default:
      return null;
  }
}
