/**
 * The plain text of an editing host and where each piece of it stands in the document.
 *
 * Follows the shape of the HTML standard's innerText (rendered line breaks, collapsed white space), with three differences an
 * editor needs: a `<br>` that only keeps an empty line open is no line break, characters that editors add for themselves
 * (U+FEFF, U+200B, U+2060) are left out, and a no-break space reads as a space, because browsers trade one for the other while typing.
 *
 * @typedef {object} Run a stretch of the text shown by one node
 * @property {Text|HTMLElement} node a text node, a `<br>` or an element without text of its own (an image)
 * @property {number} from where the stretch begins inside a text node; 0 for elements
 * @property {number} start offset of the stretch in the text
 * @property {number} length 0 for the place of the caret on an empty line
 * @property {Element|null} island the outermost contenteditable=false element around it (a mention), if any
 *
 * @typedef {object} Snapshot
 * @property {string} text
 * @property {Run[]} runs in document order, not overlapping
 * @property {Element} root
 */

const BLOCKS = new Set(
  (
    "ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 " +
    "H5 H6 HEADER HR LEGEND LI MAIN MENU NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL"
  ).split(" "),
);
const OBJECTS = new Set(["IMG", "VIDEO", "AUDIO", "OBJECT", "IFRAME", "CANVAS", "EMBED"]);
/** Never part of what the agent wrote. */
const UNSEEN = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "INPUT", "BUTTON", "SELECT", "TEXTAREA", "SVG", "svg", "HEAD", "LINK", "META"]);
/** Nodes that editors keep inside their editable for themselves. */
const SCAFFOLD =
  "[data-slate-placeholder],[data-mce-bogus='all'],.ql-ui,.ck-reset_all,.ck-fake-selection-container,.ProseMirror-separator,.fr-marker,[data-cke-temp],[data-cke-hidden-sel]";
/** What collapsing or leaving out would change; single spaces inside a text stay as they are. */
const UNEVEN = /[\u200B\u2060\uFEFF\t\n\r\f]| {2}/;
const INVISIBLE = /[\u200B\u2060\uFEFF]/;
/** Where a text is to be looked at closely: characters left out, and spaces where they collapse. */
const LEFT_OUT = /[\u200B\u2060\uFEFF]/g;
const GAPS = /[\u200B\u2060\uFEFF]|[ \t\n\r\f]+/g;
export const OBJECT = "\uFFFC";

/** @param {Element} element */
function isBlock(element) {
  if (BLOCKS.has(element.tagName)) return true;
  // A custom element says nothing by its name.
  return element.tagName.includes("-") && !getComputedStyle(element).display.startsWith("inline");
}

/**
 * @param {Element} element
 * @returns {"collapse"|"lines"|"keep"} what happens to spaces: all collapse, all but line feeds collapse, or none does
 */
function spacing(element) {
  const value = getComputedStyle(element).whiteSpaceCollapse;
  if (value === "preserve" || value === "break-spaces") return "keep";
  return value === "preserve-breaks" ? "lines" : "collapse";
}

/**
 * Read an editing host.
 * @param {Element} root
 * @returns {Snapshot}
 */
