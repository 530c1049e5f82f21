"""Insights, ratings, report and privacy in a real Chromium against the real server, from empty pages to erasing it all."""

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from server.insights.recorder import Marked, Reviewed
from server.insights.service import INSIGHTS_FILE, Insights
from server.practice.progress import PRACTICE_FILE, Progress
from server.serve import RunningServer
from tests.browser.pages import check, signed_in

pytestmark = pytest.mark.browser

RULES = (
    ("sorry-you-feel-that-way", "dismissive"),
    ("calm-down", "command"),
    ("sorry-for-the-inconvenience", "hollow-apology"),
)


@pytest.fixture
def page(running: RunningServer, chromium: Browser) -> Iterator[Page]:
    """A signed-in page with nothing counted yet."""
    running.services.insights.erase()
    Progress(running.services.folders.data / PRACTICE_FILE).erase()
    with signed_in(running, chromium, "/insights", locale="en-GB", accept_downloads=True) as page:
        yield page


def three_months(running: RunningServer) -> None:
    """A quarter of an agent's counts that get better week by week."""
    pick = random.Random(4)
    moment = [datetime.now().astimezone()]
    insights = Insights(running.services.folders.data / INSIGHTS_FILE, now=lambda: moment[0])
    for back in range(83, -1, -1):
        moment[0] = datetime.now().astimezone() - timedelta(days=back)
        for number in range(5):
            found = [Marked(*pick.choice(RULES), "high") for _ in range(pick.random() < 0.2 + back / 120)]
            review = Reviewed(
                80, found, ["owns"], ["feeling"], pick.choice(("anger", "neutral")), 2, False, "charged-twice"
            )
            insights.reviewed(f"{back}-{number}", str(back * 5 + number), review)
            if found:
                insights.chose(pick.choice(("suggestion-taken", "suggestion-ignored")), found[0].rule)
        insights.used("greeting", 300)
    insights.close()


def painted(page: Page) -> list[bool]:
    """For each chart, whether anything is drawn on it."""
    drawn: list[bool] = page.evaluate(
        """() => [...document.querySelectorAll("canvas")].map((canvas) => {
            const empty = Object.assign(document.createElement("canvas"), {width: canvas.width, height: canvas.height});
            return canvas.width > 0 && canvas.toDataURL() !== empty.toDataURL();
        })"""
    )
    return drawn


def saved(download: Download) -> tuple[str, bytes]:
    return download.suggested_filename, Path(download.path()).read_bytes()


def test_empty_pages_say_what_to_do(page: Page) -> None:
    expect(page.get_by_text("Nothing is counted yet.")).to_be_visible()
    check(page, "insights without counts")
    page.get_by_role("link", name="Ratings").click()
    expect(page.get_by_text("Nothing yet. Choose an export above")).to_be_visible()
    check(page, "ratings without imports")
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_text("Nothing was counted in these days.")).to_be_visible()
    check(page, "a report without counts")
    page.get_by_role("link", name="Privacy").click()
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    expect(page.get_by_text("Nothing was practised yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Erase all counts…")).to_be_disabled()
    check(page, "privacy without rows")


def test_charts_are_drawn_and_taken_along(page: Page, running: RunningServer) -> None:
    three_months(running)
    page.reload()
    expect(page.get_by_role("heading", name="Your week")).to_be_visible()
    expect(page.locator("canvas")).to_have_count(5)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert all(painted(page)), theme
    check(page, "insights")
    title = "Suggestions taken and left"
    with page.expect_download() as picture:
        page.get_by_role("button", name=f"{title}: save as PNG").click()
    name, data = saved(picture.value)
    assert (name, data[:4]) == ("alongside-suggestions.png", b"\x89PNG")
    with page.expect_download() as numbers:
        page.get_by_role("button", name=f"{title}: save as CSV").click()
    name, data = saved(numbers.value)
    assert (name, data.splitlines()[0]) == (
        "alongside-suggestions.csv",
        b"Week of,Taken,Left,Marked,Still there at the last look",
    )
    page.locator(".figure.suggestions summary").press("Enter")
    expect(page.locator(".figure.suggestions tbody tr").first).to_be_visible()
    page.get_by_label("From").fill("2001-01-01")
    page.get_by_label("to", exact=True).fill("2001-02-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing was counted in these days.")).to_be_visible()
    page.set_viewport_size({"width": 420, "height": 860})
    page.goto("/insights")
    expect(page.locator("canvas")).to_have_count(5)
    check(page, "insights at 420")


