/**
 * The line to the side panel. It stands in a page of its own, so it is told what is in the reply that the agent was last
 * in, and only while it is open; what it asks for (insert a snippet, show a phrase) is done here.
 */

/** @typedef {import("../shared/types.js").ReplyView} ReplyView */
/** @typedef {{ok: true} | {ok: false, message: string, text: string}} Inserted */
/** @typedef {{view: () => ReplyView | null, insert: (body: string, snippet: string | null) => Promise<Inserted>, show: (index: number) => void,
 *   rewrite: () => void, point: () => void}} SideActions */

export const SIDE = "side-panel";
const REST_MS = 120;

export class Side {
  /** @param {SideActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.frame = Math.random().toString(36).slice(2);
    /** @type {Map<chrome.runtime.Port, string>} what each was last told */
    this.ports = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    chrome.runtime.onConnect.addListener((port) => this.connected(port));
    // A panel that is open already learns that there is something to listen to here.
    void chrome.runtime.sendMessage({ type: "reply-here" }).catch(() => {});
  }

  /** @param {chrome.runtime.Port} port */
  connected(port) {
    if (port.name !== SIDE) return;
    this.ports.set(port, "");
    port.onDisconnect.addListener(() => this.ports.delete(port));
    port.onMessage.addListener((message) => void this.asked(port, message));
    this.tell();
  }

  /**
   * @param {chrome.runtime.Port} port
   * @param {any} message
   */
  async asked(port, message) {
    const { insert, show, rewrite, point } = this.actions;
    if (message.frame !== this.frame) return; // every frame of the tab hears it; one has the reply that is meant
    if (message.type === "insert") port.postMessage({ type: "inserted", outcome: await insert(message.body, message.snippet) });
    if (message.type === "show") show(message.index);
    if (message.type === "rewrite") rewrite();
    if (message.type === "point") point();
  }

  /** Something may have changed; told a few times a second at most, and not at all while nobody listens. */
  update() {
    if (!this.ports.size || this.waiting !== undefined) return;
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.tell();
    }, REST_MS);
  }

  tell() {
    const view = this.actions.view();
    const told = JSON.stringify(view);
    for (const [port, before] of this.ports) {
      if (told === before) continue;
      this.ports.set(port, told);
      port.postMessage({ type: "reply", frame: this.frame, reply: view });
    }
  }

  close() {
    clearTimeout(this.waiting);
    for (const port of this.ports.keys()) port.disconnect();
    this.ports.clear();
  }
}
