/** What the side panel is told of a reply. It gets no more than it shows. */

import { faceOf } from "./badge.js";

/**
 * @param {import("./session.js").Session} session
 * @param {import("../shared/types.js").Conversation | null} conversation
 * @returns {import("../shared/types.js").ReplyView}
 */
export function viewOf(session, conversation) {
  const { context, answer, findings } = session;
  return {
    focused: session.focused,
    status: session.status,
    face: faceOf(session)?.label ?? "",
    site: context.site,
    found: context.found,
    pointed: context.pointed,
    hasCustomer: context.customer.length > 0,
    checklist: answer?.checklist ?? [],
    findings: findings.map(({ original, why }) => ({ quote: original, why })),
    notices: session.notices,
    empty: !session.text.trim(),
    conversation,
  };
}
