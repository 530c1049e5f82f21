"""The side panel, shortcuts, the look before sending, and pointing at the customer's message, in the real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import Browser, Surface, wait_for
from tests.browser.extension.test_access import violations

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]
GRAVE = "Sorry you feel that way."


def start(open_page: Open, path: str = "plain.html", box: str = "#reply") -> tuple[Page, Surface]:
    page, surface = open_page(path)
    page.click(box)
    surface.wait_ready()
    return page, surface


def test_a_shortcut_and_tab(open_page: Open) -> None:
    page, _ = start(open_page)
    page.keyboard.type("Hello. ;kumquat", delay=15)
    page.wait_for_timeout(400)
    page.keyboard.press("Tab")
    wait_for(lambda: "we missed it" in page.input_value("#reply"), "the snippet")
    page.keyboard.press("Control+z")
    wait_for(lambda: page.input_value("#reply") == "Hello. ;kumquat", "one undo to bring the shortcut back")
    page.keyboard.type("s ;nosuch", delay=15)
    page.wait_for_timeout(400)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "send", "Tab does what it always does"


def test_a_grave_phrase_holds_the_first_press_back_and_not_the_second(open_page: Open) -> None:
    page, surface = start(open_page)
    page.keyboard.type(f"{GRAVE} See [[when]].", delay=2)
    surface.wait_badge("1 to look at")
    page.click("#send")
    box = surface.wait_open("before")
    assert "when" in box
    assert "Sorry you feel that way" in box
    assert page.evaluate("sent") is None
    page.wait_for_timeout(700)
    page.click("#send")
    wait_for(lambda: page.evaluate("sent") == page.input_value("#reply"), "the second press to send")
    surface.wait_closed("before")


def test_pointing_at_the_customers_message(open_page: Open, browser: Browser) -> None:
    page, surface = open_page("hostile.html", "desk.example.test")
    page.evaluate(
        "document.querySelector('h1').insertAdjacentHTML('afterend', '<p class=\"words\">It broke on Monday.</p>')"
    )
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type("All is well.", delay=2)
    surface.wait_badge("Reads well")
    page.keyboard.press("Alt+Enter")
    assert "only your reply" in surface.wait_open("panel")
    surface.click("panel", "Point at the customer's message")
    surface.wait_open("picker")
    words = page.locator(".words").bounding_box()
    assert words
    page.mouse.click(words["x"] + 20, words["y"] + 8)
    surface.wait_closed("picker")
    page.click("#reply")
    page.keyboard.press("Alt+Enter")
    wait_for(lambda: "where you pointed" in surface.text("panel"), "it to be remembered")
    options = browser.own_page("options")
    options.get_by_role("button", name="Forget").click()
    options.get_by_text("Customer's message pointed at").wait_for(state="detached")
    options.close()


def test_the_side_panel_reads_along_and_inserts_where_the_caret_was(open_page: Open, browser: Browser) -> None:
    page, _ = start(open_page, "/agent/tickets/42", ".ck-editor__editable")
    page.keyboard.type(f"Hello Sam. {GRAVE}", delay=2)
    side = browser.own_page("side")
    side.get_by_text("1 to look at").wait_for()
    side.get_by_text("They sound").wait_for()
    assert "the customer's message, their name" in side.inner_text("main")
    side.get_by_label("Find a snippet").fill("tangerine")
    side.get_by_role("button", name="Ask for a tangerine picture").click()
    page.bring_to_front()  # beside a real side panel the page is in sight; a tab behind another does not draw
    wait_for(lambda: "for ticket 42?" in page.evaluate("editor.getData()"), "the snippet to come in")
    side.bring_to_front()
    for theme in ("light", "dark"):
        side.emulate_media(color_scheme=theme, reduced_motion="reduce")
        side.wait_for_timeout(100)
        assert violations(side) == []
    side.close()


def test_prompts_follow_the_draft_and_enter_it_only_when_picked(open_page: Open, browser: Browser) -> None:
    page, surface = start(open_page, "/agent/tickets/42", ".ck-editor__editable")
    side = browser.own_page("side")
    advice = side.locator(".advice")
    advice.get_by_text("They have asked before").wait_for()
    assert "Orders up to 200 €" in side.inner_text("main")
    assert page.evaluate("editor.getData()") == ""
    page.bring_to_front()
    page.keyboard.type("I have read your earlier messages. ")
    wait_for(
        lambda: "asked before" not in side.inner_text("main"), "advice that is followed to fall silent", seconds=20
    )
    side.get_by_role("button", name="Express, free").click()
    wait_for(lambda: "at no cost to you" in page.evaluate("editor.getData()"), "what was picked to come in")
    surface.wait_open("choices")
    page.keyboard.press("2")
    wait_for(lambda: "with you on Friday." in page.evaluate("editor.getData()"), "its gap to be filled")
    assert page.evaluate("editor.getData()").startswith("<p>I have read your earlier messages. ")
    side.close()
