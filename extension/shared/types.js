/**
 * The shapes that pass between page, worker and server. Types only; docs/architecture.md says what each field means.
 *
 * @typedef {{text: string, start: number, end: number, kind?: string}} Replacement
 * @typedef {{id: string, rule: string, pack: string, category: string, severity: string, start: number, end: number,
 *   quote: string, why: string, replacements: Replacement[]}} Finding
 * @typedef {{start: number, end: number, text: string}} Edit
 * @typedef {{findings: Finding[], rewrite?: {text: string, edits: Edit[]} | null,
 *   checklist?: {id: string, label: string, done: boolean, hint: string}[]}} Review
 * @typedef {{id: string, title: string, body: string, shortcut: string | null, tags: string[], folder: string}} Snippet
 *
 * @typedef {{state: "ready" | "starting" | "paused" | "failed" | "unpaired" | "away", pausedUntil: string | null}} Connection
 * @typedef {{off?: boolean}} SiteSettings
 * @typedef {{sites: Record<string, SiteSettings>, ignoredRules: Record<string, string>,
 *   keys: Record<import("./keys.js").Action, string>, readNotes: boolean}} Settings
 *   `ignoredRules` maps a rule's id to the words it was ignored on
 * @typedef {{connection: Connection, settings: Settings}} State
 *
 * @typedef {{code: string, message: string, what?: string, next?: string, limit?: number}} Problem
 * @typedef {{ok: true, data: any} | {ok: false, problem: Problem}} Answer
 *
 * @typedef {{customer: string[], requester: string, ticketId: string, subject: string,
 *   reply: "public" | "note" | "unknown", site: string, found: string[]}} Context
 */
export {};
