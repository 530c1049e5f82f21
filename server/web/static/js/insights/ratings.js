/** The ratings page: look at an export, say what only a person knows, bring it in, take it back. */

import { call } from "../api.js";
import { day, el, must, plural, settle } from "../dom.js";
import { PART, base64, sendParts, whenChosen } from "../files.js";
import { say, sayError } from "../toast.js";
import { table } from "./table.js";

/** @typedef {{kind: string, columns: Record<string, string>, dates: string | null, top: number, source: string}} Mapping */
/** @typedef {{line: number, ticket: string, day: string | null, score: string, meaning: string, note: string}} Row */
/** @typedef {{columns: string[], mapping: Mapping | null, rows: Row[],
 *   question: {about: "columns" | "kind" | "dates", message: string, choices: string[]} | null}} Look */
/** @typedef {{number: number, kept: number, unrated: number, repeated: number, others: number, left_out: number, not_utf8: number,
 *   problems: {line: number, message: string}[]}} Result */
/** @typedef {{number: number, at: string, kind: string, source: string, scores: number, first: string | null, last: string | null}} Import */

const SOURCES = /** @type {Record<string, string>} */ ({ zendesk: "Zendesk export", freshdesk: "Freshdesk export", csv: "CSV" });
const ANSWERS = /** @type {Record<string, string>} */ ({ csat: "CSAT", nps: "NPS", fcr: "First contact resolution", "day-first": "The day", "month-first": "The month" });
const dates = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

const input = /** @type {HTMLInputElement} */ (must("#file"));
const form = /** @type {HTMLFormElement} */ (must("[data-mapping]"));
const run = /** @type {HTMLButtonElement} */ (must("[data-run]"));
const selects = /** @type {HTMLSelectElement[]} */ ([...form.querySelectorAll("[data-column]")]);
/** @type {File | null} */
let file = null;
/** @type {Mapping | null} */
let mapping = null;
let brought = 0;

/** @param {...("drop" | "working" | "problem" | "found" | "done")} names what is shown */
function show(...names) {
  for (const name of /** @type {const} */ (["drop", "working", "problem", "found", "done"])) must(`[data-${name}]`).hidden = !names.includes(name);
}

/** @param {string} words @param {number} done from 0 to 1 */
function progress(words, done) {
  show("working");
  must("[data-working-words]").textContent = words;
  /** @type {HTMLProgressElement} */ (must("[data-progress]")).value = 100 * done;
}

/** @param {unknown} error */
function fail(error) {
  const { message, next } = /** @type {{message: string, next?: string}} */ (error);
  must("[data-problem-words]").textContent = [message, next].filter(Boolean).join(" ");
  show("problem", "drop");
  input.focus();
}

/** @param {string} name @returns {HTMLInputElement | HTMLSelectElement} */
const field = (name) => /** @type {any} */ (form.elements.namedItem(name));

/** What the person has chosen so far; empty choices are left to be found out. */
function chosen() {
  const columns = Object.fromEntries(selects.filter(({ value }) => value).map((select) => [select.dataset["column"], select.value]));
  const [kind, order, agent] = [field("kind").value, field("dates").value, field("agent").value.trim()];
  return { ...(Object.keys(columns).length ? { columns } : {}), ...(kind ? { kind } : {}), ...(order ? { dates: order } : {}), ...(agent ? { agent } : {}) };
}

/** @param {boolean} [first] a file that was just chosen: forget what was chosen for another */
async function look(first = false) {
  if (!file) return;
  if (first) {
    form.reset();
    for (const select of selects) select.replaceChildren();
  }
  try {
    const head = await base64(file.slice(0, PART));
    display(await call("POST", "/v1/ratings/look", { head, whole: file.size <= PART, ...chosen() }), first);
  } catch (error) {
    fail(error);
  }
}

/** @param {Look} told @param {boolean} first */
function display(told, first) {
  mapping = told.mapping;
  show("found");
  must("[data-found-title]").textContent = file?.name ?? "";
  for (const select of selects) {
    const value = told.mapping?.columns[select.dataset["column"] ?? ""] ?? select.value;
    const none = select.dataset["column"] === "score" || select.dataset["column"] === "date" ? "Choose a column" : "None";
    select.replaceChildren(el("option", { value: "" }, none), ...told.columns.map((name) => el("option", { value: name }, name)));
    select.value = value;
  }
  if (told.mapping) field("kind").value = told.mapping.kind;
  ask(told.question);
  const rows = told.rows.map((row) => [String(row.line), row.ticket || "–", row.day ? dates.format(new Date(`${row.day}T12:00`)) : "–", row.score || "–", row.note ? `Left out: ${row.note}` : row.meaning]);
  must("[data-preview]").replaceChildren(
    ...(rows.length ? [el("h3", {}, "The first rows, as they would be kept"), table(["Line", "Ticket", "Day", "In the file", "Kept as"], rows, "The first rows")] : []),
  );
  run.disabled = !told.mapping;
  if (first) /** @type {HTMLElement} */ (must("[data-found-title]")).focus();
}

