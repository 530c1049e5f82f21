/**
 * The ways to put text over the selection so that an editor takes it as its user's own edit. None is trusted: the caller reads the
 * text afterwards, because `defaultPrevented` and return values say nothing reliable.
 *
 * @import { Way } from "./families.js"
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

/** @param {HTMLElement} host @param {string} text */
function stepped(host, text) {
  host.dispatchEvent(new MouseEvent("mouseup", { bubbles: true, composed: true }));
  typing(host, text);
  host.dispatchEvent(new InputEvent("input", { inputType: "insertReplacementText", data: text, bubbles: true, composed: true }));
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

/** @param {HTMLElement} host @param {string} text */
function paste(host, text) {
  host.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer(text), bubbles: true, cancelable: true, composed: true }));
}

/**
 * @param {Way} way
 * @param {HTMLElement} host
 * @param {string} text
 * @param {Range} range what is selected
 */
export function put(way, host, text, range) {
  // Events go to the element that holds the selection, as the browser's own would.
  if (way === "typing") typing(host, text);
  else if (way === "stepped") stepped(host, text);
  else if (way === "replacement") replacement(host, text, range);
  else paste(host, text);
}
