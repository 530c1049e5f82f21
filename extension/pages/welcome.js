/** The first-run page: pair in two clicks, then try it in a box that works like any reply. */

import { start } from "../content/main.js";
import { h, logo } from "../shared/dom.js";
import { helpdeskSwitches } from "./helpdesks.js";
import { pairingBox } from "./pairing.js";

const DRAFT =
  "Hi Sam,\n\nOh, that's a terrible situation. We're sorry for any inconvenience this may have caused. You need to send us your order number first.";

const keys = h("p", { class: "muted" });
const field = h("textarea", { "aria-label": "Your reply", spellcheck: "false", lang: "en" });
const main = /** @type {HTMLElement} */ (document.querySelector("main"));

main.append(
  h("h1", {}, logo("ready"), "Welcome to Alongside"),
  h(
    "p",
    { class: "lead" },
    "It stands next to you while you write: it underlines words that pity or dismiss, says in a line what the customer hears, and offers better ones. You decide; nothing is changed or sent for you, and nothing leaves this machine.",
  ),
  h(
    "section",
    { "aria-labelledby": "pair" },
    h("h2", { id: "pair" }, "1. Pair this browser"),
    pairingBox(({ connection, settings }) => {
      keys.replaceChildren(
        ...(connection.state === "ready"
          ? ["Click an underlined phrase, or press ", h("kbd", {}, settings.keys.card), ". ", h("kbd", {}, settings.keys.palette), " finds a snippet."]
          : ["Once this browser is paired, phrases are underlined here as you type."]),
      );
    }),
  ),
  h(
    "section",
    { "aria-labelledby": "try" },
    h("h2", { id: "try" }, "2. Try it"),
    h(
      "div",
      { class: "try" },
      h(
        "div",
        { class: "bubble", "data-author": "customer" },
        h("strong", { "aria-hidden": "true" }, "Sam, a customer"),
        "I was charged twice this month and nobody answers my mails. I need that money for rent.",
      ),
      field,
      keys,
    ),
  ),
  h(
    "section",
    { "aria-labelledby": "where" },
    h("h2", { id: "where" }, "3. Let it into your helpdesk"),
    h("p", {}, "Nothing is read until you say where. Choose yours, and the browser asks once:"),
    helpdeskSwitches(),
    h("p", { class: "muted" }, "At an address of your own? Open it in a tab, choose the Alongside icon in the toolbar, then “Turn on for this site”. Tabs that are open need no reload."),
  ),
);
/** @type {HTMLTextAreaElement} */ (field).value = DRAFT;

const loader = { onEvent: /** @type {((event: Event) => void) | null} */ (null) };
for (const type of ["keydown", "keypress", "keyup", "click"]) addEventListener(type, (event) => loader.onEvent?.(event), true);
field.addEventListener("focus", () => void start(loader), { once: true });
