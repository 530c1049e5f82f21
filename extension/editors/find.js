/**
 * Which element under the focus is an editor worth reading. Quiet where drafts are not written: passwords, search boxes, pickers,
 * sign-in and payment fields, code editors.
 */

const CODE = ".CodeMirror, .cm-editor, .monaco-editor, .ace_editor, .xterm, .cke_source, [data-alongside='off']";
const QUIET_ROLES = new Set(["searchbox", "combobox", "spinbutton"]);
const QUIET_AUTOCOMPLETE = /^(?:cc-|one-time-code|username|current-password|new-password|email|tel|postal-code|street-address)/;

/**
 * The editor that an event or the focus points at.
 * @param {EventTarget|null} target the innermost target (composedPath()[0] sees through open shadow roots)
 * @returns {HTMLElement|null} a textarea, a text input, or the outermost editing host
 */
export function editorAt(target) {
  if (!(target instanceof Node)) return null;
  const element = target instanceof HTMLElement ? target : target.parentElement;
  if (!element || quiet(element)) return null;
  if (element instanceof HTMLTextAreaElement) return element;
  if (element instanceof HTMLInputElement) return element.type === "text" ? element : null;
  return hostOf(element);
}

/** @param {Element} element */
function quiet(element) {
  const role = element.getAttribute("role");
  if (role && QUIET_ROLES.has(role)) return true;
  if (QUIET_AUTOCOMPLETE.test(element.getAttribute("autocomplete") ?? "")) return true;
  return element.closest(CODE) !== null;
}

/**
 * The outermost editing host around an element; captions and cells that are editable inside a larger editor belong to it.
 * @param {HTMLElement} element
 * @returns {HTMLElement|null}
 */
export function hostOf(element) {
  const document = element.ownerDocument;
  if (document.designMode === "on") return document.body;
  /** @type {HTMLElement|null} */
  let host = null;
  for (let at = /** @type {HTMLElement|null} */ (element); at; at = at.parentElement) {
    const editable = at.getAttribute("contenteditable");
    if (editable !== null && editable !== "false" && at.isContentEditable) host = at;
  }
  return host;
}

/** The element with the focus, through open shadow roots. @param {Document|ShadowRoot} root @returns {Element|null} */
export function focused(root) {
  let element = root.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
