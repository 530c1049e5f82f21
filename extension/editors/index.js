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
 * nothing is polled, and a page without editors costs two event listeners.
 * @param {object} options
 * @param {Document} [options.root]
 * @param {(editor: Editor) => void} options.onFound
 * @param {(editor: Editor) => void} options.onGone after its element left the page; the editor is already disposed
 * @returns {() => void} stops watching and disposes of every editor
 */
export function watchEditors({ root = document, onFound, onGone }) {
  /** @type {Map<HTMLElement, Editor>} */
  const editors = new Map();
  /** @type {Set<Node>} */
  const observed = new Set();
  let due = false;

  const sweep = () => {
    due = false;
    for (const [element, editor] of editors) {
      if (element.isConnected) continue;
      editors.delete(element);
      editor.dispose();
      onGone(editor);
    }
    if (editors.size === 0) {
      removals.disconnect();
      observed.clear();
    }
  };
  const removals = new MutationObserver((records) => {
    // A moved editor is away for a moment only, so look once everything of this task is done.
    if (due || !records.some((record) => record.removedNodes.length)) return;
    due = true;
    setTimeout(sweep);
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

  root.addEventListener("focusin", onEvent, true);
  root.addEventListener("input", onEvent, true);
  consider(focused(root));

  return () => {
    root.removeEventListener("focusin", onEvent, true);
    root.removeEventListener("input", onEvent, true);
    removals.disconnect();
    for (const editor of editors.values()) editor.dispose();
    editors.clear();
  };
}
