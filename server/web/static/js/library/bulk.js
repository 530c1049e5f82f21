/** What can be done with several snippets at once. Every change is one step with its Undo. */

import { call } from "../api.js";
import { must, plural } from "../dom.js";
import { download } from "../files.js";
import { say, sayError } from "../toast.js";
import { ask } from "./ask.js";

/** @typedef {{ids: string[]} | {all: Record<string, string>}} Choice */

export class Bulk {
  /**
   * @param {HTMLElement} bar
   * @param {{choice: () => Choice, count: () => number, folders: () => string[], changed: () => Promise<void>,
   *   selectAll: () => void, clear: () => void}} list
   */
  constructor(bar, list) {
    this.bar = bar;
    this.list = list;
    bar.addEventListener("click", (event) => {
      const button = /** @type {HTMLElement} */ (event.target).closest("[data-bulk]");
      if (button) this.run(button.getAttribute("data-bulk") ?? "");
    });
  }

  /** @param {number} count @param {number} total */
  show(count, total) {
    this.bar.hidden = !count;
    must("[data-bulk-count]", this.bar).textContent = `${count.toLocaleString()} chosen`;
    const all = must("[data-bulk=all]", this.bar);
    all.hidden = count >= total;
    all.textContent = `Choose all ${total.toLocaleString()}`;
  }

  /** @param {string} action */
  async run(action) {
    if (action === "all") return this.list.selectAll();
    if (action === "clear") return this.list.clear();
    if (action === "delete") return this.change({ action });
    if (action === "move") return this.move();
    if (action === "tag" || action === "untag") return this.tag(action);
    if (action === "export") return this.export();
    if (action === "pack") {
      sessionStorage.setItem("alongside-pack-from", JSON.stringify(this.list.choice()));
      location.assign("/packs/new?from=library");
    }
  }

  async move() {
    const folder = await ask({
      title: `Move ${plural(this.list.count(), "snippet")}`, label: "Folder", button: "Move", choices: this.list.folders(),
      hint: "A new name makes a new folder; / puts one inside another; nothing takes them out of all folders.",
    });
    if (folder !== null) await this.change({ action: "move", folder });
  }

  /** @param {"tag" | "untag"} action */
  async tag(action) {
    const given = await ask({
      title: action === "tag" ? `Tag ${plural(this.list.count(), "snippet")}` : "Take tags off",
      label: "Tags", button: action === "tag" ? "Add the tags" : "Take them off", hint: "Set apart with commas.",
    });
    const tags = (given ?? "").split(",").map((tag) => tag.trim()).filter(Boolean);
    if (tags.length) await this.change({ action, tags });
  }

  async export() {
    const format = await ask({
      title: `Export ${plural(this.list.count(), "snippet")}`, label: "As", button: "Export",
      options: [["jsonl", "Alongside library (JSON Lines)"], ["yaml", "Alongside library (YAML)"], ["espanso", "espanso match file"],
        ["csv", "Table for a spreadsheet (CSV)"]],
    });
    if (!format) return;
    try {
      const file = await call("POST", "/v1/export", { ...this.list.choice(), format });
      download(file.name, file.text, file.type);
      say(`${plural(file.count, "snippet")} exported as ${file.name}.`);
    } catch (error) {
      sayError(error);
    }
  }

  /**
   * @param {Record<string, unknown>} what
   * @param {Choice} [choice]
   */
  async change(what, choice = this.list.choice()) {
    await this.step(() => call("POST", "/v1/bulk", { ...choice, ...what }));
  }

  /** Make a change and offer to undo it. @param {() => Promise<{number: number, label: string, size: number}>} make */
  async step(make) {
    try {
      const batch = await make();
      await this.list.changed();
      say(batch.size ? `${batch.label}: ${plural(batch.size, "snippet")}.` : "They were like that already.", batch.size ? {
        label: "Undo",
        run: async () => {
          try {
            await call("POST", `/v1/batches/${batch.number}/undo`);
            await this.list.changed();
          } catch (error) {
            sayError(error);
          }
        },
      } : undefined);
    } catch (error) {
      sayError(error);
    }
  }
}
