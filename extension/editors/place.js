/**
 * Take the zoom that a page sets on itself off something of ours: it is placed by what the browser measures, which is unzoomed.
 *
 * @param {HTMLElement} host
 * @param {Element} home what it stands in
 */
export function unzoom(host, home) {
  const { currentCSSZoom: zoom = 1 } = /** @type {{currentCSSZoom?: number}} */ (home);
  host.style.setProperty("zoom", String(1 / zoom), "important");
}

/**
 * Tells when an element moved or changed its size, without polling: scrolling, resizing, and, for layout that shifts by itself, an
 * intersection observer whose margins fit the element exactly, so that any movement is a change of intersection.
 * (The technique is that of Floating UI's autoUpdate, MIT.)
 *
 * @param {HTMLElement} element
 * @param {() => void} moved called at once and at every move, at most once a frame
 * @returns {() => void} stops
 */
export function watchPlace(element, moved) {
  const life = new AbortController();
  const view = element.ownerDocument.defaultView ?? window;
  let due = 0;
  /** @type {IntersectionObserver|null} */
  let shifts = null;

  const now = () => {
    due = 0;
    if (life.signal.aborted) return;
    moved();
    arm();
  };
  const soon = () => {
    due ||= requestAnimationFrame(now);
  };
  const arm = () => {
    shifts?.disconnect();
    const { left, top, width, height } = element.getBoundingClientRect();
    if (!width || !height) return;
    const { clientWidth, clientHeight } = element.ownerDocument.documentElement;
    const sides = [top, clientWidth - left - width, clientHeight - top - height, left];
    let first = true;
    shifts = new IntersectionObserver(
      () => {
        if (!first) soon();
        first = false;
      },
      { root: element.ownerDocument, rootMargin: sides.map((side) => `${-Math.floor(side)}px`).join(" "), threshold: [0.5, 0.99, 1] },
    );
    shifts.observe(element);
  };

  const sizes = new ResizeObserver(soon);
  sizes.observe(element);
  view.addEventListener("scroll", soon, { capture: true, passive: true, signal: life.signal });
  // Scroll events inside shadow trees stay there; the field's own must be heard in any case.
  element.addEventListener("scroll", now, { passive: true, signal: life.signal });
  view.addEventListener("resize", soon, { signal: life.signal });
  moved();
  arm();
  return () => {
    life.abort();
    sizes.disconnect();
    shifts?.disconnect();
    if (due) cancelAnimationFrame(due);
  };
}
