/** The pack editor: a text that is checked while it is typed, and a reply to try its rules on. Nothing typed is lost. */

import { call } from "../api.js";
import { el, must, plural, settle } from "../dom.js";
import { YAML, download } from "../files.js";
import { offered } from "../offer.js";
import { say, sayError } from "../toast.js";
import { block, raised } from "./blocks.js";
import { Code } from "./code.js";
import { confirm } from "./confirm.js";
import { changeRow, counted } from "./inside.js";
import { sayWhenRulesCount } from "./rules-on.js";

/** @typedef {import("./types.js").Checked} Checked */
/** @typedef {import("./types.js").Finding} Finding */
/** @typedef {{ids: string[]} | {all: Record<string, string>}} Choice */

const root = must("[data-writing]");
const fromLibrary = root.hasAttribute("data-from-library");
const draft = /** @type {HTMLTextAreaElement} */ (must("#draft"));
const customer = /** @type {HTMLTextAreaElement} */ (must("#customer"));
const code = new Code(must("[data-text]"), must("[data-gutter]"), typed);

/** The installed pack that is written on, or "". */
let id = root.dataset["writing"] ?? "";
/** The text as it was saved, or as it was begun. */
let saved = "";
/** The last answer. @type {Checked | null} */
let checked = null;
/** The agent's own snippets that the pack takes the place of. @type {string[]} */
let instead = [];

// Keeping what was typed --------------------------------------------------------------------------------------------------

const kept = () => `alongside-pack-text:${id || (fromLibrary ? "from-library" : "")}`;

/** Writing a large text down takes longer than a key press may: done within half a second, and before the page is left. */
const KEPT_WITHIN = 500;
let keeping = 0;

function keepSoon() {
  keeping ||= window.setTimeout(keep, KEPT_WITHIN);
}

function keep() {
  clearTimeout(keeping);
  keeping = 0;
  if (code.text === saved) localStorage.removeItem(kept());
  else localStorage.setItem(kept(), JSON.stringify({ text: code.text, instead }));
}

/** Begin with a text; what was typed before and never saved comes back. @param {string} text */
function open(text) {
  const start = root.querySelector("[data-start]");
  if (start) start.setAttribute("hidden", "");
  must("[data-desk]").hidden = false;
  saved = text;
  code.text = text;
  /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-sign]"))?.toggleAttribute("disabled", !id);
  signHint();
  check();
}

function typed() {
  keepSoon();
  soon();
}

// Checking ----------------------------------------------------------------------------------------------------------------

/** A verdict older than this is not left standing beside a newer text (ms). */
const SLOW = 400;

function saysChecking() {
  must("[data-verdict]").textContent = "Checking…";
  must("[data-verdict]").removeAttribute("data-fine");
}

let asking = false;
let again = false;

/** Check now; while an answer is awaited, once more when it has come. */
async function check() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    do {
      again = false;
      const body = { text: code.text, draft: draft.value, customer: customer.value.trim() || null };
      const slow = window.setTimeout(saysChecking, SLOW);
      const quick = /** @type {Checked} */ (await call("POST", "/v1/pack-texts/check", body).finally(() => clearTimeout(slow)));
      show(quick, body.draft);
      if (quick.saves && !again) {
        must("[data-whole]").textContent = "Holding it against all other rules…";
        const whole = /** @type {Checked} */ (await call("POST", "/v1/pack-texts/check", { ...body, whole: true }));
        if (!again) show(whole, body.draft);
      }
      must("[data-whole]").textContent = "";
    } while (again);
  } catch (error) {
    const { message, next, code: kind } = /** @type {{message?: string, next?: string, code?: string}} */ (error);
    must("[data-verdict]").textContent = kind === "starting" ? "Waiting for the rules to load…" : "This could not be checked";
    must("[data-whole]").textContent = kind === "starting" ? "" : [message, next].filter(Boolean).join(" ");
    if (kind === "starting") window.setTimeout(check, 1000);
  } finally {
    asking = false;
  }
}

const soon = settle(check, 300);

/** @param {Checked} answer @param {string} reviewed the reply its rules were tried on */
function show(answer, reviewed) {
  checked = answer;
  const count = answer.problems.length;
  const verdict = must("[data-verdict]");
  verdict.textContent = !count ? "Nothing is wrong" : answer.saves ? `${plural(count, "thing")} to look at` : `${plural(count, "thing")} to mend`;
  verdict.toggleAttribute("data-fine", !count);
  code.mark(answer.problems);
  must("[data-problems]").replaceChildren(
    ...answer.problems.map((one) => {
      const place = one.line ? `Line ${one.line}, column ${one.column}` : "The whole text";
      const go = el("button", { type: "button", class: "link-button", onclick: () => code.go(one.line, one.column) }, place);
      return el("li", {}, go, ` ${one.entry ? `${one.entry}: ` : ""}${one.message}`);
    }),
    ...(!count && answer.pack ? [el("li", { class: "muted" }, `${counted(answer.pack.counts)}.${answer.examples ? ` ${plural(answer.examples, "example")} run.` : ""}`)] : []),
  );
  const save = /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-save]"));
  if (save) save.disabled = !answer.saves;
  tried(answer, reviewed);
  since(answer);
}

