/** Words that several surfaces show. */

/** @typedef {import("./types.js").Connection} Connection */

/**
 * @param {Connection} connection
 * @returns {{label: string, next: string}} the state in a few words, and what to do about it ("" when nothing)
 */
export function describeConnection(connection) {
  switch (connection.state) {
    case "ready":
      return { label: "Connected", next: "" };
    case "starting":
      return { label: "Getting ready", next: "A few seconds after the start it reads along." };
    case "paused":
      return { label: pausedLabel(connection.pausedUntil), next: "" };
    case "failed":
      return { label: "Drafts cannot be read", next: "Restart Alongside. If that does not help, run `alongside doctor`." };
    case "unpaired":
      return { label: "Not paired yet", next: "Pair this browser once, then it works in every reply." };
    case "away":
      return { label: "Alongside is not running", next: "Start it from your apps, or run `alongside`." };
  }
}

/**
 * @param {string | null} until ISO time or null
 * @param {Date} [now]
 * @returns {string}
 */
export function pausedLabel(until, now = new Date()) {
  if (!until) return "Paused";
  const then = new Date(until);
  if (Number.isNaN(then.getTime())) return "Paused";
  const time = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const sameDay = then.toDateString() === now.toDateString();
  return sameDay ? `Paused until ${time}` : `Paused until ${then.toLocaleDateString([], { weekday: "long" })} ${time}`;
}

/**
 * @param {number} count
 * @returns {string}
 */
export function countLabel(count) {
  return count === 0 ? "Reads well" : `${count} to look at`;
}

/**
 * The status line: what was found on the page around the reply.
 *
 * @param {{site: string, found: string[]}} context
 * @returns {string}
 */
export function whatWasFound({ site, found }) {
  const where = site ? `On this ${site} page` : "On this page";
  return found.length ? `${where} I found ${list(found)}.` : `${where} I found only your reply, and read that.`;
}

/** @param {string[]} words */
function list(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** What a customer's feeling is called where people read it. @type {Record<string, string>} */
const FEELINGS = {
  anger: "angry",
  frustration: "frustrated",
  disappointment: "disappointed",
  anxiety: "worried",
  confusion: "confused",
  sadness: "sad",
  neutral: "calm",
  positive: "pleased",
};

/** What shows in their message, as a person would tell it. @type {Record<string, string>} */
const SIGNS = {
  "repeat-contact": "they have written before",
  waiting: "they are waiting",
  money: "money is at stake",
  churn: "they think of leaving",
  escalation: "they want someone in charge",
  blocked: "they cannot go on",
  sarcasm: "some of it is sarcasm",
};

/**
 * @param {import("./types.js").Mood} mood
 * @returns {{feeling: string, signs: string}} how the customer sounds, and what else their message tells ("" when nothing)
 */
export function describeMood({ emotion, intensity, urgent, signals }) {
  const word = FEELINGS[emotion] ?? emotion;
  const strength = emotion === "neutral" ? "" : (["", "a little ", "", "very "][intensity] ?? "");
  const told = [...(urgent ? ["it is urgent"] : []), ...signals.map((signal) => SIGNS[signal] ?? signal)].join(", ");
  return { feeling: `They sound ${strength}${word}.`, signs: told && `${told.charAt(0).toUpperCase()}${told.slice(1)}.` };
}

/**
 * @param {{direction: "rising" | "falling" | "steady"}} trend of the customer's messages
 * @returns {string} "" when there is nothing to tell
 */
export function describeTrend({ direction }) {
  return { rising: "More upset than in their earlier messages.", falling: "Calmer than in their earlier messages.", steady: "" }[direction];
}

/** What a category is called where people read it. @type {Record<string, string>} */
export const CATEGORY_NAMES = {
  sympathy: "Sympathy from outside",
  "hollow-apology": "Hollow apology",
  formulaic: "Stock phrase",
  dismissive: "Dismissive",
  blame: "Blame",
  deflection: "Closed door",
  command: "Command",
};

/** What to tell the agent when a replacement was not made. @type {Record<string, string>} */
export const NOT_REPLACED = {
  changed: "The text has changed since it was read. Nothing was replaced.",
  reverted: "This editor put the old words back. You can copy the new ones instead.",
  gone: "This reply box has closed. You can copy the new words instead.",
  composing: "Finish the word you are composing, then try again.",
  readonly: "This text cannot be edited here. You can copy the new words instead.",
};
