/** What the calls about packs give (see /v1/openapi.json). */

/** @typedef {Record<"rules" | "situations" | "snippets" | "gestures" | "scenarios" | "drills" | "overrides", number>} Counts */
/** @typedef {{id: string, title: string, version: string, language: string, author: string, license: string,
 *   description: string, counts: Counts}} Head */
/** @typedef {Head & {state: string, problem: string, source: string, asks: boolean, key: string | null, own: boolean,
 *   editable: boolean, update: string | null, on: boolean}} Card */
/** @typedef {{pack: string, title: string, version: string, source: string}} Offer */
/** @typedef {{source: string, checked: string | null, failures: number, problem: string, offers: Offer[]}} Subscription */
/** @typedef {{packs: Card[], subscriptions: Subscription[], renewing: boolean, key: string | null}} Overview */
/** @typedef {{rules: {id: string, category: string, severity: string, why: string, before: string, after: string | null}[],
 *   snippets: {id: string, title: string, body: string, shortcut: string | null, folder: string}[],
 *   situations: {id: string, as: string, link: string}[], gestures: {id: string, title: string, limit: string, body: string}[],
 *   practice: {id: string, title: string}[], overrides: {rule: string, does: string}[]}} Contents */
/** @typedef {{title: string, body: string, shortcut: string | null, folder: string, tags: string[], steps: string[],
 *   situations: string[], emotions: string[], language: string}} Wording */
/** @typedef {{kind: string, snippet: string, title: string, fields: string[], detail: string, mine: Wording | null,
 *   theirs: Wording | null}} SnippetChange */
/** @typedef {{kind: string, part: string, title: string, words: string, details: {name: string, before: string, after: string}[]}} Change */
/** @typedef {{pack: Head, old_version: string, same: boolean, key: string | null, key_state: string, notes: string[],
 *   changes: Change[], snippets: SnippetChange[], contents: Contents | null}} Preview */
/** @typedef {{code: string, message: string, next: string, problems: string[], known_key: string | null, new_key: string | null}} Refused */
/** @typedef {{number: number, source: string, installed: boolean, preview: Preview | null, refused: Refused | null}} Looked */
/** @typedef {{id: string, source: string, waiting: number, problems: string[], packs: Looked[]}} Look */
/** @typedef {{line: number, column: number, entry: string, message: string}} Problem */
/** @typedef {{id: string, rule: string, pack: string, quote: string, start: number, end: number, why: string, category: string,
 *   severity: string, replacements: import("../offer.js").Offer[]}} Finding */
/** @typedef {{problems: Problem[], saves: boolean, pack: Head | null, examples: number, saved_version: string | null,
 *   changes: Change[], edited: number, findings: Finding[], others: number}} Checked */

export {};
