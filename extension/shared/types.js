/**
 * The shapes that pass between page, worker and server. Types only; docs/architecture.md says what each field means.
 *
 * @typedef {{text: string, start: number, end: number, kind: string, removes: boolean}} Replacement
 *   `removes`: words are only taken out; `text` is what mends the seam and says nothing to people
 * @typedef {{id: string, rule: string, pack: string, category: string, severity: string, start: number, end: number,
 *   quote: string, why: string, replacements: Replacement[]}} Finding
 * @typedef {{start: number, end: number, text: string}} Edit
 * @typedef {{id: string, label: string, done: boolean, hint: string}} ChecklistItem
 * @typedef {{emotion: string, intensity: number, urgent: boolean, signals: string[], evidence: {start: number, end: number, quote: string}[]}} Mood
 * @typedef {{findings: Finding[], rewrite?: {text: string, edits: Edit[]} | null, checklist: ChecklistItem[],
 *   mood: Mood | null, situation: {id: string, as: string} | null, language: string, notices: string[]}} Review
 * @typedef {{id: string, title: string, body: string, shortcut: string | null, tags: string[], folder: string}} Snippet
 *
 * @typedef {{state: "ready" | "starting" | "paused" | "failed" | "unpaired" | "away", pausedUntil: string | null}} Connection
 * @typedef {{select: string, shadow: boolean}} Pointed where the customer's message stands on a site, as the agent showed it
 * @typedef {{off?: boolean, customer?: Pointed}} SiteSettings
 * @typedef {{sites: Record<string, SiteSettings>, ignoredRules: Record<string, string>,
 *   keys: Record<import("./keys.js").Action, string>, readNotes: boolean, askBeforeSend: boolean, expandShortcuts: boolean,
 *   agentName: string}} Settings
 *   `ignoredRules` maps a rule's id to the words it was ignored on; `sites` has an entry by origin
 * @typedef {{connection: Connection, settings: Settings}} State
 *
 * @typedef {{code: string, message: string, what?: string, next?: string, limit?: number}} Problem
 * @typedef {{ok: true, data: any} | {ok: false, problem: Problem}} Answer
 *
 * @typedef {{customer: string[], requester: string, ticketId: string, subject: string,
 *   reply: "public" | "note" | "unknown", site: string, pointed: boolean, found: string[]}} Context
 *   `pointed`: the customer's messages stand where the agent once pointed
 *
 * @typedef {{focused: number, status: string, face: string, site: string, found: string[], pointed: boolean,
 *   hasCustomer: boolean, checklist: ChecklistItem[], findings: {quote: string, why: string}[], notices: string[],
 *   empty: boolean, conversation: Conversation | null}} ReplyView
 *   what the side panel is told of one reply; `focused`: when the agent was last in it, in ms since 1970; `face`: what the badge says
 * @typedef {{id: string, text: string, done: boolean | null}} Step `done`: null where only the agent can judge
 * @typedef {{id: string, pack: string, title: string, limit: string, body: string}} Gesture
 * @typedef {{advice: {id: string, text: string} | null, de_escalation: {why: string, steps: Step[]} | null,
 *   link: {url: string, title: string, pack: string} | null, gestures: Gesture[],
 *   style: {id: string, label: string, why: string, text: string} | null}} Prompts
 * @typedef {{mood: Mood, situation: {id: string, as: string} | null, trend: {direction: "rising" | "falling" | "steady", since: number},
 *   prompts: Prompts, snippets: Snippet[]}} Conversation
 */
export {};
