/** What sends a reply: the helpdesk's own button as the adapter names it, else a button that looks and stands like one. */

import { adapterFor, documentAround } from "./read.js";

const PRESSABLE = "button, [role='button'], input[type='submit'], input[type='button'], a[role='button']";

/** How buttons that send are called, at the beginning of their words, in languages that helpdesks are used in. */
const SENDS = /^(?:send|submit|reply|post|senden|absenden|antworten|envoyer|répondre|enviar|responder|invia|rispondi|verzenden|verstuur|beantwoorden|wyślij|odpowiedz)(?![\p{L}\p{N}])/iu;
const NOT_NOW = /later|schedul|template|option|menu|more|test|später|plus tard|más tarde/i;

/** How far up from the editor a button may stand when nothing else says where the reply ends. */
const NEAR = 6;

/**
 * @param {EventTarget[]} path of the press, innermost first (`composedPath()`)
 * @param {Element} editor
 * @param {Location | URL} location of the outermost window
 * @returns {Element | null} the button that sends this editor's reply, when that is what was pressed
 */
export function sendButton(path, editor, location) {
  const elements = /** @type {Element[]} */ (path.filter((one) => /** @type {Node} */ (one).nodeType === 1));
  const adapter = adapterFor(documentAround(editor), location.hostname);
  for (const selector of adapter.send ?? []) {
    const named = elements.find((element) => matches(element, selector));
    if (named) return named;
  }
  const button = elements.find((element) => matches(element, PRESSABLE));
  if (!button || editor.contains(button) || !looksLikeSend(button, editor)) return null;
  return button;
}

/**
 * Ctrl+Enter (Cmd+Enter): what sends in nearly every helpdesk.
 *
 * @param {KeyboardEvent} event
 * @returns {boolean}
 */
export function isSendKey(event) {
  return event.type === "keydown" && event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
}

/**
 * @param {Element} button
 * @param {Element} editor
 * @returns {boolean}
 */
function looksLikeSend(button, editor) {
  if (button.getAttribute("aria-haspopup") || button.getAttribute("aria-expanded")) return false;
  const label = (button.getAttribute("aria-label") || button.textContent || button.getAttribute("value") || "").trim();
  if (NOT_NOW.test(label)) return false;
  const form = editor.closest("form");
  const { type } = /** @type {HTMLButtonElement} */ (button);
  if (form?.contains(button) && type === "submit" && matches(button, "button[type='submit'], input[type='submit'], button:not([type])")) return true;
  if (!SENDS.test(label)) return false;
  /** @type {Element | null} */
  let around = editor;
  for (let up = 0; up < NEAR && around; up++) {
    if (around.contains(button)) return true;
    const root = around.getRootNode();
    around = around.parentElement ?? (root instanceof ShadowRoot ? root.host : (around.ownerDocument.defaultView?.frameElement ?? null));
  }
  return false;
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function matches(element, selector) {
  try {
    return element.matches(selector);
  } catch {
    return false; // a selector that this browser does not know
  }
}
