/**
 * What helpdesks look like, as data. An adapter only adds context (the customer's last words, a name, a ticket number,
 * whether this is a note): the editor works without it, and every field is an ordered list, tried from the top, because
 * helpdesks change their pages. A stale entry costs that one piece of context and nothing else.
 *
 * Facts come from the source code of the open ones (Chatwoot, FreeScout, Zammad), from the helpdesks' public pages, and from
 * published user scripts; selectors that name a purpose (`data-test-id`, roles) stand before those that name a look (classes).
 *
 * @typedef {{select?: string, attr?: string, url?: string, match?: string, first?: boolean}} Source
 *   `select`: an element whose text, or attribute `attr`, is read; `url`: a pattern on the page's path whose first group is
 *   read; `match`: a pattern whose first group of the text is kept. Of several elements the last is read, or with `first`
 *   the first.
 * @typedef {{item: string, text?: string, customer?: string, agent?: string, newestFirst?: boolean}} Messages
 *   `item`: one message; `text`: its words within it; an item counts as the customer's when it matches or holds `customer`,
 *   or when it neither matches nor holds `agent`; `newestFirst`: the newest stands on top, where no times tell the order
 * @typedef {{id: string, name: string, hosts: string[], marks?: string[], shadow?: boolean,
 *   scope?: {current: string, attr: string, root: string}[], note?: string[], composer?: string[], send?: string[],
 *   messages?: Messages[], requester?: Source[], agent?: Source[], ticketId?: Source[], subject?: Source[]}} Adapter
 *   `hosts`: host names, or ".example.com" for all below; `marks`: an element that gives a helpdesk away which runs under the company's own name;
 *   `shadow`: messages stand in open shadow roots;
 *   `scope`: when several tickets stay in the page, which one is in front; `note`: the editor is an internal note when it
 *   matches or stands inside one of these; `composer`: the box around the editor, searched for `note` too;
 *   `send`: the buttons that send a reply; others are known by their words and place, see `sites/send.js`
 */

