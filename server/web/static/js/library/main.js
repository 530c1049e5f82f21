/** The library page: keeps what is searched, shown and edited in one place, and hears the keys. */

import { call } from "../api.js";
import { must, plural, settle, typing } from "../dom.js";
import { say, sayError, undoShown } from "../toast.js";
import { showNothing, showSnippet } from "./detail.js";
import { openEditor } from "./editor.js";
import { List } from "./list.js";

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
});

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
  const words = new URLSearchParams({ q: search.value, limit: String(PAGE) });
  if (folder.value) words.set("folder", folder.value);
  if (step.value) words.set("step", step.value);
  if (append) words.set("offset", String(list.length));
  try {
    const found = await call("GET", `/v1/snippets?${words}`, undefined, running.signal);
    list.show(found.snippets, search.value, { append, keep });
    more.hidden = !found.snippets.length || list.length >= found.total;
    const count = `${plural(found.total, "snippet")}${found.more ? " or more" : ""}`;
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
  await find({ keep: snippet.id });
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
  else if (event.key === "e") done(), edit(current);
  else if (event.key === "c") done(), copy(current);
  else if (event.key === "Delete") done(), remove(current);
}

/** Esc closes one layer: the form, then the open snippet, then the search words. @param {KeyboardEvent} event */
function escape(event) {
  event.preventDefault();
  if (editor) {
    if (editor.leave()) must("[data-cancel]").click();
  } else if (document.activeElement !== search) closeDetail();
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
more.addEventListener("click", () => find({ append: true }));
document.querySelector("[data-new]")?.addEventListener("click", create);
document.addEventListener("keydown", key);
window.addEventListener("beforeunload", (event) => {
  if (editor && !editor.leave()) event.preventDefault();
});

const asked = new URLSearchParams(location.search);
search.value = asked.get("q") ?? "";
const wanted = asked.get("open") ?? undefined;
await find({ keep: wanted });
if (wanted && list.current?.id !== wanted) {
  await call("GET", `/v1/snippets/${encodeURIComponent(wanted)}`).then((snippet) => list.put(snippet), sayError);
}
if (asked.has("new")) create();
else if (!narrow.matches) search.focus();
