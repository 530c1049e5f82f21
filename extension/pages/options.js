/** The options: pairing, sites, keys, what is not marked. Everything is saved as it is changed. */

import { h, logo } from "../shared/dom.js";
import { nameOfKey, problemWithKey } from "../shared/keys.js";
import { HELPDESKS, grantedSites } from "../shared/sites.js";
import { ask, followState } from "./ask.js";
import { helpdeskSwitches } from "./helpdesks.js";
import { pairingBox } from "./pairing.js";

/** @typedef {import("../shared/types.js").Settings} Settings */
/** @typedef {import("../shared/keys.js").Action} Action */

/** @type {Record<Action, string>} */
const KEY_NAMES = {
  card: "Show what is marked at the caret",
  palette: "Find a snippet",
  rewrite: "Show the whole reply rewritten",
};

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const sites = h("div", { class: "try" });
const keys = h("ul", { class: "list" });
const keyMessage = h("p", { role: "status", class: "muted" });
const rules = h("div", { class: "try" });
const notes = checkbox("readNotes");
const before = checkbox("askBeforeSend");
const expand = checkbox("expandShortcuts");
const agent = /** @type {HTMLInputElement} */ (
  h("input", { type: "text", id: "agent", autocomplete: "name", onchange: () => void ask("set-option", { name: "agentName", value: agent.value.trim() }) })
);

main.append(
  h("h1", {}, logo("ready"), "Alongside options"),
  section("Pairing", pairingBox()),
  section(
    "Sites",
    h("p", { class: "muted" }, "Nothing is read anywhere else. For a helpdesk at an address of your own, open it, choose the Alongside icon in the toolbar, then “Turn on for this site”."),
    helpdeskSwitches(),
    sites,
    h("label", { class: "check" }, notes, "Read internal notes as well"),
  ),
  section(
    "Writing",
    h("label", { class: "check" }, before, "Before sending, hold back once when a grave phrase or a gap is left; pressing again sends"),
    h("label", { class: "check" }, expand, h("span", {}, "A shortcut such as ", h("kbd", {}, ";late"), " and Tab puts its snippet in")),
    h("label", { class: "field", for: "agent" }, "Your name, for snippets that sign with it"),
    agent,
  ),
  section("Keys", h("p", { class: "muted" }, "Choose “Change”, then press the new keys."), keys, keyMessage),
  section("Never marked", rules),
  h("p", {}, h("a", { href: "privacy.html" }, "Privacy: what is read, where it goes, what is kept")),
);
await followState(({ settings }) => {
  notes.checked = settings.readNotes;
  before.checked = settings.askBeforeSend;
  expand.checked = settings.expandShortcuts;
  if (document.activeElement !== agent) agent.value = settings.agentName;
  showKeys(settings);
  showRules(settings);
  void showSites(settings);
});
for (const changed of [chrome.permissions.onAdded, chrome.permissions.onRemoved]) changed.addListener(async () => showSites((await ask("state")).settings));

/** @param {string} name of the setting that it turns on and off @returns {HTMLInputElement} */
function checkbox(name) {
  const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", onchange: () => void ask("set-option", { name, value: box.checked }) }));
  return box;
}

/**
 * @param {string} title
 * @param {...Node} children
 */
function section(title, ...children) {
  const id = title.toLowerCase().replaceAll(" ", "-");
  return h("section", { "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

/** @param {Settings} settings */
async function showSites(settings) {
  const switched = new Set(HELPDESKS.flatMap(({ origins }) => origins));
  const added = (await grantedSites()).filter((origin) => !switched.has(origin));
  const off = Object.keys(settings.sites).filter((origin) => settings.sites[origin]?.off);
  const pointed = Object.keys(settings.sites).filter((origin) => settings.sites[origin]?.customer);
  const rows = [
    ...pointed.map((origin) => row(origin, "Customer's message pointed at", "Forget", () => void ask("forget-pointed", { origin }))),
    ...added.map((origin) => row(origin.replace(/\/\*$/, ""), "Added by you", "Take away", () => void chrome.permissions.remove({ origins: [origin] }))),
    ...off.map((origin) => row(origin, "Off", "Turn on", () => void ask("set-site", { origin, off: false }))),
  ];
  sites.replaceChildren(rows.length ? h("ul", { class: "list" }, ...rows) : h("p", { class: "muted" }, "No other site."));
}

/**
 * @param {string} name
 * @param {string} state
 * @param {string} label
 * @param {() => void} run
 */
function row(name, state, label, run) {
  return h("li", {}, h("span", {}, name), h("span", { class: "muted" }, state), h("button", { onclick: run, "aria-label": `${label}: ${name}` }, label));
}

/** @param {Settings} settings */
function showKeys(settings) {
  const actions = /** @type {Action[]} */ (Object.keys(KEY_NAMES));
  keys.replaceChildren(
    ...actions.map((action) => {
      const shown = h("kbd", {}, settings.keys[action]);
      const change = h("button", { "aria-label": `Change the keys for: ${KEY_NAMES[action]}` }, "Change");
      change.addEventListener("click", () => catchKey(action, change, settings));
      return h("li", {}, h("span", {}, KEY_NAMES[action]), shown, change);
    }),
  );
}

/**
 * @param {Action} action
 * @param {HTMLElement} button
 * @param {Settings} settings
 */
function catchKey(action, button, settings) {
  button.textContent = "Press the keys";
  const stop = () => {
    button.removeEventListener("keydown", onKey);
    button.removeEventListener("blur", stop);
    button.textContent = "Change";
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Tab") return;
    event.preventDefault();
    if (event.key === "Escape") return stop();
    const key = nameOfKey(event);
    if (!key) return;
    const taken = /** @type {Action[]} */ (Object.keys(KEY_NAMES)).find((other) => other !== action && settings.keys[other] === key);
    const problem = taken ? `That is already used for: ${KEY_NAMES[taken]}.` : problemWithKey(key);
    keyMessage.textContent = problem || `Saved: ${key}.`;
    if (problem) return;
    stop();
    void ask("set-key", { action, key });
  };
  button.addEventListener("keydown", onKey);
  button.addEventListener("blur", stop);
}

/** @param {Settings} settings */
function showRules(settings) {
  const ignored = Object.entries(settings.ignoredRules);
  rules.replaceChildren(
    ignored.length
      ? h("ul", { class: "list" }, ...ignored.map(([rule, quote]) => row(`“${quote}” and the like`, "", "Mark again", () => void ask("read-rule", { rule }))))
      : h("p", {}, "Nothing. In a card, “Never mark this” adds its phrase here."),
  );
}
