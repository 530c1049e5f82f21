/**
 * How spans follow edits. Pure: knows nothing of the document.
 *
 * @typedef {object} Change one edit: `removed` characters at `start` gave way to `added` ones
 * @property {number} start
 * @property {number} removed
 * @property {number} added
 */

/** @param {string} text @param {number} i whether a UTF-16 pair would be cut at i */
function splitsPair(text, i) {
  const c = text.charCodeAt(i - 1);
  return c >= 0xd800 && c <= 0xdbff && i < text.length;
}

/**
 * The smallest single edit that turns one text into the other.
 *
 * Repeated letters leave a choice ("hello" → "helllo"); `caret`, where the caret stands after the edit, decides it, because typing leaves
 * the caret right behind what was typed.
 * @param {string} before
 * @param {string} after
 * @param {number} [caret] offset into `after`
 * @returns {Change|null} null when the texts are equal
 */
export function difference(before, after, caret) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  const most = caret === undefined ? shorter : Math.min(shorter, after.length - caret);
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  let start = 0;
  while (start < shorter - tail && before[start] === after[start]) start++;
  // The caret may stand elsewhere (an edit by the page): then what follows it may still be equal.
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (splitsPair(before, start)) start--;
  if (tail > 0 && splitsPair(before, before.length - tail)) tail--;
  return { start, removed: before.length - tail - start, added: after.length - tail - start };
}

/**
 * Where an offset stands after an edit.
 * @param {number} offset
 * @param {Change} change
 * @param {"left"|"right"} lean which way an offset inside the replaced text goes
 */
export function moveOffset(offset, change, lean) {
  const stop = change.start + change.removed;
  if (offset < change.start || (offset === change.start && lean === "left")) return offset;
  if (offset > stop || (offset === stop && (change.removed > 0 || lean === "right"))) return offset + change.added - change.removed;
  return lean === "left" ? change.start : change.start + change.added;
}

/**
 * Move marks along with an edit. What is typed right before or after a marked phrase does not join it; what is typed inside does.
 * @template {{start: number, end: number}} T
 * @param {T[]} marks
 * @param {Change} change
 * @returns {T[]} without those whose text is gone
 */
export function follow(marks, change) {
  const stop = change.start + change.removed;
  /** @type {T[]} */
  const kept = [];
  for (const mark of marks) {
    let { start, end } = mark;
    if (change.start >= end) {
      kept.push(mark); // the edit is behind it
      continue;
    }
    const shift = change.added - change.removed;
    if (stop <= start) {
      kept.push({ ...mark, start: start + shift, end: end + shift });
      continue;
    }
    const headIn = change.start > start; // some of the phrase stands before the edit
    const tailIn = stop < end;
    if (headIn && tailIn) end += shift;
    else if (headIn) end = change.start;
    else if (tailIn) {
      start = change.start + change.added;
      end += shift;
    } else continue;
    kept.push({ ...mark, start, end });
  }
  return kept;
}

/**
 * Cut an edit down to the characters that really differ, so that formatting, links and mentions at its ends survive.
 * @param {string} text the text the edit applies to
 * @param {{start: number, end: number, text: string}} edit
 * @returns {{start: number, end: number, text: string}|null} null when nothing differs
 */
export function smallest(text, edit) {
  const change = difference(text.slice(edit.start, edit.end), edit.text);
  if (!change) return null;
  const start = edit.start + change.start;
  return { start, end: start + change.removed, text: edit.text.slice(change.start, change.start + change.added) };
}

/**
 * Split an edit around what must stay as it is (mentions, images): each must occur again in the new text, in order.
 * @param {string} text
 * @param {{start: number, end: number, text: string}} edit
 * @param {{start: number, end: number}[]} fixed in order, not overlapping
 * @returns {{start: number, end: number, text: string}[]|null} null when one would be cut or lost
 */
export function around(text, edit, fixed) {
  /** @type {{start: number, end: number, text: string}[]} */
  const parts = [];
  let { start } = edit;
  let from = 0;
  for (const span of fixed) {
    if (span.end <= edit.start || span.start >= edit.end) {
      if (edit.start === edit.end && span.start < edit.start && edit.start < span.end) return null;
      continue;
    }
    const kept = text.slice(span.start, span.end);
    const at = edit.text.indexOf(kept, from);
    if (span.start < edit.start || span.end > edit.end || at < 0) return null;
    parts.push({ start, end: span.start, text: edit.text.slice(from, at) });
    start = span.end;
    from = at + kept.length;
  }
  parts.push({ start, end: edit.end, text: edit.text.slice(from) });
  return parts.map((part) => smallest(text, part)).filter((part) => part !== null);
}

/**
 * @param {string} text
 * @param {{start: number, end: number, text: string}[]} edits in order, not overlapping
 */
export function apply(text, edits) {
  let out = "";
  let at = 0;
  for (const edit of edits) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}