/** @param {Checked} answer @param {string} reviewed the reply that was tried */
function tried(answer, reviewed) {
  const box = must("[data-tried]");
  if (!reviewed.trim()) return box.replaceChildren();
  if (!answer.saves) return box.replaceChildren(el("p", { class: "muted" }, "Mend the text first; then its rules can be tried."));
  const others = answer.others ? [el("p", { class: "hint" }, `Other packs mark ${plural(answer.others, "phrase")} in it as well.`)] : [];
  if (!answer.findings.length) {
    const none = el("p", {}, el("b", {}, "This pack marks nothing here."));
    return box.replaceChildren(none, ...others);
  }
  box.replaceChildren(el("ul", { class: "findings" }, ...answer.findings.map((one) => findingRow(one, reviewed))), ...others);
}

/** @param {Finding} finding @param {string} reviewed @returns {HTMLElement} */
function findingRow(finding, reviewed) {
  return el("li", {}, el("span", { class: `quote ${finding.category} ${finding.severity}` }, finding.quote),
    el("span", { class: "muted" }, ` ${finding.rule}`), el("p", { class: "muted" }, finding.why),
    ...finding.replacements.map((one) => el("p", {}, offered(one, reviewed))));
}

/** What changed since the version that is installed. @param {Checked} answer */
function since(answer) {
  const { changes, saved_version: version } = answer;
  must("[data-since]").hidden = !version || !changes.length;
  must("[data-since-words]").textContent = `${plural(changes.length, "change")} since ${version ?? ""}`;
  must("[data-changes]").replaceChildren(...changes.map(changeRow));
  const next = raised(code.text);
  const same = answer.pack?.version === version && changes.length > 0 && next !== null;
  must("[data-raise-part]").hidden = !same;
  if (next) must("[data-raise]").textContent = `Raise it to ${next.version}`;
  must("[data-edited]").hidden = !answer.edited;
  must("[data-edited-words]").textContent = `You changed ${plural(answer.edited, "snippet")} of this pack in the library.`;
}

// Saving and passing on ---------------------------------------------------------------------------------------------------

async function save() {
  if (!checked?.saves || root.hasAttribute("data-read-only")) return;
  const text = code.text;
  const take = /** @type {HTMLInputElement} */ (must("[data-instead]"));
  const body = { text, instead: instead.length && take.checked ? instead : [] };
  try {
    const done = await call("POST", "/v1/pack-texts/save", body);
    localStorage.removeItem(kept());
    if (id !== done.id) {
      id = done.id;
      history.replaceState(null, "", `/packs/edit/${encodeURIComponent(id)}`);
    }
    instead = [];
    sessionStorage.removeItem("alongside-pack-from");
    must("[data-instead-part]").hidden = true;
    saved = text;
    keep();
    must("[data-heading]").textContent = checked?.pack?.title ?? id;
    must("[data-restored]").hidden = true;
    /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-sign]"))?.removeAttribute("disabled");
    signHint();
    check();
    const kinds = /** @type {{kind: string}[]} */ (done.snippets);
    const stay = kinds.filter((one) => one.kind === "conflict").length;
    const clash = kinds.filter((one) => one.kind === "shortcut-dropped").length;
    await sayWhenRulesCount([
      "Saved.",
      stay ? `${plural(stay, "snippet")} you changed in the library ${stay === 1 ? "keeps" : "keep"} your words there.` : "",
      clash ? `${plural(clash, "shortcut")} ${clash === 1 ? "belongs" : "belong"} to other snippets and ${clash === 1 ? "was" : "were"} left out.` : "",
    ].filter(Boolean).join(" "));
  } catch (error) {
    sayError(error);
  }
}

/** @param {string} [words] */
function signHint(words) {
  const hint = root.querySelector("[data-sign-hint]");
  if (hint) hint.textContent = words ?? (id ? "" : "Save it first.");
}

async function sign() {
  if (!id) return;
  if (code.text !== saved) return say("Save your changes first, then sign them.");
  try {
    const file = await call("POST", `/v1/packs/${encodeURIComponent(id)}/sign`);
    signHint("Signed.");
    const words = el("p", {}, el("code", { class: "key" }, file.key));
    const about = el("p", {}, "These are the words of your key. Read them out to your team: they compare them when they add the pack.");
    if (await confirm({ title: "Signed", body: [about, words], button: "Download it" })) download(file.name, file.text, YAML);
  } catch (error) {
    sayError(error);
  }
}

async function downloadText() {
  const name = `${checked?.pack?.id ?? (id || "pack")}.yaml`;
  if (id && code.text === saved) {
    try {
      const file = await call("GET", `/v1/packs/${encodeURIComponent(id)}/file`); // as it is installed, signature included
      download(file.name, file.text, YAML);
      return say(`Downloaded as ${file.name}${file.key ? ", with its signature" : ""}.`);
    } catch (error) {
      return sayError(error);
    }
  }
  download(name, code.text, YAML);
  say(`Downloaded as ${name}.`);
}

