/** Looks for a server that is away or starting, as long as someone is writing here: soon at first, then less. */

const RETRY_MS = [1500, 2000, 3000, 5000, 8000];
const LONGEST_MS = 60_000;

export class Lookout {
  /** @param {() => void} look */
  constructor(look) {
    this.look = look;
    this.tries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
  }

  /**
   * @param {import("../shared/types.js").Connection} connection
   * @param {boolean} wanted whether anybody would notice
   */
  plan({ state, pausedUntil }, wanted) {
    this.stop();
    if (state === "ready") this.tries = 0;
    if (state === "ready" || !wanted) return;
    let wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 0;
    if (state === "paused" && pausedUntil) wait = Math.max(wait, Math.min(new Date(pausedUntil).getTime() - Date.now(), LONGEST_MS));
    this.tries++;
    this.waiting = setTimeout(this.look, wait);
  }

  stop() {
    clearTimeout(this.waiting);
  }
}
