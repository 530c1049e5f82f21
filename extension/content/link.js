/** The content script's line to the service worker. */

/** @typedef {import("../shared/types.js").Answer} Answer */
/** @typedef {import("../shared/types.js").State} State */

/** @type {Answer} */
const GONE = {
  ok: false,
  problem: { code: "updated", message: "Alongside was updated.", next: "Reload this tab to go on. Your text stays as it is." },
};

/**
 * False once this tab's copy of the extension has been replaced or removed: nothing can be asked any more.
 *
 * @returns {boolean}
 */
export function isAlive() {
  return Boolean(globalThis.chrome?.runtime?.id);
}

/**
 * @param {string} type
 * @param {Record<string, unknown>} [rest]
 * @returns {Promise<any>} the worker's answer; never throws
 */
async function send(type, rest = {}) {
  if (!isAlive()) return GONE;
  try {
    return (await chrome.runtime.sendMessage({ type, ...rest })) ?? GONE;
  } catch {
    return GONE;
  }
}

/** @param {boolean} [fresh] @returns {Promise<State | null>} null when the extension is gone */
export async function askState(fresh = false) {
  const state = await send("state", { fresh });
  return state.connection ? state : null;
}

/** @param {{draft: string, customer?: string | string[], customer_name?: string, rewrite?: boolean}} body @returns {Promise<Answer>} */
export const askReview = (body) => send("review", { body });

/** @param {{customer: string[], draft?: string}} body @returns {Promise<Answer>} */
export const askConversation = (body) => send("conversation", { body });

/** @param {string} q @param {number} limit @returns {Promise<Answer>} */
export const askSnippets = (q, limit) => send("snippets", { q, limit });

/** @param {string} id */
export const tellUsed = (id) => send("snippet-used", { id });

/** @param {string} rule @param {string} quote */
export const ignoreRule = (rule, quote) => send("ignore-rule", { rule, quote });

/** @param {{kind: string, rule?: string, count?: number}[]} events what was done with suggestions; counted, never the words */
export const tellEvents = (events) => send("events", { events });

/** The agent does not want to be asked before sending any more. */
export const dontAskBeforeSend = () => send("dont-ask-before-send");

/** @param {import("../shared/types.js").Pointed | null} pointed where the customer's message stands on this site; null: forget it */
export const rememberPointed = (pointed) => send("point", { pointed });

/** The browser opens it only while a person's press is being handled. */
export const openSidePanel = () => send("open-side");

/** @param {"options" | "welcome"} page */
export const openPage = (page) => send("open-page", { page });

/**
 * @param {{onState: (state: State) => void, onCommand: (command: string) => void}} hear
 */
export function listen({ onState, onCommand }) {
  chrome.runtime.onMessage.addListener((message) => {
    if (message.type === "state-changed") onState(message.state);
    if (message.type === "command") onCommand(message.command);
  });
}