/** @param {File} file */
async function openFile(file) {
  if (file.size > 1_500_000) return say("This file is too large to be edited here. It can be added as it is.");
  const text = (await file.text()).replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  if (must("[data-desk]").hidden) return begin(text);
  code.replace(text);
  say(`${file.name} is open. Ctrl+Z brings back what was here.`);
}

// Beginning ---------------------------------------------------------------------------------------------------------------

/** A text that is not saved anywhere yet. @param {string} text */
function begin(text) {
  open(text);
  saved = "";
  keep();
}

/** @returns {Choice | null} */
function chosenInLibrary() {
  try {
    return JSON.parse(sessionStorage.getItem("alongside-pack-from") ?? "null");
  } catch {
    return null;
  }
}

/** @param {SubmitEvent} event */
async function start(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const data = new FormData(form);
  const problem = must("[data-start-error]");
  problem.hidden = true;
  try {
    const choice = fromLibrary ? chosenInLibrary() : null;
    const body = { kind: choice ? "snippets" : data.get("kind") ?? "example", title: data.get("title"), ...choice };
    const made = await call("POST", "/v1/pack-texts/start", body);
    must("[data-heading]").textContent = String(data.get("title"));
    if (choice) {
      instead = "ids" in choice ? choice.ids : (await call("POST", "/v1/found", choice.all)).ids;
      must("[data-instead-part]").hidden = root.hasAttribute("data-read-only");
    }
    begin(made.text);
    /** @type {HTMLElement} */ (root.querySelector("[data-save]") ?? must("[data-download]")).focus();
  } catch (error) {
    const { message, next } = /** @type {{message: string, next?: string}} */ (error);
    problem.textContent = [message, next].filter(Boolean).join(" ");
    problem.hidden = false;
  }
}

/** What was typed here before and never saved. @returns {{text: string, instead: string[]} | null} */
function leftOver() {
  try {
    const found = JSON.parse(localStorage.getItem(kept()) ?? "null");
    return found && typeof found.text === "string" ? found : null;
  } catch {
    return null;
  }
}

async function load() {
  const left = leftOver();
  if (id) {
    try {
      open((await call("GET", `/v1/packs/${encodeURIComponent(id)}/file`)).text.replace(/\n# signed: [^\n]*\n*$/, "\n"));
    } catch (error) {
      return sayError(error);
    }
  } else if (!left || fromLibrary) {
    const choice = chosenInLibrary();
    if (fromLibrary && choice && "ids" in choice) must("[data-chosen]").textContent = `Your ${plural(choice.ids.length, "chosen snippet")}`;
    if (fromLibrary && !choice) location.replace("/packs/new");
    return /** @type {HTMLInputElement} */ (must("#title")).select();
  } else {
    open("");
  }
  if (left && left.text !== saved) {
    code.text = left.text;
    instead = left.instead ?? [];
    must("[data-instead-part]").hidden = !instead.length;
    must("[data-restored]").hidden = false;
    check();
  }
}

function discard() {
  localStorage.removeItem(kept());
  if (!id) return location.assign("/packs/new");
  code.text = saved;
  must("[data-restored]").hidden = true;
  check();
}

root.querySelector("[data-start]")?.addEventListener("submit", (event) => start(/** @type {SubmitEvent} */ (event)));
// Only now: pressed before, it would send the form and lead away.
root.querySelector("[data-start] [type=submit]")?.removeAttribute("disabled");
for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("[data-open]"))) {
  field.addEventListener("change", () => {
    if (field.files?.[0]) openFile(field.files[0]);
    field.value = "";
  });
}
root.querySelector("[data-save]")?.addEventListener("click", save);
root.querySelector("[data-sign]")?.addEventListener("click", sign);
must("[data-download]").addEventListener("click", downloadText);
must("[data-discard]").addEventListener("click", discard);
must("[data-insert]").addEventListener("change", (event) => {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const found = block(code.text, select.value);
  select.value = "";
  if (!found) return;
  code.write(found.at, found.at, found.insert);
  code.go(found.line, 1);
});
must("[data-raise]").addEventListener("click", () => {
  const next = raised(code.text);
  if (next) code.write(next.at, next.end, next.version);
});
must("[data-take]").addEventListener("click", async () => {
  try {
    code.replace((await call("POST", "/v1/pack-texts/take-edits", { text: code.text })).text);
    say("The words from your library are in. Ctrl+Z takes them out again.");
  } catch (error) {
    sayError(error);
  }
});
draft.addEventListener("input", soon);
customer.addEventListener("input", soon);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && !must("[data-desk]").hidden) {
    event.preventDefault();
    save();
  }
});
window.addEventListener("pagehide", () => {
  if (keeping) keep();
});
document.addEventListener("visibilitychange", () => {
  if (keeping && document.hidden) keep();
});
load();
