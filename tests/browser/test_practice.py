"""Practising in a real Chromium against the real server: conversations and drills played through with the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from phrases import builtin_packs
from server.packs.read import read_pack
from server.serve import RunningServer
from tests.browser.pages import check, signed_in

pytestmark = pytest.mark.browser

SCENARIOS = {scenario.id: scenario for path in builtin_packs() for scenario in read_pack(path).scenarios}
DRILLS = {drill.id: drill for path in builtin_packs() for drill in read_pack(path).drills}


@pytest.fixture
def page(running: RunningServer, chromium: Browser) -> Iterator[Page]:
    """A signed-in page with nothing practised yet."""
    Path(running.services.folders.data, "practice.sqlite3").unlink(missing_ok=True)
    with signed_in(running, chromium, "/practice") as page:
        expect(page.locator("[data-scenarios] li")).to_have_count(len(SCENARIOS))
        yield page


def send(page: Page, text: str) -> None:
    """Type into the reply box, which has the focus, and send with the keyboard."""
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


@pytest.mark.parametrize("name", ["refund-nine-weeks", "honeymoon-seats", "cold-pizza-again", "prior-authorisation"])
def test_a_conversation_plays_through(page: Page, name: str) -> None:
    scenario = SCENARIOS[name]
    page.goto(f"/practice/scenarios/{name}")
    expect(page.locator(".says").first).to_have_text(scenario.opening)
    send(page, scenario.weak)
    expect(page.locator("[data-outcome]")).to_have_attribute("data-outcome", "dismissed")
    expect(page.locator(".them .says").last).to_have_text(scenario.turns[0].dismissed)
    send(page, scenario.turns[1].model)
    expect(page.locator("[data-outcome]")).to_have_attribute("data-outcome", "solved")
    expect(page.locator(".them .says").last).to_have_text(scenario.turns[1].solved)
    expect(page.get_by_role("heading", name="Settled")).to_be_visible()
    expect(page.get_by_text("A reply that makes it worse")).to_be_visible()
    check(page, f"{name} at its end")
    page.get_by_role("link", name="Next conversation").click()
    page.wait_for_url(lambda address: not address.endswith(name))


def test_three_dismissive_replies_lose_them_and_one_starts_over(page: Page) -> None:
    scenario = SCENARIOS["refund-nine-weeks"]
    page.goto("/practice/scenarios/refund-nine-weeks")
    for turn in scenario.turns:
        send(page, scenario.weak)
        expect(page.locator(".them .says").last).to_have_text(turn.dismissed)
    expect(page.get_by_role("heading", name="They left upset")).to_be_visible()
    page.get_by_role("button", name="Start over").click()
    expect(page.locator(".says")).to_have_count(1)
    expect(page.locator("#reply")).to_be_focused()


def test_a_reply_is_tried_again_with_its_words(page: Page) -> None:
    page.goto("/practice/scenarios/cold-pizza-again")
    send(page, "You've had cold pizza for three Fridays.")
    expect(page.locator("[data-outcome]")).to_have_attribute("data-outcome", "acknowledged")
    page.get_by_role("button", name="Try this reply again").click()
    expect(page.locator("#reply")).to_have_value("You've had cold pizza for three Fridays.")
    expect(page.locator(".says")).to_have_count(1)
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(
        " I've refunded tonight's order just now, and the next one comes from a nearer kitchen today."
    )
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-outcome]")).to_have_attribute("data-outcome", "solved")


def test_an_empty_reply_is_answered_kindly(page: Page) -> None:
    page.goto("/practice/scenarios/cold-pizza-again")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("alert")).to_have_text("Write a reply first.")
    expect(page.locator(".says")).to_have_count(1)


def test_words_to_leave_out_are_shown_not_the_letter_that_stays(page: Page) -> None:
    page.goto("/practice/scenarios/cold-pizza-again")
    send(page, "As I said before, the pizza is warm.")
    expect(page.locator(".findings .words").first).to_have_text("Leave out As I said before")


def test_words_are_not_lost_by_leaving(page: Page) -> None:
    page.goto("/practice/scenarios/cold-pizza-again")
    page.locator("#reply").press_sequentially("Ben, you")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="All conversations").click()
    expect(page.locator("#reply")).to_have_value("Ben, you")
    assert asked == ["beforeunload"]
    page.locator("#reply").fill("")


def test_a_drill_is_done_and_counted_and_forgotten(page: Page) -> None:
    page.goto("/practice/drills/sum-up-app")
    send(page, "All right.")
    expect(page.locator("[data-done]")).to_have_attribute("data-done", "false")
    check(page, "a drill")
    page.locator("#reply").fill(DRILLS["sum-up-app"].model)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="That is listening")).to_be_visible()
    page.goto("/practice")
    expect(page.get_by_text(f"1 of {len(DRILLS)} drills done")).to_be_visible()
    page.get_by_role("button", name="Forget what I practised").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_text(f"0 of {len(DRILLS)} drills done")).to_be_visible()
    expect(page.get_by_role("button", name="Forget what I practised")).to_be_hidden()


def test_the_list_narrows_and_shows_what_is_settled(page: Page) -> None:
    page.get_by_label("Industry").select_option("Banking")
    expect(page.locator("[data-scenarios] li")).to_have_count(4)
    page.get_by_label("How upset").select_option("1")
    expect(page.locator("[data-scenarios] li")).to_have_count(1)
    page.get_by_role("link", name="A fee for being one day short").first.click()
    send(page, SCENARIOS["overdraft-fee"].turns[0].model)
    expect(page.get_by_role("heading", name="Settled")).to_be_visible()
    page.goto("/practice")
    expect(page.locator(".exercise.settled")).to_have_count(1)
    page.get_by_label("Not settled yet").check()
    expect(page.locator("[data-scenarios] li")).to_have_count(len(SCENARIOS) - 1)
    check(page, "the list")


@pytest.mark.parametrize(
    "path", ["/practice", "/practice/scenarios/lost-suitcase-conference", "/practice/drills/ask-noise"]
)
def test_it_fits_a_narrow_window(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto(path)
    expect(page.locator("[aria-busy=false]").first).to_be_visible()
    check(page, f"{path} at 420")
