/** Shows a snippet's text: found words marked, gaps and names that fill themselves made visible. */

import { el } from "../dom.js";

const PARTS = /(\[\[[^\]]*\]\]|\{\{[^}]*\}\})/;

/** The first 160 characters on one line, gaps shown as words. @param {string} body @returns {string} */
export function plain(body) {
  return body.slice(0, 320).replace(/\[\[([^\]:]*)[^\]]*\]\]/g, "[$1]").replace(/\s+/g, " ").slice(0, 160);
}

/**
 * The text with the beginnings of searched words marked.
 * @param {string} text
 * @param {string} words
 * @returns {(string | Node)[]}
 */
export function marked(text, words) {
  const wanted = words.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (!wanted.length) return [text];
  const found = new RegExp(`(?<![\\p{L}\\p{N}])(${wanted.join("|")})`, "giu");
  return text.split(found).map((part, index) => (index % 2 ? el("mark", {}, part) : part));
}

/**
 * A body with its gaps and placeholders set apart.
 * @param {string} body
 * @param {string} words
 * @returns {(string | Node)[]}
 */
export function shown(body, words) {
  return body.split(PARTS).flatMap((part) => {
    if (part.startsWith("[[")) return [el("i", { class: "gap", title: "To fill in" }, gapText(part))];
    if (part.startsWith("{{")) return [el("i", { class: "filled", title: "Fills itself from the ticket" }, part)];
    return marked(part, words);
  });
}

/** `[[when: today|tomorrow]]` → `when: today or tomorrow`. @param {string} gap @returns {string} */
function gapText(gap) {
  const [name = "", choices] = gap.slice(2, -2).split(/:(.*)/s);
  return choices ? `${name.trim()}: ${choices.split("|").map((choice) => choice.trim()).join(" or ")}` : name.trim();
}
