/** The toolbar popup: how things stand, this site on or off, a pause. */

import { h, logo, prose } from "../shared/dom.js";
import { openSidePanel } from "../shared/sidepanel.js";
import { patternOf } from "../shared/sites.js";
import { describeConnection } from "../shared/text.js";
import { ask, followState } from "./ask.js";

/** @typedef {import("../shared/types.js").State} State */
/** @typedef {{id: number, url: URL} | null} Tab */

const SHAPES = /** @type {const} */ ({ ready: "ready", starting: "starting", paused: "paused", failed: "attention", unpaired: "attention", away: "attention" });

const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/** @returns {Promise<Tab>} the page in front, when it is a web page */
async function tabInFront() {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined || !tab.url) return null;
  const url = new URL(tab.url);
  return url.protocol === "https:" || url.protocol === "http:" ? { id: tab.id, url } : null;
}

/**
 * @param {State} state
 * @param {Tab} tab
 * @param {boolean} allowed
 */
function show({ connection, settings }, tab, allowed) {
  const { label, next } = describeConnection(connection);
  main.replaceChildren(
    h(
      "section",
      { role: "status" },
      h("h1", { class: "state" }, logo(SHAPES[connection.state]), label),
      next ? h("p", { class: "muted" }, ...prose(next)) : null,
      connection.state === "unpaired" && h("button", { class: "primary", onclick: () => open("welcome") }, "Pair this browser"),
    ),
    siteSection(tab, allowed, settings.sites[tab?.url.origin ?? ""]?.off === true),
    pauseSection(connection.state) ?? "",
    h("section", {}, h("div", { class: "row" }, h("button", { onclick: openSide }, "Side panel"), h("button", { onclick: () => open("options") }, "Options"), h("button", { onclick: () => open("welcome") }, "Try it out"))),
  );
}

/**
 * @param {Tab} tab
 * @param {boolean} allowed
 * @param {boolean} off
 */
function siteSection(tab, allowed, off) {
  const heading = h("h2", {}, "This site");
  if (!tab) return h("section", {}, heading, h("p", {}, "Open your helpdesk in a tab, then look here again."));
  const { origin, hostname } = tab.url;
  if (!allowed) {
    return h(
      "section",
      {},
      heading,
      h("p", { class: "site" }, `Alongside is not on ${hostname}.`),
      h("button", { class: "primary", onclick: () => turnOn(tab) }, "Turn on for this site"),
    );
  }
  const checkbox = h("input", { type: "checkbox", checked: !off, onchange: (/** @type {Event} */ event) => void ask("set-site", { origin, off: !(/** @type {HTMLInputElement} */ (event.target).checked) }) });
  return h("section", {}, heading, h("label", { class: "check" }, checkbox, h("span", { class: "site" }, `Mark replies on ${hostname}`)));
}

/** @param {State["connection"]["state"]} state */
function pauseSection(state) {
  const pause = (/** @type {number | null} */ minutes) => () => void ask("pause", { minutes });
  if (state === "paused") return h("section", {}, h("h2", {}, "Pause"), h("div", { class: "row" }, h("button", { class: "primary", onclick: () => void ask("resume") }, "Resume")));
  if (state !== "ready") return null;
  return h(
    "section",
    {},
    h("h2", {}, "Pause everywhere"),
    h("div", { class: "row" }, h("button", { onclick: pause(15) }, "15 minutes"), h("button", { onclick: pause(60) }, "1 hour"), h("button", { onclick: pause(null) }, "Until I resume")),
  );
}

async function openSide() {
  await openSidePanel(windowId);
  window.close();
}

/** The browser asks before it grants the site. @param {NonNullable<Tab>} tab */
async function turnOn(tab) {
  await chrome.permissions.request({ origins: [patternOf(tab.url)] });
  window.close();
}

/** @param {"options" | "welcome"} page */
async function open(page) {
  await ask("open-page", { page });
  window.close();
}

const windowId = (await chrome.windows.getCurrent()).id;
const tab = await tabInFront();
const allowed = tab !== null && (await chrome.permissions.contains({ origins: [patternOf(tab.url)] }));
await followState((state) => show(state, tab, allowed));
