/**
 * Which editor is this, and how does it take a change so that its own model, undo, caret and formatting survive?
 *
 * Measured in real browsers with the editors' own packages; docs/editors.md has the table. A family is recognised by marks its library
 * leaves in the document, never by the site.
 *
 * @typedef {"typing"|"replacement"|"paste"} Way
 *   typing: the browser's own insertText. replacement: a beforeinput event as a spelling checker's. paste: a paste event.
 * @typedef {object} Family
 * @property {string} kind
 * @property {string} selector matches the editing host
 * @property {Way[]} ways in order of preference
 * @property {Way[]} [firefox] the same in Firefox, where the page cannot read the clipboard data of an extension's events
 * @property {Way[]} [lines] the ways for text of several lines, where they differ
 * @property {boolean} [feeds] takes line feeds inside typed text (only asked in Firefox)
 * @property {boolean} [single] loses line feeds in every way there is in Firefox, so several lines are refused there
 * @property {boolean} [html] a paste needs paragraphs in HTML; elsewhere plain text keeps spaces and empty lines better
 * @property {boolean} [cuts] an empty paste does nothing; a cut event deletes
 * @property {string[]} [closes] events at which the editor ends its undo step
 * @property {boolean} [strays] moving the caret away and back ends its typing step
 * @property {number} [settles] milliseconds after the caret moved in which it may act on the earlier caret: it hears of moves late, and is
 *   deaf to all positions until it has drawn again
 * @property {string} [erase] the input type that deletes a range it is told, rather than what it takes for its own selection
 * @property {number} [deaf] milliseconds after the focus came in which it misses where the caret is put, until the caret moves again
 * @property {boolean} [widen] text put in right behind typed text would join its undo step; taking one more character along prevents it
 * @property {boolean} [together] several edits in a row are one step, as it undoes by snapshots taken when a step ends
 * @property {number} [pause] milliseconds after the last key before the editor ends its undo step by itself
 */

/** @type {Family[]} */
const FAMILIES = [
  { kind: "ckeditor5", selector: ".ck-editor__editable", ways: ["replacement", "paste"], lines: ["paste"], html: true, firefox: ["typing"], strays: true },
  { kind: "slate", selector: "[data-slate-editor]", ways: ["replacement"], firefox: ["typing"], widen: true, settles: 150, erase: "deleteByCut" },
  { kind: "draftjs", selector: ".public-DraftEditor-content", ways: ["paste"], firefox: ["typing"], single: true, cuts: true, deaf: 30 },
  { kind: "trix", selector: "trix-editor", ways: ["paste"], firefox: ["typing"], feeds: true },
  { kind: "froala", selector: ".fr-element", ways: ["typing"], pause: 550, closes: ["input"] },
  { kind: "tiptap", selector: ".tiptap", ways: ["typing"], pause: 500 },
  { kind: "prosemirror", selector: ".ProseMirror", ways: ["typing"], pause: 500 },
  { kind: "quill", selector: ".ql-editor", ways: ["typing"], pause: 1000 },
  { kind: "lexical", selector: "[data-lexical-editor]", ways: ["replacement"], firefox: ["typing"], lines: ["paste"], pause: 300 },
  { kind: "tinymce", selector: ".mce-content-body", ways: ["typing"], closes: ["mousedown", "input"], together: true },
  { kind: "summernote", selector: ".note-editable", ways: ["typing"], closes: ["mouseup"], together: true },
  { kind: "ckeditor4", selector: ".cke_editable", ways: ["typing"], closes: ["click"], together: true },
];

/** @type {Family} Anything else that is editable: try, verify, and say so when it does not hold. */
const OTHER = { kind: "contenteditable", selector: "*", ways: ["typing", "replacement"], strays: true };

/**
 * @param {HTMLElement} host
 * @returns {Family}
 */
export function familyOf(host) {
  return FAMILIES.find((family) => host.matches(family.selector)) ?? OTHER;
}

export const FIREFOX = import.meta.url.startsWith("moz-extension:");

/** @param {Family} family @param {string} text what is to be put in @returns {Way[]} */
export function waysOf(family, text) {
  if (FIREFOX) return family.single && text.includes("\n") ? [] : (family.firefox ?? ["typing"]);
  return (text.includes("\n") && family.lines) || family.ways;
}
