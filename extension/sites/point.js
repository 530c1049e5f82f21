/**
 * "This is the customer's message": from the element that the agent pointed at, a selector that finds it again in the next
 * ticket and, where it can, the customer's other messages too.
 */

import { readableText } from "./read.js";

/** @typedef {import("../shared/types.js").Pointed} Pointed */

/** Attributes that say what an element is for; helpdesks change them less often than looks. */
const TELLING = ["data-test-id", "data-testid", "data-test", "data-cy", "data-qa", "data-author", "data-author-type", "data-sender-type", "data-from", "data-direction", "data-type", "data-role", "itemprop", "role"];

/** Names that a style tool made up, or that count or name one single thing: they are other ones in the next ticket. */
const MADE_UP = /\d{3,}|^(?:css|sc|jss|emotion|svelte|ng|_)[-_]|[_-][A-Za-z0-9]{5,}[A-Z0-9][A-Za-z0-9]*$|^[a-z]{1,2}\d|__[\w-]*[A-Z0-9]{2,}|^is-(?:active|focused|selected|hover|open)|^(?:active|focused|selected|hover|open|last|first|new|unread)$/;

/** Attribute values that name one single thing. */
const PARTICULAR = /\d{3,}|[0-9a-f]{8}-|\s{2,}/i;
const MOST_STEPS = 4;
const LONGEST_PATH = 14;
const LONGEST = 40;

/**
 * @param {Element} element what was pointed at
 * @returns {Pointed | null} null: nothing about it would find it again
 */
export function pointedAt(element) {
  const root = element.getRootNode();
  const shadow = root !== element.ownerDocument;
  const select = [tellingPath(element), plainPath(element)].find((path) => path && /** @type {ParentNode} */ (/** @type {unknown} */ (root)).querySelector(path));
  return select ? { select, shadow } : null;
}

/**
 * By what the element and those around it are for: finds all messages of that kind.
 *
 * @param {Element} element
 */
function tellingPath(element) {
  /** @type {string[]} */
  const steps = [];
  let telling = false;
  for (let at = /** @type {Element | null} */ (element); at && steps.length < MOST_STEPS && !isPage(at); at = at.parentElement) {
    const step = describe(at);
    // A bare tag on the way says nothing; the element itself is always named.
    if (step.telling || !steps.length) steps.unshift(step.selector);
    telling ||= step.telling;
  }
  return telling ? steps.join(" ") : "";
}

/**
 * By its place, on a page that says nothing of what its parts are for.
 *
 * @param {Element} element
 */
function plainPath(element) {
  /** @type {string[]} */
  const steps = [];
  for (let at = /** @type {Element | null} */ (element); at && !isPage(at); at = at.parentElement) {
    const { localName } = at;
    const same = [...(at.parentElement?.children ?? [])].filter((other) => other.localName === localName);
    steps.unshift(same.length > 1 ? `${localName}:nth-of-type(${same.indexOf(at) + 1})` : localName);
  }
  return steps.length && steps.length <= LONGEST_PATH ? `body > ${steps.join(" > ")}` : "";
}

/** @param {Element} element */
function isPage(element) {
  return element === element.ownerDocument.body || element === element.ownerDocument.documentElement;
}

/**
 * @param {Element} element
 * @returns {{selector: string, telling: boolean}}
 */
function describe(element) {
  const attributes = TELLING.flatMap((name) => {
    const value = element.getAttribute(name);
    return value && value.length <= LONGEST && !PARTICULAR.test(value) ? [`[${name}=${JSON.stringify(value)}]`] : [];
  });
  const classes = [...element.classList].filter((name) => !MADE_UP.test(name)).slice(0, 3);
  const selector = `${element.localName}${attributes.slice(0, 2).join("")}${classes.map((name) => `.${CSS.escape(name)}`).join("")}`;
  return { selector, telling: attributes.length > 0 || classes.length > 0 };
}

/**
 * What the picker marks for a place on the page: the nearest element around it that holds words of its own.
 *
 * @param {Element | null} element
 * @returns {Element | null}
 */
export function wordsAround(element) {
  for (let at = element; at; at = at.parentElement) {
    if (isPage(at)) return null;
    if (at.getClientRects().length && readableText(at).length > 1 && !/^(?:A|B|BR|CODE|EM|I|MARK|SMALL|SPAN|STRONG|TIME|U)$/.test(at.nodeName)) return at;
  }
  return null;
}
