/** One hard conversation: the customer writes, the agent replies, the customer answers to how it came across. */

import { call } from "../api.js";
import { el, must } from "../dom.js";
import { couldNot, folded, marked, part, ready, replyBox, reveal, ticks } from "./feedback.js";

/** @import {Entry, Outcome, Reaction, Scenario} from "./types.js" */

/** @type {Record<Outcome, {title: string, mood: string}>} */
const CAME_ACROSS = {
  solved: { title: "Heard, and helped", mood: "settled" },
  acknowledged: { title: "Calmer", mood: "calmer" },
  dismissed: { title: "Not heard", mood: "more upset" },
};
const ENDINGS = {
  settled: ["Settled", "They leave knowing that somebody read them, and what happens next."],
  calmer: ["Calmer, not settled", "They felt you were with them. What they lacked was one step, with a time."],
  lost: ["They left upset", "It happens to all of us. Look at the reply that works here, and try once more."],
};
const LEVELS = { 1: "let down", 2: "angry or afraid", 3: "furious or desperate" };

const root = must("[data-scenario]");
const address = `/v1/practice/scenarios/${root.dataset.scenario}`;

/** @param {string} name @param {string} mood @param {string} text @returns {HTMLElement} */
function theirs(name, mood, text) {
  return el("li", { class: "them" }, el("p", { class: "who" }, name, el("span", { class: "tag" }, mood)), el("p", { class: "says" }, text));
}

/** @param {Scenario} scenario */
function play(scenario) {
  /** @type {{reply: string, reaction: Reaction}[]} */
  const turns = [];
  const thread = must("[data-thread]");
  const over = must("[data-over]");
  const feedback = must("[data-feedback]");
  const greeting = [...feedback.childNodes];
  const { form, box, settled } = replyBox(root, send);

  /** @param {string} reply */
  async function send(reply) {
    const heard = turns.some((turn) => turn.reaction.outcome !== "dismissed");
    /** @type {Reaction} */
    const reaction = await call("POST", `${address}/replies`, { reply, turn: turns.length + 1, heard });
    turns.push({ reply, reaction });
    settled("");
    box.value = "";
    draw();
    (reaction.ending ? over : box).focus();
    thread.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  /** Take the last turn back, with its words in the box. */
  function again() {
    const last = turns.pop();
    if (!last) return;
    box.value = last.reply;
    settled(last.reply);
    draw();
    box.focus();
  }

  function restart() {
    turns.length = 0;
    box.value = "";
    draw();
    box.focus();
  }

  function draw() {
    thread.replaceChildren(theirs(scenario.customer, LEVELS[scenario.level], scenario.opening));
    for (const { reply, reaction } of turns) {
      thread.append(el("li", { class: "you" }, el("p", { class: "who" }, "You"), el("p", { class: "says" }, reply)));
      thread.append(theirs(scenario.customer, CAME_ACROSS[reaction.outcome].mood, reaction.says));
    }
    const last = turns.at(-1);
    const ending = last?.reaction.ending;
    form.hidden = Boolean(ending);
    over.hidden = !ending;
    must("[data-reply-label]").textContent = turns.length ? `Your reply to that (${turns.length + 1} of ${scenario.turns})` : "Your reply";
    if (ending) {
      const [title = "", about = ""] = ENDINGS[ending];
      must("[data-ending]").textContent = title;
      must("[data-ending-about]").textContent = about;
    }
    feedback.replaceChildren(...(last ? said(last.reply, last.reaction) : greeting));
  }

  /** @param {string} reply @param {Reaction} reaction @returns {Node[]} */
  function said(reply, reaction) {
    const { review } = reaction;
    /** @type {Node[]} */
    const parts = [
      el("h2", { class: `came ${reaction.outcome}`, "data-outcome": reaction.outcome }, CAME_ACROSS[reaction.outcome].title),
      el("p", {}, reaction.why),
      el("p", {}, el("button", { type: "button", class: "button", "data-again": true, onclick: again }, "Try this reply again")),
    ];
    if (review.findings.length) parts.push(part("What they may have stopped at", marked(review.findings, reply)));
    if (reaction.points.length) {
      const named = new Set(turns.flatMap((turn) => turn.reaction.points.filter((one) => one.named).map((one) => one.label)));
      const hoped = reaction.points.map(({ label }) => ({ id: label, label, done: named.has(label), hint: "" }));
      parts.push(part(`What ${scenario.customer} hoped you would name`, ticks(hoped)));
    }
    parts.push(part("Your reply", ticks(review.checklist)));
    parts.push(folded("A reply that works here", reaction.model));
    if (reaction.weak) parts.push(folded("A reply that makes it worse", reaction.weak));
    if (!reaction.kept) parts.push(el("p", { class: "muted" }, "This could not be counted; see Status. Practice goes on."));
    return parts;
  }

  must("[data-restart]").addEventListener("click", restart);
  draw();
  box.focus();
}

/** Where "Next conversation" leads: the next one in the list that is not settled. @param {Entry[]} entries */
function onwards(entries) {
  const at = entries.findIndex((entry) => entry.id === root.dataset.scenario);
  const round = [...entries.slice(at + 1), ...entries.slice(0, at)];
  const next = round.find((entry) => !entry.practised.settled) ?? round[0];
  const link = /** @type {HTMLAnchorElement} */ (must("[data-next]"));
  link.hidden = !next;
  if (next) link.href = `/practice/scenarios/${next.id}`;
}

try {
  /** @type {Scenario} */
  const scenario = await ready(address);
  reveal(root);
  document.title = `${scenario.title} · Practice · Alongside`;
  must("[data-title]").textContent = scenario.title;
  must("[data-facts]").textContent = scenario.industry;
  must("[data-about]").textContent = scenario.about;
  play(scenario);
  onwards((await ready("/v1/practice")).scenarios);
} catch (error) {
  couldNot(root, error);
}
