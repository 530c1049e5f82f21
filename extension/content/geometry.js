/** Where things are on the screen, and what they look like there. */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

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
