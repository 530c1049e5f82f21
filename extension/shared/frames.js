/** Windows around windows: an editor may stand in a frame of the same origin as the page that holds the conversation. */

/**
 * The outermost window that we may look into and draw in: a card is not cut off at the edge of a small frame, and the
 * customer's message is found beside it.
 *
 * @param {Window} from
 * @returns {Window}
 */
export function outermost(from) {
  let view = from;
  try {
    while (view.frameElement) view = view.parent;
  } catch {
    // The frame around is of another origin.
  }
  return view;
}

/**
 * @param {Window} from
 * @returns {{x: number, y: number}} what to add to a frame's coordinates to get the outermost window's
 */
export function frameOffset(from) {
  let x = 0;
  let y = 0;
  try {
    for (let view = from; view.frameElement; view = view.parent) {
      const frame = /** @type {HTMLElement} */ (view.frameElement);
      const rect = frame.getBoundingClientRect();
      x += rect.left + frame.clientLeft;
      y += rect.top + frame.clientTop;
    }
  } catch {
    // As above.
  }
  return { x, y };
}
