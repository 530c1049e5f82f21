/**
 * A diff by words: what was taken out, what came in, what stayed.
 *
 * The shortest edit script is found with Myers' greedy algorithm (E. W. Myers, "An O(ND) Difference Algorithm and Its
 * Variations", 1986) over words, spaces and marks; small islands between changes are then folded into them, because
 * people read "feel bad for you → can see why" and not a salad of single words.
 */

/** @typedef {{op: 'same' | 'removed' | 'added', text: string}} DiffPart */

const TOKEN = /[\p{L}\p{N}\p{M}]+(?:['’_-][\p{L}\p{N}\p{M}]+)*|\s+|./gsu;

/** Texts that differ in more tokens than this are shown as one whole replacement: nobody reads such a diff. */
const MOST_EDITS = 1500;

/**
 * @param {string} before
 * @param {string} after
 * @returns {DiffPart[]} parts whose `same` and `removed` texts join to `before`, `same` and `added` to `after`
 */
export function diffWords(before, after) {
  const a = before.match(TOKEN) ?? [];
  const b = after.match(TOKEN) ?? [];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middle = script(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return tidy([
    { op: "same", text: a.slice(0, head).join("") },
    ...middle,
    { op: "same", text: a.slice(a.length - tail).join("") },
  ]);
}

/**
 * The words that go when `after` only takes words out of `before`: all but the letter at its end that stays (as a capital or
 * not), and the commas and spaces around the gap.
 *
 * @param {string} before
 * @param {string} after at most one letter or digit, which then ends both
 * @returns {string}
 */
export function leftOut(before, after) {
  const stays = after.match(/[\p{L}\p{N}]$/u)?.[0].length ?? 0;
  return before.slice(0, before.length - stays).replace(/^[\s,;:–—-]+|[\s,;:–—-]+$/gu, "");
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @returns {DiffPart[]}
 */
function script(a, b) {
  /** @type {DiffPart[]} */
  const whole = [
    { op: "removed", text: a.join("") },
    { op: "added", text: b.join("") },
  ];
  if (a.length === 0 || b.length === 0) return whole;
  const most = Math.min(a.length + b.length, MOST_EDITS);
  /** @type {Int32Array[]} */
  const trace = [];
  const at = new Int32Array(2 * most + 3);
  for (let d = 0; d <= most; d++) {
    trace.push(at.slice());
    for (let k = -d; k <= d; k += 2) {
      const i = k + most + 1;
      const down = k === -d || (k !== d && at[i - 1] < at[i + 1]);
      let x = down ? at[i + 1] : at[i - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      at[i] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace, most);
    }
  }
  return whole;
}

/**
 * @param {string[]} a
 * @param {string[]} b
 * @param {Int32Array[]} trace
 * @param {number} most
 * @returns {DiffPart[]}
 */
function backtrack(a, b, trace, most) {
  /** @type {DiffPart[]} */
  const parts = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const at = trace[d];
    const k = x - y;
    const i = k + most + 1;
    const down = k === -d || (k !== d && at[i - 1] < at[i + 1]);
    const fromX = d === 0 ? 0 : at[down ? i + 1 : i - 1];
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      parts.push({ op: "same", text: a[--x] });
      y--;
    }
    if (d === 0) break;
    if (down) parts.push({ op: "added", text: b[--y] });
    else parts.push({ op: "removed", text: a[--x] });
  }
  return parts.reverse();
}

/**
 * Fold small unchanged islands into the changes around them and join neighbours, removed before added.
 *
 * @param {DiffPart[]} parts
 * @returns {DiffPart[]}
 */
function tidy(parts) {
  const joined = join(parts);
  const folded = joined.flatMap((part, i) => {
    const between = i > 0 && i < joined.length - 1;
    const words = part.text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
    if (part.op !== "same" || !between || words > 1 || part.text.includes("\n")) return [part];
    return /** @type {DiffPart[]} */ ([
      { op: "removed", text: part.text },
      { op: "added", text: part.text },
    ]);
  });
  return join(folded);
}

/**
 * @param {DiffPart[]} parts
 * @returns {DiffPart[]}
 */
function join(parts) {
  /** @type {DiffPart[]} */
  const out = [];
  let removed = "";
  let added = "";
  const flush = () => {
    if (removed) out.push({ op: "removed", text: removed });
    if (added) out.push({ op: "added", text: added });
    removed = added = "";
  };
  for (const { op, text } of parts) {
    if (!text) continue;
    if (op === "removed") removed += text;
    else if (op === "added") added += text;
    else {
      flush();
      const last = out.at(-1);
      if (last?.op === "same") last.text += text;
      else out.push({ op, text });
    }
  }
  flush();
  return out;
}
