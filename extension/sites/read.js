/** Reads a page through an adapter. Never throws, never writes: what is not found is left empty. */

import { outermost } from "../shared/frames.js";
import { ADAPTERS, GENERIC } from "./adapters.js";

/** @typedef {import("./adapters.js").Adapter} Adapter */
/** @typedef {import("./adapters.js").Source} Source */
/** @typedef {import("../shared/types.js").Context} Context */
/** @typedef {import("../shared/types.js").Pointed} Pointed */
/** @typedef {{root: ParentNode, shadows: ShadowRoot[]}} Page where to look: the ticket in front, and its shadow roots */

/** The last words matter; more would only cost time. */
const MOST_MESSAGES = 3;
const MOST_CHARACTERS = 4000;

/** Not the customer's own new words: earlier mail, and what is not text. */
const SKIPPED = "blockquote, .gmail_quote, .zd-signature, script, style, template, noscript, [hidden], [aria-hidden='true']";
const BLOCKS = /^(?:ADDRESS|ARTICLE|BLOCKQUOTE|BR|DD|DIV|DL|DT|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|OL|P|PRE|SECTION|TABLE|TR|UL)$/;

/**
 * @param {Document} document
 * @param {string} host
 * @returns {Adapter}
 */
export function adapterFor(document, host) {
  const byHost = ADAPTERS.find(({ hosts }) =>
    hosts.some((known) => host === known || (known.startsWith(".") && host.endsWith(known))),
  );
  const byMark = () => ADAPTERS.find(({ marks = [] }) => marks.some((mark) => first(document, mark)));
  return byHost ?? byMark() ?? GENERIC;
}

/**
 * What surrounds one editor.
 *
 * @param {Element} editor
 * @param {Location | URL} location of the outermost window: an editor's own frame has none that tells anything
 * @param {Pointed | null} [pointed] where the agent said that the customer's message stands; it goes before what the adapter knows
 * @returns {Context}
 */
export function readContext(editor, location, pointed = null) {
  const document = documentAround(editor);
  const adapter = adapterFor(document, location.hostname);
  const root = scopeOf(adapter, document);
  const page = { root, shadows: adapter.shadow || pointed?.shadow ? shadowRoots(root) : [] };
  const path = location.pathname + location.hash;
  const shown = pointed ? messagesOf({ item: pointed.select }, page) : [];
  const customer = shown.length ? shown : customerMessages(adapter, page);
  const context = {
    site: adapter.name,
    customer,
    requester: firstSource(adapter.requester, page, path),
    ticketId: firstSource(adapter.ticketId, page, path),
    subject: firstSource(adapter.subject, page, path),
    reply: replyKind(adapter, editor),
    pointed: shown.length > 0,
  };
  const found = [
    shown.length ? "the customer's message where you pointed" : customer.length ? "the customer's message" : "",
    context.requester ? "their name" : "",
    context.ticketId ? "the ticket number" : "",
    context.subject ? "the subject" : "",
  ];
  return { ...context, found: found.filter(Boolean) };
}

/**
 * The values that snippets may use, under the names that helpdesk macros give them.
 *
 * @param {Context} context
 * @param {string} [agent] the agent's own name, from the options
 * @returns {Record<string, string>}
 */
export function placeholderValues(context, agent = "") {
  const name = context.requester;
  return {
    "ticket.id": context.ticketId,
    "ticket.title": context.subject,
    "ticket.subject": context.subject,
    "ticket.requester.name": name,
    "ticket.requester.first_name": firstName(name),
    "ticket.requester.last_name": name.includes(" ") ? name.slice(name.lastIndexOf(" ") + 1) : "",
    "current_user.name": agent,
    "current_user.first_name": firstName(agent),
  };
}

/**
 * @param {string} name as the page shows it
 * @returns {string} "" when it does not look like a person's name (a mail address, a number)
 */
