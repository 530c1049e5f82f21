/** Asks one question in a dialog; Esc and Cancel mean no answer, and the focus goes back to where it was. */

import { el } from "../dom.js";

/**
 * @param {{title: string, label: string, button: string, value?: string, hint?: string, choices?: string[],
 *   options?: [string, string][]}} question `choices` are offered while typing; `options` (value, label) are the only answers
 * @returns {Promise<string | null>}
 */
export function ask({ title, label, button, value = "", hint = "", choices = [], options }) {
  return new Promise((resolve) => {
    const field = options
      ? el("select", { id: "ask-field" }, ...options.map(([id, name]) => el("option", { value: id }, name)))
      : el("input", { id: "ask-field", maxlength: "200", autocomplete: "off", list: "ask-choices" });
    if (!options) field.value = value;
    const cancel = el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel");
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { id: "ask-title" }, title),
      el("div", { class: "field" }, el("label", { for: "ask-field" }, label), field, el("p", { class: "hint" }, hint)),
      el("datalist", { id: "ask-choices" }, ...choices.map((choice) => el("option", { value: choice }))),
      el("div", { class: "actions" }, el("button", { type: "submit", class: "button primary" }, button), cancel),
    );
    const dialog = el("dialog", { "aria-labelledby": "ask-title" }, form);
    /** @type {string | null} */
    let answer = null;
    form.addEventListener("submit", () => {
      answer = field.value;
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    if (field instanceof HTMLInputElement) field.select();
  });
}
