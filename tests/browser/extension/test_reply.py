"""The main job in real helpdesk pages: a draft is marked, better words are taken with one key and taken back with one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import Surface, wait_for

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]

PITY = "Oh, that's a terrible situation"
HOLLOW = "We are sorry for any inconvenience"
DRAFT = f"{PITY}. {HOLLOW}. Please send the form."

MARKED = """() => [...CSS.highlights].filter(([name]) => /alongside-(sympathy|dismissive|hint)/.test(name))
    .flatMap(([, ranges]) => [...ranges].map(String)).sort()"""


class Reply:
    """One kind of reply box: how to reach it and how to read what its editor really holds."""

    def __init__(self, path: str, host: str, box: str, text: str, before: str = "") -> None:
        self.path, self.host, self.box, self.text, self.before = path, host, box, text, before

    def start(self, open_page: Open) -> tuple[Page, Surface]:
        page, surface = open_page(self.path, self.host)
        if self.before:
            page.click(self.before)
        page.click(self.box)
        surface.wait_ready()
        return page, surface

    def read(self, page: Page) -> str:
        return str(page.evaluate(self.text)).replace("\u00a0", " ").strip()


_IN_MODEL = "new DOMParser().parseFromString({}, 'text/html').body.innerText"
REPLIES = {
    "textarea": Reply("plain.html", "acme.zendesk.com", "#reply", "reply.value"),
    "contenteditable": Reply("plain.html", "acme.zendesk.com", "#rich", "rich.innerText"),
    "zendesk": Reply(
        "/agent/tickets/42", "acme.zendesk.com", ".ck-editor__editable", _IN_MODEL.format("editor.getData()")
    ),
    "freshdesk": Reply(
        "/a/tickets/42", "freshdesk.example.test", ".fr-element", "editor.el.innerText", before="#reply"
    ),
}


@pytest.fixture(params=REPLIES)
def reply(request: pytest.FixtureRequest) -> Reply:
    return REPLIES[request.param]


def test_take_with_one_key_and_back_with_one(open_page: Open, reply: Reply) -> None:
    page, surface = reply.start(open_page)
    page.keyboard.type(DRAFT, delay=2)
    surface.wait_badge("2 to look at")
    wait_for(lambda: page.evaluate(MARKED) == sorted([PITY, HOLLOW]), "the right words to be marked")

    page.keyboard.press("Home")
    page.keyboard.press("Alt+Enter")
    card = surface.wait_open("card")
    assert "1 of 2" in card
    page.keyboard.press("1")
    surface.wait_closed("card")
    taken = wait_for(lambda: (now := reply.read(page)) != DRAFT and now, "the words to change")
    assert taken.endswith(f". {HOLLOW}. Please send the form.")
    assert PITY not in taken
    surface.wait_badge("1 to look at")

    page.keyboard.press("Control+z")
    wait_for(lambda: reply.read(page) == DRAFT, "one undo to bring the old words back")
    surface.wait_badge("2 to look at")

    page.keyboard.press("Control+End")
    page.keyboard.type(" Bye")
    assert reply.read(page) == f"{DRAFT} Bye"


def test_the_caret_stays_where_the_agent_left_it(open_page: Open, reply: Reply) -> None:
    page, surface = reply.start(open_page)
    page.keyboard.type(f"{PITY}. Soon.", delay=2)
    surface.wait_badge("1 to look at")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.keyboard.press("1")
    surface.wait_closed("card")
    page.keyboard.type("Very ")
    wait_for(lambda: reply.read(page).endswith(". Very Soon."), "typing to go on at the caret")
    assert PITY not in reply.read(page)


def test_the_whole_reply_with_a_change_left_out(open_page: Open, reply: Reply) -> None:
    page, surface = reply.start(open_page)
    page.keyboard.type(DRAFT, delay=2)
    surface.wait_badge("2 to look at")
    page.keyboard.press("Alt+Shift+Enter")
    assert "Use 2 changes" in surface.wait_open("rewrite")
    page.keyboard.press("Space")
    wait_for(lambda: "Use 1 change\n" in surface.text("rewrite"), "one change to be left out")
    page.keyboard.press("Enter")
    surface.wait_closed("rewrite")
    wait_for(lambda: HOLLOW not in reply.read(page), "the other change to be made")
    assert PITY in reply.read(page)
    page.keyboard.press("Control+z")
    wait_for(lambda: reply.read(page) == DRAFT, "one undo to bring everything back")


def test_a_snippet_with_its_gaps(open_page: Open, reply: Reply) -> None:
    page, surface = reply.start(open_page)
    page.keyboard.type("Hello. ", delay=2)
    page.keyboard.press("Control+Shift+Space")
    surface.wait_open("palette")
    page.keyboard.type("kumquat")
    wait_for(lambda: surface.text("palette").startswith("Kumquat delivery date"), "the list to be filtered")
    page.keyboard.press("Enter")
    wait_for(lambda: "we missed it" in reply.read(page), "the snippet to come in")
    page.keyboard.type("asking the courier")
    page.keyboard.press("Tab")
    surface.wait_open("choices")
    page.keyboard.press("2")
    wait_for(lambda: "[[" not in reply.read(page), "the last gap to be filled")
    page.keyboard.type("!")
    assert reply.read(page).endswith(
        "You planned around that date and we missed it. I'm asking the courier and will write again tomorrow morning!."
    )


def test_the_palette_gives_the_caret_back(open_page: Open, reply: Reply) -> None:
    page, surface = reply.start(open_page)
    page.keyboard.type("One three", delay=2)
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Shift+Space")
    surface.wait_open("palette")
    page.keyboard.press("Escape")
    surface.wait_closed("palette")
    page.keyboard.type("two ")
    assert reply.read(page) == "One two three"


def test_a_click_opens_the_card_and_leaves_the_caret(open_page: Open, reply: Reply) -> None:
    page, surface = reply.start(open_page)
    page.keyboard.type(DRAFT, delay=2)
    surface.wait_badge("2 to look at")
    box = page.locator(reply.box).bounding_box()
    assert box
    spot = page.evaluate(
        """() => { const range = [...CSS.highlights].find(([name, ranges]) => name.startsWith("alongside-sympathy") && ranges.size)[1]
             .values().next().value; const r = range.getClientRects()[0]; return [r.x + 30, r.y + r.height / 2]; }"""
    )
    page.mouse.click(*spot)
    surface.wait_open("card")
    page.keyboard.press("End")
    page.keyboard.type(" More")
    assert reply.read(page).endswith("form. More"), "the keyboard was still in the text"
    surface.click("card", "Replace with")
    wait_for(lambda: PITY not in reply.read(page) or HOLLOW not in reply.read(page), "the press to be taken")
    assert reply.read(page).endswith("form. More")
