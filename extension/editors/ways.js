/**
 * The ways to put text over the selection so that an editor takes it as its user's own edit. None is trusted: the caller reads the
 * text afterwards, because `defaultPrevented` and return values say nothing reliable.
 *
 * @import { Family, Way } from "./families.js"
 */
import { FIREFOX } from "./families.js";

/** Spaces at the ends of a paragraph would vanish. @param {string} line */
function escapeHtml(line) {
  const escaped = line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replace(/^ +| +$/g, (spaces) => "&nbsp;".repeat(spaces.length));
}

/** @param {string} text @returns {string} paragraphs; a no-break space is how editors write an empty one */
function asParagraphs(text) {
  return text.split("\n").map((line) => `<p>${escapeHtml(line) || "&nbsp;"}</p>`).join("");
}

/** @param {Family} family @param {string} text */
function transfer(family, text) {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (family.html && text.includes("\n")) data.setData("text/html", asParagraphs(text));
  return data;
}

/** @param {Family} family @param {HTMLElement} host @param {string} text */
function typing(family, host, text) {
  const document = host.ownerDocument;
  if (!FIREFOX || family.feeds || !text.includes("\n")) {
    document.execCommand(text ? "insertText" : "delete", false, text);
    return;
  }
  // Firefox keeps a line feed inside the paragraph, which many editors then lose.
  for (const [i, line] of text.split("\n").entries()) {
    if (i > 0) document.execCommand("insertParagraph");
    if (line) document.execCommand("insertText", false, line);
  }
}

/** @param {Family} family @param {HTMLElement} host @param {string} text @param {Range} range */
function replacement(family, host, text, range) {
  host.dispatchEvent(
    new InputEvent("beforeinput", {
      inputType: text ? "insertReplacementText" : (family.erase ?? "deleteContentBackward"),
      data: null,
      dataTransfer: text ? transfer(family, text) : null,
      targetRanges: [new StaticRange(range)],
      bubbles: true,
      cancelable: true,
      composed: true,
    }),
  );
}

/** @param {Family} family @param {HTMLElement} host @param {string} text */
function paste(family, host, text) {
  const type = !text && family.cuts ? "cut" : "paste";
  host.dispatchEvent(new ClipboardEvent(type, { clipboardData: transfer(family, text), bubbles: true, cancelable: true, composed: true }));
}

/**
 * @param {Way} way
 * @param {Family} family
 * @param {HTMLElement} host
 * @param {string} text
 * @param {Range} range what is selected
 */
export function put(way, family, host, text, range) {
  if (way === "typing") typing(family, host, text);
  else if (way === "replacement") replacement(family, host, text, range);
  else paste(family, host, text);
}

/**
 * End the editor's undo step, so that what comes is a step of its own. The event goes straight to where the editor listens and
 * does not bubble: the page around it hears nothing.
 * @param {Family} family
 * @param {HTMLElement} host
 */
export function closeStep(family, host) {
  for (const type of family.closes ?? []) {
    if (type === "input") host.dispatchEvent(new InputEvent("input", { inputType: "insertReplacementText" }));
    else click(host, type);
  }
}

/** Tell an editor that groups typing that this was no typing. @param {Family} family @param {HTMLElement} host @param {string} text */
export function announce(family, host, text) {
  if (!family.closes) return;
  host.dispatchEvent(new InputEvent("input", { inputType: "insertReplacementText", data: text }));
  // CKEditor 4 counts inputs until a key comes up; left open they would be counted as typing after an undo, and redo would be lost.
  host.dispatchEvent(new KeyboardEvent("keyup"));
  for (const type of family.closes) if (type !== "input") click(host, type);
}

/** Editors in a frame listen on its root element. @param {HTMLElement} host @param {string} type */
function click(host, type) {
  const target = host === host.ownerDocument.body ? host.ownerDocument.documentElement : host;
  target.dispatchEvent(new MouseEvent(type));
}
