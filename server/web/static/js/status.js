/** The status page: kept up to date while it is looked at, with pausing and a report for support. */

import { call } from "./api.js";
import { el, must } from "./dom.js";
import { say, sayError } from "./toast.js";

const EVERY_MS = 3000;
/** @type {Record<string, string>} */
const MODES = { on: "On", starting: "Starting", degraded: "Works in part", off: "Off", failed: "Not working" };
const LOGOS = { starting: "starting", ready: "on", paused: "paused", failed: "attention" };

/** @typedef {{id: string, label: string, mode: string, detail: string, next: string}} Part */
/** @typedef {{version: string, state: keyof typeof LOGOS, paused_until: string | null, rules: number, snippets: number,
 *   packs: number, parts: Part[], notices: {id: string, level: string, message: string}[]}} Status */

/** @type {Status | null} */
let shown = null;

/** @param {Status} status @returns {string} */
function headline(status) {
  if (status.state === "paused" && status.paused_until) {
    const time = new Date(status.paused_until);
    return `Paused until ${time.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}`;
  }
  return { starting: "Starting", ready: "Ready", paused: "Paused", failed: "Needs a look" }[status.state];
}

/** @param {Status} status */
function show(status) {
  if (JSON.stringify(status) === JSON.stringify(shown)) return;
  shown = status;
  for (const logo of document.querySelectorAll("[data-logo]")) {
    logo.setAttribute("src", `/static/logo/${LOGOS[status.state]}.svg`);
  }
  must("[data-state]").textContent = headline(status);
  must("[data-headline]").textContent = headline(status);
  const paused = status.state === "paused";
  must("[data-resume]").hidden = !paused;
  for (const button of document.querySelectorAll("[data-pause]")) /** @type {HTMLElement} */ (button).hidden = paused;
  must("[data-notices]").replaceChildren(
    ...status.notices.map((notice) =>
      el("section", { class: `callout notice ${notice.level}` }, el("p", {}, notice.message)),
    ),
  );
  must("[data-parts]").replaceChildren(
    ...status.parts.map((part) => {
      const words = el("div", {}, el("b", {}, part.label));
      if (part.detail) words.append(el("span", { class: "detail" }, part.detail));
      if (part.next) words.append(el("span", { class: "next" }, part.next));
      return el("li", { class: `part ${part.mode}` }, el("span", { class: "mode" }, MODES[part.mode] ?? part.mode), words);
    }),
  );
}

async function refresh() {
  try {
    show(await call("GET", "/v1/status"));
  } catch {
    must("[data-state]").textContent = "Alongside is not running. Start it from your apps, or run alongside.";
  }
}

/** @param {string} path @param {unknown} [body] */
async function change(path, body) {
  try {
    await call("POST", path, body);
    await refresh();
  } catch (error) {
    sayError(error);
  }
}

for (const button of document.querySelectorAll("[data-pause]")) {
  const minutes = Number(button.getAttribute("data-pause")) || null;
  button.addEventListener("click", () => change("/v1/pause", { minutes }));
}
must("[data-resume]").addEventListener("click", () => change("/v1/resume"));

must("[data-copy-report]").addEventListener("click", async () => {
  if (!shown) return;
  const lines = [
    `Alongside ${shown.version}: ${headline(shown)}`,
    `${shown.rules} rules, ${shown.packs} packs, ${shown.snippets} snippets`,
    ...shown.parts.map((part) => `${part.label}: ${MODES[part.mode]}. ${part.detail} ${part.next}`.trim()),
    ...shown.notices.map((notice) => `${notice.level}: ${notice.message}`),
    `Browser: ${navigator.userAgent}`,
  ];
  await navigator.clipboard.writeText(lines.join("\n"));
  say("Copied. It holds no drafts and no customer messages.");
});

refresh();
window.setInterval(() => {
  if (!document.hidden) refresh();
}, EVERY_MS);
