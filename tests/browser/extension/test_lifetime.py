"""Sites that the agent adds, and what happens to an open tab when the extension is updated under it."""

from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.extension.desk import Alongside, Browser, Desk, Surface, prepared, wait_for

pytestmark = pytest.mark.browser
PITY = "Oh, that's a terrible situation"


def test_only_on_the_sites_that_were_let_in(
    playwright_: Playwright, tmp_path: Path, desk: Desk, server: Alongside, first_port: int
) -> None:
    extension = prepared(tmp_path, first_port, ["own.example.test", "*.zendesk.com"])
    browser = Browser(playwright_, tmp_path / "profile", desk, extension=extension)
    browser.pair(server)
    options = browser.own_page("options")
    options.get_by_text("https://own.example.test").wait_for()
    pressed = "([...all]) => all.filter((one) => one.ariaPressed === 'true').map((one) => one.textContent)"
    wait_for(
        lambda: options.locator("button.switch").evaluate_all(pressed) == ["Zendesk"], "what is let in to be shown"
    )
    options.close()

    page = browser.page(desk.url("plain.html", "own.example.test"))
    surface = Surface(page)
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.", delay=2)
    surface.wait_badge("1 to look at")

    other = browser.page(desk.url("plain.html", "other.example.test"))
    other.click("#reply")
    other.keyboard.type(f"{PITY}.", delay=2)
    other.wait_for_timeout(600)
    assert Surface(other).read("return 1") is None, "only where it was added"
    browser.close()


def test_a_worker_that_sleeps_and_an_update_under_an_open_tab_lose_nothing(
    playwright_: Playwright, tmp_path: Path, desk: Desk, server: Alongside, first_port: int
) -> None:
    browser = Browser(playwright_, tmp_path / "profile", desk, extension=prepared(tmp_path, first_port))
    browser.pair(server)
    page = browser.page(desk.url("plain.html"))
    surface = Surface(page)
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.", delay=2)
    surface.wait_badge("1 to look at")

    # Browsers put an idle worker to sleep; here it is told to.
    running: dict[str, str] = {}
    devtools = browser.context.new_cdp_session(page)
    devtools.on(
        "ServiceWorker.workerVersionUpdated",
        lambda told: running.update((one["versionId"], one["runningStatus"]) for one in told["versions"]),
    )
    devtools.send("ServiceWorker.enable")
    wait_for(lambda: page.evaluate("1") and "running" in running.values(), "the worker to be seen")
    devtools.send("ServiceWorker.stopAllWorkers")
    wait_for(lambda: page.evaluate("1") and set(running.values()) == {"stopped"}, "the worker to sleep")
    page.keyboard.type(f" {PITY} again.", delay=2)
    surface.wait_badge("2 to look at")
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.keyboard.press("1")
    surface.wait_badge("1 to look at")
    text = page.input_value("#reply")

    options = browser.own_page("options")
    options.evaluate("setTimeout(() => chrome.runtime.reload(), 50)")
    page.bring_to_front()
    page.keyboard.press("Control+End")

    def said_after_a_key() -> bool:
        page.keyboard.type(".")
        return "Reload this tab" in surface.text("badge")

    wait_for(said_after_a_key, "the farewell", seconds=20)
    assert page.evaluate("() => [...CSS.highlights].reduce((sum, [, ranges]) => sum + ranges.size, 0)") == 0
    page.keyboard.type(" Bye", delay=2)
    now = page.input_value("#reply")
    assert now.startswith(text)
    assert set(now.removeprefix(text)) == set(". Bye")
    browser.close()
