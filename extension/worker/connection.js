/** Where we stand with the server, and telling it to whoever shows it: content scripts, pages, the toolbar icon. */

import { call } from "./server.js";
import { forgetToken, loadServer, loadSettings } from "./store.js";
import { describeConnection } from "../shared/text.js";

/** @typedef {import("../shared/types.js").Connection} Connection */
/** @typedef {import("../shared/types.js").Answer} Answer */
/** @typedef {import("../shared/types.js").State} State */

/** A state older than this is asked for again before it is told to someone who asks. */
const FRESH_MS = 4000;

/** @type {{connection: Connection, at: number} | null} */
let last = null;
/** @type {Promise<Connection> | null} */
let asking = null;

/**
 * @param {{fresh?: boolean}} [options] fresh: ask the server even when the last answer is recent
 * @returns {Promise<State>}
 */
export async function currentState({ fresh = false } = {}) {
  const recent = last && Date.now() - last.at < FRESH_MS;
  const connection = recent && !fresh && last ? last.connection : await refresh();
  return { connection, settings: await loadSettings() };
}

/** @returns {Promise<Connection>} */
export function refresh() {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

async function ask() {
  const { token } = await loadServer();
  const answer = token ? await call("GET", "/v1/status") : null;
  return learn(answer ? fromStatus(answer) : { state: "unpaired", pausedUntil: null });
}

/**
 * @param {Answer} answer to GET /v1/status
 * @returns {Connection}
 */
function fromStatus(answer) {
  if (answer.ok) return { state: answer.data.state, pausedUntil: answer.data.paused_until };
  const refused = ["not-paired", "wrong-origin"].includes(answer.problem.code);
  return { state: refused ? "unpaired" : answer.problem.code === "away" ? "away" : "failed", pausedUntil: null };
}

/**
 * Call the server for a content script or page, and notice when the answer shows that our standing has changed.
 *
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<Answer>}
 */
export async function callAndLearn(method, path, body) {
  const answer = await call(method, path, body);
  if (answer.ok) {
    if (last?.connection.state === "away") await refresh();
  } else if (answer.problem.code === "away") {
    learn({ state: "away", pausedUntil: null });
  } else {
    await refresh();
  }
  return answer;
}

/** The agent took the pairing back, here or on the status page. */
export async function unpair() {
  await forgetToken();
  await refresh();
}

/**
 * @param {Connection} connection
 * @returns {Connection}
 */
function learn(connection) {
  const changed =
    last?.connection.state !== connection.state || last.connection.pausedUntil !== connection.pausedUntil;
  last = { connection, at: Date.now() };
  if (changed) void tellEveryone(); // not awaited: a tab that is slow to hear it must not hold up the answer
  return connection;
}

/** Send the state to every tab that has our content script, and to our own pages. */
export async function tellEveryone() {
  if (!last) return;
  const { connection } = last;
  const message = { type: "state-changed", state: { connection, settings: await loadSettings() } };
  const tabs = await chrome.tabs.query({});
  const listeners = tabs.flatMap(({ id }) => (id === undefined ? [] : [chrome.tabs.sendMessage(id, message)]));
  await Promise.allSettled([...listeners, chrome.runtime.sendMessage(message), showOnIcon(connection)]);
}

/** @param {Connection} connection */
async function showOnIcon(connection) {
  const shape = { ready: "", starting: "starting-", paused: "paused-", failed: "attention-", unpaired: "attention-", away: "attention-" }[
    connection.state
  ];
  const { label, next } = describeConnection(connection);
  await chrome.action.setIcon({ path: { 16: `/icons/${shape}16.png`, 32: `/icons/${shape}32.png` } });
  await chrome.action.setTitle({ title: next ? `Alongside: ${label}. ${next}` : `Alongside: ${label}` });
}
