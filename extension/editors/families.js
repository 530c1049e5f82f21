/**
 * Which editor is this, and how does it take a change so that its own model, undo, caret and formatting survive?
 *
 * Measured in real browsers with the editors' own packages; docs/editors.md has the table. A family is recognised by marks its library
 * leaves in the document, never by the site.
 *
 * @typedef {"typing"|"stepped"|"replacement"|"paste"} Way
 *   typing: select, then the browser's own insertText. stepped: the same between two events that close the editor's undo step.
 *   replacement: a beforeinput event as a spelling checker's. paste: a paste event.
 * @typedef {object} Family
 * @property {string} kind
 * @property {string} selector matches the editing host
 * @property {Way[]} ways in order of preference
 * @property {Way[]} [firefox] the same in Firefox, where the page cannot read the clipboard data of an extension's events
 */

/** @type {Family[]} */
const FAMILIES = [
  { kind: "ckeditor5", selector: ".ck-editor__editable", ways: ["replacement", "paste"], firefox: ["typing"] },
  { kind: "slate", selector: "[data-slate-editor]", ways: ["replacement"], firefox: ["typing"] },
  { kind: "draftjs", selector: ".public-DraftEditor-content", ways: ["paste"], firefox: ["typing"] },
  { kind: "trix", selector: "trix-editor", ways: ["paste"], firefox: ["typing"] },
  { kind: "froala", selector: ".fr-element", ways: ["typing"] },
  { kind: "tiptap", selector: ".tiptap", ways: ["typing"] },
  { kind: "prosemirror", selector: ".ProseMirror", ways: ["typing"] },
  { kind: "quill", selector: ".ql-editor", ways: ["typing"] },
  { kind: "lexical", selector: "[data-lexical-editor]", ways: ["typing"] },
  { kind: "tinymce", selector: ".mce-content-body", ways: ["stepped"] },
  { kind: "summernote", selector: ".note-editable", ways: ["stepped"] },
  { kind: "ckeditor4", selector: ".cke_editable", ways: ["stepped"] },
];

/** @type {Family} Anything else that is editable: try, verify, and say so when it does not hold. */
const OTHER = { kind: "contenteditable", selector: "*", ways: ["typing", "replacement"] };

/**
 * @param {HTMLElement} host
 * @returns {Family}
 */
export function familyOf(host) {
  return FAMILIES.find((family) => host.matches(family.selector)) ?? OTHER;
}

/** @param {Family} family @returns {Way[]} */
export function waysOf(family) {
  // Only Gecko knows this property.
  return (CSS.supports("-moz-user-focus", "none") && family.firefox) || family.ways;
}
