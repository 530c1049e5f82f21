/**
 * What a colleague beside the agent would say about the conversation: asked for only while a side panel looks on, and with
 * the draft, so that advice falls silent once it is followed.
 */

import { askConversation } from "./link.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("../shared/types.js").Conversation} Conversation */

/** Longer than for underlines: nobody reads the side panel between two words. */
const PAUSE_MS = 700;

export class Prompts {
  /** @param {() => void} changed there is something new to show */
  constructor(changed) {
    this.changed = changed;
    /** The newest answer, and the customer's words it is about. @type {{about: string, conversation: Conversation} | null} */
    this.known = null;
    /** What was asked about last. */
    this.asked = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
  }

  /**
   * What is known of a reply's conversation now; what is newer is asked for, and told when it is there.
   *
   * @param {Session} session
   * @returns {Conversation | null} null: no customer's message, or nothing known yet
   */
  of(session) {
    const { customer } = session.context;
    if (!customer.length || !session.mayRead) return null;
    const about = JSON.stringify(customer);
    const draft = session.status === "note" ? "" : session.text;
    const question = JSON.stringify([customer, draft]);
    if (question !== this.asked) {
      this.asked = question;
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => void this.ask(question, about, { customer, draft }), this.known?.about === about ? PAUSE_MS : 0);
    }
    return this.known?.about === about ? this.known.conversation : null;
  }

  /**
   * @param {string} question
   * @param {string} about
   * @param {{customer: string[], draft: string}} body
   */
  async ask(question, about, body) {
    const answer = await askConversation(body);
    if (question !== this.asked) return; // a newer draft is on its way
    if (!answer.ok) return void (this.asked = ""); // said by the badge; asked again with the next change
    this.known = { about, conversation: answer.data };
    this.changed();
  }
}
