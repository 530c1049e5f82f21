/** The insights page: the counts of a period as tiles, charts with their tables, and a weekly note. */

import { call } from "../api.js";
import { el, must, plural } from "../dom.js";
import { download } from "../files.js";
import { say } from "../toast.js";
import { clear, draw, picture } from "./charts.js";
import { csv } from "./csv.js";
import { table } from "./table.js";

/** @typedef {import("./charts.js").Drawing} Drawing */
/** @typedef {Record<string, number>} Counts */
/** @typedef {{start: string, replies: number, words: number, marked: Counts, remained: Counts, taken: number, ignored: number, uses: number, saved_minutes: number}} Week */
/** @typedef {{from: string, to: string, replies: number, words: number, marked: number, remained: number, taken: number, ignored: number,
 *   rewrites: number, uses: number, saved_minutes: number, saving: string, weeks: Week[],
 *   categories: {id: string, name: string, marked: number, remained: number, per_hundred_words: number}[],
 *   rules: {id: string, phrase: string, category: string, marked: number, remained: number, taken: number, ignored: number}[],
 *   points: {id: string, name: string, done: number, of: number}[],
 *   situations: {id: string, name: string, replies: number, intensity: number, emotions: Counts}[],
 *   snippets: {id: string, title: string, uses: number, saved_minutes: number}[],
 *   note: {week: string, lines: string[], enough: boolean}, first_day: string | null, counting: boolean}} Insights */
/** @typedef {(string | number)[]} Cells */

const box = must("[data-insights]");
const form = /** @type {HTMLFormElement} */ (must("[data-period]"));
const EMOTIONS = { anger: "Angry", frustration: "Frustrated", disappointment: "Disappointed", anxiety: "Worried", confusion: "Confused", sadness: "Sad", neutral: "Neutral", positive: "Pleased" };
const weekName = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const round = (/** @type {number} */ value, places = 1) => Number(value.toFixed(places));
const perHundred = (/** @type {number} */ count, /** @type {number} */ words) => (words ? round((100 * count) / words, 2) : 0);
const sum = (/** @type {Counts} */ counts) => Object.values(counts).reduce((all, one) => all + one, 0);

/** @param {string} label @param {string} value @param {string} [about] @returns {HTMLElement} */
function tile(label, value, about = "") {
  return el("div", { class: "tile" }, el("dt", {}, label), el("dd", {}, value, about && el("span", { class: "muted" }, about)));
}

/**
 * A chart with the numbers behind it, to look at and to take along.
 * @param {string} name for files
 * @param {string} title
 * @param {string} about
 * @param {Drawing} drawing
 * @param {Cells} head
 * @param {Cells[]} rows
 */
function figure(name, title, about, drawing, head, rows) {
  const tall = drawing.sideways ? Math.max(140, 70 + drawing.labels.length * 34) : 260;
  const canvas = el("canvas", { role: "img", "aria-label": `${title}. The numbers are in the table below.` });
  const frame = el("div", { class: "canvas" }, canvas);
  frame.style.height = `${tall}px`;
  const toPicture = async () => {
    const blob = await picture(/** @type {HTMLCanvasElement} */ (canvas));
    if (blob) download(`alongside-${name}.png`, blob);
    say("The picture is in your downloads.");
  };
  const part = el(
    "section",
    { class: `panel figure ${name}`, "aria-labelledby": `${name}-title` },
    el("h2", { id: `${name}-title` }, title),
    el("p", { class: "muted" }, about),
    frame,
    el(
      "div",
      { class: "actions" },
      el("button", { type: "button", class: "button", onclick: toPicture, "aria-label": `${title}: save as PNG` }, "PNG"),
      csvButton(name, title, head, rows),
    ),
    el("details", {}, el("summary", {}, "Show the numbers"), table(head, rows, title)),
  );
  return { part, paint: () => draw(/** @type {HTMLCanvasElement} */ (canvas), drawing) };
}

/** @param {Insights} data */
function figures(data) {
  const { weeks, categories } = data;
  const labels = weeks.map(({ start }) => weekName.format(new Date(`${start}T12:00`)));
  const found = [];
  if (data.replies) {
    const shown = categories.slice(0, 5);
    found.push(
      figure(
        "phrases",
        "Marked phrases per 100 words",
        "What you first wrote, by week and category. Weeks start on Monday.",
        { kind: "line", labels, unit: "per 100 words", series: shown.map(({ id, name }) => ({ label: name, data: weeks.map((week) => perHundred(week.marked[id] ?? 0, week.words)) })) },
        ["Week of", "Replies", "Words", "All", ...categories.map(({ name }) => name)],
        weeks.map((week) => [week.start, week.replies, week.words, perHundred(sum(week.marked), week.words), ...categories.map(({ id }) => perHundred(week.marked[id] ?? 0, week.words))]),
      ),
      figure(
        "suggestions",
        "Suggestions taken and left",
        "“Left” counts phrases you chose to keep as they were. Most are mended without a choice: you rewrite them yourself.",
        { kind: "bar", stacked: true, labels, series: [{ label: "Taken", data: weeks.map(({ taken }) => taken) }, { label: "Left", data: weeks.map(({ ignored }) => ignored) }] },
        ["Week of", "Taken", "Left", "Marked", "Still there at the last look"],
        weeks.map((week) => [week.start, week.taken, week.ignored, sum(week.marked), sum(week.remained)]),
      ),
    );
  }
  if (data.points.length) {
    const share = data.points.map(({ done, of }) => round((100 * done) / of, 0));
    found.push(
      figure(
        "checklist",
        "What your replies do",
        "The share of replies that does each thing on the empathy checklist.",
        { kind: "bar", sideways: true, most: 100, unit: "% of replies", labels: data.points.map(({ name }) => name), series: [{ label: "Share", data: share }] },
        ["Point", "Replies", "Of", "%"],
        data.points.map(({ name, done, of }, at) => [name, done, of, share[at] ?? 0]),
      ),
    );
  }
  if (data.uses) {
    found.push(
      figure(
        "snippets",
        "Time saved by snippets",
        data.saving,
        { kind: "bar", labels, unit: "minutes", series: [{ label: "Minutes", data: weeks.map(({ saved_minutes }) => saved_minutes) }] },
        ["Week of", "Uses", "Minutes"],
        weeks.map((week) => [week.start, week.uses, week.saved_minutes]),
      ),
    );
  }
  if (data.situations.length) {
    const there = Object.entries(EMOTIONS).filter(([emotion]) => data.situations.some(({ emotions }) => emotions[emotion]));
    found.push(
      figure(
        "moods",
        "How customers felt",
        "By what they wrote about, read from their message; a reading, not a fact.",
        { kind: "bar", sideways: true, stacked: true, unit: "replies", labels: data.situations.map(({ name }) => name), series: there.map(([emotion, label]) => ({ label, data: data.situations.map(({ emotions }) => emotions[emotion] ?? 0) })) },
        ["About", "Replies", "Strength, 0 to 3", ...there.map(([, label]) => label)],
        data.situations.map(({ name, replies, intensity, emotions }) => [name, replies, intensity, ...there.map(([emotion]) => emotions[emotion] ?? 0)]),
      ),
    );
  }
  return found;
}

