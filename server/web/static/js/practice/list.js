/** The practice page: what there is to practise, and how far one has come. */

import { call } from "../api.js";
import { day, el, must, plural } from "../dom.js";
import { say, sayError } from "../toast.js";
import { couldNot, ready, reveal } from "./feedback.js";

/** @import {DrillEntry, Entry, Practice, Practised} from "./types.js" */

const LEVELS = { 1: "let down", 2: "angry or afraid", 3: "furious or desperate" };
const root = must("[data-practice]");
/** @type {Practice} */
let all = { scenarios: [], drills: [] };

/** How it went so far, in a word. @param {Practised} practised @returns {[string, string]} a class and the word */
function stand(practised) {
  if (practised.settled) return ["settled", "Settled"];
  if (practised.calmer) return ["tried", "Calmer"];
  if (practised.replies) return ["tried", "Tried"];
  return ["new", ""];
}

/** @param {Entry} entry @returns {HTMLElement} */
function card(entry) {
  const [name, word] = stand(entry.practised);
  return el(
    "li",
    {},
    el(
      "a",
      { class: `exercise ${name}`, href: `/practice/scenarios/${entry.id}` },
      el("b", {}, entry.title),
      el(
        "span",
        { class: "muted" },
        el("span", { class: "level", "aria-hidden": "true" }, "●".repeat(entry.level) + "○".repeat(3 - entry.level)),
        ` ${entry.customer}, ${LEVELS[entry.level]}`,
      ),
      word ? el("span", { class: "stand" }, entry.practised.last ? `${word} ${day(`${entry.practised.last}T12:00`)}` : word) : "",
    ),
  );
}

function showScenarios() {
  const industry = /** @type {HTMLSelectElement} */ (must("#industry")).value;
  const level = /** @type {HTMLSelectElement} */ (must("#level")).value;
  const open = /** @type {HTMLInputElement} */ (must("#open")).checked;
  const found = all.scenarios.filter(
    (entry) =>
      (!industry || entry.industry === industry) && (!level || String(entry.level) === level) && (!open || !entry.practised.settled),
  );
  const industries = [...new Set(found.map((entry) => entry.industry))];
  const shown = industries.map((name) => {
    const cards = found.filter((entry) => entry.industry === name).map(card);
    return el("div", { class: "group" }, el("h3", {}, name), el("ul", { class: "exercises" }, ...cards));
  });
  const nothing = el("p", { class: "empty" }, "Nothing fits. Choose another industry or level, or show the settled ones too.");
  must("[data-scenarios]").replaceChildren(...(shown.length ? shown : [nothing]));
}

/** @param {DrillEntry} entry @returns {HTMLElement} */
function drill(entry) {
  const done = entry.practised.settled > 0;
  return el(
    "li",
    { class: done ? "done" : "open" },
    el("span", { class: "mark", "aria-hidden": "true" }, done ? "✓" : "○"),
    el("a", { href: `/practice/drills/${entry.id}` }, entry.title),
    el("span", { class: "visually-hidden" }, done ? " (done)" : ""),
  );
}

/** @param {string} name @param {string} label @param {number} done @param {number} of */
function bar(name, label, done, of) {
  const progress = /** @type {HTMLProgressElement} */ (must(`#${name}`));
  progress.max = Math.max(1, of);
  progress.value = done;
  must(`[data-${name}-label]`).textContent = `${done} of ${plural(of, label)} ${name === "settled" ? "settled" : "done"}`;
}

function showProgress() {
  const settled = all.scenarios.filter((entry) => entry.practised.settled).length;
  const done = all.drills.filter((entry) => entry.practised.settled).length;
  bar("settled", "conversation", settled, all.scenarios.length);
  bar("drilled", "drill", done, all.drills.length);
  const next = all.scenarios.filter((entry) => !entry.practised.settled).sort((one, other) => one.level - other.level)[0];
  const link = /** @type {HTMLAnchorElement} */ (must("[data-next-up]"));
  link.hidden = !next;
  if (next) {
    link.href = `/practice/scenarios/${next.id}`;
    link.textContent = `${settled ? "Next" : "Start"}: ${next.title}`;
  }
  const counted = [...all.scenarios, ...all.drills].some((entry) => entry.practised.replies);
  must("[data-reset]").hidden = !counted;
}

function show() {
  showProgress();
  showScenarios();
  for (const list of document.querySelectorAll("[data-skill]")) {
    const skill = list.getAttribute("data-skill");
    list.replaceChildren(...all.drills.filter((entry) => entry.skill === skill).map(drill));
  }
}

function forgetting() {
  const dialog = /** @type {HTMLDialogElement} */ (must("[data-forget]"));
  must("[data-reset]").addEventListener("click", () => dialog.showModal());
  must("[data-forget-no]").addEventListener("click", () => dialog.close());
  must("[data-forget-yes]").addEventListener("click", async () => {
    dialog.close();
    try {
      await call("DELETE", "/v1/practice/progress");
      all = await call("GET", "/v1/practice");
      show();
      say("Forgotten. A fresh start.");
    } catch (error) {
      sayError(error);
    }
  });
}

try {
  all = await ready("/v1/practice");
  if (!all.scenarios.length && !all.drills.length) {
    throw { message: "There is nothing to practise.", next: "The practice packs are switched off; switch them on again." };
  }
  reveal(root);
  const industries = [...new Set(all.scenarios.map((entry) => entry.industry))];
  must("#industry").append(...industries.map((name) => el("option", {}, name)));
  for (const field of ["#industry", "#level", "#open"]) must(field).addEventListener("change", showScenarios);
  forgetting();
  show();
} catch (error) {
  couldNot(root, error);
}
