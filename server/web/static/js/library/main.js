/** The library page: keeps what is searched, shown and edited in one place, and hears the keys. */

import { call } from "../api.js";
import { must, plural, settle, typing } from "../dom.js";
import { say, sayError, undoShown } from "../toast.js";
import { showNothing, showSnippet } from "./detail.js";
import { openEditor } from "./editor.js";
import { Bulk } from "./bulk.js";
import { List } from "./list.js";
import { Tree } from "./tree.js";
import { ask } from "./ask.js";

/** @typedef {{id: string, title: string, body: string, shortcut: string | null, tags: string[], steps: string[],
 *   situations: string[], emotions: string[], folder: string, language: string, origin: string, uses: number,
 *   last_used: string | null, created: string, updated: string}} Snippet */

const PAGE = 50;
const root = must("[data-library]");
const search = /** @type {HTMLInputElement} */ (must("#search"));
const folder = /** @type {HTMLSelectElement} */ (must("#folder"));
const step = /** @type {HTMLSelectElement} */ (must("#step"));
const detail = must("[data-detail]");
const more = must("[data-more]");
const readOnly = root.hasAttribute("data-read-only");
const narrow = window.matchMedia("(max-width: 820px)");

/** @type {{leave: () => boolean} | null} the open form; `leave` asks before typed text is dropped */
let editor = null;
let running = new AbortController();

const list = new List(must("#list"), search, {
  chosen: (snippet) => show(snippet),
  opened: () => openDetail(),
  ticked: () => bulk?.show(list.ticks, total),
});

let total = 0;
const bar = document.querySelector("[data-bulk-bar]");
const bulk = bar ? new Bulk(/** @type {HTMLElement} */ (bar), {
  choice: () => ({ ids: list.picked }),
  count: () => list.picked.length,
  folders: () => [...folder.options].map((option) => option.value).filter(Boolean),
  changed: async () => {
    list.tickOnly([]);
    await Promise.all([find({ keep: list.current?.id }), loadFolders()]);
  },
  selectAll: () => call("POST", "/v1/found", narrowed()).then(({ ids }) => list.tickOnly(ids), sayError),
  clear: () => list.tickOnly([]),
}) : null;

const tree = new Tree(must("#folders"), {
  chosen: (name) => {
    folder.value = name;
    tree.choose(name);
    find();
  },
  dropped: (ids, name) => bulk?.change({ action: "move", folder: name }, { ids }),
  moved: moveFolder,
  rename: async (name) => {
    const into = await ask({ title: `Rename ${name}`, label: "New name", button: "Rename", value: name, hint: "With / it lies inside another folder." });
    if (into && into !== name) moveFolder(name, into);
  },
});

/** @param {string} name @param {string} into */
function moveFolder(name, into) {
  if (folder.value === name) folder.value = "";
  bulk?.step(() => call("POST", "/v1/folders/move", { folder: name, into }));
}

async function loadFolders() {
  const { folders } = await call("GET", "/v1/folders");
  const chosen = folder.value;
  const named = folders.filter((/** @type {{name: string}} */ one) => one.name);
  const options = named.map((/** @type {{name: string, count: number}} */ one) => {
    const option = document.createElement("option");
    option.value = one.name;
    option.textContent = `${one.name} (${one.count})`;
    return option;
  });
  folder.replaceChildren(...[...folder.options].slice(0, 1), ...options);
  folder.value = chosen;
  if (folder.value !== chosen) folder.value = "";
  tree.show(folders, folder.value);
}

/** What the search is narrowed to, as the API names it. @returns {Record<string, string>} */
function narrowed() {
  return { q: search.value, ...(folder.value ? { folder: folder.value } : {}), ...(step.value ? { step: step.value } : {}) };
}

/** @param {Snippet | null} snippet */
function show(snippet) {
  if (editor) return;
  if (!snippet) showNothing(detail, Boolean(search.value || folder.value || step.value), readOnly ? null : create);
  else showSnippet(detail, snippet, search.value, { readOnly, back: closeDetail, copy, edit, remove, reverted: changed });
}

function openDetail() {
  if (!list.current && !editor) return;
  root.setAttribute("data-open", "");
  detail.focus({ preventScroll: !narrow.matches });
}

function closeDetail() {
  root.removeAttribute("data-open");
  search.focus();
}

/** @param {{keep?: string, append?: boolean}} [how] `keep`: the id of the snippet to stay on */
async function find({ keep, append = false } = {}) {
  running.abort();
  running = new AbortController();
  const words = new URLSearchParams({ ...narrowed(), limit: String(PAGE) });
  if (append) words.set("offset", String(list.length));
  try {
    const found = await call("GET", `/v1/snippets?${words}`, undefined, running.signal);
    list.show(found.snippets, search.value, { append, keep });
    more.hidden = !found.snippets.length || list.length >= found.total;
    const count = `${plural(found.total, "snippet")}${found.more ? " or more" : ""}`;
    total = found.total;
    bulk?.show(list.ticks, total);
    must("[data-count]").textContent = found.corrected ? `${count} for “${found.corrected}”` : count;
    history.replaceState(null, "", search.value ? `/library?q=${encodeURIComponent(search.value)}` : "/library");
  } catch (error) {
    if (!(error instanceof DOMException)) sayError(error);
  }
}

