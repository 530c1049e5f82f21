"""Sites that the agent adds, and what happens to an open tab when the extension is updated under it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.extension.desk import Alongside, Browser, Desk, Surface, prepared, wait_for

pytestmark = pytest.mark.browser
PITY = "Oh, that's a terrible situation"


def test_a_site_added_in_the_popup(
    playwright_: Playwright, tmp_path: Path, desk: Desk, server: Alongside, first_port: int
) -> None:
    # What the browser's own question would grant is granted beforehand; everything after it is real.
    extension = prepared(tmp_path, first_port)
    manifest = json.loads((extension / "manifest.json").read_text())
    manifest["content_scripts"][0]["matches"].remove("https://*.example.test/*")
    manifest["host_permissions"].append("https://own.example.test/*")
    (extension / "manifest.json").write_text(json.dumps(manifest))
    sites = extension / "worker" / "sites.js"
    granted = "(chrome.runtime.getManifest().host_permissions ?? [])"
    assert granted in sites.read_text()
    sites.write_text(sites.read_text().replace(granted, '["http://127.0.0.1/*"]'))
    browser = Browser(playwright_, tmp_path / "profile", desk, extension=extension)
    browser.pair(server)

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


def test_an_update_under_an_open_tab_loses_nothing(
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

    browser.worker.evaluate("setTimeout(() => chrome.runtime.reload(), 50)")
    page.wait_for_timeout(500)
    page.keyboard.type(" More", delay=2)
    wait_for(lambda: "Reload this tab" in (surface.text("badge") or ""), "the farewell")
    assert page.evaluate("() => [...CSS.highlights].reduce((sum, [, ranges]) => sum + ranges.size, 0)") == 0
    page.keyboard.type(" Bye", delay=2)
    assert page.input_value("#reply") == f"{PITY}. More Bye"
    browser.close()
