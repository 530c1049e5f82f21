/** The settings page: each change is checked and saved as it is made, and can be taken back. */

import { ApiError, call } from "../api.js";
import { must } from "../dom.js";
import { say, sayError } from "../toast.js";
import { chord } from "./keys.js";

const PRESSING_SECONDS = 20; // the agent takes its keys back by itself after so long

const form = must("[data-settings]");
const canPress = form.dataset["canPress"] === "yes";
/** What is saved now. @type {Map<string, unknown>} */
const saved = new Map();

/** @param {HTMLElement} row @returns {HTMLInputElement | HTMLSelectElement} */
const control = (row) => must("input, select", row);

/** @param {HTMLElement} row @returns {unknown} */
function value(row) {
  const field = control(row);
  switch (row.dataset["kind"]) {
    case "switch":
      return /** @type {HTMLInputElement} */ (field).checked;
    case "number":
      return /^\s*-?\d+\s*$/.test(field.value) ? Number(field.value) : field.value;
    case "list":
      return field.value.split(/[\s,]+/).filter(Boolean);
    default:
      return field.value.trim();
  }
}

/** @param {HTMLElement} row @param {unknown} what */
function put(row, what) {
  const field = control(row);
  if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = Boolean(what);
  else field.value = Array.isArray(what) ? what.join(", ") : String(what);
}

/** @param {HTMLElement} row @param {string} problem @param {string} [warning] */
function remark(row, problem, warning = "") {
  for (const [place, text] of [["[data-problem]", problem], ["[data-warning]", warning]]) {
    const line = must(/** @type {string} */ (place), row);
    line.textContent = text ?? "";
    line.hidden = !text;
  }
  control(row).setAttribute("aria-invalid", String(Boolean(problem)));
}

/**
 * Save one setting as it stands in its control. A wrong one is told below it, and what was saved stays in force.
 * @param {HTMLElement} row
 * @param {boolean} [undoing]
 */
async function save(row, undoing = false) {
  const key = row.dataset["setting"] ?? "";
  const before = saved.get(key);
  const now = value(row);
  if (JSON.stringify(now) === JSON.stringify(before)) return remark(row, "");
  try {
    let warning = "";
    if (row.dataset["kind"] === "keys" && now !== "" && canPress) {
      const found = await call("POST", "/v1/hotkeys/check", { setting: key, combination: now });
      if (found.problem) return remark(row, found.problem);
      warning = found.warning;
      put(row, found.combination);
    }
    const change = value(row);
    await call("PUT", "/v1/settings", { [key]: change });
    saved.set(key, change);
    remark(row, "", warning);
    const undo = () => {
      put(row, before);
      save(row, true);
    };
    say(undoing ? "As it was." : "Saved.", undoing ? undefined : { label: "Undo", run: undo });
  } catch (error) {
    if (error instanceof ApiError && error.status === 422) remark(row, error.message);
    else sayError(error);
  }
}

/** The row whose keys are being pressed. @type {HTMLElement | null} */
let pressing = null;
let timer = 0;

/** @param {HTMLElement} row */
async function startPressing(row) {
  await stopPressing();
  const button = must("[data-press]", row);
  try {
    await call("POST", "/v1/hotkeys/rest", { seconds: PRESSING_SECONDS });
  } catch (error) {
    return sayError(error);
  }
  pressing = row;
  button.setAttribute("aria-pressed", "true");
  button.textContent = "Press the keys… (Esc: leave it)";
  timer = window.setTimeout(stopPressing, PRESSING_SECONDS * 1000);
}

async function stopPressing() {
  if (!pressing) return;
  const button = must("[data-press]", pressing);
  pressing = null;
  clearTimeout(timer);
  button.setAttribute("aria-pressed", "false");
  button.textContent = "Press keys";
  await call("POST", "/v1/hotkeys/rest", { seconds: 0 }).catch(() => {});
}

document.addEventListener(
  "keydown",
  async (event) => {
    const row = pressing;
    if (!row) return;
    event.preventDefault();
    event.stopPropagation();
    const found = chord(event);
    if (!found) return;
    await stopPressing();
    if (found === "esc") return;
    put(row, found);
    await save(row);
  },
  true,
);

for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-setting]"))) {
  saved.set(row.dataset["setting"] ?? "", value(row));
  control(row).addEventListener("change", () => save(row));
  const press = /** @type {HTMLElement | null} */ (row.querySelector("[data-press]"));
  if (press) {
    press.hidden = !canPress;
    press.addEventListener("click", () => (pressing === row ? stopPressing() : startPressing(row)));
    press.addEventListener("blur", () => pressing === row && stopPressing());
    must("[data-none]", row).addEventListener("click", () => {
      put(row, "");
      save(row);
    });
  }
}
form.addEventListener("submit", (event) => event.preventDefault());
