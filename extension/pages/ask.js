/** Our own pages' line to the service worker. */

/** @typedef {import("../shared/types.js").State} State */

/**
 * @param {string} type
 * @param {Record<string, unknown>} [rest]
 * @returns {Promise<any>}
 */
export function ask(type, rest = {}) {
  return chrome.runtime.sendMessage({ type, ...rest });
}

/**
 * Show the state now and whenever it changes.
 *
 * @param {(state: State) => void} show
 * @returns {Promise<void>}
 */
export async function followState(show) {
  chrome.runtime.onMessage.addListener((message) => {
    if (message.type === "state-changed") show(message.state);
  });
  show(await ask("state", { fresh: true }));
}
