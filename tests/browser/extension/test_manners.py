"""How the extension behaves: out of the way, honest about its state, with nothing lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import Alongside, Browser, Desk, Surface, wait_for

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]

PITY = "Oh, that's a terrible situation"
MARKS = "() => [...CSS.highlights].reduce((sum, [, ranges]) => sum + ranges.size, 0)"


def type_reply(page: Page, surface: Surface, text: str, box: str = "#reply") -> None:
    page.click(box)
    surface.wait_ready()
    page.keyboard.type(text, delay=2)


def test_quiet_in_search_and_password_fields(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, "Hello")
    for field in ("#search", "#password"):
        page.click(field)
        page.keyboard.type(f"{PITY}.", delay=2)
    page.keyboard.press("Control+Shift+Space")
    page.wait_for_timeout(600)
    assert page.evaluate(MARKS) == 0
    assert not surface.text("palette")


def test_a_page_without_a_reply_gets_nothing_of_ours(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    page.click("h1")
    page.wait_for_timeout(300)
    assert surface.read("return 1") is None


def test_reads_well_and_what_was_found(open_page: Open) -> None:
    page, surface = open_page("/agent/tickets/42")
    type_reply(page, surface, "I see the second charge and have asked our bank to return it.", ".ck-editor__editable")
    surface.wait_badge("Reads well")
    page.keyboard.press("Alt+Enter")
    panel = surface.wait_open("panel")
    assert "Zendesk" in panel
    assert "the customer's message, their name, the ticket number and the subject" in panel
    page.keyboard.press("Escape")
    surface.wait_closed("panel")
    page.keyboard.type(" Bye")
    assert page.evaluate("editor.getData()").endswith(" Bye</p>")


def test_placeholders_come_from_the_ticket_in_front(open_page: Open) -> None:
    page, surface = open_page("/agent/tickets/42")
    page.click(".ck-editor__editable")
    surface.wait_ready()
    page.keyboard.press("Control+Shift+Space")
    surface.wait_open("palette")
    page.keyboard.type("tangerine")
    wait_for(lambda: surface.text("palette").startswith("Ask for a tangerine"), "the list")
    page.keyboard.press("Enter")
    wait_for(lambda: "for ticket 42?" in page.evaluate("editor.getData()"), "the ticket's number")


def test_internal_notes_are_left_alone_until_wanted(open_page: Open, browser: Browser) -> None:
    page, surface = open_page("/agent/tickets/42")
    page.click("#channel")
    type_reply(page, surface, f"{PITY}.", ".ck-editor__editable")
    surface.wait_badge("Note: not read")
    assert page.evaluate(MARKS) == 0
    options = browser.own_page("options")
    options.get_by_label("Read internal notes as well").check()
    surface.wait_badge("1 to look at")
    options.get_by_label("Read internal notes as well").uncheck()
    surface.wait_badge("Note: not read")
    options.close()


def test_two_replies_on_one_page_do_not_disturb_each_other(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.click("#rich")
    page.keyboard.type("All is on its way.", delay=2)
    surface.wait_badge("Reads well")
    page.click("#reply")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.keyboard.press("1")
    wait_for(lambda: PITY not in page.input_value("#reply"), "the first reply to change")
    assert page.inner_text("#rich").strip() == "All is on its way."
    page.click("#send")
    assert page.evaluate("sent") == page.input_value("#reply")


def test_keys_in_our_surfaces_never_reach_the_page(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    for key in ("ArrowDown", "ArrowRight", "j", "Escape"):
        page.keyboard.press(key)
    surface.wait_closed("card")
    page.keyboard.press("Control+Shift+Space")
    surface.wait_open("palette")
    page.keyboard.type("kumquat")
    page.keyboard.press("Escape")
    surface.wait_closed("palette")
    assert page.evaluate("shortcuts") == []
    assert page.input_value("#reply") == f"{PITY}."


def test_nothing_on_the_page_moves(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    layout = """() => [...document.body.querySelectorAll("*")].map((e) => JSON.stringify(e.getBoundingClientRect()))"""
    size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    page.click("#reply")
    before, extent = page.evaluate(layout), page.evaluate(size)
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.", delay=2)
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    assert page.evaluate(layout) == before
    assert page.evaluate(size) == extent


def test_the_badge_never_covers_the_text(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, "", "#rich")
    for lines in range(1, 8):
        page.keyboard.type("many words " * 22, delay=0)
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
        badge = surface.read(
            """const b = root.querySelector('.badge'); const r = b.getBoundingClientRect();
               return b.style.visibility === 'hidden' ? null : [r.left, r.top, r.right, r.bottom]"""
        )
        words = page.evaluate(
            """() => { const range = document.createRange(); range.selectNodeContents(rich);
                       return [...range.getClientRects()].filter((r) => r.width < 800).map((r) => [r.left, r.top, r.right, r.bottom]) }"""
        )
        assert words
        for left, top, right, bottom in words if badge else []:
            apart = badge[2] <= left or badge[0] >= right or badge[3] <= top or badge[1] >= bottom
            assert apart, f"after {lines} paragraphs the badge stands on the text"


def test_ignored_once_and_for_good_and_back(open_page: Open, browser: Browser) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.keyboard.press("i")
    surface.wait_badge("Reads well")
    page.keyboard.type(" Bye", delay=2)
    page.wait_for_timeout(500)
    assert surface.badge() == "Reads well", "ignored words stay ignored while the agent goes on"

    page.reload()
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    surface.click("card", "Never mark this")
    surface.wait_badge("Reads well")
    options = browser.own_page("options")
    options.get_by_role("button", name="Mark again").click()
    surface.wait_badge("1 to look at")
    options.close()


def test_switched_off_for_a_site_and_on_again(open_page: Open, browser: Browser, desk: Desk) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    origin = desk.url("").removesuffix("/pages/")
    page_of_ours = browser.own_page("options")
    switch = "([origin, off]) => chrome.runtime.sendMessage({type: 'set-site', origin, off})"
    page_of_ours.evaluate(switch, [origin, True])
    wait_for(lambda: surface.read("return 1") is None and page.evaluate(MARKS) == 0, "everything of ours to go")
    page_of_ours.get_by_role("button", name="Turn on").click()
    page_of_ours.get_by_role("button", name="Turn on").wait_for(state="detached")
    page_of_ours.close()
    page.click("h1")
    page.click("#reply")
    surface.wait_badge("1 to look at")


def test_a_stale_card_goes_when_its_words_change(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.evaluate("reply.value = 'The page wrote this.'; reply.dispatchEvent(new Event('input', {bubbles: true}))")
    surface.wait_closed("card")
    assert page.input_value("#reply") == "The page wrote this."


def test_words_to_leave_out_are_shown_not_the_letter_that_stays(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, "As I said before, the parcel left on Monday.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Shift+Enter")
    surface.wait_open("rewrite")
    spoken = "return root.querySelector('.change').ariaLabel"
    assert surface.read(spoken) == "“As I said before, the”. Replace with: The"
    page.keyboard.press("Escape")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    take = "return root.querySelector('.take ' + args[0])?.textContent"
    assert surface.read(take, "[aria-hidden]:not(kbd)") == "Leave out As I said before"
    assert surface.read(take, ".unseen") == "Leave out: As I said before"
    page.keyboard.press("1")
    wait_for(lambda: page.input_value("#reply") == "The parcel left on Monday.", "the words to go")


def test_works_where_the_page_forbids_scripts(open_page: Open) -> None:
    page, surface = open_page("csp.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    assert surface.read("return getComputedStyle(root.querySelector('.card')).position") == "fixed", (
        "the styles are there"
    )
    assert surface.read("return getComputedStyle(root.querySelector('.card')).width") == "400px"
    page.keyboard.press("1")
    wait_for(lambda: PITY not in page.input_value("#reply"), "the words to change")


def test_in_a_frame_the_card_is_not_cut_off(open_page: Open) -> None:
    page, surface = open_page("framed.html")
    frame = page.frame_locator("iframe")
    frame.locator("body").click()
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.", delay=2)
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    height = surface.read("return root.querySelector('.card').getBoundingClientRect().height")
    assert height > 120, "the frame is only 100 px high"
    page.keyboard.press("1")
    wait_for(lambda: PITY not in frame.locator("body").inner_text(), "the words to change")
    page.keyboard.type(" Bye")
    assert frame.locator("body").inner_text().endswith(" Bye")


def test_in_a_modal_dialog_the_card_can_be_used(open_page: Open) -> None:
    page, surface = open_page("dialog.html")
    page.click("#open")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    surface.click("card", "Replace with")
    wait_for(lambda: PITY not in page.input_value("#reply"), "the press to be taken")


@pytest.fixture
def own_server(server: Alongside) -> Iterator[Alongside]:
    """The server, to stop and start; it runs again afterwards."""
    yield server
    server.stop()
    server.start()


def test_paused_and_resumed_from_elsewhere(open_page: Open, server: Alongside) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    server.call("POST", "/v1/pause", {"minutes": None})
    page.keyboard.type(" More", delay=2)
    surface.wait_badge("Paused")
    assert page.evaluate(MARKS) == 0
    server.call("POST", "/v1/resume", {})
    surface.wait_badge("1 to look at")
    assert page.input_value("#reply") == f"{PITY}. More"


def test_the_server_stops_and_comes_back_in_the_middle_of_a_reply(open_page: Open, own_server: Alongside) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    own_server.stop()
    page.keyboard.type(" It goes on.", delay=2)
    surface.wait_badge("Alongside is not running")
    page.keyboard.press("Alt+Enter")
    assert "Start it from your apps, or run alongside." in surface.wait_open("panel")
    page.keyboard.press("Escape")
    surface.wait_closed("panel")
    page.keyboard.type(" Still here.", delay=2)
    own_server.start()
    surface.wait_badge("1 to look at")
    assert page.input_value("#reply") == f"{PITY}. It goes on. Still here."


def test_a_server_on_another_port_is_found_again(browser: Browser, server: Alongside) -> None:
    browser.worker.evaluate("port => chrome.storage.local.set({port})", server.port + 1)
    page = browser.own_page("options")
    page.get_by_role("button", name="Unpair").wait_for()
    assert browser.worker.evaluate("async () => (await chrome.storage.local.get('port')).port") == server.port
    page.close()


def test_a_pairing_taken_back_says_so_and_can_be_made_again(
    open_page: Open, browser: Browser, server: Alongside
) -> None:
    page, surface = open_page("plain.html")
    type_reply(page, surface, f"{PITY}.")
    surface.wait_badge("1 to look at")
    for pairing in server.call("GET", "/v1/pairings")["pairings"]:
        server.call("DELETE", f"/v1/pairings/{pairing['id']}")
    page.keyboard.type(" More", delay=2)
    surface.wait_badge("Not paired yet")
    assert page.evaluate(MARKS) == 0
    browser.pair(server)
    surface.wait_badge("1 to look at")
    assert page.input_value("#reply") == f"{PITY}. More"
