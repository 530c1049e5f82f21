"""Helpdesks' pages, rebuilt from public knowledge: what the adapters read there, and that stale ones cost nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import Browser, Desk

pytestmark = pytest.mark.browser
READ = """async ([html, url]) => {
  const { readContext } = await import("/extension/sites/read.js");
  document.body.innerHTML = html;
  for (const host of document.querySelectorAll("[data-shadow]")) {
    const root = host.attachShadow({ mode: "open" });
    root.append(...host.childNodes);
  }
  const shadows = (root) => [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  const find = (root) => root.querySelector("#box") ?? shadows(root).map(find).find(Boolean);
  return readContext(find(document), new URL(url));
}"""

# address → (page, customer's messages, requester, ticket, subject, kind of reply)
PAGES: dict[str, tuple[str, str, list[str], str, str, str, str]] = {
    "Intercom": (
        "https://app.intercom.com/a/inbox/x/inbox/all/conversation/731",
        """<div data-shadow><div data-part-group-category="1"><span data-part-author>Lena Ortiz</span>
             <div data-part-text>The export has been empty since Monday.</div></div>
           <div data-part-group-category="3"><div data-part-text>Let me look.</div></div>
           <div data-conversation-reply-composer><div id="box" class="ProseMirror" contenteditable></div></div></div>""",
        ["The export has been empty since Monday."], "Lena Ortiz", "731", "", "public",
    ),
    "HubSpot": (
        "https://app.hubspot.com/live-messages/9/inbox/55",
        """<h2 data-test-id="thread-subject">Invoice</h2><b data-test-id="thread-contact-name">Mo Khan</b>
           <div data-test-id="thread-message" data-direction="incoming"><p data-test-id="message-body">The invoice is wrong.</p></div>
           <div data-test-id="thread-message" data-direction="outgoing"><p data-test-id="message-body">I'm on it.</p></div>
           <div data-test-id="thread-composer"><div id="box" data-test-id="rte-content" contenteditable></div></div>""",
        ["The invoice is wrong."], "Mo Khan", "55", "Invoice", "public",
    ),
    "Help Scout": (
        "https://secure.helpscout.net/conversation/123/77/",
        """<h1 data-cy="subject">Broken lid</h1><a data-cy="customer-name">Iris Vale</a>
           <div data-cy="customer-thread"><div data-cy="thread-body">The lid came cracked.<blockquote>Older mail</blockquote></div></div>
           <div data-cy="NoteEditor"><div id="box" contenteditable></div></div>""",
        ["The lid came cracked."], "Iris Vale", "77", "Broken lid", "note",
    ),
    "Front": (
        "https://app.frontapp.com/open/cnv_1x",
        """<h1 data-testid="conversation-subject">Refund</h1>
           <div data-testid="message-inbound"><b data-testid="message-author">Tess Wu</b>
           <div data-testid="message-body">No refund yet.</div></div>
           <div data-testid="composer"><div id="box" contenteditable></div></div>""",
        ["No refund yet."], "Tess Wu", "cnv_1x", "Refund", "public",
    ),
    "Gorgias": (
        "https://shop.gorgias.com/app/ticket/5120",
        """<input name="subject" value="Wrong size" /><b data-testid="customer-name">Ada Berg</b>
           <div data-testid="ticket-message" data-from-agent="false"><div data-testid="message-body">It is two sizes too small.</div></div>
           <div data-testid="ticket-message" data-from-agent="true"><div data-testid="message-body">Thanks.</div></div>
           <div data-testid="ticket-reply-editor"><div id="box" class="public-DraftEditor-content" contenteditable></div></div>""",
        ["It is two sizes too small."], "Ada Berg", "5120", "Wrong size", "public",
    ),
    "Zammad": (
        "https://help.example.org/#ticket/zoom/34",
        """<div class="ticketZoom"><h1 class="js-objectTitle">VPN down</h1>
           <div class="ticketZoom-header"><a class="user-popover">Jo Frey</a></div>
           <div class="ticket-article-item customer"><div class="textBubble-content">I cannot work at all.</div></div>
           <div class="article-add is-internal"><div id="box" contenteditable></div></div></div>""",
        ["I cannot work at all."], "Jo Frey", "34", "VPN down", "note",
    ),
    "Chatwoot": (
        "https://chat.example.org/app/accounts/1/conversations/12",
        """<div id="app"><div class="conversation-panel"><ul>
           <li class="left"><div class="bubble"><div class="text-content">Where is it?</div></div></li>
           <li class="right"><div class="bubble">On its way</div></li></ul></div></div><span class="contact--name">Ben Ito</span>
           <div class="reply-box is-private"><div id="box" class="ProseMirror-woot-style" contenteditable></div></div>""",
        ["Where is it?"], "Ben Ito", "12", "", "note",
    ),
    "FreeScout": (
        "https://desk.example.org/conversation/88",
        """<h1 class="conv-subjtext">Login</h1>
           <div class="thread-item thread-type-customer"><div class="thread-person"><strong>Pia Noor</strong></div>
           <div class="thread-content">I'm locked out.<br>Since this morning.</div></div>
           <div class="conv-reply-block"><div id="box" class="note-editable" contenteditable></div></div>""",
        ["I'm locked out.\nSince this morning."], "Pia Noor", "88", "Login", "public",
    ),
    "Gmail": (
        "https://mail.google.com/mail/u/0/",
        """<h2 class="hP">Question</h2><div class="adn"><span class="gD" name="Kit Dahl">Kit</span>
           <div class="a3s">When do you open?<div class="gmail_quote">Older</div></div></div><div id="box" contenteditable></div>""",
        ["When do you open?"], "Kit Dahl", "", "Question", "unknown",
    ),
    "": (
        "https://support.example.net/tickets/4",
        """<div data-author="customer">It broke.</div><textarea id="box"></textarea>""",
        ["It broke."], "", "4", "", "unknown",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def blank(browser: Browser, desk: Desk) -> Iterator[Page]:
    page = browser.page(desk.url("plain.html", "sites.test.invalid.zendesk.com"))
    yield page
    page.close()


@pytest.mark.parametrize("site", PAGES)
def test_what_is_read(blank: Page, site: str) -> None:
    url, html, customer, requester, ticket, subject, reply = PAGES[site]
    read: dict[str, Any] = blank.evaluate(READ, [html, url])
    del read["found"], read["pointed"]
    assert read == {
        "site": site,
        "customer": customer,
        "requester": requester,
        "ticketId": ticket,
        "subject": subject,
        "reply": reply,
    }


@pytest.mark.parametrize("site", PAGES)
def test_a_helpdesk_that_has_changed_gives_nothing_and_breaks_nothing(blank: Page, site: str) -> None:
    read = blank.evaluate(READ, ["<main><textarea id='box'></textarea></main>", PAGES[site][0]])
    assert read["customer"] == []
    assert read["requester"] == read["subject"] == ""
    assert read["reply"] == "unknown"


def test_long_threads_are_read_from_their_end(blank: Page) -> None:
    messages = "".join(f'<div data-author="customer">Message {i} {"x" * 9000}</div>' for i in range(20))
    read = blank.evaluate(READ, [f"{messages}<textarea id='box'></textarea>", "https://support.example.net/"])
    assert [text[:10] for text in read["customer"]] == ["Message 17", "Message 18", "Message 19"]
    assert max(map(len, read["customer"])) == 4000
