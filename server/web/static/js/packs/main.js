/** The packs page: what is there, what is newer, and what can be done with each pack. */

import { call } from "../api.js";
import { el, moment, must, plural, settle } from "../dom.js";
import { YAML, download } from "../files.js";
import { say, sayError } from "../toast.js";
import { packRow } from "./card.js";
import { confirm } from "./confirm.js";
import { sayWhenRulesCount } from "./rules-on.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Overview} Overview */
/** @typedef {import("./types.js").Subscription} Subscription */
/** @typedef {import("./types.js").SnippetChange} SnippetChange */

const shelf = must("[data-shelf]");
const find = /** @type {HTMLInputElement} */ (must("#find"));
const readOnly = shelf.hasAttribute("data-read-only");
/** @type {Overview | null} */
let current = null;

/** @param {Overview} overview */
function show(overview) {
  current = overview;
  must("[data-loading]").hidden = true;
  must("[data-problem]").hidden = true;
  shelf.hidden = false;
  const own = overview.packs.filter((card) => card.state !== "built in");
  must("[data-own]").replaceChildren(...own.map((card) => packRow(card, actions, readOnly)));
  must("[data-none]").hidden = own.length > 0;
  showOffers(overview);
  must("[data-subscriptions-part]").hidden = !overview.subscriptions.length;
  must("[data-subscriptions]").replaceChildren(...overview.subscriptions.map(subscriptionRow));
  showBuiltIn();
}

/** @param {Overview} overview */
function showOffers(overview) {
  const offers = overview.subscriptions.flatMap((one) => one.offers);
  must("[data-offers-part]").hidden = !offers.length;
  must("[data-offers]").replaceChildren(...offers.map((offer) => {
    const have = overview.packs.find((card) => card.id === offer.pack);
    const link = el("a", { class: "button primary", href: `/packs/add?update=${encodeURIComponent(offer.pack)}`,
      "aria-label": `Look at ${offer.title} ${offer.version}` }, "Look at it");
    return el("li", { class: "callout" },
      el("p", {}, el("b", {}, `${offer.title} ${offer.version}`), el("span", { class: "muted" },
        have ? ` You have ${have.version}.` : " You do not have it yet.")),
      ...(readOnly ? [] : [link]));
  }));
}

/** @param {Subscription} one @returns {HTMLElement} */
function subscriptionRow(one) {
  const end = el("button", { type: "button", class: "button", "aria-label": `Unsubscribe from ${one.source}`, onclick: () => unsubscribe(one) }, "Unsubscribe");
  const asked = one.checked ? `Last asked ${moment(one.checked)}.` : "Not asked yet.";
  return el("li", {},
    el("div", {}, el("span", { class: "source" }, one.source), el("span", { class: "hint line" }, asked),
      ...(one.problem ? [el("span", { class: "field-error line" }, one.problem)] : [])),
    ...(readOnly ? [] : [end]));
}

function showBuiltIn() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const cards = (current?.packs ?? []).filter((card) => card.state === "built in");
  const hits = cards.filter((card) => words.every((word) => `${card.title} ${card.description} ${card.id}`.toLowerCase().includes(word)));
  must("[data-builtin]").replaceChildren(...hits.map((card) => packRow(card, actions, readOnly)));
  must("[data-no-hits]").hidden = hits.length > 0;
  for (const row of must("[data-own]").children) {
    const text = (row.textContent ?? "").toLowerCase();
    /** @type {HTMLElement} */ (row).hidden = !words.every((word) => text.includes(word));
  }
}

async function load() {
  try {
    show(await call("GET", "/v1/packs"));
  } catch (error) {
    const { message, next } = /** @type {{message: string, next?: string}} */ (error);
    must("[data-problem-words]").textContent = [message, next].filter(Boolean).join(" ");
    must("[data-loading]").hidden = true;
    must("[data-problem]").hidden = false;
  }
}

