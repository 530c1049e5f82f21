/** Asks before something that takes a moment to take back; Esc and Cancel mean no. */

import { el } from "../dom.js";

/** @param {{title: string, body: Node[], button: string, danger?: boolean}} question @returns {Promise<boolean>} */
export function confirm({ title, body, button, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const yes = el("button", { type: "submit", class: danger ? "button danger" : "button primary" }, button);
    const no = el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel");
    const form = el("form", { method: "dialog" }, el("h2", { id: "confirm-title" }, title), ...body, el("div", { class: "actions" }, yes, no));
    const dialog = el("dialog", { "aria-labelledby": "confirm-title" }, form);
    form.addEventListener("submit", () => {
      answer = true;
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
