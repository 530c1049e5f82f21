/** Ranges in a text that goes on changing. All offsets are UTF-16 code units. */

/** @typedef {{start: number, endBefore: number, endAfter: number}} Change */

/**
 * The one stretch in which two texts differ, found from both ends.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Change | null} null when they are equal
 */
export function changedStretch(before, after) {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (tail < most - start && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail++;
  return { start, endBefore: before.length - tail, endAfter: after.length - tail };
}

/**
 * Move ranges along with an edit; a range that the edit touched is dropped, never guessed.
 *
 * @template {{start: number, end: number}} T
 * @param {T[]} spans
 * @param {Change | null} change from changedStretch
 * @returns {T[]}
 */
export function followSpans(spans, change) {
  if (!change) return spans;
  const by = change.endAfter - change.endBefore;
  return spans.flatMap((span) => {
    if (span.end <= change.start) return [span];
    if (span.start >= change.endBefore) return [{ ...span, start: span.start + by, end: span.end + by }];
    return [];
  });
}
