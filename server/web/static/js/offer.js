/** How a suggestion is shown: the new words, or those that are better left out. */

import { el } from "./dom.js";

/** @typedef {{text: string, start: number, end: number, removes: boolean}} Offer */

/**
 * The words that go, without the letter that only becomes a capital and the commas and spaces around the gap.
 * @param {Offer} offer @param {string} reviewed
 */
function gone(offer, reviewed) {
  const stays = offer.text.match(/[\p{L}\p{N}]$/u)?.[0].length ?? 0;
  return reviewed.slice(offer.start, offer.end - stays).replace(/^[\s,;:–—-]+|[\s,;:–—-]+$/gu, "");
}

/** @param {Offer} offer @param {string} reviewed the text it was offered for @returns {HTMLElement} */
export function offered(offer, reviewed) {
  return el("span", { class: "words" }, ...(offer.removes ? ["Leave out ", el("del", {}, gone(offer, reviewed))] : [offer.text]));
}

/** The same in words. @param {Offer} offer @param {string} reviewed */
export function spoken(offer, reviewed) {
  return offer.removes ? `leave out “${gone(offer, reviewed)}”` : offer.text;
}
