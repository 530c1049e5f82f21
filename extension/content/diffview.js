/** Shows a word diff: removed words struck through, new ones underlined, fill-ins as gaps to complete. */

import { diffWords } from "../shared/diff.js";
import { h } from "../shared/dom.js";
import { findFillIns } from "../shared/fillins.js";

/**
 * @param {string} before
 * @param {string} after
 * @param {{brief?: boolean}} [options] brief: leave the old words out when nothing of them stays (they are shown already)
 * @returns {(Node | string)[]}
 */
export function diffNodes(before, after, { brief = false } = {}) {
  const parts = diffWords(before, after);
  const nothingStays = parts.every(({ op, text }) => op !== "same" || !/[\p{L}\p{N}]/u.test(text));
  if (brief && nothingStays && after.trim()) return [h("ins", {}, ...withGaps(after))];
  return parts.flatMap(({ op, text }, i) => {
    if (op === "same") return [text];
    if (op === "added") return [h("ins", {}, ...withGaps(text))];
    const space = parts[i + 1]?.op === "added" && !/\s$/.test(text) ? [" "] : [];
    return [h("del", {}, text), ...space];
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
 * A text with its fill-ins shown as gaps.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function withGaps(text) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let at = 0;
  for (const { start, end, name } of findFillIns(text)) {
    nodes.push(text.slice(at, start), h("span", { class: "gap" }, name));
    at = end;
  }
  return [...nodes, text.slice(at)];
}
