/**
 * The ways to put text over the selection so that an editor takes it as its user's own edit. None is trusted: the caller reads the
 * text afterwards, because `defaultPrevented` and return values say nothing reliable.
 *
 * @import { Family, Way } from "./families.js"
 */

/** @param {string} line */
const escapeHtml = (line) => line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @param {string} text @returns {string} paragraphs, since a bare line break shows wrongly in some composers */
function asParagraphs(text) {
  return text.split("\n").map((line) => `<p>${escapeHtml(line) || "<br>"}</p>`).join("");
}

/** @param {string} text */
function transfer(text) {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (text.includes("\n")) data.setData("text/html", asParagraphs(text));
  return data;
}

/** @param {HTMLElement} host @param {string} text */
function typing(host, text) {
  host.ownerDocument.execCommand(text ? "insertText" : "delete", false, text);
}

/** @param {HTMLElement} host @param {string} text @param {Range} range */
function replacement(host, text, range) {
  host.dispatchEvent(
    new InputEvent("beforeinput", {
      inputType: text ? "insertReplacementText" : "deleteContentBackward",
      data: null,
      dataTransfer: text ? transfer(text) : null,
      targetRanges: [new StaticRange(range)],
      bubbles: true,
      cancelable: true,
      composed: true,
    }),
  );
}

/** @param {HTMLElement} host @param {string} text @param {"paste"|"cut"} type */
function paste(host, text, type) {
  host.dispatchEvent(new ClipboardEvent(type, { clipboardData: transfer(text), bubbles: true, cancelable: true, composed: true }));
}

/**
 * @param {Way} way
 * @param {Family} family
 * @param {HTMLElement} host
 * @param {string} text
 * @param {Range} range what is selected
 */
export function put(way, family, host, text, range) {
  if (way === "typing") typing(host, text);
  else if (way === "replacement") replacement(host, text, range);
  else paste(host, text, !text && family.cuts ? "cut" : "paste");
}

/**
 * End the editor's undo step, so that what comes is a step of its own. The event goes straight to where the editor listens and
 * does not bubble: the page around it hears nothing.
 * @param {Family} family
 * @param {HTMLElement} host
 */
export function closeStep(family, host) {
  if (!family.closes) return;
  const target = host === host.ownerDocument.body ? host.ownerDocument.documentElement : host;
  target.dispatchEvent(new MouseEvent(family.closes));
}

/** Tell an editor that groups typing that this was no typing. @param {Family} family @param {HTMLElement} host @param {string} text */
export function announce(family, host, text) {
  if (!family.closes) return;
  host.dispatchEvent(new InputEvent("input", { inputType: "insertReplacementText", data: text }));
  // CKEditor 4 counts inputs until a key comes up; left open they would be counted as typing after an undo, and redo would be lost.
  host.dispatchEvent(new KeyboardEvent("keyup"));
  closeStep(family, host);
}
