/** The import page: send a file, look at what comes in, bring it in, take it back. */

import { call } from "../api.js";
import { day, el, must, plural, settle } from "../dom.js";
import { sendParts, whenChosen } from "../files.js";
import { say, sayError } from "../toast.js";

/** @typedef {{kind: string, place: string, title: string, body: string, notes: string[]}} Entry */
/** @typedef {{columns: string[], mapping: Record<string, number>, examples: string[][]}} Table */
/** @typedef {{id: string, name: string, stage: string, done: number, total: number, format: string | null,
 *   counts: Record<string, number> | null, notes: string[], table: Table | null, entries: Entry[],
 *   problem: {message: string, next: string} | null, batch: number | null}} State */

const KINDS = /** @type {Record<string, string>} */ ({
  add: "new", change: "takes the file's words", same: "here already", differs: "yours stays", refused: "refused", skipped: "left out",
});
const FIELDS = ["title", "body", "shortcut", "folder", "tags", "language"];

const file = /** @type {HTMLInputElement | null} */ (document.querySelector("#file"));
/** @type {State | null} */
let current = null;

for (const time of document.querySelectorAll("time")) time.textContent = day(time.dateTime);

/** @param {"drop" | "working" | "problem" | "found" | "done"} name */
function part(name) {
  return /** @type {HTMLElement} */ (must(`[data-${name}]`));
}

/** @param {...string} names the sections to show */
function show(...names) {
  for (const name of /** @type {const} */ (["drop", "working", "problem", "found", "done"])) part(name).hidden = !names.includes(name);
}

/** @param {string} words @param {number} done @param {number} total */
function progress(words, done, total) {
  show("working");
  must("[data-working-words]").textContent = words;
  /** @type {HTMLProgressElement} */ (must("[data-progress]")).value = total ? (100 * done) / total : 0;
}

/** @param {unknown} error */
function fail(error) {
  const { message, next } = /** @type {{message: string, next?: string}} */ (error);
  must("[data-problem-words]").textContent = [message, "Nothing was imported.", next].filter(Boolean).join(" ");
  show("problem", "drop");
  file?.focus();
}

/** @param {string} address @param {(state: State) => void} tell @returns {Promise<State>} */
async function settled(address, tell) {
  for (;;) {
    const state = /** @type {State} */ (await call("GET", address));
    if (state.stage !== "reading" && state.stage !== "importing") return state;
    tell(state);
    await new Promise((resolve) => window.setTimeout(resolve, 120));
  }
}

/** @param {File} chosen */
async function send(chosen) {
  try {
    progress(`Reading ${chosen.name}`, 0, 1);
    const state = /** @type {State} */ (await call("POST", "/v1/imports", { name: chosen.name, size: chosen.size }));
    await sendParts(`/v1/imports/${state.id}`, chosen, (done) => progress(`Reading ${chosen.name}`, done, 1));
    current = state;
    await preview({});
  } catch (error) {
    fail(error);
  }
}

/** @param {Record<string, unknown>} asked */
async function preview(asked) {
  if (!current) return;
  const address = `/v1/imports/${current.id}`;
  try {
    await call("POST", `${address}/preview`, asked);
    const state = await settled(address, (so_far) => progress("Comparing with your library", so_far.done, so_far.total));
    if (state.problem) throw state.problem;
    current = state;
    display(state, !Object.keys(asked).length);
  } catch (error) {
    fail(error);
  }
}

/** @param {State} state @param {boolean} first */
function display(state, first) {
  show("found");
  const counts = state.counts ?? {};
  const coming = (counts["add"] ?? 0) + (counts["change"] ?? 0);
  const others = ["same", "differs", "refused", "skipped"].filter((kind) => counts[kind]);
  const rest = others.map((kind) => `${counts[kind]?.toLocaleString()} ${KINDS[kind]}`).join(", ");
  const summary = must("[data-summary]");
  summary.textContent = `${plural(coming, "snippet")} to bring in${rest ? ` (${rest})` : ""}`;
  must("[data-notes]").replaceChildren(...state.notes.map((note) => el("li", {}, note)));
  /** @type {HTMLSelectElement} */ (must("#format")).value = state.format ?? "table";
  columns(state.table);
  const run = /** @type {HTMLButtonElement} */ (must("[data-run]"));
  run.disabled = !coming;
  const noted = counts["noted"] ?? 0;
  must("[data-hint]").textContent = noted ? `${plural(noted, "snippet")} below ${noted === 1 ? "has" : "have"} a note.` : "";
  must("[data-entries]").replaceChildren(...state.entries.map(entry));
  if (first) /** @type {HTMLElement} */ (summary).focus();
}

