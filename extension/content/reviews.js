/** Asks for reviews of one reply and keeps the last answers, so that going back and forth in a text costs nothing. */

import { askReview } from "./link.js";

/** @typedef {import("../shared/types.js").Answer} Answer */
/** @typedef {import("../shared/types.js").Context} Context */
/** @typedef {import("../shared/types.js").Review} Review */

const MOST_REMEMBERED = 30;

export class Reviews {
  constructor() {
    /** @type {Map<string, Review>} */
    this.answers = new Map();
    /** Under which the reply is counted. */
    this.reply = newReplyId();
  }

  /** The box was emptied: what comes next is another reply. */
  startAnew() {
    this.reply = newReplyId();
  }

  /**
   * @param {string} draft
   * @param {Context} context
   * @returns {Review | undefined} the answer, when this was asked not long ago
   */
  known(draft, context) {
    return this.answers.get(keyOf(draft, context));
  }

  /**
   * @param {string} draft
   * @param {Context} context
   * @returns {Promise<Answer>}
   */
  async ask(draft, context) {
    const { ticketId } = context;
    // What lets the server count a reply once, however often it is reviewed.
    const counted = { reply: this.reply, ...(ticketId && ticketId.length <= 40 ? { ticket: ticketId } : {}) };
    const answer = await askReview({ draft, rewrite: false, ...counted, ...customerOf(context) });
    if (answer.ok) this.remember(keyOf(draft, context), answer.data);
    return answer;
  }

  /**
   * The whole draft, rewritten.
   *
   * @param {string} draft
   * @param {Context} context
   * @returns {Promise<Answer>}
   */
  rewrite(draft, context) {
    return askReview({ draft, rewrite: true, ...customerOf(context) });
  }

  /**
   * @param {string} key
   * @param {Review} review
   */
  remember(key, review) {
    this.answers.set(key, review);
    const oldest = this.answers.keys().next().value;
    if (this.answers.size > MOST_REMEMBERED && oldest !== undefined) this.answers.delete(oldest);
  }
}

/** @param {string} draft @param {Context} context */
function keyOf(draft, { customer, requester }) {
  return JSON.stringify([draft, customer, requester]);
}

/** Says nothing about the reply but that it is another one. */
function newReplyId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Context} context */
function customerOf({ customer, requester }) {
  return {
    ...(customer.length ? { customer: customer.at(-1) } : {}),
    ...(requester ? { customer_name: requester } : {}),
  };
}
