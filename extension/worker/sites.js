/**
 * Where the extension runs. The helpdesks named in the manifest are there from the start; any other site is added by the
 * agent, one click in the toolbar popup, by an optional host permission that the browser asks them about and lists.
 */

const ID = "added-sites";
const LOADER = "content/loader.js";
const LOOKS = "editors/marks.css";

/** @returns {string[]} match patterns of the helpdesks in the manifest */
function namedHelpdesks() {
  return chrome.runtime.getManifest().content_scripts?.flatMap(({ matches }) => matches ?? []) ?? [];
}

/** @returns {Promise<string[]>} match patterns of the sites that the agent has added */
async function addedSites() {
  const { origins = [] } = await chrome.permissions.getAll();
  const named = new Set([...namedHelpdesks(), ...(chrome.runtime.getManifest().host_permissions ?? [])]);
  return origins.filter((origin) => !named.has(origin));
}

/** Make the registered content script fit what the browser has granted; run at every start and every change. */
export async function registerAddedSites() {
  const matches = await addedSites();
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
  await registerAddedSites();
  const tabs = await chrome.tabs.query({ url: origins });
  await Promise.allSettled(tabs.map(({ id }) => id !== undefined && startInTab(id)));
}

/** @param {number} tabId */
async function startInTab(tabId) {
  const target = { tabId, allFrames: true };
  await chrome.scripting.insertCSS({ target, files: [LOOKS] });
  await chrome.scripting.executeScript({ target, files: [LOADER] });
}