export function read(root) {
  /** @type {Run[]} */
  const runs = [];
  // In pieces, because asking a growing string for its end makes the engine copy all of it.
  /** @type {string[]} none is empty */
  const pieces = [];
  let length = 0;
  let lineOpen = false; // the current line exists, perhaps still without characters
  let breakDue = false; // a line ended with its block: what comes next starts a new one
  /** @type {Run|null} a `<br>` that is a line break only if something follows it in its block */
  let dueBr = null;
  /** @type {"space"|"feed"|null} the last character vanishes at the end of its line, or of its block */
  let loose = null;

  /** @param {string} piece */
  const put = (piece) => {
    pieces.push(piece);
    length += piece.length;
  };
  const endsLine = () => length === 0 || (pieces.at(-1)?.endsWith("\n") ?? false);
  const trim = () => {
    const last = runs.at(-1);
    if (loose && last) {
      const piece = pieces.pop()?.slice(0, -1);
      if (piece) pieces.push(piece);
      length -= 1;
      last.length -= 1;
    }
    loose = null;
  };
  const settle = () => {
    if (dueBr) {
      dueBr.start = length;
      dueBr.length = 1;
      dueBr = null;
      put("\n");
    } else if (breakDue) put("\n");
    breakDue = false;
    lineOpen = true;
  };
  const boundary = () => {
    trim();
    dueBr = null;
    breakDue ||= lineOpen;
    lineOpen = false;
  };
  /** @param {Run} run */
  const add = (run) => {
    settle();
    run.start = length;
    runs.push(run);
    return run;
  };

  /** @param {Text} node @param {Element|null} island @param {"collapse"|"lines"|"keep"} mode */
  const addText = (node, island, mode) => {
    const data = node.data;
    if (!data) return;
    const atLineStart = () => !lineOpen || dueBr !== null || endsLine();
    if (mode === "keep" && !INVISIBLE.test(data)) {
      add({ node, from: 0, start: 0, length: data.length, island });
      put(data);
      loose = data.endsWith("\n") ? "feed" : null;
      return;
    }
    if (mode !== "keep" && !UNEVEN.test(data)) {
      const skip = data[0] === " " && (loose || atLineStart()) ? 1 : 0;
      if (skip === data.length) return;
      add({ node, from: skip, start: 0, length: data.length - skip, island });
      put(skip ? data.slice(skip) : data);
      loose = data.endsWith(" ") ? "space" : null;
      return;
    }
    let from = 0;
    /** @param {number} to @param {string} [as] */
    const flush = (to, as) => {
      if (to === from) return;
      add({ node, from, start: 0, length: to - from, island });
      put(as ?? data.slice(from, to));
      const last = as ?? data[to - 1];
      loose = last === "\n" ? "feed" : last === " " && mode !== "keep" ? "space" : null;
      from = to;
    };
    for (const { 0: gap, index } of data.matchAll(mode === "keep" ? LEFT_OUT : GAPS)) {
      // One space between words is just a character.
      if (gap === " " && index > from) continue;
      flush(index);
      if (INVISIBLE.test(gap)) {
        from = index + 1;
        // It opens a line (the empty line of Slate, the bullet of others) without being a character of it.
        if (!lineOpen || dueBr) add({ node, from: index, start: 0, length: 0, island });
        continue;
      }
      for (let i = index; i < index + gap.length; i++) {
        if (data[i] === "\n" && mode === "lines") {
          if (loose === "space") trim();
          flush(i + 1);
        } else if (loose || atLineStart()) from = i + 1;
        else flush(i + 1, " ");
      }
    }
    flush(data.length);
  };

  /** @param {Node} parent @param {Element|null} island @param {"collapse"|"lines"|"keep"} mode */
  const walk = (parent, island, mode) => {
    for (let child = parent.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === Node.TEXT_NODE) {
        addText(/** @type {Text} */ (child), island, mode);
        continue;
      }
      if (child.nodeType !== Node.ELEMENT_NODE) continue;
      const element = /** @type {HTMLElement} */ (child);
      const tag = element.tagName;
      if (tag === "BR") {
        if (loose === "space") trim();
        loose = null;
        dueBr = add({ node: element, from: 0, start: 0, length: 0, island });
        continue;
      }
      if (UNSEEN.has(tag) || element.matches(SCAFFOLD)) continue;
      if (OBJECTS.has(tag)) {
        add({ node: element, from: 0, start: 0, length: 1, island });
        put(OBJECT);
        loose = null;
        continue;
      }
      const editable = element.getAttribute("contenteditable");
      const inside = editable === "false" ? (island ?? element) : editable !== null ? null : island;
      const block = isBlock(element);
      if (block) boundary();
      walk(element, inside, block || element.style.whiteSpace ? spacing(element) : mode);
      if (block) boundary();
    }
  };
  walk(root, null, spacing(root));
  trim();
  return { text: pieces.join("").replaceAll("\u00A0", " "), runs, root };
}

/** @param {Node} node @returns {{node: Node, offset: number}} */
function before(node) {
  const parent = /** @type {Node} */ (node.parentNode);
  return { node: parent, offset: Array.prototype.indexOf.call(parent.childNodes, node) };
}

/**
 * The document position of an offset.
 * @param {Snapshot} snapshot
 * @param {number} offset
 * @param {"start"|"end"} side which neighbour a position between two runs belongs to: "start" takes the run that begins there, "end" the
 *   run that ends there
 * @returns {{node: Node, offset: number}}
 */
