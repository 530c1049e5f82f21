"""Everyone can use it: no axe violations in light and dark, by keyboard alone, words for those who listen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import ROOT, Browser, Surface, wait_for

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# In our own page the surfaces' shadow root is left open, so that axe can look inside.
OPEN_ROOTS = """const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) { return attach.call(this, {...options, mode: "open"}) }"""


def violations(page: Page) -> list[Any]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["options", "popup", "privacy", "welcome"])
def test_our_pages(browser: Browser, name: str, theme: Any) -> None:
    page = browser.own_page(name)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.locator("h1").first.wait_for()
    if name != "privacy":
        page.locator("button").first.wait_for()
    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_our_surfaces(browser: Browser, theme: Any) -> None:
    page = browser.context.new_page()
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.add_init_script(OPEN_ROOTS)
    page.goto(browser.worker.url.replace("worker/index.js", "pages/welcome.html"))
    surface = Surface(page)
    page.click("textarea")
    surface.wait_badge("3 to look at")
    wait_for(lambda: "3 to look at. Alt+Enter opens the nearest." in surface.spoken(), "the count to be said")
    page.keyboard.press("Control+Home")

    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    assert violations(page) == []
    page.keyboard.press("Escape")

    page.keyboard.press("Control+Enter")
    surface.wait_open("before")
    assert violations(page) == []
    page.keyboard.press("Alt+Enter")
    wait_for(lambda: surface.read("return root.activeElement?.className") == "take", "the keyboard to go into the list")
    page.keyboard.press("Escape")
    surface.wait_closed("before")

    page.keyboard.press("Alt+Shift+Enter")
    surface.wait_open("rewrite")
    assert violations(page) == []
    page.keyboard.press("Escape")

    page.keyboard.press("Control+Shift+Space")
    surface.wait_open("palette")
    wait_for(lambda: "\n" in surface.text("palette"), "the list")
    assert violations(page) == []
    page.keyboard.type("kumquat")
    wait_for(lambda: surface.text("palette").startswith("Kumquat"), "the list to be filtered")
    page.keyboard.press("Enter")
    surface.wait_closed("palette")
    page.keyboard.press("Tab")
    surface.wait_open("choices")
    assert violations(page) == []
    page.keyboard.press("Escape")

    page.keyboard.press("Control+a")
    page.keyboard.type("I've asked our bank to return it.", delay=2)
    surface.wait_badge("Reads well")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("panel")
    assert violations(page) == []
    surface.click("panel", "Point at the customer's message")
    surface.wait_open("picker")
    assert violations(page) == []
    page.keyboard.press("Escape")
    surface.wait_closed("picker")
    page.close()


def test_tab_goes_round_in_the_card_and_esc_leads_out(open_page: Open) -> None:
    page, surface = open_page("plain.html")
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type("Oh, that's a terrible situation.", delay=2)
    surface.wait_badge("1 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    focus = "const e = root.activeElement; return e && (e.ariaLabel ?? e.innerText)"
    seen = []
    for _ in range(12):
        seen.append(surface.read(focus))
        page.keyboard.press("Tab")
    assert None not in seen
    assert len(set(seen)) < 12, "it goes round"
    assert "Close (Esc)" in seen
    page.keyboard.press("Escape")
    surface.wait_closed("card")
    assert page.evaluate("document.activeElement.id") == "reply"


def test_keys_can_be_changed(browser: Browser, open_page: Open) -> None:
    options = browser.own_page("options")
    change = options.get_by_role("button", name="Change the keys for: Show what is marked at the caret")
    change.click()
    options.keyboard.press("Control+c")
    options.get_by_text("already uses this one").wait_for()
    options.keyboard.press("Control+Shift+m")
    options.get_by_text("Saved: Ctrl+Shift+M.").wait_for()
    page, surface = open_page("plain.html")
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type("Oh, that's a terrible situation.", delay=2)
    surface.wait_badge("1 to look at")
    page.keyboard.press("Control+Shift+m")
    surface.wait_open("card")
    options.get_by_role("button", name="Change the keys for: Show what is marked at the caret").click()
    options.keyboard.press("Alt+Enter")
    options.get_by_text("Saved: Alt+Enter.").wait_for()
    options.close()
