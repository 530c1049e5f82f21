/** Starts in one frame, once someone has stepped into a field: fetches looks and state, and lets the app hear everything. */

import { App } from "./app.js";
import { askState, listen } from "./link.js";

const LOOKS = ["shared/tokens.css", "content/ui.css", "content/boxes.css"];

/** @param {string} file */
async function textOf(file) {
  return (await fetch(chrome.runtime.getURL(file))).text();
}

/**
 * @param {{onEvent: ((event: Event) => void) | null}} loader
 */
export async function start(loader) {
  const [css, state] = await Promise.all([Promise.all(LOOKS.map(textOf)), askState()]);
  if (!state) return;
  const app = new App(css.join("\n"), state);
  loader.onEvent = (event) => app.hearing.onEvent(event);
  listen({ onState: (next) => app.apply(next), onCommand: (command) => run(app, command) });
}

/** @type {Record<string, import("../shared/keys.js").Action>} */
const COMMANDS = { "open-card": "card", "open-snippets": "palette", "open-rewrite": "rewrite" };

/**
 * @param {App} app
 * @param {string} command
 */
function run(app, command) {
  const action = COMMANDS[command];
  if (action && document.hasFocus()) app.actions.run(action);
}
