/** Shows a word diff: removed words struck through, new ones underlined, fill-ins as gaps to complete. */

import { diffWords, leftOut } from "../shared/diff.js";
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
 * A suggestion to take words out: those that go, without the capital or comma that mends the seam.
 *
 * @param {string} before
 * @param {string} after
 * @returns {(Node | string)[]}
 */
export function leaveOutNodes(before, after) {
  return ["Leave out ", h("del", {}, leftOut(before, after))];
}

/**
 * The same in words, for those who listen.
 *
 * @param {string} before
 * @param {string} after
 * @param {{removes: boolean}} options removes: words are only taken out
 * @returns {string}
 */
export function spokenReplacement(before, after, { removes }) {
  if (removes) return `Leave out: ${leftOut(before, after)}`;
  return `Replace with: ${after.replace(/\[\[([^[\]:\n]+)(?::[^[\]\n]*)?\]\]/g, "($1, for you to fill in)").trim()}`;
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
