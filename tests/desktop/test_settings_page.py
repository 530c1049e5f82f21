"""The settings page in a real browser, with a real agent behind it: keys are pressed, checked, and work at once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect
from Xlib import X

from agent.x11 import keys
from agent.x11.loop import open_display
from tests.desktop.screen import RunningAgent, Screen, eventually

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def chromium(playwright_: Playwright) -> Iterator[Browser]:
    browser = playwright_.chromium.launch(
        executable_path="/usr/bin/chromium", headless=True, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
    )
    yield browser
    browser.close()


@pytest.fixture
def page(chromium: Browser, agent: RunningAgent) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1100, "height": 1500})
    page = context.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(agent.call("POST", "/v1/page-links", {"path": "/settings"})["url"])
    yield page
    context.close()
    assert problems == []


def settings_file(agent: RunningAgent) -> str:
    return (agent.home / "config" / "settings.toml").read_text(encoding="utf-8")


def test_keys_are_pressed_checked_and_work_at_once(screen: Screen, agent: RunningAgent, page: Page) -> None:
    row = page.locator("[data-setting='hotkeys.palette']")
    press = row.get_by_role("button", name="Press keys")
    field = row.get_by_role("textbox")

    press.click()
    expect(row.locator("[data-press]")).to_have_attribute("aria-pressed", "true")
    eventually(lambda: agent.full_part("hotkeys")["detail"] == "No combination is set", "the keys are let go meanwhile")
    page.keyboard.press("Control+Alt+r")
    expect(row.get_by_role("alert")).to_contain_text("Ctrl+Alt+R already rewrites the selection")
    expect(field).to_have_attribute("aria-invalid", "true")
    eventually(lambda: "Ctrl+Alt+Space" in agent.full_part("hotkeys")["detail"], "the one that was set is back")

    other = open_display(screen.name)
    try:
        other.screen().root.grab_key(
            keys.keycode(other, "k"), X.ControlMask | X.Mod1Mask, True, X.GrabModeAsync, X.GrabModeAsync
        )
        other.sync()
        field.fill("ctrl+alt+k")
        field.press("Tab")
        expect(row.get_by_role("alert")).to_contain_text("already taken by another program")
    finally:
        other.close()

    field.fill("ctrl+nonsense")
    field.press("Tab")
    expect(row.get_by_role("alert")).to_contain_text("is not a key Alongside knows")
    assert "nonsense" not in settings_file(agent), "what is wrong is not saved"

    press.click()
    expect(row.locator("[data-press]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(row.locator("[data-press]")).to_have_attribute("aria-pressed", "false")
    press.click()
    expect(row.locator("[data-press]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Control+Alt+J")
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(field).to_have_value("ctrl+alt+j")
    expect(row.get_by_role("alert")).to_be_hidden()
    eventually(lambda: "Ctrl+Alt+J" in agent.full_part("hotkeys")["detail"], "the new one is taken")
    screen.key("ctrl+alt+j")
    eventually(screen.palette, "it opens the palette")
    screen.key("Escape")

    page.get_by_role("button", name="Undo").click()
    expect(field).to_have_value("ctrl+alt+space")
    eventually(lambda: "Ctrl+Alt+Space" in agent.full_part("hotkeys")["detail"], "Undo takes the old one again")


def test_everything_is_saved_as_it_is_changed_and_the_file_keeps_its_comments(agent: RunningAgent, page: Page) -> None:
    file = agent.home / "config" / "settings.toml"
    file.write_text("# mine\n" + settings_file(agent), encoding="utf-8")
    page.get_by_role("checkbox", name="Typed abbreviations").check()
    eventually(lambda: agent.part("abbreviations") == "on", "what is typed is followed")
    page.get_by_label("Your name").fill("Zoë Quist")
    page.get_by_label("Your name").press("Tab")
    eventually(lambda: 'name = "Zoë Quist"' in settings_file(agent), "the name is saved")
    assert settings_file(agent).startswith("# mine\n")
    days = page.get_by_label("Days that counts are kept")
    days.fill("three")
    days.press("Tab")
    alert = page.locator("[data-setting='insights.keep-days']").get_by_role("alert")
    expect(alert).to_contain_text("must be a whole number from 7 to 3650")
    days.fill("90")
    days.press("Tab")
    expect(alert).to_be_hidden()
    eventually(lambda: "keep-days = 90" in settings_file(agent), "a right one is saved")
    page.get_by_role("checkbox", name="Typed abbreviations").uncheck()
    eventually(lambda: agent.part("abbreviations") == "off", "and what is switched off ends")

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations.map((one) => one.id + ' ' + one.nodes[0].html)")
        assert found == [], scheme
        if folder := os.environ.get("ALONGSIDE_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/settings-{scheme}.png")
