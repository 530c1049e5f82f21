/** The service worker: answers content scripts and pages, and passes commands on to the tab in front. */

import { callAndLearn, currentState, refresh, tellEveryone, unpair } from "./connection.js";
import { cancelPairing, checkPairing, startPairing } from "./pairing.js";
import { registerSites, sitesAdded, whereLetIn } from "./sites.js";
import { openSidePanel } from "../shared/sidepanel.js";
import { changeSettings, keepFromPages } from "./store.js";

/** @typedef {chrome.runtime.MessageSender} Sender */
/** @typedef {(message: any, sender: Sender) => Promise<unknown>} Handler */

/** What a content script may ask. It stands beside a web page, so it gets only this. @type {Record<string, Handler>} */
const fromContent = {
  state: ({ fresh }) => currentState({ fresh: fresh === true }),
  review: whereLetIn(({ body }) => callAndLearn("POST", "/v1/review", body)),
  conversation: whereLetIn(({ body }) => callAndLearn("POST", "/v1/conversation", body)),
  snippets: ({ q, limit }) => callAndLearn("GET", `/v1/snippets?${new URLSearchParams({ q: String(q), limit: String(limit) })}`),
  events: ({ events }) => callAndLearn("POST", "/v1/events", { events }),
  "snippet-used": ({ id }) => callAndLearn("POST", `/v1/snippets/${encodeURIComponent(id)}/used`, {}),
  "ignore-rule": ({ rule, quote }) => change((settings) => (settings.ignoredRules[rule] = String(quote))),
  "dont-ask-before-send": () => change((settings) => (settings.askBeforeSend = false)),
  point: ({ pointed }, sender) => change((settings) => point(settings, originOf(sender), pointed)),
  "open-side": (_message, { tab }) => openSidePanel(tab?.windowId),
  "open-page": ({ page }) => openPage(page),
};

/** What each option takes. @type {Record<string, string>} */
const OPTIONS = { readNotes: "boolean", askBeforeSend: "boolean", expandShortcuts: "boolean", agentName: "string" };

/** What only our own pages may ask. @type {Record<string, Handler>} */
const fromPages = {
  ...fromContent,
  "start-pairing": startPairing,
  "check-pairing": checkPairing,
  "cancel-pairing": cancelPairing,
  unpair,
  pause: ({ minutes }) => callAndLearn("POST", "/v1/pause", { minutes }).then(thenRefresh),
  resume: () => callAndLearn("POST", "/v1/resume", {}).then(thenRefresh),
  "read-rule": ({ rule }) => change((settings) => delete settings.ignoredRules[rule]),
  "set-site": ({ origin, off }) => change((settings) => (settings.sites[origin] = { ...settings.sites[origin], off })),
  "forget-pointed": ({ origin }) => change((settings) => point(settings, origin, null)),
  "set-key": ({ action, key }) => change((settings) => Object.assign(settings.keys, { [action]: key })),
  "set-option": ({ name, value }) =>
    change((settings) => {
      if (typeof value === OPTIONS[name]) Object.assign(settings, { [name]: value });
    }),
};

/** @param {Sender} sender @returns {string} the site that a content script stands beside */
function originOf({ origin, url }) {
  return origin ?? new URL(url ?? "").origin;
}

/**
 * @param {import("../shared/types.js").Settings} settings
 * @param {string} origin
 * @param {any} pointed
 */
function point(settings, origin, pointed) {
  const { customer: _before, ...site } = settings.sites[origin] ?? {};
  const customer = pointed && { select: String(pointed.select), shadow: pointed.shadow === true };
  settings.sites[origin] = customer ? { ...site, customer } : site;
}

/**
 * @template T
 * @param {T} answer
 * @returns {Promise<T>}
 */
async function thenRefresh(answer) {
  await refresh();
  return answer;
}

/** @param {(settings: import("../shared/types.js").Settings) => void} edit */
async function change(edit) {
  await changeSettings(edit);
  void tellEveryone();
}

/** @param {string} page */
async function openPage(page) {
  if (page !== "options" && page !== "welcome") return;
  await chrome.tabs.create({ url: chrome.runtime.getURL(`pages/${page}.html`) });
}

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  const ours = sender.id === chrome.runtime.id;
  const isPage = ours && sender.url?.startsWith(chrome.runtime.getURL("")) === true;
  const handler = ours ? (isPage ? fromPages : fromContent)[message?.type] : undefined;
  if (!handler) return false;
  handler(message, sender).then(answer, (error) => {
    console.error(error);
    answer({ ok: false, problem: { code: "extension", message: "That did not work. Nothing was changed." } });
  });
  return true;
});

chrome.commands.onCommand.addListener(async (command, tab) => {
  if (command === "open-side") return openSidePanel(tab?.windowId);
  if (tab?.id === undefined) return;
  await chrome.tabs.sendMessage(tab.id, { type: "command", command }).catch(() => {});
});

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  await keepFromPages();
  await registerSites();
  if (reason === "install") await openPage("welcome");
});

chrome.runtime.onStartup.addListener(async () => {
  await keepFromPages();
  await refresh();
});

chrome.permissions.onAdded.addListener(({ origins = [] }) => void sitesAdded(origins));
chrome.permissions.onRemoved.addListener(() => void registerSites());
