/** A pressed chord as the settings write it: "ctrl+alt+space". */

/** Names of keys, by what the browser calls them. @type {Record<string, string>} */
const NAMES = {
  " ": "space", Enter: "enter", Tab: "tab", Escape: "esc", Backspace: "backspace", Delete: "delete", Insert: "insert",
  Home: "home", End: "end", PageUp: "pageup", PageDown: "pagedown", ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left",
  ArrowRight: "right", Pause: "pause", PrintScreen: "print", ContextMenu: "menu",
}; // prettier-ignore
const MODIFIERS = new Set(["Control", "Alt", "AltGraph", "Shift", "Meta", "OS", "CapsLock", "NumLock"]);

/** @typedef {{key: string, code: string, ctrlKey: boolean, altKey: boolean, shiftKey: boolean, metaKey: boolean}} Pressed */

/**
 * The chord, or null while only modifiers are down, or when the key has no name here.
 * With Shift or Alt a key types another character; its place on the keyboard then tells the letter or digit.
 * @param {Pressed} event
 * @returns {string | null}
 */
export function chord(event) {
  if (MODIFIERS.has(event.key)) return null;
  const key = name(event);
  if (!key) return null;
  const modifiers = [event.ctrlKey && "ctrl", event.altKey && "alt", event.shiftKey && "shift", event.metaKey && "super"];
  return [...modifiers.filter(Boolean), key].join("+");
}

/** @param {Pressed} event @returns {string} */
function name(event) {
  if (NAMES[event.key]) return NAMES[event.key] ?? "";
  if (/^F([1-9]|1[0-9]|2[0-4])$/.test(event.key)) return event.key.toLowerCase();
  const place = /^(?:Key|Digit)([A-Z0-9])$/.exec(event.code);
  if (/^[a-z0-9]$/i.test(event.key) || (event.key.length === 1 && !event.shiftKey && !event.altKey)) {
    return event.key.toLowerCase();
  }
  return place?.[1]?.toLowerCase() ?? "";
}