/** @param {Snippet} snippet */
async function copy(snippet) {
  try {
    await navigator.clipboard.writeText(snippet.body);
  } catch {
    say("The browser did not allow copying. Select the text and press Ctrl+C.");
    return;
  }
  say("Copied.");
  list.update(await call("POST", `/v1/snippets/${encodeURIComponent(snippet.id)}/used`).catch(() => snippet));
}

/** @param {Snippet} snippet */
async function remove(snippet) {
  const address = `/v1/snippets/${encodeURIComponent(snippet.id)}`;
  const next = list.neighbour(snippet.id);
  try {
    await call("DELETE", address);
  } catch (error) {
    sayError(error);
    return;
  }
  await find({ keep: next });
  // The focus stays out of the search field, so that Ctrl+Z now means this deletion.
  if (narrow.matches) closeDetail();
  else detail.focus();
  const undo = async () => {
    try {
      await call("POST", `${address}/restore`);
      await find({ keep: snippet.id });
    } catch (error) {
      sayError(error);
    }
  };
  say("Deleted.", { label: "Undo", run: undo });
}

/** @param {Snippet} snippet */
function edit(snippet) {
  startEditing(snippet);
}

function create() {
  startEditing(null);
}

/** @param {Snippet | null} snippet */
function startEditing(snippet) {
  if (readOnly || (editor && !editor.leave())) return;
  const done = () => {
    editor = null;
    show(list.current);
    if (snippet) detail.focus();
    else closeDetail();
  };
  editor = openEditor(detail, snippet, {
    folder: folder.value,
    title: snippet || list.length ? "" : search.value,
    cancelled: done,
    saved: async (saved) => {
      editor = null;
      if (!snippet) search.value = "";
      await changed(saved);
      openDetail();
      say(snippet ? "Saved." : "Added to your library.");
    },
  });
  root.setAttribute("data-open", "");
}

/** @param {Snippet} snippet */
async function changed(snippet) {
  await Promise.all([find({ keep: snippet.id }), loadFolders()]);
  if (list.current?.id !== snippet.id) list.put(snippet);
}

/** @param {KeyboardEvent} event */
function key(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) {
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !typing(event) && undoShown()) event.preventDefault();
    return;
  }
  if (event.key === "Escape") return escape(event);
  if (typing(event)) return;
  const current = list.current;
  const done = () => event.preventDefault();
  if (event.key === "/") done(), search.select();
  else if (event.key === "n") done(), create();
  else if (editor) return;
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") done(), list.move(event.key === "ArrowDown" ? 1 : -1);
  else if (!current) return;
  else if (event.key === "e" || event.key === "F2") done(), edit(current);
  else if (event.key === "x") done(), bulk && list.tick();
  else if (event.key === "m") done(), bulk?.move();
  else if (event.key === "t") done(), bulk?.tag("tag");
  else if (event.key === "c") done(), copy(current);
  else if (event.key === "Delete") done(), list.ticks ? bulk?.change({ action: "delete" }) : remove(current);
}

/** Esc closes one layer: the form, then the open snippet, then the search words. @param {KeyboardEvent} event */
function escape(event) {
  event.preventDefault();
  if (editor) {
    if (editor.leave()) must("[data-cancel]").click();
  } else if (list.ticks) list.tickOnly([]);
  else if (document.activeElement !== search) closeDetail();
  else if (search.value) {
    search.value = "";
    find();
  }
}

search.addEventListener("input", settle(() => find(), 30));
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    list.move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && list.current) {
    event.preventDefault();
    openDetail();
  }
});
for (const select of [folder, step]) select.addEventListener("change", () => find());
folder.addEventListener("change", () => tree.choose(folder.value));
detail.addEventListener("dblclick", (event) => {
  const place = /** @type {HTMLElement} */ (event.target).closest("h2, .body-text");
  if (!place || editor || !list.current) return;
  edit(list.current);
  /** @type {HTMLElement} */ (must(place.matches("h2") ? "[name=title]" : "[name=body]", detail)).focus();
});
more.addEventListener("click", () => find({ append: true }));
document.querySelector("[data-new]")?.addEventListener("click", create);
document.addEventListener("keydown", key);
window.addEventListener("beforeunload", (event) => {
  if (editor && !editor.leave()) event.preventDefault();
});

const asked = new URLSearchParams(location.search);
search.value = asked.get("q") ?? "";
const wanted = asked.get("open") ?? undefined;
await Promise.all([find({ keep: wanted }), loadFolders().catch(sayError)]);
if (wanted && list.current?.id !== wanted) {
  await call("GET", `/v1/snippets/${encodeURIComponent(wanted)}`).then((snippet) => list.put(snippet), sayError);
}
if (asked.has("new")) create();
else if (!narrow.matches && !editor && document.activeElement === document.body) search.focus(); // not away from where one went meanwhile
