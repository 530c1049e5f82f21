/** The folders on the left (WAI-ARIA tree pattern): choose one, drop snippets or folders on one, F2 renames one. */

import { el } from "../dom.js";

/** @typedef {{name: string, count: number}} Folder */

export const DRAGGED_SNIPPETS = "application/x-alongside-snippets";
const DRAGGED_FOLDER = "application/x-alongside-folder";

export class Tree {
  /** @type {Folder[]} */
  #folders = [];
  #chosen = "";

  /**
   * @param {HTMLElement} root the ul
   * @param {{chosen: (folder: string) => void, dropped: (ids: string[], folder: string) => void,
   *   moved: (folder: string, into: string) => void, rename: (folder: string) => void}} told
   */
  constructor(root, told) {
    this.root = root;
    this.told = told;
    root.addEventListener("click", (event) => {
      const item = this.#item(event);
      if (item) told.chosen(item.dataset["folder"] ?? "");
    });
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("dragstart", (event) => {
      const item = this.#item(event);
      if (item?.dataset["folder"]) event.dataTransfer?.setData(DRAGGED_FOLDER, item.dataset["folder"]);
      else event.preventDefault();
    });
    root.addEventListener("dragover", (event) => {
      const types = event.dataTransfer?.types ?? [];
      const item = this.#item(event);
      this.#over(null);
      if (!item || !(types.includes(DRAGGED_SNIPPETS) || types.includes(DRAGGED_FOLDER))) return;
      event.preventDefault();
      this.#over(item);
    });
    root.addEventListener("dragleave", () => this.#over(null));
    root.addEventListener("drop", (event) => this.#drop(event));
  }

  /** @param {Folder[]} folders @param {string} chosen */
  show(folders, chosen) {
    this.#folders = folders;
    this.#chosen = chosen;
    const counts = new Map();
    for (const { name, count } of folders) {
      const parts = name ? name.split("/") : [];
      for (let depth = 0; depth <= parts.length; depth += 1) {
        const above = parts.slice(0, depth).join("/");
        counts.set(above, (counts.get(above) ?? 0) + count);
      }
    }
    const names = [...counts.keys()].sort((one, other) => (`${one}/` < `${other}/` ? -1 : 1));
    const focused = this.root.contains(document.activeElement);
    this.root.replaceChildren(...(names.length ? names : [""]).map((name) => this.#row(name, counts.get(name) ?? 0)));
    if (focused) /** @type {HTMLElement | null} */ (this.root.querySelector("[tabindex='0']"))?.focus();
  }

  /** @param {string} chosen */
  choose(chosen) {
    this.show(this.#folders, chosen);
  }

  /** @param {string} name @param {number} count */
  #row(name, count) {
    const depth = name ? name.split("/").length : 0;
    const chosen = name === this.#chosen;
    return el(
      "li",
      {
        role: "treeitem", class: `folder depth-${Math.min(depth, 5)}`, tabindex: chosen ? "0" : "-1", "data-folder": name,
        "aria-level": String(depth + 1), "aria-selected": String(chosen), draggable: name ? "true" : "false", title: name,
      },
      el("span", { class: "name" }, name ? name.slice(name.lastIndexOf("/") + 1) : "All snippets"),
      el("span", { class: "muted" }, count.toLocaleString()),
    );
  }

  /** @param {Event} event @returns {HTMLElement | null} */
  #item(event) {
    return /** @type {HTMLElement} */ (event.target).closest("[role=treeitem]");
  }

  /** @param {HTMLElement | null} item */
  #over(item) {
    this.root.querySelector("[data-over]")?.removeAttribute("data-over");
    item?.setAttribute("data-over", "");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const item = this.#item(event);
    if (!item) return;
    const folder = item.dataset["folder"] ?? "";
    const next = { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling,
      Home: this.root.firstElementChild, End: this.root.lastElementChild }[event.key];
    if (event.key === "Enter" || event.key === " ") this.told.chosen(folder);
    else if (event.key === "F2" && folder) this.told.rename(folder);
    else if (next === undefined) return;
    else if (next) /** @type {HTMLElement} */ (next).focus();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const item = this.#item(event);
    this.#over(null);
    if (!item) return;
    event.preventDefault();
    const into = item.dataset["folder"] ?? "";
    const ids = event.dataTransfer?.getData(DRAGGED_SNIPPETS);
    if (ids) this.told.dropped(JSON.parse(ids), into);
    const folder = event.dataTransfer?.getData(DRAGGED_FOLDER);
    if (!folder || folder === into) return;
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    this.told.moved(folder, into ? `${into}/${name}` : name);
  }
}