/** @type {Adapter[]} */
export const ADAPTERS = [
  {
    id: "zendesk",
    name: "Zendesk",
    hosts: [".zendesk.com"],
    scope: [
      {
        current: '[data-test-id="header-tab"][aria-current="page"], [data-test-id="header-tab"][aria-selected="true"]',
        attr: "data-entity-id",
        root: '[data-ticket-id="{}"]',
      },
    ],
    composer: ['[data-test-id="omnicomposer"]', '[data-test-id*="omnicomposer"]'],
    note: [
      '[data-test-id="omnichannel-channel-switcher-button"][data-channel="internal"]',
      '[data-test-id="omnichannel-channel-switcher-button"][aria-label="Internal note" i]',
      '[data-test-id="omnicomposer-internal-note"]',
      ".is-internal-note",
    ],
    send: ['[data-test-id="submit_button-button"]', '[data-test-id="omni-save-button"]'],
    messages: [
      {
        item: '[data-test-id="omni-log-comment-item"]',
        text: '[data-test-id="omni-log-item-message"]',
        customer: '[data-test-id="omni-log-item-message"][type="end-user"]',
        agent: '[data-test-id="omni-log-item-message"][type="agent"], [data-test-id="omni-log-internal-note-tag"]',
      },
      { item: ".comment.end-user", text: ".zd-comment" },
      { item: ".zd-comment" },
    ],
    requester: [
      { select: '[data-test-id="ticket-system-field-requester-select"] [data-test-id="requester-name"]' },
      {
        select:
          '[data-test-id="omni-log-comment-item"]:has([data-test-id="omni-log-item-message"][type="end-user"]) [data-test-id="omni-log-item-sender"]',
      },
    ],
    ticketId: [{ url: "/agent/tickets/(\\d+)" }],
    subject: [{ select: '[data-test-id="omni-header-subject"]' }, { select: '[data-test-id="ticket-pane-subject"]', attr: "value" }],
  },
  {
    id: "freshdesk",
    name: "Freshdesk",
    hosts: [".freshdesk.com", ".myfreshworks.com"],
    marks: ['[data-test-id="ticket-action-reply"]'],
    composer: ['[data-test-id="ticket-editor"]', ".ticket-editor-wrapper", ".reply-editor", '[data-test-id="active-editor"]'],
    note: ['[data-test-id="note-editor"]', ".note-editor", '[data-test-id="ticket-editor"].private-note'],
    send: ['[data-test-id="ticket-editor"] [data-test-id="submit"]', '.ticket-editor-wrapper [data-test-id="submit"]'],
    messages: [
      {
        item: '[data-test-id="conversation-item"], .ticket-conversation-item, .ticket-description',
        text: ".text__content",
        agent: '.private-note, .agent-reply, [data-source="agent"]',
      },
      { item: ".ticket-description .text__content" },
    ],
    requester: [
      { select: '[data-test-id="requester-info-contact-name"]', first: true },
      { select: ".requester-wrap .sender-name", first: true },
      { select: ".ticket-description .sender-name", first: true },
    ],
    ticketId: [{ url: "/a/tickets/(\\d+)" }, { url: "/helpdesk/tickets/(\\d+)" }],
    subject: [{ select: ".ticket-subject-heading", first: true }],
  },
  {
    id: "intercom",
    name: "Intercom",
    hosts: [".intercom.com"],
    shadow: true,
    composer: ["[data-conversation-reply-composer]", ".inbox2__composer__container", ".conversation__text"],
    note: ['[data-conversation-reply-composer="note"]', ".o__note", '[data-intercom-target="note-tab"].o__selected'],
    send: ["[data-conversation-reply-composer] .inbox2__button[type='submit']"],
    messages: [
      { item: '[data-part-group-category="1"]', text: ".interblocks-html, .inbox2__user-email-content" },
      { item: '[data-part-group-category="1"]' },
      { item: '[data-author-type="user"], [data-author-type="customer"]' },
    ],
    requester: [{ select: "[data-inbox-conversation-header-title]" }, { select: '[data-part-group-category="1"] [data-part-author]' }],
    ticketId: [{ url: "/conversation/(\\d+)" }],
    subject: [{ select: "[data-conversation-title]" }, { select: ".inbox2__conversation-title" }],
  },
  {
    id: "hubspot",
    name: "HubSpot",
    hosts: [".hubspot.com"],
    composer: ['[data-test-id="thread-composer"]', '[data-test-id="reply-editor"]'],
    note: ['[data-test-id="comment-editor"]', '[data-test-id="thread-composer"][data-mode="comment"]'],
    send: ['[data-test-id="thread-composer"] [data-test-id="send-button"]'],
    messages: [
      { item: '[data-test-id="primary-message-visitor"]', text: '[data-test-id="primary-message-content"]' },
      {
        item: '[data-test-id="thread-message"], [data-test-id="message-bubble"]',
        text: '[data-test-id="message-body"]',
        customer: '[data-direction="incoming"], [data-sender-type="VISITOR"]',
        agent: '[data-direction="outgoing"], [data-sender-type="AGENT"]',
      },
    ],
    requester: [{ select: '[data-test-id="thread-contact-name"]' }, { select: '[data-test-id="contact-name"]' }],
    ticketId: [{ url: "/ticket/(\\d+)" }, { url: "/live-messages/\\d+/inbox/(\\d+)" }],
    subject: [{ select: '[data-test-id="thread-subject"]' }],
  },
  {
    id: "helpscout",
    name: "Help Scout",
    hosts: [".helpscout.net"],
    composer: ['[data-testid="reply-bar"]', '[data-cy="Editor"]', '[data-cy="ConvoEditor"]', ".editor-container"],
    note: ['[data-cy="NoteEditor"]', '[aria-label="Note Editor"]', '[data-cy="ConvoEditor"][data-type="note"]', ".is-note"],
    send: ['[data-testid="reply-bar"] [data-cy="SendButton"]'],
    messages: [
      { item: '[aria-label="Thread Items"] .is-customer', text: ".thread-content, div[class*='is-wide-layout']:not([data-testid])" },
      { item: '[aria-label="Thread Items"] [aria-label*="customer" i]', text: ".thread-content, div[class*='is-wide-layout']:not([data-testid])" },
      { item: ".thread.is-customer", text: ".thread-body" },
    ],
    requester: [{ select: '[aria-label="Thread Items"] .is-customer span[data-nocollapse="true"]' }, { select: '[data-cy="customer-name"]', first: true }, { select: ".customer-name", first: true }],
    ticketId: [{ url: "/conversation/\\d+/(\\d+)" }],
    subject: [{ select: '[data-cy="EditableTextarea"]', first: true }, { select: '[data-cy="subject"]' }, { select: "#subjectLine" }],
  },
  {
    id: "front",
    name: "Front",
    hosts: [".frontapp.com"],
    composer: ['[data-testid="composer"]', ".composer"],
    note: ['[data-testid="comment-composer"]', ".comment-composer"],
    send: ['[data-testid="composer"] [data-testid="composer-send-button"]'],
    messages: [
      { item: '[data-testid="message-inbound"]', text: '[data-testid="message-body"]' },
      { item: ".message.inbound", text: ".message-body" },
    ],
    requester: [{ select: '[data-testid="message-inbound"] [data-testid="message-author"]' }],
    ticketId: [{ url: "/open/(\\w+)" }],
    subject: [{ select: '[data-testid="conversation-subject"]' }],
  },
  {
    id: "gorgias",
    name: "Gorgias",
    hosts: [".gorgias.com"],
    composer: ['[data-testid="ticket-reply-editor"]', ".ticket-reply-area"],
    note: ['[data-testid="ticket-reply-editor"][data-channel="internal-note"]', ".internal-note-editor"],
    send: ['.ticket-reply-area [type="submit"]'],
    messages: [
      { item: '[data-testid="ticket-message"][data-from-agent="false"]', text: '[data-testid="message-body"]' },
      { item: ".ticket-message.from-customer", text: ".message-content" },
    ],
    requester: [{ select: '[data-testid="customer-name"]', first: true }],
    ticketId: [{ url: "/app/ticket/(\\d+)" }],
    subject: [{ select: '[data-testid="ticket-subject"]' }, { select: 'input[name="subject"]', attr: "value" }],
  },
  {
    id: "zammad",
    name: "Zammad",
    hosts: [".zammad.com"],
    marks: [".zammad-app", 'meta[name="application-name"][content="Zammad"]', ".ticketZoom", "#ticketArticleReplyForm"],
    scope: [{ current: ".tasks .task.is-active", attr: "data-key", root: '[data-task-key="{}"]' }],
    composer: ['[data-test-id="article-reply-stripes-panel"]', "#ticketArticleReplyForm", ".article-add"],
    note: [
      '[data-test-id="article-reply-stripes-panel"].bg-stripes',
      '[data-test-id="article-reply-stripes-panel"].border-stripes',
      ".article-add.is-internal",
    ],
    send: [".js-attributeBar .js-submit", ".attributeBar .js-submit", '[data-test-id="ticket-detail-bottom-bar"] button[type="submit"]'],
    messages: [
      // The new desktop view sets customers to the right, and says so only by the corner it rounds.
      { item: '[data-test-id^="article-bubble-container-"][class~="ltr:rounded-bl-xl"]', text: '[data-test-id^="article-bubble-body-"]' },
      { item: ".ticket-article-item.customer", text: ".richtext-content, .textBubble-content, .textBubble, .text-bubble" },
    ],
    requester: [{ select: '[data-test-id="ticket-customer-name"]' }, { select: ".ticketZoom-header .user-popover" }, { select: ".ticket-article-item.customer .article-meta-value" }],
    ticketId: [{ url: "[/#]ticket/zoom/(\\d+)" }, { url: "/tickets/(\\d+)" }],
    subject: [{ select: ".js-objectTitle" }, { select: '[data-test-id="ticket-title"]' }, { select: "#ticket-detail-top-bar h2" }],
  },
  {
    id: "chatwoot",
    name: "Chatwoot",
    hosts: [".chatwoot.com"],
    marks: [".reply-box .ProseMirror-woot-style", "#app .conversation-panel", ".reply-box .right-wrap"],
    composer: [".reply-box"],
    note: [".reply-box.is-private", ".reply-box .is-note-mode"],
    send: [".reply-box .right-wrap button"],
    messages: [
      { item: "[data-message-id].justify-start", text: "[data-bubble-name]" },
      { item: ".message-bubble-container.incoming", text: ".message-text__wrap, .text-content" },
      { item: ".conversation-panel li.left", text: ".bubble .text-content" },
      { item: ".conversation-panel li.left .bubble" },
    ],
    requester: [{ select: ".conversation-header .user--name, .conversation-header--contact-name" }, { select: ".contact--name" }],
    ticketId: [{ url: "/conversations/(\\d+)" }],
  },
  {
    id: "freescout",
    name: "FreeScout",
    hosts: [],
    marks: [".conv-reply-block", "#conv-layout-main", "#conv-layout", ".thread-item.thread-type-customer"],
    composer: [".conv-reply-block", ".conv-action-block"],
    note: [".conv-note-block", '.conv-action-block[data-mode="note"]'],
    send: [".btn-reply-submit"],
    messages: [{ item: ".thread-item.thread-type-customer", text: ".thread-content", newestFirst: true }],
    requester: [{ select: ".thread-item.thread-type-customer .thread-person strong" }, { select: ".conv-customer-header .customer-name" }],
    ticketId: [{ url: "/conversation/(\\d+)" }, { select: ".conv-numnav", match: "(\\d+)" }],
    subject: [{ select: ".conv-subjtext" }],
  },
  {
    id: "gmail",
    name: "Gmail",
    hosts: ["mail.google.com"],
    composer: [".M9", ".AD"],
    send: [".aoO[role='button']"],
    messages: [{ item: ".adn", text: ".a3s", agent: '.gD[name="me"]' }],
    requester: [{ select: '.adn .gD:not([name="me"])', attr: "name" }],
    ticketId: [{ select: "[data-legacy-thread-id]", attr: "data-legacy-thread-id" }],
    subject: [{ select: "h2.hP" }],
  },
];

/** For every other site: marks that many helpdesks and web forms share. @type {Adapter} */
export const GENERIC = {
  id: "generic",
  name: "",
  hosts: [],
  note: ['[data-reply-type="note"]', '[aria-label*="internal note" i]', ".internal-note"],
  messages: [
    { item: '[data-author="customer"], [data-message-author="customer"], [data-from="customer"]' },
    { item: ".message.incoming, .message--incoming, .message.from-customer, .customer-message" },
  ],
  requester: [{ select: "[data-customer-name]", attr: "data-customer-name", first: true }],
  ticketId: [{ url: "/(?:ticket|tickets|conversation|conversations|case|cases)/(\\d+)" }],
  subject: [],
};