/** @param {string} name for files @param {string} title @param {string} about @param {Cells} head @param {Cells[]} rows @returns {HTMLElement} */
function list(name, title, about, head, rows) {
  const id = `${name}-title`;
  return el(
    "section",
    { class: "panel", "aria-labelledby": id },
    el("h2", { id }, title),
    el("p", { class: "muted" }, about),
    table(head, rows, title),
    el("div", { class: "actions after" }, csvButton(name, title, head, rows)),
  );
}

/** @param {string} name @param {string} title @param {Cells} head @param {Cells[]} rows @returns {HTMLElement} */
function csvButton(name, title, head, rows) {
  const toCsv = () => {
    download(`alongside-${name}.csv`, csv([head, ...rows]), "text/csv");
    say("The table is in your downloads.");
  };
  return el("button", { type: "button", class: "button", onclick: toCsv, "aria-label": `${title}: save as CSV` }, "CSV");
}

/** @param {Insights} data */
function show(data) {
  clear();
  /** @type {HTMLElement[]} */
  const parts = [];
  if (!data.counting) parts.push(el("section", { class: "callout notice" }, el("p", {}, "Counting is switched off. What was counted before is shown."), el("a", { class: "button", href: "/privacy" }, "Privacy")));
  if (!data.replies && !data.uses) {
    const words = data.first_day
      ? "Nothing was counted in these days. Choose others above."
      : "Nothing is counted yet. Write a reply in your helpdesk with the browser extension; come back in a day or two.";
    box.replaceChildren(...parts, el("p", { class: "empty" }, words));
    box.setAttribute("aria-busy", "false");
    return;
  }
  const hours = data.saved_minutes >= 90 ? `${round(data.saved_minutes / 60)} h` : `${Math.round(data.saved_minutes)} min`;
  const drawn = figures(data);
  parts.push(
    el("section", { class: "callout note", "aria-labelledby": "note-title" }, el("h2", { id: "note-title" }, "Your week"), el("ul", {}, ...data.note.lines.map((line) => el("li", {}, line)))),
    el(
      "dl",
      { class: "tiles" },
      tile("Replies worked on", data.replies.toLocaleString(), plural(data.words, "word")),
      tile("Marked per 100 words", String(perHundred(data.marked, data.words)), `${perHundred(data.remained, data.words)} at the last look`),
      tile("Suggestions taken", data.taken.toLocaleString(), `${data.ignored.toLocaleString()} left as they were`),
      tile("Typing saved", `≈ ${hours}`, plural(data.uses, "snippet use")),
    ),
    el("div", { class: "figures" }, ...drawn.map(({ part }) => part)),
  );
  if (data.rules.length)
    parts.push(
      list(
        "frequent",
        "Your most frequent phrases",
        "Your own words are not kept, so each line shows the rule's example for what it marked.",
        ["Phrases like", "Marked", "Still there", "Taken", "Left"],
        data.rules.map((rule) => [rule.phrase, rule.marked, rule.remained, rule.taken, rule.ignored]),
      ),
    );
  if (data.snippets.length) parts.push(list("used", "Snippets you use", "Minutes are the same estimate as above.", ["Snippet", "Uses", "Minutes"], data.snippets.map(({ title, uses, saved_minutes }) => [title, uses, saved_minutes])));
  box.replaceChildren(...parts);
  box.setAttribute("aria-busy", "false");
  for (const { paint } of drawn) paint();
}

async function load() {
  box.setAttribute("aria-busy", "true");
  const asked = new URLSearchParams(location.search);
  try {
    const data = await call("GET", `/v1/insights?${asked}`);
    /** @type {HTMLInputElement} */ (must("#from")).value = data.from;
    /** @type {HTMLInputElement} */ (must("#to")).value = data.to;
    show(data);
  } catch (error) {
    const failed = /** @type {import("../api.js").ApiError} */ (error);
    box.setAttribute("aria-busy", "false");
    box.replaceChildren(el("section", { class: "callout notice warning" }, el("p", {}, failed.message), el("p", { class: "muted" }, failed.next)));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const period = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  history.replaceState(null, "", `?${period}`);
  void load();
});
void load();
