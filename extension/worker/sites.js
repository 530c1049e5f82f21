/** Runs the content script on the sites that the agent has let us in on, and on no other. */

import { grantedSites, patternOf } from "../shared/sites.js";

const ID = "sites";
const LOADER = "content/loader.js";
const LOOKS = "editors/marks.css";

/** @type {import("../shared/types.js").Answer} */
const TAKEN_AWAY = {
  ok: false,
  problem: { code: "taken-away", message: "Alongside is no longer let in here.", what: "Your text is untouched and was not read.", next: "Turn it on again from its icon in the toolbar." },
};

/**
 * For what carries words from a page: a tab that was open when its site was taken away is not heard any more.
 *
 * @param {(message: any) => Promise<unknown>} handler
 * @returns {(message: any, sender: chrome.runtime.MessageSender) => Promise<unknown>}
 */
export function whereLetIn(handler) {
  return async (message, { origin, url, tab }) => {
    const ours = url?.startsWith(chrome.runtime.getURL("")) === true;
    // A frame that the page writes itself may have an address or origin that names no site.
    const site = [origin, url, tab?.url].find((one) => /^https?:/.test(one ?? ""));
    const letIn = ours || (site !== undefined && (await chrome.permissions.contains({ origins: [patternOf(new URL(site))] })));
    return letIn ? handler(message) : TAKEN_AWAY;
  };
}

/** Make the registered content script fit what the browser has granted; run at every start and every change. */
export async function registerSites() {
  const matches = await grantedSites();
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (registered.length) await chrome.scripting.unregisterContentScripts({ ids: [ID] });
  if (!matches.length) return;
  await chrome.scripting.registerContentScripts([
    {
      id: ID,
      matches,
      js: [LOADER],
      css: [LOOKS],
      runAt: "document_start",
      allFrames: true,
      matchOriginAsFallback: true,
    },
  ]);
}

/**
 * The browser has granted sites: run there from now on, and at once in the tabs that are open, so that nobody has to reload
 * a half-written reply.
 *
 * @param {string[]} origins match patterns
 */
export async function sitesAdded(origins) {
  await registerSites();
  const tabs = await chrome.tabs.query({ url: origins });
  await Promise.allSettled(tabs.map(({ id }) => id !== undefined && startInTab(id)));
}

/** @param {number} tabId */
async function startInTab(tabId) {
  const target = { tabId, allFrames: true };
  await chrome.scripting.insertCSS({ target, files: [LOOKS] });
  await chrome.scripting.executeScript({ target, files: [LOADER] });
}