/** @param {Entry} one */
function entry(one) {
  return el(
    "li",
    {},
    el("span", { class: "kind muted" }, `${one.place} · ${KINDS[one.kind] ?? one.kind}`),
    el("b", {}, one.title || "(no title)"),
    el("span", { class: "body" }, one.body),
    ...one.notes.map((note) => el("span", { class: "note" }, note)),
  );
}

/** Which column is what, to be changed. @param {Table | null} table */
function columns(table) {
  const place = must("[data-columns]");
  place.hidden = !table;
  if (!table || place.contains(document.activeElement)) return;
  place.replaceChildren(
    ...FIELDS.map((name) => {
      const options = [el("option", { value: "" }, "—"), ...table.columns.map((title, at) => {
        const example = table.examples[0]?.[at] ?? "";
        return el("option", { value: String(at) }, `${title}${example ? ` (${example.slice(0, 24)})` : ""}`);
      })];
      const select = el("select", { id: `column-${name}`, "data-column": name }, ...options);
      select.value = String(table.mapping[name] ?? "");
      const label = name === "body" ? "Text" : name.charAt(0).toUpperCase() + name.slice(1);
      return el("div", { class: "field" }, el("label", { for: `column-${name}` }, label), select);
    }),
  );
}

/** What the person chose, for another preview. @param {boolean} withColumns */
function chosen(withColumns) {
  const form = new FormData(/** @type {HTMLFormElement} */ (must("[data-options]")));
  const asked = /** @type {Record<string, unknown>} */ ({
    format: form.get("format"), encoding: form.get("encoding") || null, into: form.get("into") ?? "",
  });
  const selects = [...document.querySelectorAll("[data-column]")].map((one) => /** @type {HTMLSelectElement} */ (one));
  const mapping = Object.fromEntries(selects.filter((one) => one.value).map((one) => [one.dataset["column"], Number(one.value)]));
  if (withColumns && current?.table && "body" in mapping) asked["columns"] = mapping;
  return asked;
}

async function run() {
  if (!current) return;
  const address = `/v1/imports/${current.id}`;
  try {
    await call("POST", `${address}/run`);
    const state = await settled(address, (so_far) => progress("Bringing them in", so_far.done, so_far.total));
    if (state.problem) throw state.problem;
    current = state;
    const came = (state.counts?.["add"] ?? 0) + (state.counts?.["change"] ?? 0);
    show("done");
    const words = must("[data-done-words]");
    words.textContent = `${plural(came, "snippet")} came in.`;
    must("[data-undo]").hidden = state.batch === null;
    /** @type {HTMLElement} */ (words).focus();
  } catch (error) {
    fail(error);
  }
}

/** @param {number} number */
async function undo(number) {
  try {
    const { undone, kept } = await call("POST", `/v1/batches/${number}/undo`);
    say(`Undone: ${plural(undone, "snippet")}.${kept ? ` ${plural(kept, "snippet")} changed since stay.` : ""}`);
    return true;
  } catch (error) {
    sayError(error);
    return false;
  }
}

if (file) {
  whenChosen(file, part("drop"), send);
  const options = must("[data-options]");
  options.addEventListener("submit", (event) => event.preventDefault());
  options.addEventListener("change", (event) => {
    const name = /** @type {HTMLSelectElement} */ (event.target).name;
    preview(chosen(name !== "format" && name !== "encoding"));
  });
  must("[data-run]").addEventListener("click", settle(run, 0));
  must("[data-undo]").addEventListener("click", async () => {
    if (current?.batch && (await undo(current.batch))) show("drop");
  });
  for (const again of document.querySelectorAll("[data-again]")) {
    again.addEventListener("click", () => {
      show("drop");
      file.focus();
    });
  }
  document.querySelector("[data-steps]")?.addEventListener("click", async (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-undo-step]");
    if (button && (await undo(Number(button.getAttribute("data-undo-step"))))) button.replaceWith(el("span", { class: "muted" }, "Undone"));
  });
}
