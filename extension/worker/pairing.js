/**
 * Pairing: we ask, the server gives a short code, the agent sees the same code in Alongside and approves it there; then
 * we are given a token, once. From then on the server answers only this extension's origin together with that token.
 */

import { callAndLearn, refresh } from "./connection.js";
import { loadPending, rememberPending, rememberToken } from "./store.js";

/** @typedef {import("../shared/types.js").Problem} Problem */
/** @typedef {{state: "waiting", code: string, expiresAt: number} | {state: "approved" | "refused" | "expired" | "none"} |
 *   {state: "failed", problem: Problem}} Progress */

/** @returns {Promise<Progress>} */
export async function startPairing() {
  const answer = await callAndLearn("POST", "/v1/pairings", { name: browserName() });
  if (!answer.ok) return { state: "failed", problem: answer.problem };
  const { request, secret, code, expires_in: seconds } = answer.data;
  const pending = { request, secret, code, expiresAt: Date.now() + seconds * 1000 };
  await rememberPending(pending);
  return { state: "waiting", code, expiresAt: pending.expiresAt };
}

/** @returns {Promise<Progress>} */
export async function checkPairing() {
  const pending = await loadPending();
  if (!pending) return { state: "none" };
  const answer = await callAndLearn("POST", `/v1/pairings/${encodeURIComponent(pending.request)}/claim`, {
    secret: pending.secret,
  });
  const waiting = /** @type {const} */ ({ state: "waiting", code: pending.code, expiresAt: pending.expiresAt });
  // A server that is restarting is no reason to give up a code that is still good.
  if (!answer.ok && answer.problem.code === "away" && Date.now() < pending.expiresAt) return waiting;
  if (answer.ok && answer.data.state === "waiting") return waiting;
  await rememberPending(null);
  if (!answer.ok) return Date.now() < pending.expiresAt ? { state: "failed", problem: answer.problem } : { state: "expired" };
  if (answer.data.state === "approved") {
    await rememberToken(answer.data.token);
    await refresh();
  }
  return { state: answer.data.state };
}

export async function cancelPairing() {
  await rememberPending(null);
}

/** @returns {string} how the pairing is listed in Alongside, such as "Chromium on Linux" */
function browserName() {
  const agent = navigator.userAgent;
  const system = /Windows/.test(agent) ? "Windows" : /Mac OS/.test(agent) ? "macOS" : /CrOS/.test(agent) ? "ChromeOS" : "Linux";
  const { userAgentData } = /** @type {{userAgentData?: {brands: {brand: string}[]}}} */ (/** @type {unknown} */ (navigator));
  const brands = userAgentData?.brands.map(({ brand }) => brand).filter((brand) => !/Not.?A/.test(brand)) ?? [];
  const known = brands.find((brand) => brand !== "Chromium") ?? brands[0];
  const browser = known ?? (/Firefox/.test(agent) ? "Firefox" : "Browser");
  return `${browser} on ${system}`;
}
