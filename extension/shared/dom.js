/** Building elements without markup strings: works on pages with Trusted Types, and text can never become HTML. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `onclick` and the like add a listener; false, null and undefined are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * A sentence in which `backticks` mark what is to be typed.
 *
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function prose(text) {
  return text.split("`").map((part, i) => (i % 2 ? h("code", {}, part) : part));
}

/** Drawn on a grid of 16. @type {Record<string, string>} */
const PATHS = {
  close: "M4 4l8 8M12 4l-8 8",
  previous: "M10 3.5L5.5 8l4.5 4.5",
  next: "M6 3.5L10.5 8 6 12.5",
  add: "M8 3.5v9M3.5 8h9",
  tick: "M2.5 8.5l3.5 3.5 7.5-8",
};

/**
 * @param {keyof typeof PATHS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  return svg([{ d: PATHS[name], fill: "none", stroke: "currentColor", "stroke-width": "1.8", "stroke-linecap": "round" }]);
}

const LEFT = "M2.6 2.5h3.3A2.1 2.1 0 0 1 8 4.6v4a2.1 2.1 0 0 1-2.1 2.1H5L2.3 13.6v-3A2.1 2.1 0 0 1 .5 8.6v-4a2.1 2.1 0 0 1 2.1-2.1z";

/**
 * Two speech shapes side by side, the same height. The state shows by shape: hollow is paused, one shape is starting,
 * a dot wants attention.
 *
 * @param {"ready" | "paused" | "starting" | "attention"} state
 * @returns {SVGElement}
 */
export function logo(state) {
  const hollow = state === "paused";
  /** @type {Record<string, string>} */
  const look = hollow ? { fill: "none", stroke: "currentColor", "stroke-width": "1.5" } : { fill: "currentColor" };
  /** @type {Record<string, string>[]} */
  const shapes = [{ d: LEFT, ...look }];
  if (state !== "starting") shapes.push({ d: LEFT, ...look, transform: "translate(18 0) scale(-1 1)" });
  const drawn = svg(shapes, "0 0.5 18 14.5");
  if (state === "attention") {
    const dot = document.createElementNS(SVG, "circle");
    for (const [name, value] of Object.entries({ cx: 15.4, cy: 3.1, r: 2.9, fill: "currentColor", stroke: "var(--surface)", "stroke-width": 1.5 }))
      dot.setAttribute(name, String(value));
    drawn.append(dot);
  }
  return drawn;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Record<string, string>[]} paths
 * @param {string} [box]
 * @returns {SVGElement}
 */
function svg(paths, box = "0 0 16 16") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", box);
  drawing.setAttribute("aria-hidden", "true");
  for (const attributes of paths) {
    const path = document.createElementNS(SVG, "path");
    for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
    drawing.append(path);
  }
  return drawing;
}
