"""Pages as they are in life: tickets that come and go, text the page rewrites, right-to-left, zoomed, in high contrast."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import Surface, wait_for

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]

PITY = "Oh, that's a terrible situation"
RECT = "const r = root.querySelector(args[0]).getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]"
STYLE = "return getComputedStyle(root.querySelector(args[0]))[args[1]]"


def reviewed(open_page: Open, path: str = "plain.html", box: str = "#reply") -> tuple[Page, Surface]:
    page, surface = open_page(path)
    page.click(box)
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.")
    surface.wait_badge("1 to look at")
    return page, surface


def test_a_ticket_is_left_and_another_opened(open_page: Open) -> None:
    page, surface = reviewed(open_page, "/agent/tickets/42", ".ck-editor__editable")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.evaluate("reopen()")
    wait_for(lambda: not surface.text("card") and not surface.badge(), "card and badge to go with the editor")
    page.click(".ck-editor__editable")
    surface.wait_ready()
    page.keyboard.type(f"Hello. {PITY}.")
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.keyboard.press("1")
    wait_for(lambda: PITY not in page.evaluate("editor.getData()"), "the words to change in the new editor")
    assert page.evaluate("editor.getData()").startswith("<p>Hello. ")


def test_a_page_that_rewrites_what_is_typed(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    # Two spaces become one, as some editors do; and while it is stubborn every change is put back, as some forms do.
    page.evaluate(
        """() => {
          let kept = "";
          reply.addEventListener("input", () => {
            const at = reply.selectionStart;
            const tidy = window.stubborn ? kept : reply.value.replace(/  +/g, " ");
            if (tidy !== reply.value) {
              reply.value = tidy;
              reply.setSelectionRange(at - 1, at - 1);
            }
            kept = tidy;
          });
        }"""
    )
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type(f"Well,  really.  {PITY}.  So it is.")
    surface.wait_badge("1 to look at")
    text = f"Well, really. {PITY}. So it is."
    assert page.input_value("#reply") == text
    page.evaluate("window.stubborn = true")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.keyboard.press("1")
    wait_for(
        lambda: "put the old words back" in surface.text("card"), "it to be said that the page keeps its own words"
    )
    assert "Copy" in surface.text("card")
    assert page.input_value("#reply") == text
    page.evaluate("stubborn = false")
    page.keyboard.press("1")
    wait_for(lambda: PITY not in page.input_value("#reply"), "the words to change once the page lets them")
    assert page.input_value("#reply").startswith("Well, really. ")
    assert page.input_value("#reply").endswith(". So it is.")


def test_right_to_left_and_zoomed(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    page.evaluate("document.documentElement.dir = 'rtl'; document.documentElement.style.zoom = 1.5")
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.")
    surface.wait_badge("1 to look at")
    box = page.evaluate("() => { const r = reply.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom] }")
    wait_for(
        lambda: surface.read("return root.querySelector('.badge').style.visibility") == "visible", "the badge's place"
    )
    left, _, right, bottom = surface.read(RECT, ".badge")
    assert box[0] <= left < right <= (box[0] + box[2]) / 2, "at the end of the line, which is on the left"
    assert abs(box[3] - bottom) < 12
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    left, _, right, _ = surface.read(RECT, ".card")
    width, _ = page.evaluate("[innerWidth, innerHeight]")
    assert right - left == 400, "as large as on a page that is not zoomed"
    assert 0 <= left < right <= width
    surface.click("card", "Replace with")
    wait_for(lambda: PITY not in page.input_value("#reply"), "the press to land where the card is drawn")


def test_four_hundred_per_cent(open_page: Open) -> None:
    page, surface = reviewed(open_page)
    page.set_viewport_size({"width": 320, "height": 256})  # what is left of 1280 × 1024
    page.locator("#reply").scroll_into_view_if_needed()
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    left, top, right, bottom = surface.read(RECT, ".card")
    assert (left >= 0, top >= 0, right <= 320, bottom <= 256) == (True,) * 4
    page.keyboard.press("1")
    wait_for(lambda: PITY not in page.input_value("#reply"), "the words to change")


def test_high_contrast_and_reduced_motion(open_page: Open) -> None:
    page, surface = reviewed(open_page)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    assert surface.read(STYLE, ".badge button", "borderTopWidth") == "1px"
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    assert surface.read(STYLE, ".card", "animationName") == "none"
    assert surface.read(STYLE, ".card", "borderTopWidth") == "1px"
    chosen, other = (
        surface.read("return getComputedStyle(root.querySelectorAll('.take')[args[0]]).backgroundColor", i)
        for i in (0, 1)
    )
    assert chosen != other, "where the keyboard is shows without colours of ours"
    assert surface.read(STYLE, ".kind", "textDecorationStyle") == "dotted"
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    assert surface.read(STYLE, ".card", "animationName") == "appear"
