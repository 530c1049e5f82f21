/** Shows a word diff: removed words struck through, new ones underlined, fill-ins as gaps to complete. */

import { diffWords } from "../shared/diff.js";
import { h } from "../shared/dom.js";
import { findFillIns } from "../shared/fillins.js";

/**
 * @param {string} before
 * @param {string} after
 * @returns {(Node | string)[]}
 */
export function diffNodes(before, after) {
  return diffWords(before, after).map(({ op, text }) => {
    if (op === "same") return text;
    return op === "removed" ? h("del", {}, text) : h("ins", {}, ...withGaps(text));
  });
}

/**
 * The same in words, for those who listen.
 *
 * @param {string} text the new words
 * @returns {string}
 */
export function spokenReplacement(text) {
  const words = text.replace(/\[\[([^[\]:\n]+)(?::[^[\]\n]*)?\]\]/g, "($1, for you to fill in)").trim();
  return words ? `Replace with: ${words}` : "Leave these words out";
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function withGaps(text) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let at = 0;
  for (const { start, end, name } of findFillIns(text)) {
    nodes.push(text.slice(at, start), h("span", { class: "gap" }, name));
    at = end;
  }
  return [...nodes, text.slice(at)];
}
