/** The trash: restore one snippet, or delete all for good after asking. */

import { call } from "./api.js";
import { day, el, must, plural } from "./dom.js";
import { say, sayError } from "./toast.js";

const list = must("[data-trash]");

for (const time of list.querySelectorAll("time")) time.textContent = day(time.dateTime);

/** @param {Element} row */
function gone(row) {
  const next = /** @type {HTMLElement | null} */ ((row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button"));
  row.remove();
  if (list.children.length) {
    next?.focus();
    return;
  }
  must("[data-nothing]").hidden = false;
  document.querySelector("[data-empty-trash]")?.remove();
  must("main").focus();
}

list.addEventListener("click", async (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("[data-restore]");
  const row = button?.closest("li");
  if (!row) return;
  try {
    const snippet = await call("POST", `/v1/snippets/${encodeURIComponent(row.dataset["id"] ?? "")}/restore`);
    gone(row);
    say(`“${snippet.title}” is back.`, {
      label: "Show",
      run: () => location.assign(`/library?open=${encodeURIComponent(snippet.id)}`),
    });
  } catch (error) {
    sayError(error);
  }
});

const actions = document.querySelector("[data-empty-trash]");
const empty = document.querySelector("[data-empty]");
empty?.addEventListener("click", () => {
  const keep = el("button", { type: "button", class: "button" }, "Keep them");
  const sure = el("button", { type: "button", class: "button danger" }, "Delete for good");
  actions?.replaceChildren(el("span", { class: "muted" }, "This cannot be undone."), sure, keep);
  keep.focus();
  keep.addEventListener("click", () => {
    actions?.replaceChildren(empty);
    /** @type {HTMLElement} */ (empty).focus();
  });
  sure.addEventListener("click", async () => {
    try {
      const { deleted } = await call("DELETE", "/v1/trash");
      list.replaceChildren();
      must("[data-nothing]").hidden = false;
      actions?.remove();
      must("main").focus();
      say(`${plural(deleted, "snippet")} deleted for good.`);
    } catch (error) {
      sayError(error);
    }
  });
});
