/** The form to write or change a snippet, in place of its text. */

import { ApiError, call } from "../api.js";
import { must } from "../dom.js";

/** @typedef {import("./main.js").Snippet} Snippet */

/**
 * Open the form. `leave()` says whether it may be closed: at once when nothing was typed, else after asking.
 * @param {HTMLElement} root
 * @param {Snippet | null} snippet null for a new one
 * @param {{folder: string, title: string, cancelled: () => void, saved: (snippet: Snippet) => Promise<void>}} given
 * @returns {{leave: () => boolean}}
 */
export function openEditor(root, snippet, given) {
  const template = /** @type {HTMLTemplateElement} */ (must("#form-template"));
  root.replaceChildren(template.content.cloneNode(true));
  root.scrollTop = 0;
  const form = /** @type {HTMLFormElement} */ (must("form", root));
  must("[data-heading]", form).textContent = snippet ? "Edit snippet" : "New snippet";
  fill(form, snippet ?? { title: given.title, folder: given.folder });
  const before = JSON.stringify(read(form));
  const leave = () =>
    JSON.stringify(read(form)) === before || window.confirm("Close without saving? What you typed here would be lost.");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, snippet, given.saved);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  must("[data-cancel]", form).addEventListener("click", given.cancelled);
  /** @type {HTMLInputElement} */ (must("[name=title]", form)).focus();
  return { leave };
}

/** @param {HTMLFormElement} form @param {Partial<Snippet>} snippet */
function fill(form, snippet) {
  for (const name of /** @type {const} */ (["title", "body", "shortcut", "folder"])) {
    field(form, name).value = snippet[name] ?? "";
  }
  field(form, "tags").value = (snippet.tags ?? []).join(", ");
  for (const box of boxes(form)) {
    box.checked = (snippet[/** @type {"steps" | "emotions"} */ (box.name)] ?? []).includes(box.value);
  }
}

/** @param {HTMLFormElement} form */
function read(form) {
  /** @param {string} name */
  const ticked = (name) => boxes(form).filter((box) => box.name === name && box.checked).map((box) => box.value);
  return {
    title: field(form, "title").value,
    body: field(form, "body").value,
    shortcut: field(form, "shortcut").value.trim() || null,
    folder: field(form, "folder").value,
    tags: field(form, "tags").value.split(",").map((tag) => tag.trim()).filter(Boolean),
    steps: ticked("steps"),
    emotions: ticked("emotions"),
  };
}

/** @param {HTMLFormElement} form @param {Snippet | null} snippet @param {(snippet: Snippet) => Promise<void>} saved */
async function save(form, snippet, saved) {
  for (const place of form.querySelectorAll("[data-error], [data-form-error]")) /** @type {HTMLElement} */ (place).hidden = true;
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const button = /** @type {HTMLButtonElement} */ (must("[type=submit]", form));
  button.disabled = true;
  try {
    const address = snippet ? `/v1/snippets/${encodeURIComponent(snippet.id)}` : "/v1/snippets";
    await saved(await call(snippet ? "PUT" : "POST", address, read(form)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    complain(form, error);
  } finally {
    button.disabled = false;
  }
}

/** Say what is wrong next to the field it is about, and go there. @param {HTMLFormElement} form @param {ApiError} error */
function complain(form, error) {
  const place = error.field ? form.querySelector(`[data-error="${error.field}"]`) : null;
  const target = /** @type {HTMLElement} */ (place ?? must("[data-form-error]", form));
  target.textContent = `${error.message} ${error.next}`;
  target.hidden = false;
  if (!place || !error.field) return;
  const input = field(form, error.field);
  input.setAttribute("aria-invalid", "true");
  target.id = `error-${error.field}`;
  input.setAttribute("aria-describedby", `${target.id} ${input.getAttribute("aria-describedby") ?? ""}`.trim());
  input.focus();
}

/** @param {HTMLFormElement} form @param {string} name @returns {HTMLInputElement} */
function field(form, name) {
  return must(`[name="${name}"]`, form);
}

/** @param {HTMLFormElement} form @returns {HTMLInputElement[]} */
function boxes(form) {
  return [...form.querySelectorAll("input[type=checkbox]")].map((box) => /** @type {HTMLInputElement} */ (box));
}