/** What becomes of snippets, in a sentence or two. @param {SnippetChange[]} changes @returns {Node[]} */
function farewell(changes) {
  const removed = changes.filter((one) => one.kind === "removed").length;
  const kept = changes.filter((one) => one.kind === "kept");
  /** @type {HTMLElement[]} */
  const told = [el("p", {}, removed ? `${plural(removed, "snippet")} ${removed === 1 ? "goes" : "go"} to the trash.` : "No snippet goes to the trash.")];
  if (kept.length) {
    told.push(el("p", {}, `${plural(kept.length, "snippet")} you changed or used ${kept.length === 1 ? "stays" : "stay"} as your own:`));
    told.push(el("ul", { class: "notes" }, ...kept.slice(0, 8).map((one) => el("li", {}, one.title)),
      ...(kept.length > 8 ? [el("li", { class: "muted" }, `and ${kept.length - 8} more`)] : [])));
  }
  return told;
}

/** @type {import("./card.js").Actions} */
const actions = {
  update: (card) => location.assign(`/packs/add?update=${encodeURIComponent(card.id)}`),

  async download(card) {
    try {
      const file = await call("GET", `/v1/packs/${encodeURIComponent(card.id)}/file`);
      download(file.name, file.text, YAML);
      say(`Downloaded as ${file.name}${file.key ? ", with its signature" : ""}.`);
    } catch (error) {
      sayError(error);
    }
  },

  async remove(card) {
    const address = `/v1/packs/${encodeURIComponent(card.id)}`;
    try {
      const { snippets } = await call("GET", `${address}/removal`);
      if (!(await confirm({ title: `Remove ${card.title}?`, body: farewell(snippets), button: "Remove", danger: true }))) return;
      const done = await call("DELETE", address);
      await load();
      must("#main").focus({ preventScroll: true }); // its button has gone
      const undo = { label: "Undo", run: () => restore(card) };
      await sayWhenRulesCount(`Removed ${card.title}.`, done.restorable ? undo : undefined);
    } catch (error) {
      sayError(error);
    }
  },

  async use(card, on) {
    try {
      const off = /** @type {{key: string, value: string[]}[]} */ ((await call("GET", "/v1/settings")).settings)
        .find((one) => one.key === "packs.off")?.value ?? [];
      const wanted = on ? off.filter((id) => id !== card.id) : [...off, card.id];
      await call("PUT", "/v1/settings", { "packs.off": wanted });
      card.on = on;
      await sayWhenRulesCount(on ? `${card.title} is in use.` : `${card.title} is not in use. Its snippets stay in the library.`);
    } catch (error) {
      sayError(error);
      await load();
    }
  },
};

/** @param {Card} card */
async function restore(card) {
  try {
    await call("POST", `/v1/packs/${encodeURIComponent(card.id)}/restore`);
    await load();
    await sayWhenRulesCount(`${card.title} is back.`);
  } catch (error) {
    sayError(error);
  }
}

/** @param {Subscription} one */
async function unsubscribe(one) {
  try {
    show(await call("POST", "/v1/subscriptions/end", { source: one.source }));
    must("#main").focus({ preventScroll: true });
    say("Unsubscribed. Its packs stay.", {
      label: "Undo",
      run: async () => {
        try {
          show(await call("POST", "/v1/subscriptions", { source: one.source }));
        } catch (error) {
          sayError(error);
        }
      },
    });
  } catch (error) {
    sayError(error);
  }
}

must("[data-check]").addEventListener("click", async (event) => {
  const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
  button.disabled = true;
  button.textContent = "Asking…";
  try {
    const overview = /** @type {Overview} */ (await call("POST", "/v1/subscriptions/check"));
    show(overview);
    const newer = overview.subscriptions.reduce((sum, one) => sum + one.offers.length, 0);
    const away = overview.subscriptions.filter((one) => one.problem).length;
    say([newer ? `${plural(newer, "pack")} to look at.` : "Nothing newer.", away ? `${plural(away, "source")} could not be asked.` : ""].filter(Boolean).join(" "));
  } catch (error) {
    sayError(error);
  } finally {
    button.disabled = false;
    button.textContent = "Look for newer versions";
  }
});
must("[data-again]").addEventListener("click", load);
find.addEventListener("input", settle(showBuiltIn, 80));
load();
