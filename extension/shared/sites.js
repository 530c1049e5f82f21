/**
 * Where the agent has let the extension in. At install it may reach nothing but Alongside on this machine; every site is a
 * permission of its own that the browser asks about, lists, and takes away again.
 */

import { ADAPTERS } from "../sites/adapters.js";

const OURS = "http://127.0.0.1/*";

/** @returns {Promise<string[]>} match patterns of the sites */
export async function grantedSites() {
  const { origins = [] } = await chrome.permissions.getAll();
  return origins.filter((origin) => origin !== OURS);
}

/** @param {URL} url @returns {string} the match pattern of this one site */
export const patternOf = (url) => `${url.protocol}//${url.hostname}/*`;

/** Helpdesks that stand at addresses of their makers. @type {{name: string, origins: string[]}[]} */
export const HELPDESKS = ADAPTERS.filter(({ hosts }) => hosts.length).map(({ name, hosts }) => ({
  name,
  origins: hosts.map((host) => `https://${host.startsWith(".") ? "*" : ""}${host}/*`),
}));
