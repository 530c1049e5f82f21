/**
 * Snippets by their shortcut: `;late` and Tab. A shortcut is looked up while it is typed, so that at Tab it is known at once
 * whether the key is ours; when it is not, Tab does what it always does.
 */

/** @typedef {import("../shared/types.js").Snippet} Snippet */
/** @typedef {{start: number, end: number, snippet: Snippet}} Match */

/** Only words that begin with a sign: looking up every word that somebody types would be a lot of work for nothing. */
const TYPED = /(?:^|\s)([^\s\p{L}\p{N}"'“”‘’([{<*_-]\S{1,31})$/u;
const LONGEST = 34;
const MOST = 30;
/** After this, snippets may have been changed in the library. */
const KEPT_MS = 30_000;

/**
 * @param {string} text
 * @param {{start: number, end: number} | null} caret
 * @returns {string} what stands right before the caret when it may be a shortcut, else ""
 */
export function typedShortcut(text, caret) {
  if (!caret || caret.start !== caret.end) return "";
  return TYPED.exec(text.slice(Math.max(0, caret.end - LONGEST), caret.end))?.[1] ?? "";
}

export class Shortcuts {
  /**
   * @param {(q: string, limit: number) => Promise<import("../shared/types.js").Answer>} search
   * @param {() => number} [now] in ms
   */
  constructor(search, now = Date.now) {
    this.search = search;
    this.now = now;
    /** @type {Map<string, Snippet>} by shortcut in small letters */
    this.known = new Map();
    /** @type {Set<string>} */
    this.asked = new Set();
    this.since = 0;
  }

  /**
   * The text has changed: look up what may be becoming a shortcut.
   *
   * @param {string} text
   * @param {{start: number, end: number} | null} caret
   * @returns {Promise<void>} when it is known
   */
  async lookUp(text, caret) {
    const typed = typedShortcut(text, caret).toLowerCase();
    if (!typed) return;
    if (this.now() - this.since > KEPT_MS) this.forget();
    if (this.asked.has(typed)) return;
    this.asked.add(typed);
    const answer = await this.search(typed, MOST);
    if (!answer.ok) return void this.asked.delete(typed);
    for (const snippet of /** @type {Snippet[]} */ (answer.data.snippets))
      if (snippet.shortcut) this.known.set(snippet.shortcut.toLowerCase(), snippet);
  }

  /** The library may have changed. */
  forget() {
    this.known.clear();
    this.asked.clear();
    this.since = this.now();
  }

  /**
   * @param {string} text
   * @param {{start: number, end: number} | null} caret
   * @returns {Match | null} the snippet whose shortcut stands right before the caret
   */
  match(text, caret) {
    const typed = typedShortcut(text, caret);
    const snippet = typed && this.known.get(typed.toLowerCase());
    return snippet && caret ? { start: caret.end - typed.length, end: caret.end, snippet } : null;
  }
}
