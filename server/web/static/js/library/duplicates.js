/** Snippets that say the same: keep one of each group, the others go to the trash as one step. */

import { call } from "../api.js";
import { el, must, plural } from "../dom.js";
import { say, sayError } from "../toast.js";
import { shown } from "./text.js";

/** @typedef {import("./main.js").Snippet} Snippet */

const SHOWN = 50;
const place = must("[data-groups]");
const readOnly = place.hasAttribute("data-read-only");

/** @param {Snippet[]} group */
function section(group) {
  const box = el("section", { class: "panel" });
  /** @param {Snippet} kept */
  const keep = async (kept) => {
    const ids = group.filter((one) => one.id !== kept.id).map((one) => one.id);
    try {
      const batch = await call("POST", "/v1/bulk", { ids, action: "delete" });
      const next = /** @type {HTMLElement | null} */ ((box.nextElementSibling ?? box.previousElementSibling)?.querySelector("button"));
      box.remove();
      /** @type {HTMLElement} */ (next ?? must("main")).focus();
      must("[data-nothing]").hidden = place.children.length > 0;
      say(`${plural(ids.length, "snippet")} moved to the trash.`, {
        label: "Undo",
        run: () => call("POST", `/v1/batches/${batch.number}/undo`).then(load, sayError),
      });
    } catch (error) {
      sayError(error);
    }
  };
  for (const snippet of group) {
    const facts = [snippet.shortcut, snippet.folder, snippet.uses ? `used ${plural(snippet.uses, "time")}` : "not used yet"];
    box.append(
      el("h2", {}, snippet.title),
      el("p", { class: "muted" }, facts.filter(Boolean).join(" · ")),
      el("div", { class: "body-text" }, ...shown(snippet.body, "")),
    );
    if (!readOnly) {
      const button = { type: "button", class: "button", onclick: () => keep(snippet), "aria-label": `Keep only ${snippet.title}` };
      box.append(el("p", {}, el("button", button, "Keep only this")));
    }
  }
  return box;
}

async function load() {
  try {
    const { groups } = await call("GET", "/v1/duplicates");
    const looking = must("[data-looking]");
    looking.textContent = groups.length > SHOWN ? `${plural(groups.length, "group")}; the first ${SHOWN} are shown.` : groups.length ? plural(groups.length, "group") : "";
    place.replaceChildren(...groups.slice(0, SHOWN).map(section));
    must("[data-nothing]").hidden = groups.length > 0;
  } catch (error) {
    sayError(error);
  }
}

await load();