/** @param {Look["question"]} question */
function ask(question) {
  must("[data-question]").hidden = !question;
  if (!question) return;
  must("[data-question-words]").textContent = question.message;
  const answer = (/** @type {string} */ choice) => {
    field(question.about === "dates" ? "dates" : "kind").value = choice;
    void look();
  };
  must("[data-answers]").replaceChildren(
    ...question.choices.map((choice) => el("button", { type: "button", class: "button", onclick: () => answer(choice) }, ANSWERS[choice] ?? choice)),
  );
}

async function bringIn() {
  if (!file || !mapping) return;
  const { agent } = /** @type {{agent?: string}} */ (chosen());
  try {
    progress(`Reading ${file.name}`, 0);
    const { id } = await call("POST", "/v1/ratings/uploads", { mapping, size: file.size, ...(agent ? { agent } : {}) });
    const { name } = file;
    await sendParts(`/v1/ratings/uploads/${id}`, file, (done) => progress(`Reading ${name}`, done));
    finish(await call("POST", `/v1/ratings/uploads/${id}/run`));
  } catch (error) {
    fail(error);
  }
}

/** @param {Result} result */
function finish(result) {
  brought = result.number;
  show("done");
  const title = must("[data-done-title]");
  title.textContent = `${plural(result.kept, "rating")} came in.`;
  const left = /** @type {const} */ ([[result.unrated, "without a rating"], [result.repeated, "of a ticket that has one already"], [result.others, "of other agents"], [result.left_out, "that could not be read"]]);
  const lines = left.filter(([count]) => count).map(([count, why]) => el("li", {}, `Left out: ${plural(count, "row")} ${why}`));
  const problems = result.problems.map(({ line, message }) => el("li", { class: "muted" }, `line ${line}: ${message}`));
  if (result.not_utf8) lines.push(el("li", {}, `${plural(result.not_utf8, "row")} not in UTF-8 read as Windows-1252`));
  must("[data-done-words]").replaceChildren(...(lines.length ? [el("ul", {}, ...lines, ...problems)] : []));
  /** @type {HTMLElement} */ (title).focus();
  void list();
}

/** @param {number} number */
async function takeBack(number) {
  try {
    const { deleted } = await call("DELETE", `/v1/ratings/${number}`);
    say(`Undone: ${plural(deleted, "rating")} taken back.`);
    if (number === brought) show("drop");
    await list();
    input.focus();
  } catch (error) {
    sayError(error);
  }
}

async function list() {
  const box = must("[data-imports]");
  try {
    const imports = /** @type {Import[]} */ ((await call("GET", "/v1/ratings")).imports);
    if (!imports.length) return box.replaceChildren(el("p", { class: "empty" }, "Nothing yet. Choose an export above; it stays on this machine."));
    box.replaceChildren(
      el(
        "ul",
        { class: "lines" },
        ...imports.map((one) => {
          const days = one.first && one.last ? `, ${dates.format(new Date(`${one.first}T12:00`))} to ${dates.format(new Date(`${one.last}T12:00`))}` : "";
          const words = `${plural(one.scores, "rating")}, ${one.kind}${days}`;
          return el(
            "li",
            {},
            el("span", {}, words, " ", el("span", { class: "muted" }, `· ${SOURCES[one.source] ?? one.source}, brought in ${day(one.at)}`)),
            el("button", { type: "button", class: "button", "aria-label": `Take back: ${words}`, onclick: () => void takeBack(one.number) }, "Take back"),
          );
        }),
      ),
    );
  } catch (error) {
    const { message, next } = /** @type {{message: string, next?: string}} */ (error);
    box.replaceChildren(el("p", { class: "muted" }, [message, next].filter(Boolean).join(" ")));
  }
}

whenChosen(input, must("[data-drop]"), (chosenFile) => {
  file = chosenFile;
  void look(true);
});
form.addEventListener("change", () => void look());
form.addEventListener("submit", (event) => event.preventDefault());
field("agent").addEventListener("input", settle(() => void look(), 400));
run.addEventListener("click", () => void bringIn());
for (const button of document.querySelectorAll("[data-again]")) button.addEventListener("click", () => show("drop"));
must("[data-undo]").addEventListener("click", () => void takeBack(brought));
void list();
