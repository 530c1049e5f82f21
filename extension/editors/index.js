/**
 * The editor layer: finds the editors a person types in, on any page, and gives each the same face.
 * Nothing here knows a site, the server or the rules.
 */
import { FieldEditor } from "./field.js";
import { editorAt, focused } from "./find.js";
import { RichEditor } from "./rich.js";

/** @import { Editor } from "./types.js" */

/**
 * Watch a document for editors. An editor is found when it gets the focus (or the first input, if it became editable only after that);
 * nothing is polled, and a page without editors costs two event listeners and one observer of the document's root.
 * @param {object} options
 * @param {Document} [options.root]
 * @param {(editor: Editor) => void} options.onFound
 * @param {(editor: Editor) => void} options.onGone after its element left the page; the editor is already disposed
 * @returns {() => void} stops watching and disposes of every editor
 */
export function watchEditors({ root = document, onFound, onGone }) {
  /** @type {Map<HTMLElement, FieldEditor|RichEditor>} */
  const editors = new Map();
  /** @type {Set<Node>} */
  const observed = new Set();

  /** @type {Set<HTMLElement>} */
  const removed = new Set();
  const sweep = () => {
    for (const element of removed) {
      const editor = editors.get(element);
      if (!editor) continue;
      if (element.isConnected) {
        editor.moved();
        continue;
      }
      editors.delete(element);
      editor.dispose();
      onGone(editor);
    }
    removed.clear();
    if (editors.size === 0) {
      removals.disconnect();
      observed.clear();
    }
  };
  const removals = new MutationObserver((records) => {
    const before = removed.size;
    for (const { removedNodes } of records)
      for (const node of removedNodes)
        for (const element of editors.keys()) if (holds(node, element)) removed.add(element);
    // A moved editor is away for a moment only, so look once everything of this task is done.
    if (removed.size > before) setTimeout(sweep);
  });

  /** @param {EventTarget|null} target */
  const consider = (target) => {
    const element = editorAt(target);
    if (!element || editors.has(element)) return;
    const field = element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
    const editor = field ? new FieldEditor(element) : new RichEditor(element);
    editors.set(element, editor);
    // Observe every tree on the way up: a removal inside a shadow root is not seen from the document.
    for (let tree = element.getRootNode(); ; tree = tree.host.getRootNode()) {
      if (!observed.has(tree)) {
        observed.add(tree);
        removals.observe(tree, { childList: true, subtree: true });
      }
      if (!(tree instanceof ShadowRoot)) break;
    }
    onFound(editor);
  };
  /** @param {Event} event */
  const onEvent = (event) => consider(event.composedPath()[0] ?? event.target);

  const listen = () => {
    root.addEventListener("focusin", onEvent, true);
    root.addEventListener("input", onEvent, true);
    consider(focused(root));
  };
  listen();
  // document.open(), with which some editors fill their frame, takes every listener away but leaves observers.
  const rewritten = new MutationObserver(listen);
  rewritten.observe(root, { childList: true });

  return () => {
    root.removeEventListener("focusin", onEvent, true);
    root.removeEventListener("input", onEvent, true);
    rewritten.disconnect();
    removals.disconnect();
    for (const editor of editors.values()) editor.dispose();
    editors.clear();
  };
}

/** Whether a node holds an element, looking down into open shadow roots. @param {Node} node @param {Element} element */
function holds(node, element) {
  /** @type {Node} */
  let at = element;
  for (;;) {
    if (node.contains(at)) return true;
    const root = at.getRootNode();
    if (!(root instanceof ShadowRoot)) return false;
    at = root.host;
  }
}