export function pointAt(snapshot, offset, side) {
  const { runs, root, text } = snapshot;
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].start < offset) low = middle + 1;
    else high = middle;
  }
  const earlier = low > 0 ? runs[low - 1] : null;
  const stop = earlier ? earlier.start + earlier.length : -1;
  /** @type {Run|null} */
  let next = null; // begins here; one with characters rather than an empty line's
  for (let i = low; i < runs.length && runs[i].start === offset && !next?.length; i++) next = next && !runs[i].length ? next : runs[i];
  let run = null;
  if (stop > offset) run = earlier;
  else {
    // A run that ends here holds the position unless its last character is the line break before it.
    const ending = stop === offset && text[offset - 1] !== "\n" ? earlier : null;
    run = side === "start" && next?.length ? next : (ending ?? next ?? earlier ?? runs[0] ?? null);
  }
  if (!run) return { node: root, offset: 0 };
  const into = Math.max(0, Math.min(offset - run.start, run.length));
  if (run.island) {
    const at = before(run.island);
    if (into === 0) return at;
    if (into === run.length) return { node: at.node, offset: at.offset + 1 };
  }
  if (run.node.nodeType === Node.TEXT_NODE) return { node: run.node, offset: run.from + into };
  const at = before(run.node);
  return { node: at.node, offset: at.offset + into };
}

/**
 * The offset of a document position, such as the caret's.
 * @param {Snapshot} snapshot
 * @param {Node} node
 * @param {number} offset
 * @returns {number}
 */
export function offsetOf(snapshot, node, offset) {
  const { runs } = snapshot;
  const range = document.createRange();
  range.setStart(node, offset);
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const run = runs[middle];
    // The run's first position: is it at or before the one asked for?
    const at = run.node.nodeType === Node.TEXT_NODE ? { node: run.node, offset: run.from } : before(run.node);
    if (range.comparePoint(at.node, at.offset) <= 0) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return runs[0]?.start ?? 0;
  const run = runs[low - 1];
  if (node === run.node) return run.start + Math.min(Math.max(0, offset - run.from), run.length);
  const at = run.node.nodeType === Node.TEXT_NODE ? null : before(run.node);
  if (at && at.node === node && at.offset === offset) return run.start;
  // Past the run. At the start of the next line's block the position belongs to the next run, if nothing stands between.
  const next = runs[low];
  if (next && startsAt(next, node, offset)) return next.start;
  return run.start + run.length;
}

/** Whether the position stands right before a run, looking down into first children only. @param {Run} run @param {Node} node @param {number} offset */
function startsAt(run, node, offset) {
  /** @type {Node|null} */
  let inner = node.childNodes[offset] ?? null;
  while (inner && inner !== run.node) inner = inner.firstChild;
  return inner === run.node;
}

/**
 * A live range over a stretch of the text.
 * @param {Snapshot} snapshot
 * @param {number} start
 * @param {number} end
 * @returns {Range}
 */
export function rangeOf(snapshot, start, end) {
  const range = document.createRange();
  place(range, snapshot, start, end);
  return range;
}

/** @param {Range} range @param {Snapshot} snapshot @param {number} start @param {number} end */
export function place(range, snapshot, start, end) {
  const to = pointAt(snapshot, end, "end");
  const from = start === end ? to : pointAt(snapshot, start, "start");
  if (range.startContainer !== from.node || range.startOffset !== from.offset) range.setStart(from.node, from.offset);
  if (range.endContainer !== to.node || range.endOffset !== to.offset) range.setEnd(to.node, to.offset);
}

/**
 * What cannot be edited character by character: mentions, images and the like.
 * @param {Snapshot} snapshot
 * @returns {{start: number, end: number}[]}
 */
export function fixedSpans(snapshot) {
  /** @type {{start: number, end: number, island: Element|null}[]} */
  const spans = [];
  for (const { node, start, length, island } of snapshot.runs) {
    const object = node.nodeType === Node.ELEMENT_NODE && snapshot.text[start] === OBJECT;
    if (length === 0 || !(island || object)) continue;
    const last = spans.at(-1);
    if (last && island && last.island === island) last.end = start + length;
    else spans.push({ start, end: start + length, island });
  }
  return spans;
}
