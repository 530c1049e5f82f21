/** A text field with line numbers, in which lines that need a look are marked. The field's own undo stays. */

/** @typedef {import("./types.js").Problem} Problem */

export class Code {
  #lines = 0;

  /** @param {HTMLTextAreaElement} field @param {HTMLElement} gutter @param {() => void} changed */
  constructor(field, gutter, changed) {
    this.field = field;
    this.gutter = gutter;
    field.addEventListener("input", () => {
      this.#number();
      changed();
    });
    field.addEventListener("scroll", () => {
      gutter.scrollTop = field.scrollTop;
    });
    field.addEventListener("keydown", (event) => this.#keepColumn(event));
  }

  get text() {
    return this.field.value;
  }

  set text(text) {
    this.field.value = text;
    this.#number();
  }

  /** Put words in as if typed, so that Ctrl+Z takes them out again. @param {number} start @param {number} end @param {string} words */
  write(start, end, words) {
    this.field.focus();
    this.field.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, words)) this.field.setRangeText(words, start, end, "end");
  }

  /** Take over a whole new text, as one step to undo. @param {string} text */
  replace(text) {
    this.write(0, this.text.length, text);
    this.field.setSelectionRange(0, 0);
    this.field.scrollTop = 0;
  }

  /** Show where something is wrong. @param {Problem[]} problems */
  mark(problems) {
    const wrong = new Set(problems.map((problem) => problem.line));
    [...this.gutter.children].forEach((line, index) => line.toggleAttribute("data-wrong", wrong.has(index + 1)));
  }

  /** Go to a place. @param {number} line from 1 @param {number} column from 1 */
  go(line, column) {
    const lines = this.text.split("\n");
    const before = lines.slice(0, Math.max(line - 1, 0)).reduce((sum, one) => sum + one.length + 1, 0);
    const words = lines[line - 1] ?? "";
    const start = before + Math.min(Math.max(column - 1, 0), words.length);
    this.field.focus();
    this.field.setSelectionRange(start, before + words.length);
    const height = Number.parseFloat(getComputedStyle(this.field).lineHeight);
    this.field.scrollTop = Math.max(0, (line - 4) * height);
    this.field.scrollLeft = 0;
  }

  #number() {
    const { text } = this;
    let lines = 1;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
    while (this.#lines < lines) {
      this.#lines += 1;
      const line = document.createElement("span");
      line.textContent = String(this.#lines);
      this.gutter.append(line);
    }
    while (this.#lines > lines) {
      this.#lines -= 1;
      this.gutter.lastElementChild?.remove();
    }
    this.gutter.scrollTop = this.field.scrollTop;
  }

  /** Enter goes on in the column of the line, one step deeper after “:”. @param {KeyboardEvent} event */
  #keepColumn(event) {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const { selectionStart, selectionEnd } = this.field;
    const line = this.text.slice(this.text.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
    const column = line.match(/^ */)?.[0] ?? "";
    event.preventDefault();
    this.write(selectionStart, selectionEnd, `\n${column}${/:\s*$/.test(line) ? "  " : ""}`);
  }
}