export function firstName(name) {
  const word = name.trim().split(/\s+/)[0] ?? "";
  return /^[\p{L}\p{M}'’.-]+$/u.test(word) ? word : "";
}

/**
 * @param {Adapter} adapter
 * @param {Document} document
 * @returns {ParentNode}
 */
function scopeOf(adapter, document) {
  for (const { current, attr, root } of adapter.scope ?? []) {
    const id = first(document, current)?.getAttribute(attr);
    const scope = id && first(document, root.replace("{}", id.replace(/["\\]/g, "")));
    if (scope) return scope;
  }
  return document;
}

/**
 * @param {Adapter} adapter
 * @param {Element} editor
 * @returns {Context["reply"]}
 */
function replyKind(adapter, editor) {
  const box = (adapter.composer ?? []).map((selector) => closest(editor, selector)).find(Boolean);
  const note = (adapter.note ?? []).some((selector) => closest(editor, selector) || (box && first(box, selector)));
  if (note) return "note";
  return box ? "public" : "unknown";
}

/**
 * @param {Adapter} adapter
 * @param {Page} page
 * @returns {string[]} the customer's last messages, oldest first
 */
function customerMessages(adapter, page) {
  for (const way of [...(adapter.messages ?? []), ...(GENERIC.messages ?? [])]) {
    const words = messagesOf(way, page);
    if (words.length) return words;
  }
  return [];
}

/**
 * @param {import("./adapters.js").Messages} way
 * @param {Page} page
 * @returns {string[]}
 */
function messagesOf({ item, text, customer, agent, newestFirst = false }, page) {
  const theirs = all(page, item).filter((element) => {
    if (customer && is(element, customer)) return true;
    return !customer && !(agent && is(element, agent));
  });
  return oldestFirst(theirs, newestFirst)
    .slice(-MOST_MESSAGES)
    .map((element) => readableText((text && last(element, text)) || element).slice(0, MOST_CHARACTERS))
    .filter(Boolean);
}

/**
 * In many helpdesks each agent chooses which end of a conversation is the newest; where every message tells its time, that decides.
 *
 * @param {Element[]} messages as the page has them
 * @param {boolean} newestFirst
 * @returns {Element[]}
 */
function oldestFirst(messages, newestFirst) {
  const times = new Map(messages.map((message) => [message, Date.parse(last(message, "time[datetime]")?.getAttribute("datetime") ?? "")]));
  const told = messages.every((message) => !Number.isNaN(times.get(message)));
  if (told) return messages.toSorted((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
  return newestFirst ? messages.toReversed() : messages;
}

/**
 * The document that holds the conversation: the editor may stand in a frame of its own.
 *
 * @param {Element} editor
 * @returns {Document}
 */
export function documentAround(editor) {
  const view = editor.ownerDocument.defaultView;
  return view ? outermost(view).document : editor.ownerDocument;
}

/**
 * @param {Source[] | undefined} sources
 * @param {Page} page
 * @param {string} path
 * @returns {string}
 */
function firstSource(sources, page, path) {
  for (const { select, attr, url, match, first: wantsFirst } of sources ?? []) {
    let value = "";
    if (url) value = new RegExp(url).exec(path)?.[1] ?? "";
    if (select) {
      const element = all(page, select).at(wantsFirst ? 0 : -1);
      value = (attr && element?.getAttribute(attr)) || (element ? readableText(element) : "");
    }
    if (match) value = new RegExp(match).exec(value)?.[1] ?? "";
    value = value.replace(/\s+/g, " ").trim().slice(0, 200);
    if (value) return value;
  }
  return "";
}

/**
 * An element's words, blocks on their own lines, without quoted mail.
 *
 * @param {Element} element
 * @returns {string}
 */
export function readableText(element) {
  let out = "";
  /** @param {Node} node */
  const walk = (node) => {
    for (const child of node.childNodes) {
      if (child.nodeType === 3) out += (child.nodeValue ?? "").replace(/\s+/g, " ");
      if (child.nodeType !== 1) continue;
      const inner = /** @type {Element} */ (child);
      if (inner.matches(SKIPPED)) continue;
      const block = BLOCKS.test(inner.nodeName);
      if (block) out += "\n";
      walk(inner);
      if (block) out += "\n";
    }
  };
  walk(element);
  return out.replace(/[ \t]*\n[ \t]*/g, "\n").replace(/\n{2,}/g, "\n").trim();
}

/**
 * @param {Page} page
 * @param {string} selector
 * @returns {Element[]}
 */
function all(page, selector) {
  try {
    return [page.root, ...page.shadows].flatMap((root) => [...root.querySelectorAll(selector)]);
  } catch {
    return []; // a selector that this browser does not know
  }
}

/**
 * @param {ParentNode} root
 * @returns {ShadowRoot[]}
 */
function shadowRoots(root) {
  return [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
    shadowRoot ? [shadowRoot, ...shadowRoots(shadowRoot)] : [],
  );
}

/**
 * @param {ParentNode} root
 * @param {string} selector
 */
function first(root, selector) {
  try {
    return root.querySelector(selector);
  } catch {
    return null;
  }
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function last(element, selector) {
  return all({ root: element, shadows: element.shadowRoot ? [element.shadowRoot] : [] }, selector).at(-1);
}

/**
 * @param {Element} element
 * @param {string} selector
 */
function is(element, selector) {
  try {
    return element.matches(selector) || element.querySelector(selector) !== null;
  } catch {
    return false;
  }
}

/**
 * The nearest ancestor, also beyond the shadow roots and same-origin frames that the element stands in.
 *
 * @param {Element} element
 * @param {string} selector
 * @returns {Element | null}
 */
function closest(element, selector) {
  try {
    /** @type {Element | null} */
    let from = element;
    while (from) {
      const hit = from.closest(selector);
      if (hit) return hit;
      const root = from.getRootNode();
      from = root instanceof ShadowRoot ? root.host : (from.ownerDocument.defaultView?.frameElement ?? null);
    }
  } catch {
    // A selector that this browser does not know, or a frame of another origin: no context from there.
  }
  return null;
}
