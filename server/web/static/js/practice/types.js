/** The shapes of /v1/practice, as /v1/openapi.json describes them. */

/** @typedef {{replies: number, settled: number, calmer: number, lost: number, last: string | null}} Practised */
/** @typedef {{id: string, title: string, industry: string, level: 1 | 2 | 3, customer: string, turns: number, practised: Practised}} Entry */
/** @typedef {Entry & {about: string, opening: string}} Scenario */
/** @typedef {{id: string, title: string, skill: "paraphrase" | "summarise" | "clarify", practised: Practised}} DrillEntry */
/** @typedef {DrillEntry & {customer: string}} Drill */
/** @typedef {{scenarios: Entry[], drills: DrillEntry[]}} Practice */
/** @typedef {{quote: string, why: string, category: string, severity: string, replacements: import("../offer.js").Offer[]}} Finding */
/** @typedef {{id: string, label: string, done: boolean, hint: string}} Point */
/** @typedef {{findings: Finding[], checklist: Point[]}} Review */
/** @typedef {"solved" | "acknowledged" | "dismissed"} Outcome */
/** @typedef {{outcome: Outcome, why: string, points: {label: string, named: boolean}[], says: string, next: number | null,
 *   ending: "settled" | "calmer" | "lost" | null, model: string, weak: string, review: Review, kept: boolean}} Reaction */
/** @typedef {{done: boolean, checks: Point[], model: string, review: Review, kept: boolean}} DrillResult */

export {};