def test_ratings_are_asked_about_brought_in_reported_and_taken_back(
    page: Page, running: RunningServer, tmp_path: Path
) -> None:
    three_months(running)
    survey = tmp_path / "survey.csv"
    lines = ["Case,How likely,Answered,Comment"]
    for number in range(120):
        day = date.today() - timedelta(days=number)
        lines.append(f"{number * 4},{(3, 9, 10)[number % 3]},{day.replace(day=1 + number % 12):%d/%m/%Y},quibblesnark")
    survey.write_text("\n".join(lines) + "\nbroken,eleven,01/01/2026,\n", encoding="utf-8")
    page.goto("/insights/ratings")
    page.locator("#file").set_input_files(survey)
    expect(page.get_by_text("Which column holds the score?")).to_be_visible()
    expect(page.get_by_role("button", name="Bring them in")).to_be_disabled()
    page.get_by_label("Rating", exact=True).select_option("How likely")
    page.get_by_label("Day", exact=True).select_option("Answered")
    page.get_by_role("group").get_by_role("button", name="NPS").click()
    expect(page.get_by_text("begin with the day or with the month?")).to_be_visible()
    check(page, "a question about an export")
    page.get_by_role("group").get_by_role("button", name="The day").click()
    expect(page.get_by_role("region", name="Table: The first rows")).to_contain_text("detractor")
    page.get_by_label("Ticket's number, if there is one").select_option("Case")
    check(page, "the preview of an export")
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", name="120 ratings came in.")).to_be_focused()
    expect(page.get_by_text("line 122:")).to_be_visible()
    expect(page.get_by_role("button", name="Take back: 120 ratings")).to_be_visible()
    check(page, "an import that is done")
    page.get_by_role("link", name="See the report").click()
    scores = page.get_by_role("region", name="Table: Ratings")
    expect(scores).to_contain_text("By ticket")
    page.goto("/insights/ratings")
    page.get_by_role("button", name="Take back: 120 ratings").click()
    expect(page.get_by_text("Undone: 120 ratings taken back.")).to_be_visible()
    expect(page.get_by_text("Nothing yet. Choose an export above")).to_be_visible()
    page.locator("#file").set_input_files({"name": "sheet.xlsx", "mimeType": "", "buffer": b"PK\x03\x04"})
    expect(page.get_by_role("alert")).to_contain_text("This is a spreadsheet, not a CSV file.")


def test_a_report_is_printed_and_a_team_added_up(page: Page, running: RunningServer, tmp_path: Path) -> None:
    three_months(running)
    page.goto("/insights/report")
    expect(page.get_by_role("heading", name="How you write")).to_be_visible()
    check(page, "the report")
    with page.expect_download() as numbers:
        page.get_by_role("button", name="CSV").click()
    assert b"Replies worked on" in saved(numbers.value)[1]
    with page.expect_download() as handed:
        page.get_by_role("button", name="Hand my counts on").click()
    counts = json.loads(saved(handed.value)[1])
    for name in ("ann", "ben"):
        (tmp_path / f"{name}.json").write_text(json.dumps({**counts, "name": name.capitalize()}), encoding="utf-8")
    page.locator("#team").set_input_files([tmp_path / "ann.json", tmp_path / "ben.json"])
    expect(page.get_by_role("heading", name="How the team writes")).to_be_focused()
    agents = page.get_by_role("region", name="Table: Agents")
    expect(agents).to_contain_text("Ann")
    expect(agents).to_contain_text("Ben")
    (tmp_path / "cat.json").write_text("[]", encoding="utf-8")
    page.locator("#team").set_input_files([tmp_path / "cat.json"])
    expect(page.get_by_role("alert")).to_contain_text("cat.json is no export of Alongside's counts.")
    expect(agents).to_be_visible()
    page.emulate_media(media="print")
    for gone in (page.get_by_role("navigation", name="Pages"), page.get_by_role("button", name="CSV")):
        expect(gone).to_be_hidden()
    expect(agents).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Back to my own").click()
    expect(page.get_by_role("heading", name="How you write")).to_be_visible()


def test_privacy_shows_every_row_and_erases_all(page: Page, running: RunningServer) -> None:
    three_months(running)
    Progress(running.services.folders.data / PRACTICE_FILE).record("scenario", "birthday-parcel", "settled")
    page.goto("/privacy")
    expect(page.get_by_text("Birthday parcel: 1 reply judged; the customer settled 1")).to_be_visible()
    expect(page.get_by_text("practice.sqlite3")).to_be_visible()
    check(page, "privacy")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_text("51 to 100 of")).to_be_visible()
    page.get_by_label("Keep the ticket's number").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Erase all counts…").click()
    expect(page.get_by_role("button", name="Keep them")).to_be_focused()
    check(page, "the question before erasing")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Erase all counts…")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    expect(page.get_by_text("Nothing was practised yet.")).to_be_visible()
    assert not any(running.services.insights.store.counts().values())
    page.set_viewport_size({"width": 420, "height": 860})
    page.reload()
    check(page, "privacy at 420")
