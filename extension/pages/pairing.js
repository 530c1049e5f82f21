/** The pairing box: one button, then the code until it is approved. Used by the welcome page and the options. */

import { h, prose } from "../shared/dom.js";
import { describeConnection } from "../shared/text.js";
import { ask, followState } from "./ask.js";

/** @typedef {import("../shared/types.js").State} State */

const CHECK_MS = 1200;

/** What to say when a request has come to an end without a pairing. @type {Record<string, string>} */
const ENDED = {
  refused: "That request was turned down in Alongside. Nothing was shared.",
  expired: "That code is too old. Ask for a new one.",
};

/**
 * @param {(state: State) => void} [onState]
 * @returns {HTMLElement}
 */
export function pairingBox(onState = () => {}) {
  const box = h("div", { class: "try" });
  const live = h("p", { role: "status" });
  /** @type {State | null} */
  let state = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let note = "";

  /** @param {any} progress */
  const showProgress = (progress) => {
    clearTimeout(timer);
    if (progress.state === "waiting") {
      note = "";
      showCode(progress.code);
      timer = setTimeout(check, CHECK_MS);
      return;
    }
    if (progress.state === "failed") note = [progress.problem.message, progress.problem.next].filter(Boolean).join(" ");
    else note = ENDED[progress.state] ?? "";
    showState();
  };
  const check = async () => showProgress(await ask("check-pairing"));
  const begin = async () => showProgress(await ask("start-pairing"));
  const cancel = async () => {
    clearTimeout(timer);
    await ask("cancel-pairing");
    showState();
  };

  /** @param {string} code */
  const showCode = (code) => {
    if (box.dataset.code === code) return;
    box.dataset.code = code;
    live.textContent = "Alongside shows the same code. Approve it there, and you are done.";
    box.replaceChildren(
      h("div", { class: "code", "aria-label": `Code ${[...code].join(" ")}` }, code),
      live,
      h("p", { class: "muted" }, "In the tray menu choose “Pair a browser”, or run ", h("code", {}, "alongside pair"), "."),
      h("div", { class: "row" }, h("button", { onclick: cancel }, "Cancel")),
    );
  };

  const showState = () => {
    delete box.dataset.code;
    if (!state) return;
    const { connection } = state;
    const { next } = describeConnection(connection);
    if (connection.state === "unpaired") {
      live.textContent = note;
      box.replaceChildren(h("div", { class: "row" }, h("button", { class: "primary", onclick: begin }, "Pair this browser")), live);
    } else if (connection.state === "away") {
      live.replaceChildren(...prose(`Alongside is not running. ${next}`));
      box.replaceChildren(live, h("div", { class: "row" }, h("button", { onclick: () => ask("state", { fresh: true }) }, "Try again")));
    } else {
      live.textContent = "This browser is paired. Your drafts go to Alongside on this machine and nowhere else.";
      box.replaceChildren(live, h("div", { class: "row" }, h("button", { onclick: () => ask("unpair") }, "Unpair")));
    }
  };

  void followState(async (next) => {
    state = next;
    onState(next);
    if (box.dataset.code && next.connection.state === "unpaired") return;
    showState();
  }).then(check);
  return box;
}
