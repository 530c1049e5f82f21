/** One exercise in active listening: read, answer, see what the answer does, try again. */

import { call } from "../api.js";
import { el, must } from "../dom.js";
import { couldNot, folded, marked, part, ready, replyBox, reveal, ticks } from "./feedback.js";

/** @import {Drill, DrillEntry, DrillResult} from "./types.js" */

const root = must("[data-drill]");
const address = `/v1/practice/drills/${root.dataset.drill}`;

/** @param {string} answer @param {DrillResult} result @returns {Node[]} */
function said(answer, result) {
  const left = result.checks.filter((check) => !check.done).length;
  const title = result.done ? "That is listening" : `${left} left`;
  /** @type {Node[]} */
  const parts = [
    el("h2", { class: result.done ? "came solved" : "came acknowledged", "data-done": String(result.done) }, title),
    el("p", {}, result.done ? "Everything in it would tell them that you heard." : "Change your answer and check it again."),
    ticks(result.checks),
  ];
  if (result.review.findings.length) parts.push(part("What they may stop at", marked(result.review.findings, answer)));
  parts.push(folded("One way to say it", result.model));
  return parts;
}

/** A way on to the next exercise of this kind. @param {Drill} drill @returns {Promise<HTMLElement | null>} */
async function onwards(drill) {
  /** @type {DrillEntry[]} */
  const drills = (await call("GET", "/v1/practice")).drills;
  const at = drills.findIndex((entry) => entry.id === drill.id);
  const round = [...drills.slice(at + 1), ...drills.slice(0, at)];
  const next = round.find((entry) => !entry.practised.settled) ?? round[0];
  return next ? el("p", {}, el("a", { class: "button primary", href: `/practice/drills/${next.id}`, "data-next": true }, `Next: ${next.title}`)) : null;
}

try {
  /** @type {Drill} */
  const drill = await ready(address);
  reveal(root);
  document.title = `${drill.title} · Practice · Alongside`;
  must("[data-title]").textContent = drill.title;
  must("[data-message]").textContent = drill.customer;
  const task = /** @type {HTMLTemplateElement} */ (must(`[data-task="${drill.skill}"]`));
  must("[data-task-line]").append(task.content.cloneNode(true));
  const feedback = must("[data-feedback]");
  const { box, settled } = replyBox(root, async (answer) => {
    /** @type {DrillResult} */
    const result = await call("POST", `${address}/answers`, { answer });
    settled(answer);
    const next = result.done ? await onwards(drill) : null;
    feedback.replaceChildren(...said(answer, result), ...(next ? [next] : []));
  });
  box.focus();
} catch (error) {
  couldNot(root, error);
}
