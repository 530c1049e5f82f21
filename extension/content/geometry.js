/** Where things are on the screen, also when the editor stands in a frame of the same origin as the page around it. */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/**
 * The outermost window that we may draw in: a card is not cut off at the edge of a small frame.
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

/**
 * @param {Box} box
 * @param {{x: number, y: number}} by
 * @returns {Box}
 */
export function moved(box, { x, y }) {
  return { left: box.left + x, top: box.top + y, right: box.right + x, bottom: box.bottom + y };
}

/**
 * The part of an element that can be seen: scrolled parts are cut away.
 *
 * @param {Element} element
 * @returns {Box | null} null when nothing of it can be seen
 */
export function visibleBox(element) {
  const view = element.ownerDocument.defaultView;
  if (!view || !element.isConnected) return null;
  let box = cut(element.getBoundingClientRect(), { left: 0, top: 0, right: view.innerWidth, bottom: view.innerHeight });
  for (let up = parentOf(element); up && box; up = parentOf(up)) {
    if (up === element.ownerDocument.documentElement || up === element.ownerDocument.body) continue;
    const { overflowX, overflowY, display } = view.getComputedStyle(up);
    if (display === "contents" || (overflowX === "visible" && overflowY === "visible")) continue;
    box = cut(box, up.getBoundingClientRect());
  }
  return box;
}

/** @param {Element} element @returns {Element | null} */
function parentOf(element) {
  const up = element.assignedSlot ?? element.parentNode;
  if (up?.nodeType === 11) return /** @type {ShadowRoot} */ (up).host ?? null;
  return up?.nodeType === 1 ? /** @type {Element} */ (up) : null;
}

/**
 * @param {Box} a
 * @param {Box} b
 * @returns {Box | null}
 */
function cut(a, b) {
  const box = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  };
  return box.right - box.left >= 1 && box.bottom - box.top >= 1 ? box : null;
}

/**
 * Whether the page is dark where the editor stands: our surfaces follow the page, which follows the agent.
 *
 * @param {Element} element
 * @returns {boolean}
 */
export function isDark(element) {
  const view = element.ownerDocument.defaultView;
  if (!view) return false;
  for (let at = /** @type {Element | null} */ (element); at; at = parentOf(at)) {
    const [r = 0, g = 0, b = 0, a = 1] = (view.getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (a > 0.5) return 0.2126 * r + 0.7152 * g + 0.0722 * b < 110;
  }
  return view.getComputedStyle(element.ownerDocument.documentElement).colorScheme.trim() === "dark";
}
