/**
 * Shapes shared by the editor layer. All offsets are UTF-16 code units into `Editor.text()`.
 *
 * @typedef {"sympathy"|"hollow-apology"|"formulaic"|"dismissive"|"blame"|"deflection"|"command"} Category
 * @typedef {"high"|"medium"|"hint"} Severity
 *
 * @typedef {object} Mark an underlined span
 * @property {string} id
 * @property {number} start
 * @property {number} end
 * @property {Category|string} category
 * @property {Severity|string} severity
 * @property {boolean} [active] true while its card is open: the span gets a soft background as well
 *
 * @typedef {object} Edit a piece of text to put in place of `start`…`end`
 * @property {number} start
 * @property {number} end
 * @property {string} text
 *
 * @typedef {"changed"|"reverted"|"gone"|"composing"|"readonly"} Refusal
 *   changed: the text is no longer what was reviewed. reverted: the editor does not take the change (its own text stands).
 *   gone: the editor left the page. composing: an input method is at work. readonly: the field, or a mention inside the span, cannot be edited.
 *
 * @typedef {{ok: true, steps: number} | {ok: false, reason: Refusal}} Outcome
 *   steps: how many presses of Undo take it back (1 unless an editor keeps several edits apart).
 *
 * @typedef {object} Editor
 * @property {HTMLElement} element the textarea, input or editing host
 * @property {string} kind the family: "textarea", "input", "ckeditor5", "prosemirror", … or "contenteditable"
 * @property {boolean} editable false while the page has it read-only or disabled
 * @property {boolean} composing true while an input method is composing
 * @property {() => string} text plain text: blocks joined by "\n", images as U+FFFC
 * @property {(fn: (text: string) => void) => (() => void)} onChange calls back once a frame after the text changed, never while an
 *   input method composes; returns how to stop
 * @property {(marks: Mark[]) => void} mark underlines these spans instead of the earlier ones; they follow later edits
 * @property {() => Mark[]} marks the marks where they stand now
 * @property {() => void} clearMarks
 * @property {(start: number, end: number) => DOMRect[]} rects in viewport coordinates of the editor's own window
 * @property {(x: number, y: number) => number|null} offsetAt
 * @property {() => {start: number, end: number}|null} caret null when the selection is elsewhere
 * @property {() => DOMRect|null} caretRect
 * @property {(start: number, end: number) => boolean} select gives false when the editor put another selection in its place
 * @property {() => void} focus
 * @property {(start: number, end: number, expected: string, text: string) => Promise<Outcome>} replace
 * @property {(expected: string, edits: Edit[]) => Promise<Outcome>} replaceAll `expected` is the whole text the edits were made for;
 *   they are in order and do not overlap
 * @property {(text: string) => Promise<Outcome>} insert at the caret or over the selection
 * @property {() => void} dispose
 */

export {};
