/**
 * The only place that talks to the Alongside server: always 127.0.0.1, never anywhere else. Web pages cannot reach it;
 * this worker can, by the host permission in the manifest, and proves who it is by its origin and its token.
 */

import { loadServer, rememberPort } from "./store.js";

/** @typedef {import("../shared/types.js").Answer} Answer */

/** The server takes the first free one of these. */
export const PORTS = Array.from({ length: 10 }, (_, i) => 27180 + i);
const HELLO_MS = 1500;
const CALL_MS = 8000;

/** @type {Answer} */
const AWAY = {
  ok: false,
  problem: { code: "away", message: "Alongside is not running.", next: "Start it from your apps, or run `alongside`." },
};

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether an Alongside server answers there
 */
async function saysHello(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/hello`, fetchOptions("GET", HELLO_MS));
    const body = answer.ok ? await answer.json() : null;
    return body?.app === "alongside" && body.api === 1;
  } catch {
    return false;
  }
}

/**
 * @param {string} method
 * @param {number} ms
 * @returns {RequestInit}
 */
function fetchOptions(method, ms) {
  return { method, credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(ms) };
}

/**
 * Every port where a server answers, the remembered one first. Two profiles may run at once; the token tells which is ours.
 *
 * @returns {Promise<number[]>}
 */
async function findPorts() {
  const { port: known } = await loadServer();
  const order = known === null ? PORTS : [known, ...PORTS.filter((port) => port !== known)];
  const there = await Promise.all(order.map(saysHello));
  return order.filter((_, i) => there[i]);
}

/**
 * @param {number} port
 * @param {string | null} token
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<{status: number, body: any} | null>} null when nothing answered
 */
async function send(port, token, method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...fetchOptions(method, CALL_MS),
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return null;
  }
}

/**
 * Call the server; when it is not where it was last, look for it once and try again there.
 *
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body] sent as JSON
 * @returns {Promise<Answer>} never throws; a problem's code is the server's, or "away"
 */
export async function call(method, path, body) {
  const { port, token } = await loadServer();
  let answer = port === null ? null : await send(port, token, method, path, body);
  // Someone else may have taken the old port meanwhile, and a second profile does not know our token: look around.
  if (!answer || answer.status === 401 || !isOurs(answer)) {
    for (const other of await findPorts()) {
      const tried = await send(other, token, method, path, body);
      if (!tried || !isOurs(tried)) continue;
      answer = tried;
      if (tried.status === 401) continue;
      await rememberPort(other);
      break;
    }
  }
  if (!answer || !isOurs(answer)) return AWAY;
  if (answer.status < 400) return { ok: true, data: answer.body };
  return { ok: false, problem: answer.body.error };
}

/** @param {{status: number, body: any}} answer */
function isOurs(answer) {
  return answer.status < 400 || typeof answer.body?.error?.code === "string";
}
