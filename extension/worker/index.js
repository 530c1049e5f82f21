/** The service worker: answers content scripts and pages, and passes commands on to the tab in front. */

import { callAndLearn, currentState, refresh, tellEveryone, unpair } from "./connection.js";
import { cancelPairing, checkPairing, startPairing } from "./pairing.js";
import { registerAddedSites, startInTab } from "./sites.js";
import { changeSettings, keepFromPages } from "./store.js";

/** @typedef {chrome.runtime.MessageSender} Sender */
/** @typedef {(message: any, sender: Sender) => Promise<unknown>} Handler */

/** What a content script may ask. It stands beside a web page, so it gets only this. @type {Record<string, Handler>} */
const fromContent = {
  state: ({ fresh }) => currentState({ fresh: fresh === true }),
  review: ({ body }) => callAndLearn("POST", "/v1/review", body),
  conversation: ({ body }) => callAndLearn("POST", "/v1/conversation", body),
  snippets: ({ q, limit }) => callAndLearn("GET", `/v1/snippets?${new URLSearchParams({ q: String(q), limit: String(limit) })}`),
  "snippet-used": ({ id }) => callAndLearn("POST", `/v1/snippets/${encodeURIComponent(id)}/used`, {}),
  "ignore-rule": ({ rule, quote }) => change((settings) => (settings.ignoredRules[rule] = String(quote))),
  "open-page": ({ page }) => openPage(page),
};

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
  "set-site": ({ origin, off }) =>
    change((settings) => {
      if (off) settings.sites[origin] = { off: true };
      else delete settings.sites[origin];
    }),
  "set-key": ({ action, key }) => change((settings) => Object.assign(settings.keys, { [action]: key })),
  "set-read-notes": ({ on }) => change((settings) => (settings.readNotes = on)),
  "site-added": async ({ tabId }) => {
    await registerAddedSites();
    await startInTab(tabId);
  },
  "start-in-tab": ({ tabId }) => startInTab(tabId),
};

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
  if (tab?.id === undefined) return;
  await chrome.tabs.sendMessage(tab.id, { type: "command", command }).catch(() => {});
});

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  await keepFromPages();
  await registerAddedSites();
  if (reason === "install") await openPage("welcome");
});

chrome.runtime.onStartup.addListener(async () => {
  await keepFromPages();
  await refresh();
});

chrome.permissions.onAdded.addListener(registerAddedSites);
chrome.permissions.onRemoved.addListener(registerAddedSites);
