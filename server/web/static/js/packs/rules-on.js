/** After a change to packs: says when the new rules count. Reviews go on with the old ones until then. */

import { call } from "../api.js";
import { say } from "../toast.js";

const EVERY = 500;
let waiting = 0;

/** @param {string} done what to say, when @param {{label: string, run: () => void}} [action] */
export async function sayWhenRulesCount(done, action) {
  const mine = ++waiting;
  try {
    let renewing = /** @type {boolean} */ ((await call("GET", "/v1/packs")).renewing);
    if (renewing) say(`${done} Its rules count in a moment.`, action);
    while (renewing && mine === waiting) {
      await new Promise((resolve) => window.setTimeout(resolve, EVERY));
      renewing = (await call("GET", "/v1/packs")).renewing;
    }
    if (mine === waiting) say(`${done} The rules are up to date.`, action);
  } catch {
    say(done, action); // what was done is done; whether Alongside still runs, the next click tells
  }
}
