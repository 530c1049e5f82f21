/**
 * The selection around an element, also inside open shadow roots, where browsers differ: Chromium has it on the shadow root,
 * Firefox on the document with composed ranges.
 */

/**
 * @param {Element} element
 * @returns {Selection|null}
 */
export function selectionOf(element) {
  const root = element.getRootNode();
  if (root instanceof ShadowRoot) {
    const own = /** @type {ShadowRoot & {getSelection?: () => Selection|null}} */ (root);
    if (own.getSelection) return own.getSelection();
  }
  return element.ownerDocument.getSelection();
}

/**
 * The selected range if it lies inside the element.
 * @param {Element} element
 * @returns {{startContainer: Node, startOffset: number, endContainer: Node, endOffset: number}|null}
 */
export function selectedIn(element) {
  const selection = selectionOf(element);
  if (!selection || selection.rangeCount === 0) return null;
  const root = element.getRootNode();
  const composed = root instanceof ShadowRoot && "getComposedRanges" in selection;
  const range = composed ? selection.getComposedRanges({ shadowRoots: [root] })[0] : selection.getRangeAt(0);
  return range && element.contains(range.startContainer) && element.contains(range.endContainer) ? range : null;
}

/**
 * Select a range and let the editor know now rather than with the browser's later event, so that no key can come in between.
 * @param {Element} element
 * @param {{node: Node, offset: number}} from
 * @param {{node: Node, offset: number}} to
 */
export function setSelection(element, from, to) {
  selectionOf(element)?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  element.ownerDocument.dispatchEvent(new Event("selectionchange"));
}

/**
 * The place in the document under a point; inside a field, the field itself and an offset into its value.
 * @param {Element} element whose tree to look in
 * @param {number} x
 * @param {number} y
 * @returns {CaretPosition|null}
 */
export function positionAt(element, x, y) {
  const root = element.getRootNode();
  // Chromium has this since 128.
  return element.ownerDocument.caretPositionFromPoint?.(x, y, root instanceof ShadowRoot ? { shadowRoots: [root] } : {}) ?? null;
}
