"""Helpdesks' pages, rebuilt from public knowledge with their own editors: what is found in each, and that a stale page costs
nothing but context."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import Surface, wait_for

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]

GRAVE = "Sorry you feel that way."
READ = """async (element) => {
  const { readContext } = await import("/extension/sites/read.js");
  const { site, customer, requester, ticketId, subject, reply } = readContext(element, location);
  return { site, customer, requester, ticketId, subject, reply };
}"""
NAMED = """async (button) => {
  const { adapterFor } = await import("/extension/sites/read.js");
  return adapterFor(document, location.hostname).send?.some((selector) => button.matches(selector)) ?? false;
}"""


@dataclass(frozen=True)
class Helpdesk:
    """A page, how its reply and its internal note are reached, and what stands on it. ``named``: the adapter knows its send button."""

    site: str
    path: str
    host: str
    customer: list[str]
    requester: str
    ticket: str
    subject: str
    box: str = "[contenteditable=true]"
    before: str = ""
    note: str = ""
    note_box: str = ""
    named: bool = True
    send: str = field(default="#send", kw_only=True)


HELPDESKS = [
    Helpdesk(
        "Zendesk", "/agent/tickets/42", "acme.zendesk.com",
        ["I was charged twice this month and nobody answers my mails.\nI need that money for rent on Friday."],
        "Sam Okafor", "42", "Charged twice", ".ck-editor__editable", note="#channel",
    ),
    Helpdesk(
        "Freshdesk", "/a/tickets/42", "freshdesk.example.test",
        ["My parcel was due on Monday and it is still not here."], "Dana Levi", "42", "Parcel still missing",
        ".fr-element", before="#reply", note="#note",
    ),
    Helpdesk(
        "Intercom", "/a/inbox/x/inbox/all/conversation/731", "app.intercom.com",
        ["The export has been empty since Monday.", "I have to hand the report in tonight."],
        "Lena Ortiz", "731", "Empty export", note="#note-tab",
    ),
    Helpdesk(
        "HubSpot", "/live-messages/9/inbox/55", "app.hubspot.com",
        ["The invoice is wrong, it lists a plan I never had."], "Mo Khan", "55", "Invoice of March", note="#comment",
    ),
    Helpdesk(
        "Help Scout", "/conversation/123/77/", "secure.helpscout.net",
        ["The lid came cracked.", "The picture is attached. When can I have a new one?"],
        "Iris Vale", "77", "Broken lid", note="#note",
    ),
    Helpdesk(
        "Front", "/open/cnv_1x", "app.frontapp.com", ["No refund yet, and it is three weeks now."],
        "Tess Wu", "cnv_1x", "Refund for the deposit", "#editor", note="#comment", note_box="#comment", named=False,
    ),
    Helpdesk(
        "Gorgias", "/app/ticket/5120", "shop.gorgias.com",
        ["It is two sizes too small.\nThe party is on Saturday."], "Ada Berg", "5120", "Wrong size", note="#note",
    ),
    Helpdesk(
        "Zammad", "/ticket/zoom/34", "help.example.test",
        ["I cannot work at all.\nNothing connects since the update."], "Jo Frey", "34", "VPN down",
        ".articleNewEdit-body", note="#visibility",
    ),
    Helpdesk(
        "Zammad", "/desktop/tickets/34", "help.example.test", ["I cannot work at all."], "Jo Frey", "34", "VPN down",
        ".tiptap", note="#internal",
    ),
    Helpdesk(
        "Chatwoot", "/app/accounts/1/conversations/12", "app.chatwoot.com",
        ["Where is it? It was due last week."], "Ben Ito", "12", "", note="#note",
    ),
    Helpdesk(
        "FreeScout", "/conversation/88", "desk.example.test",
        ["I'm locked out.\nSince this morning.", "It has happened again."], "Pia Noor", "88", "Login",
        ".note-editable", note="#note",
    ),
    Helpdesk(
        "Gmail", "/mail/u/0/", "mail.google.com", ["When do you open?"], "Kit Dahl", "18c0ffee", "Opening hours", "#editor",
    ),
]  # fmt: skip


@pytest.mark.parametrize("desk_page", HELPDESKS, ids=lambda one: one.path.strip("/").split("/")[0] + "-" + one.site)
def test_reply_note_customer_and_send_button(open_page: Open, desk_page: Helpdesk) -> None:
    page, surface = open_page(desk_page.path, desk_page.host)
    if desk_page.before:
        page.click(desk_page.before)
    box = page.locator(desk_page.box).first
    box.click()
    surface.wait_ready()
    page.keyboard.press("Control+a")
    page.keyboard.type(GRAVE)
    surface.wait_badge("1 to look at")
    assert box.evaluate(READ) == {
        "site": desk_page.site,
        "customer": desk_page.customer,
        "requester": desk_page.requester,
        "ticketId": desk_page.ticket,
        "subject": desk_page.subject,
        "reply": "public",
    }

    send = page.locator(desk_page.send)
    assert send.evaluate(NAMED) is desk_page.named
    send.click()
    surface.wait_open("before")
    assert page.evaluate("sent") is None, "held back once"
    page.mouse.click(2, 2)  # so that the next press is no double click
    send.click()
    wait_for(lambda: GRAVE in (page.evaluate("sent") or ""), "the second press to send")

    if desk_page.note:
        page.click(desk_page.note)
        page.locator(desk_page.note_box or desk_page.box).first.click()
        page.keyboard.type("x")
        surface.wait_badge("Note: not read")


@pytest.fixture
def blank(open_page: Open) -> Page:
    return open_page("plain.html")[0]


def test_a_helpdesk_that_has_changed_gives_nothing_and_breaks_nothing(blank: Page) -> None:
    for one in HELPDESKS:
        read: dict[str, Any] = blank.evaluate(
            """async (url) => {
              const { readContext } = await import("/extension/sites/read.js");
              document.body.innerHTML = "<main><textarea id='box'></textarea></main>";
              return readContext(box, new URL(url));
            }""",
            f"https://{one.host}{one.path}",
        )
        assert (read["customer"], read["requester"], read["subject"], read["reply"]) == ([], "", "", "unknown"), (
            one.site
        )
        assert read["found"] == (["the ticket number"] if read["ticketId"] else [])


def test_a_site_nobody_described_is_read_by_what_many_pages_share(blank: Page) -> None:
    read = blank.evaluate(
        """async () => {
          const { readContext } = await import("/extension/sites/read.js");
          const long = Array.from({ length: 20 }, (_, i) => `<div data-author="customer">Message ${i} ${"x".repeat(9000)}</div>`);
          document.body.innerHTML = `${long.join("")}<textarea id="box"></textarea>`;
          return readContext(box, new URL("https://support.example.net/tickets/4"));
        }"""
    )
    assert (read["site"], read["ticketId"], read["reply"]) == ("", "4", "unknown")
    assert [text[:10] for text in read["customer"]] == ["Message 17", "Message 18", "Message 19"], "read from the end"
    assert max(map(len, read["customer"])) == 4000


def test_send_buttons_are_known_by_words_and_place(blank: Page) -> None:
    known = blank.evaluate(
        """async () => {
          const { sendButton } = await import("/extension/sites/send.js");
          const reply = `<section><div><textarea id="box"></textarea></div><footer><button>Send</button>
            <button>Antworten &amp; lösen</button><button>Sending options</button><button>Send later</button>
            <button aria-haspopup="menu">Send</button><button>Discard</button></footer></section>`;
          document.body.innerHTML = `<header><button>Send feedback</button></header>${"<div>".repeat(6)}${reply}${"</div>".repeat(6)}`;
          const location = new URL("https://unknown.example/");
          return [...document.querySelectorAll("button")].filter((one) => sendButton([one], box, location)).map((one) => one.textContent);
        }"""
    )
    assert known == ["Send", "Antworten & lösen"]
