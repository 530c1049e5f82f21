/** The report page: an agent's own counts on paper, or a team's from the files its agents handed on. */

import { call } from "../api.js";
import { el, must, plural } from "../dom.js";
import { download } from "../files.js";
import { say, sayError } from "../toast.js";
import { csv } from "./csv.js";
import { table } from "./table.js";

/** @typedef {{id: string, title: string, notes: string[], head: string[], rows: (string | number)[][]}} Section */
/** @typedef {{title: string, days: string, sections: Section[]}} Report */

const box = must("[data-report]");
const form = /** @type {HTMLFormElement} */ (must("[data-period]"));
const team = /** @type {HTMLInputElement} */ (must("#team"));
const print = /** @type {HTMLButtonElement} */ (must("[data-print]"));
const toCsv = /** @type {HTMLButtonElement} */ (must("[data-csv]"));
const mine = /** @type {HTMLButtonElement} */ (must("[data-mine]"));
/** @type {Report | null} */
let shown = null;

/** @param {Report} report */
function show(report) {
  shown = report;
  box.replaceChildren(
    el("header", {}, el("h1", { tabindex: "-1" }, report.title), el("p", { class: "muted" }, report.days)),
    ...report.sections.map(({ id, title, notes, head, rows }) =>
      el(
        "section",
        { "aria-labelledby": `part-${id}` },
        el("h2", { id: `part-${id}` }, title),
        ...notes.map((note) => el("p", { class: "muted" }, note)),
        ...(rows.length ? [table(head, rows, title)] : []),
      ),
    ),
  );
  box.setAttribute("aria-busy", "false");
  print.disabled = toCsv.disabled = false;
  must("[data-problem]").hidden = true;
}

/** What went wrong stays readable above the report that is still shown. @param {unknown} error */
function fail(error) {
  const { message, next } = /** @type {{message: string, next?: string}} */ (error);
  must("[data-problem-words]").textContent = [message, next].filter(Boolean).join(" ");
  must("[data-problem]").hidden = false;
  box.setAttribute("aria-busy", "false");
  if (!shown) box.replaceChildren();
}

/** The days asked for; empty fields are left to the server. */
function asked() {
  const fields = [...new FormData(form)].filter(([, value]) => value);
  return new URLSearchParams(/** @type {[string, string][]} */ (fields));
}

async function own() {
  mine.hidden = true;
  try {
    show(await call("GET", `/v1/insights/report?${asked()}`));
  } catch (error) {
    fail(error);
  }
}

/** @param {File[]} files */
async function combine(files) {
  try {
    const read = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
    show(await call("POST", "/v1/insights/report", { files: read }));
    mine.hidden = false;
    say(`${plural(files.length, "file")} added up.`);
    /** @type {HTMLElement} */ (must("h1", box)).focus();
  } catch (error) {
    fail(error);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?${asked()}`);
  void own();
});
team.addEventListener("change", () => {
  const files = [...(team.files ?? [])];
  team.value = "";
  if (files.length) void combine(files);
});
mine.addEventListener("click", () => void own());
print.addEventListener("click", () => window.print());
toCsv.addEventListener("click", () => {
  if (!shown) return;
  const rows = shown.sections.flatMap(({ title, head, rows: cells }) => (cells.length ? [[title], head, ...cells, [""]] : []));
  download("alongside-report.csv", csv(rows), "text/csv");
  say("The tables are in your downloads.");
});
must("[data-export]").addEventListener("click", async () => {
  try {
    const counts = await call("GET", `/v1/insights/export?${asked()}`);
    const name = (counts.name || "my").replaceAll(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
    download(`${name}-counts.json`, JSON.stringify(counts, null, 1), "application/json");
    say("Your counts are in your downloads. They hold no texts and no ticket numbers.");
  } catch (error) {
    sayError(error);
  }
});
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = value;
}
void own();
