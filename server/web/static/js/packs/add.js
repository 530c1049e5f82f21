/** The page that adds packs: choose a source, see what each pack in it would do, install it. */

import { ApiError, call } from "../api.js";
import { el, must, plural } from "../dom.js";
import { sendParts, whenChosen } from "../files.js";
import { say, sayError } from "../toast.js";
import { lookAt } from "./look.js";
import { sayWhenRulesCount } from "./rules-on.js";

/** @typedef {import("./types.js").Look} Look */
/** @typedef {import("./types.js").Looked} Looked */
/** @typedef {import("./types.js").Subscription} Subscription */

const MOST = 8 * 1024 * 1024;
const file = /** @type {HTMLInputElement | null} */ (document.querySelector("#file"));
/** @type {Look | null} */
let current = null;
/** What the agent chose, by the number of the pack; it outlives a new display. @type {Map<number, import("./look.js").Choices>} */
const choices = new Map();

/** @param {number} number */
function choicesFor(number) {
  const found = choices.get(number) ?? { conflicts: {}, shortcuts: {} };
  choices.set(number, found);
  return found;
}

/** The packs that can be installed now. @returns {Looked[]} */
function installable() {
  return (current?.packs ?? []).filter((one) => one.preview && !one.preview.same && !one.installed);
}

/** @param {"choose" | "working" | "problem" | "found"} name */
function part(name) {
  return /** @type {HTMLElement} */ (must(`[data-${name}]`));
}

/** @param {...string} names the sections to show */
function show(...names) {
  for (const name of /** @type {const} */ (["choose", "working", "problem", "found"])) part(name).hidden = !names.includes(name);
}

/** @param {unknown} error */
function fail(error) {
  const { message, what, next } = /** @type {ApiError} */ (error);
  must("[data-problem-words]").textContent = [message, what ?? "Nothing changed.", next].filter(Boolean).join(" ");
  show("problem", "choose");
}

/** @param {string} words @param {() => Promise<Look>} read */
async function work(words, read) {
  show("working");
  part("working").textContent = words;
  choices.clear();
  try {
    const [look, { subscriptions }] = await Promise.all([read(), call("GET", "/v1/packs")]);
    offerSubscription(look, subscriptions);
    display(look);
    must("[data-summary]").focus();
  } catch (error) {
    fail(error);
  }
}

/** @param {File} chosen */
function send(chosen) {
  return work(`Reading ${chosen.name}…`, async () => {
    if (chosen.size > MOST) {
      const size = Math.round(chosen.size / 1e6);
      throw new ApiError(413, { message: `The file has ${size} MB; a pack has at most 8 MB.`, what: "Nothing changed.", next: "Ask for it in several packs." });
    }
    const look = /** @type {Look} */ (await call("POST", "/v1/pack-looks", { name: chosen.name, size: chosen.size }));
    return (await sendParts(`/v1/pack-looks/${look.id}`, chosen)) ?? look;
  });
}

/** @param {Look} look */
function display(look) {
  current = look;
  show("found");
  const summary = must("[data-summary]");
  const coming = installable().length;
  summary.textContent = look.packs.length ? `${plural(look.packs.length, "pack")} from ${look.source}` : `Nothing could be read from ${look.source}`;
  must("[data-problems]").replaceChildren(...look.problems.map((problem) => el("li", {}, problem)));
  must("[data-packs]").replaceChildren(...look.packs.map((looked) => lookAt(looked, choicesFor(looked.number), { install, accept })));
  must("[data-all-part]").hidden = coming < 2;
  must("[data-all]").textContent = `Install all ${coming}`;
}

/** Draw what is known now; what had the focus is drawn anew. @param {Look} look */
function displayAgain(look) {
  display(look);
  must("[data-summary]").focus({ preventScroll: true });
}

/** Sources that can be asked again can be subscribed to. @param {Look} look @param {Subscription[]} subscriptions */
function offerSubscription(look, subscriptions) {
  const box = /** @type {HTMLInputElement} */ (must("[data-subscribe]"));
  const lasting = look.source.includes("://") || /^([/~]|[A-Za-z]:|\\\\)/.test(look.source);
  must("[data-subscribe-part]").hidden = !lasting || !look.packs.length || subscriptions.some((one) => one.source === look.source);
  box.checked = lasting && !look.source.includes("://");
  must("[data-subscribe-hint]").textContent = look.source.includes("://")
    ? "Alongside then asks this address now and then; the server there sees this machine's address. No text of yours is sent."
    : "Alongside then looks there now and then. Nothing is installed without your yes.";
}

async function subscribe() {
  const box = /** @type {HTMLInputElement} */ (must("[data-subscribe]"));
  if (!current || must("[data-subscribe-part]").hidden || !box.checked) return;
  await call("POST", "/v1/subscriptions", { source: current.source });
  must("[data-subscribe-part]").hidden = true;
}

/** One after the other; the first that does not work ends it. @param {...Looked} all */
async function install(...all) {
  if (!current) return;
  const { id } = current;
  /** @type {unknown} */
  let failed = null;
  try {
    for (const { number } of all) await call("POST", `/v1/pack-looks/${id}/install`, { number, ...choicesFor(number) });
    await subscribe();
  } catch (error) {
    failed = error;
  }
  try {
    displayAgain(await call("GET", `/v1/pack-looks/${id}`)); // of several, some may be in
  } catch (error) {
    failed ??= error;
  }
  if (failed) return sayError(failed);
  const what = all.length === 1 ? `${all[0]?.preview?.pack.title} is installed.` : `${plural(all.length, "pack")} are installed.`;
  await sayWhenRulesCount(what, { label: "Open the library", run: () => location.assign("/library") });
}

/** @param {Looked} looked @param {string} words */
async function accept(looked, words) {
  if (!current) return;
  try {
    displayAgain(await call("POST", `/v1/pack-looks/${current.id}/accept-key`, { number: looked.number, words }));
    say("The words are right. Now look at what it would do.");
  } catch (error) {
    sayError(error);
  }
}

if (file) {
  whenChosen(file, must("[data-drop]"), send);
  must("[data-source]").addEventListener("submit", (event) => {
    event.preventDefault();
    const source = /** @type {HTMLInputElement} */ (must("#source")).value.trim();
    if (source) work(`Asking ${source}…`, () => call("POST", "/v1/pack-looks", { source }));
  });
  must("[data-source] [type=submit]").removeAttribute("disabled"); // pressed before, it would send the form and lead away
  must("[data-all]").addEventListener("click", () => install(...installable()));
  must("[data-restart]").addEventListener("click", () => {
    history.replaceState(null, "", "/packs/add");
    show("choose");
    file.focus();
  });
  const update = new URLSearchParams(location.search).get("update");
  if (update) work("Looking for a newer version…", () => call("POST", "/v1/pack-looks", { update }));
}
