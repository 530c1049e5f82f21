/** Short messages at the foot of the page, such as "Deleted. Undo". Screen readers hear them. */

import { el, must } from "./dom.js";

const SECONDS = 8;

/**
 * Say something. It goes by itself, but not while the pointer or the focus is on it.
 * @param {string} text
 * @param {{label: string, run: () => void}} [action] a button, such as Undo
 */
export function say(text, action) {
  const region = must("[data-toasts]");
  const toast = el("div", { class: "toast" }, el("p", {}, text));
  let timer = 0;
  const close = () => {
    clearTimeout(timer);
    toast.remove();
  };
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(close, SECONDS * 1000);
  };
  if (action) {
    const run = () => {
      close();
      action.run();
    };
    toast.append(el("button", { type: "button", onclick: run }, action.label));
  }
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", wait);
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("focusout", wait);
  region.replaceChildren(toast);
  wait();
}

/** Say what went wrong and what to do. @param {unknown} error */
export function sayError(error) {
  const failed = /** @type {{message?: string, next?: string}} */ (error);
  say([failed.message, failed.next].filter(Boolean).join(" "));
}

/** Press the button of the message that is shown, if it has one; says whether it did. @returns {boolean} */
export function undoShown() {
  const button = /** @type {HTMLElement | null} */ (document.querySelector("[data-toasts] button"));
  button?.click();
  return button !== null;
}
