/** Where a surface goes. Pure: rectangles in, a point out; all in CSS pixels of one window. */

/** @typedef {import("./geometry.js").Box} Box */
/** @typedef {{width: number, height: number}} Size */

const EDGE = 8;
/** Less than this is not worth having: rather over the words than cut down to a slit. */
const LEAST = 240;

/**
 * Next to the words it is about, never over their line: below when there is room, else above, else where there is more room,
 * made lower to fit. Where hardly any room is left at all, as in a small window, it does cover the words.
 *
 * @param {Box} anchor the words
 * @param {Size} size
 * @param {Size} view
 * @param {number} [gap]
 * @returns {{left: number, top: number, height: number}} `height`: the most it may take
 */
export function besideWords(anchor, size, view, gap = 6) {
  const below = view.height - EDGE - anchor.bottom - gap;
  const above = anchor.top - gap - EDGE;
  const left = Math.max(EDGE, Math.min(anchor.left, view.width - EDGE - size.width));
  const under = size.height <= below || below >= above;
  const room = under ? below : above;
  const height = Math.min(size.height, Math.max(room, Math.min(LEAST, view.height - 2 * EDGE)));
  const top = under ? Math.min(anchor.bottom + gap, view.height - EDGE - height) : anchor.top - gap - height;
  return { left, top: Math.max(EDGE, top), height };
}

/**
 * The badge stands in the editor's lower corner; where text, the caret or one of the page's buttons is in the way it goes to
 * the first place that is free, smaller if need be; when none is, it stays away.
 *
 * @param {{box: Box, words: Box[], full: Size, compact: Size, view: Size, rtl: boolean, isFree: (box: Box) => boolean}} scene
 *   `box`: the part of the editor that can be seen; `words`: text and caret; `isFree`: whether no button of the page is there
 * @returns {{left: number, top: number, compact: boolean} | null}
 */
export function badgePlace({ box, words, full, compact, view, rtl, isFree }) {
  const inset = 6;
  /** @param {Size} size @param {number} top */
  const at = (size, top) => ({
    left: rtl ? box.left + inset : box.right - inset - size.width,
    top,
    compact: size === compact,
  });
  const tries = [
    at(full, box.bottom - inset - full.height),
    at(compact, box.bottom - inset - compact.height),
    at(compact, box.top + inset),
    at(full, box.bottom + 4),
    at(full, box.top - 4 - full.height),
    at(compact, box.bottom + 4),
    at(compact, box.top - 4 - compact.height),
  ];
  return (
    tries.find(({ left, top, compact: small }) => {
      const size = small ? compact : full;
      const place = { left, top, right: left + size.width, bottom: top + size.height };
      const onScreen = left >= 0 && top >= 0 && place.right <= view.width && place.bottom <= view.height;
      return onScreen && !words.some((word) => overlap(word, place, 4)) && isFree(place);
    }) ?? null
  );
}

/**
 * @param {Box} a
 * @param {Box} b
 * @param {number} margin
 * @returns {boolean}
 */
export function overlap(a, b, margin = 0) {
  return (
    a.left < b.right + margin && a.right > b.left - margin && a.top < b.bottom + margin && a.bottom > b.top - margin
  );
}
