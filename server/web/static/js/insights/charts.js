/** Draws charts in the page's own colours; redraws when the theme changes. The library is Chart.js, shipped in static/vendor. */

/** @typedef {{label: string, data: number[], color?: string, dash?: number[]}} Series */
/** @typedef {{kind: "line" | "bar", labels: string[], series: Series[], stacked?: boolean, sideways?: boolean, unit?: string, most?: number}} Drawing */

const { Chart } = /** @type {any} */ (globalThis);
const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {Map<HTMLCanvasElement, {chart: any, drawing: Drawing}>} */
const drawn = new Map();

/** Told apart by lightness as well as by hue, and readable on either ground. */
const PALETTE = {
  light: ["#0f6f68", "#b45309", "#b3234b", "#3b5bdb", "#7c5c00", "#7b3fa0", "#64748b", "#0a8f4e"],
  dark: ["#5fd3c6", "#f0b45a", "#ff8fa8", "#8fa8ff", "#e2d06a", "#cf9cf0", "#94a3b8", "#7fe0a3"],
};
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [10, 4], [4, 4], []];

/** @param {string} name @returns {string} */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** @param {Drawing} drawing */
function config(drawing) {
  const palette = PALETTE[dark.matches ? "dark" : "light"];
  const [text, muted, line] = [token("--text"), token("--muted"), token("--line")];
  const numbers = { beginAtZero: true, stacked: drawing.stacked === true, grid: { color: line }, ticks: { color: muted, precision: 0 }, ...(drawing.most ? { max: drawing.most } : {}), title: { display: Boolean(drawing.unit), text: drawing.unit, color: muted } };
  const names = { stacked: drawing.stacked === true, grid: { display: false }, ticks: { color: muted, maxRotation: 0, autoSkipPadding: 16 } };
  return {
    type: drawing.kind,
    data: {
      labels: drawing.labels,
      datasets: drawing.series.map(({ label, data }, at) => ({
        label,
        data,
        borderColor: palette[at % palette.length],
        backgroundColor: palette[at % palette.length],
        borderDash: drawing.kind === "line" ? DASHES[at % DASHES.length] : [],
        borderWidth: drawing.kind === "line" ? 2 : 0,
        pointRadius: drawing.labels.length > 30 ? 0 : 3,
        tension: 0,
        maxBarThickness: 28,
      })),
    },
    options: {
      indexAxis: drawing.sideways ? "y" : "x",
      responsive: true,
      maintainAspectRatio: false,
      animation: still.matches ? false : { duration: 120 },
      interaction: { mode: "index", intersect: false, axis: drawing.sideways ? "y" : "x" },
      color: text,
      scales: drawing.sideways ? { x: numbers, y: { ...names, ticks: { ...names.ticks, color: text, autoSkip: false } } } : { x: names, y: { ...numbers, ticks: { color: muted } } },
      plugins: {
        legend: { display: drawing.series.length > 1, position: "bottom", labels: { color: text, boxWidth: 24, boxHeight: drawing.kind === "line" ? 0 : 10 } },
      },
    },
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Drawing} drawing
 */
export function draw(canvas, drawing) {
  drawn.get(canvas)?.chart.destroy();
  drawn.set(canvas, { chart: new Chart(canvas, config(drawing)), drawing });
}

/** Forget charts that are no longer on the page. */
export function clear() {
  for (const { chart } of drawn.values()) chart.destroy();
  drawn.clear();
}

dark.addEventListener("change", () => {
  for (const [canvas, { drawing }] of drawn) draw(canvas, drawing);
});

/**
 * The chart as a picture, on the page's ground instead of none.
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob | null>}
 */
export function picture(canvas) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d");
  if (!context) return Promise.resolve(null);
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((done) => copy.toBlob(done));
}
