/** Key combinations as people read them: "Alt+Enter", "Ctrl+Shift+Space". */

/** @typedef {"card" | "palette" | "rewrite"} Action */

/** What each action is called by on a fresh install. @type {Record<Action, string>} */
export const DEFAULT_KEYS = { card: "Alt+Enter", palette: "Ctrl+Shift+Space", rewrite: "Alt+Shift+Enter" };

const LONE = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "Dead", "Process", "Unidentified"]);

/**
 * @param {{key: string, code: string, ctrlKey: boolean, altKey: boolean, shiftKey: boolean, metaKey: boolean}} event
 * @returns {string} "" while only modifiers are down
 */
export function nameOfKey(event) {
  if (LONE.has(event.key)) return "";
  // With a modifier the letter depends on layout and system (Option+S types ß on a Mac), so the key itself is named.
  const letter = /^(?:Key([A-Z])|Digit(\d))$/.exec(event.code);
  const key = letter ? (letter[1] ?? letter[2]) : event.key === " " || event.code === "Space" ? "Space" : event.key;
  return [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.metaKey && "Meta", key]
    .filter(Boolean)
    .join("+");
}

/**
 * Why a combination cannot be used, or "" when it can: it must not be something the agent types or relies on.
 *
 * @param {string} name
 * @returns {string}
 */
export function problemWithKey(name) {
  const parts = name.split("+");
  const key = parts.pop() || "+";
  const strong = parts.includes("Ctrl") || parts.includes("Alt") || parts.includes("Meta");
  if (!strong && !/^F\d+$/.test(key)) return "Add Ctrl, Alt or Cmd, so that it never gets in the way of typing.";
  if (/^(Ctrl|Meta)\+[ACVXZYNTWFPS]$/.test(name)) return "Your browser or editor already uses this one.";
  return "";
}
