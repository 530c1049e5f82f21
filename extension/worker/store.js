/**
 * What the extension remembers. On disk (storage.local): the port, the token, the settings. Until the browser closes
 * (storage.session): a pairing that waits for approval. Never a draft, never a customer's words.
 */

import { DEFAULT_KEYS } from "../shared/keys.js";

/** @typedef {import("../shared/types.js").Settings} Settings */
/** @typedef {{request: string, secret: string, code: string, expiresAt: number}} PendingPairing */

/** Content scripts run beside web pages, so where the browser can, they are kept from reading the token themselves. */
export async function keepFromPages() {
  await chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" }).catch(() => {});
}

/** @returns {Promise<Settings>} */
export async function loadSettings() {
  const { settings = {} } = /** @type {{settings?: Partial<Settings>}} */ (await chrome.storage.local.get("settings"));
  return {
    sites: settings.sites ?? {},
    ignoredRules: settings.ignoredRules ?? {},
    keys: { ...DEFAULT_KEYS, ...settings.keys },
    readNotes: settings.readNotes ?? false,
    askBeforeSend: settings.askBeforeSend ?? true,
    expandShortcuts: settings.expandShortcuts ?? true,
    agentName: settings.agentName ?? "",
  };
}

/** @type {Promise<unknown>} */
let lastChange = Promise.resolve();

/**
 * Change the settings; changes run one after the other, so that two tabs never overwrite each other.
 *
 * @param {(settings: Settings) => void} change edits the settings in place
 * @returns {Promise<void>}
 */
export async function changeSettings(change) {
  const done = lastChange.then(async () => {
    const settings = await loadSettings();
    change(settings);
    await chrome.storage.local.set({ settings });
  });
  lastChange = done.catch(() => {});
  return done;
}

/** @returns {Promise<{port: number | null, token: string | null}>} */
export async function loadServer() {
  const { port = null, token = null } = await chrome.storage.local.get(["port", "token"]);
  return /** @type {{port: number | null, token: string | null}} */ ({ port, token });
}

/** @param {number} port */
export async function rememberPort(port) {
  await chrome.storage.local.set({ port });
}

/** @param {string} token */
export async function rememberToken(token) {
  await chrome.storage.local.set({ token });
}

export async function forgetToken() {
  await chrome.storage.local.remove("token");
}

/** @returns {Promise<PendingPairing | null>} */
export async function loadPending() {
  const { pending = null } = await chrome.storage.session.get("pending");
  return /** @type {PendingPairing | null} */ (pending);
}

/** @param {PendingPairing | null} pending */
export async function rememberPending(pending) {
  if (pending) await chrome.storage.session.set({ pending });
  else await chrome.storage.session.remove("pending");
}
