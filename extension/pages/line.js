/** The side panel's line to the reply in the tab in front: found again when the agent goes to another tab or ticket. */

import { SIDE } from "../content/side.js";

/** @typedef {import("../shared/types.js").ReplyView} ReplyView */
/** @typedef {import("../content/side.js").Inserted} Inserted */

export class Line {
  /** @param {{reply: (view: ReplyView | null) => void, inserted: (outcome: Inserted) => void}} hear */
  constructor(hear) {
    this.hear = hear;
    /** @type {chrome.runtime.Port | null} */
    this.port = null;
    /** @type {Map<string, ReplyView>} by frame: every frame of a tab answers for itself */
    this.views = new Map();
    /** @type {number | undefined} */
    this.tab = undefined;
  }

  async start() {
    chrome.tabs.onActivated.addListener(() => void this.connect());
    chrome.tabs.onUpdated.addListener((id, { status }) => status === "complete" && id === this.tab && void this.connect());
    chrome.runtime.onMessage.addListener((message, { tab }) => {
      if (message.type === "reply-here" && tab?.id !== undefined && tab.id === this.tab) void this.connect();
    });
    await this.connect();
  }

  /** The tab in front, or, when the panel stands in a tab of its own, the one the agent came from. */
  async front() {
    const own = await chrome.tabs.getCurrent();
    const tabs = await chrome.tabs.query(own ? { windowId: own.windowId } : { active: true, currentWindow: true });
    const others = tabs.filter(({ id }) => id !== own?.id);
    return others.sort((a, b) => (b.lastAccessed ?? 0) - (a.lastAccessed ?? 0))[0]?.id;
  }

  async connect() {
    this.tab = await this.front();
    this.port?.disconnect();
    this.port = null;
    this.views.clear();
    this.hear.reply(null);
    if (this.tab === undefined) return;
    const port = chrome.tabs.connect(this.tab, { name: SIDE });
    this.port = port;
    port.onMessage.addListener((message) => {
      if (this.port !== port) return;
      if (message.type === "inserted") return this.hear.inserted(message.outcome);
      if (message.reply) this.views.set(message.frame, message.reply);
      else this.views.delete(message.frame);
      this.hear.reply(this.newest()?.[1] ?? null);
    });
    port.onDisconnect.addListener(() => {
      void chrome.runtime.lastError; // nobody listens there: a page without a reply
      if (this.port !== port) return;
      this.port = null;
      this.views.clear();
      this.hear.reply(null);
    });
  }

  newest() {
    return [...this.views].sort(([, a], [, b]) => b.focused - a.focused)[0];
  }

  /** @param {Record<string, unknown>} message @returns {boolean} whether there is a reply that hears it */
  send(message) {
    const frame = this.newest()?.[0];
    if (!frame || !this.port) return false;
    this.port.postMessage({ ...message, frame });
    return true;
  }
}
