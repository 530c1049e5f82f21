/** The parts of the side panel, each drawn from what is known of a reply. Nothing here asks or remembers. */

import { h, icon } from "../shared/dom.js";
import { describeMood, describeTrend, whatWasFound } from "../shared/text.js";

/** @typedef {import("../shared/types.js").ReplyView} ReplyView */
/** @typedef {import("../shared/types.js").Snippet} Snippet */
/** @typedef {import("../shared/types.js").Step} Step */
/** @typedef {{show: (index: number) => void, rewrite: () => void, point: () => void, insert: (body: string, snippet: string | null) => void}} Does */

/**
 * How the customer sounds, what it is about, and what was found on the page.
 *
 * @param {ReplyView | null} view
 * @param {Does} does
 * @returns {Node[]}
 */
export function customerPart(view, does) {
  if (!view) return [];
  const { conversation } = view;
  const { feeling, signs } = conversation ? describeMood(conversation.mood) : { feeling: "", signs: "" };
  const trend = conversation ? describeTrend(conversation.trend) : "";
  const about = conversation?.situation && h("span", {}, "It is about ", h("strong", {}, conversation.situation.as), ".");
  const style = conversation?.prompts.style;
  const rest = [about, signs, trend].filter(Boolean).flatMap((one) => [/** @type {Node | string} */ (one), " "]);
  return [
    h("h2", { id: "customer" }, "The customer"),
    ...(feeling ? [h("p", { class: "mood" }, feeling)] : []),
    ...(rest.length ? [h("p", {}, ...rest)] : []),
    ...(style ? [h("p", {}, h("strong", {}, `${style.label}, perhaps. `), `${style.text} `, h("span", { class: "muted" }, style.why))] : []),
    ...(conversation?.mood.evidence.length ? [h("p", { class: "muted", dir: "auto" }, conversation.mood.evidence.map(({ quote }) => `“${quote}”`).join(" "))] : []),
    h("p", { class: "muted small" }, whatWasFound(view), " ", h("button", { class: "link", onclick: does.point }, view.pointed ? "Point at another message" : view.hasCustomer ? "Not their message?" : "Point at their message")),
  ];
}

/**
 * What helps right now: one line of advice, a way through for someone who is very upset, what the team may offer.
 *
 * @param {ReplyView | null} view
 * @param {Does} does
 * @returns {Node[]}
 */
export function promptsPart(view, does) {
  const prompts = view?.conversation?.prompts;
  if (!prompts) return [];
  const { advice, de_escalation: calm, link, gestures } = prompts;
  if (!advice && !calm && !link && !gestures.length) return [];
  return [
    h("h2", { id: "prompts" }, "Right now"),
    ...(advice ? [h("p", { class: "advice" }, advice.text)] : []),
    ...(calm ? [h("h3", {}, calm.why), steps(calm.steps)] : []),
    ...(gestures.length
      ? [
          h("h3", {}, "You may offer"),
          h("ul", { class: "findings" }, ...gestures.map(({ title, limit, body }) =>
            h("li", {}, insertButton({ title, aside: limit, body }, () => does.insert(body, null))))),
        ]
      : []),
    ...(link
      ? [
          h("h3", {}, "To link"),
          h("ul", { class: "findings" }, h("li", {}, insertButton({ title: link.title || link.url, aside: "", body: link.url }, () => does.insert(link.url, null)))),
        ]
      : []),
  ];
}

/** @param {Step[]} all */
function steps(all) {
  return h("ol", { class: "checklist", "aria-label": "Steps" }, ...all.map(({ text, done }) => h("li", { "data-done": String(done) }, tick(done), h("span", {}, text))));
}

/** @param {boolean | null} done null: for the agent to judge */
function tick(done) {
  if (done === null) return h("span", { class: "tick judge", role: "img", "aria-label": "For you to judge" });
  return h("span", { class: "tick", role: "img", "aria-label": done ? "Done" : "Not yet" }, done ? icon("tick") : "");
}

/**
 * What the reply has and lacks.
 *
 * @param {ReplyView | null} view
 * @param {Does} does
 * @returns {Node[]}
 */
export function replyPart(view, does) {
  const heading = h("h2", { id: "reply" }, "Your reply");
  if (!view) return [heading, h("p", { class: "muted" }, "Step into a reply in this tab, and it is read along here.")];
  const { face, notices, checklist, findings } = view;
  return [
    heading,
    h("p", {}, view.empty ? "Nothing written yet." : face),
    ...notices.map((notice) => h("p", { class: "muted" }, notice)),
    ...(findings.length
      ? [
          h("ul", { class: "findings" }, ...findings.map(({ quote, why }, i) =>
            h("li", {}, h("button", { class: "row-button", onclick: () => does.show(i) }, h("span", { dir: "auto" }, `“${quote}”`), h("span", { class: "muted" }, why))))),
          h("div", { class: "row" }, h("button", { onclick: does.rewrite }, "Whole reply")),
        ]
      : []),
    ...(checklist.length && !view.empty
      ? [
          h("ul", { class: "checklist", "aria-label": "Checklist" }, ...checklist.map(({ label, done, hint }) =>
            h("li", { "data-done": String(done) }, tick(done), h("span", {}, label, done ? "" : h("span", { class: "muted hint" }, hint))))),
        ]
      : []),
  ];
}

/**
 * @param {Snippet[]} snippets
 * @param {Does} does
 */
export function snippetList(snippets, does) {
  return h("ul", { class: "findings" }, ...snippets.map(({ id, title, body, shortcut }) => h("li", {}, insertButton({ title, aside: shortcut ?? "", body, code: true }, () => does.insert(body, id)))));
}

/**
 * @param {{title: string, aside: string, body: string, code?: boolean}} words `code`: the words aside are to be typed
 * @param {() => void} insert
 */
function insertButton({ title, aside, body, code = false }, insert) {
  return h(
    "button",
    { class: "row-button snippet", title: "Insert where the caret was", onclick: insert },
    h("span", { class: "head", dir: "auto" }, h("span", {}, title), aside ? h(code ? "kbd" : "span", { class: code ? "" : "muted" }, aside) : ""),
    h("span", { class: "muted body", dir: "auto" }, body),
  );
}
