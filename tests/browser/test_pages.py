"""The pages in a real Chromium against the real server: with the keyboard, in both themes, checked with axe."""

import re

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from server.serve import RunningServer
from tests.browser.pages import SNIPPETS, check, chosen, rows

pytestmark = pytest.mark.browser

CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2


# Every page --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 420])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/library",
        "/library/import",
        "/library/duplicates",
        "/library/trash",
        "/rules",
        "/pairing",
        "/status",
        "/nowhere",
    ],
)
def test_every_page_is_accessible(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 860})
    page.goto(path)
    expect(page.get_by_role("main")).not_to_be_empty()
    check(page, f"{path} at {width}")


def test_the_page_for_strangers_is_accessible(running: RunningServer, chromium: Browser) -> None:
    context = chromium.new_context(base_url=running.url)
    page = context.new_page()
    page.goto("/library")
    expect(page.get_by_role("heading", name="Open Alongside from its icon")).to_be_visible()
    check(page, "the page for strangers")
    context.close()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page) -> None:
    for path in ("/", "/rules", "/status"):
        page.goto(path)
        seen = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                return {tag: e.tagName, text: (e.textContent || e.id).trim().slice(0, 40), outline: s.outlineStyle}; }"""
            )
            if focused["tag"] == "BODY":
                break
            assert focused["outline"] != "none", focused
            seen.add(focused["text"])
        assert {"Skip to the page", "Library", "Status"} <= seen


# Library -----------------------------------------------------------------------------------------------------------------


def test_searching_choosing_and_copying_with_the_keyboard(page: Page, running: RunningServer) -> None:
    expect(page.get_by_label("Search the library")).to_be_focused()
    page.keyboard.type("re")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_have_text("Password reset")
    expect(page.get_by_role("heading", name="Password reset")).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    with page.expect_response("**/used"):
        page.keyboard.press("c")
    expect(page.locator(".toast")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == SNIPPETS[1]["body"]
    assert running.services.library.search("refund").snippets[0].uses == 1
    page.keyboard.press("/")
    page.keyboard.type("refnud")
    expect(rows(page)).to_have_count(1)
    expect(page.locator("[data-count]")).to_have_text("1 snippet for “refund”")
    page.keyboard.press("Escape")
    expect(rows(page)).to_have_count(3)


def test_adding_editing_and_looking_back(page: Page, running: RunningServer) -> None:
    page.keyboard.press("Tab")
    page.get_by_role("button", name="New", exact=True).press("Enter")
    expect(page.get_by_label("Title")).to_be_focused()
    check(page, "the form")
    page.keyboard.press("Control+Enter")
    expect(page.locator('[data-error="title"]')).to_contain_text("The title is missing")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Door left open")
    page.get_by_label("Text").fill("Reply here <b>any</b> time.\nI read it.")
    page.get_by_label("Shortcut").fill(";late")
    page.get_by_label("Tags").fill("close, warm")
    page.get_by_label("Close").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator('[data-error="shortcut"]')).to_contain_text("belongs to “Late order”")
    expect(page.get_by_label("Shortcut")).to_be_focused()
    check(page, "the form with an error")
    page.get_by_label("Shortcut").fill(";door")
    page.keyboard.press("Control+Enter")
    expect(chosen(page)).to_have_text("Door left open")
    expect(page.locator(".body-text")).to_have_text("Reply here <b>any</b> time.\nI read it.")
    (added,) = running.services.library.search("door").snippets
    assert (added.content.shortcut, added.content.tags, added.content.steps) == (";door", ("close", "warm"), ("close",))

    page.keyboard.press("e")
    page.get_by_label("Title").fill("Door open")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Door open")).to_be_visible()
    page.get_by_role("button", name="History").click()
    expect(page.locator(".versions")).to_contain_text("Door left open")
    check(page, "the history")
    page.get_by_role("button", name="Bring this back").click()
    expect(page.get_by_role("heading", name="Door left open")).to_be_visible()


def test_deleting_and_undoing(page: Page, running: RunningServer) -> None:
    page.keyboard.type("late")
    expect(rows(page)).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")
    expect(page.locator(".toast")).to_contain_text("Deleted.")
    expect(rows(page)).to_have_count(0)
    check(page, "the empty list with a message")
    page.keyboard.press("Control+z")
    expect(rows(page)).to_have_count(1)
    assert running.services.library.count() == 3
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Undo").click()
    expect(chosen(page)).to_have_text("Late order")


def test_typed_text_is_not_dropped_unasked(page: Page) -> None:
    asked: list[str] = []

    def ask(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", ask)
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    page.keyboard.press("Escape")  # nothing was typed
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    assert asked == []
    page.keyboard.press("e")
    page.get_by_label("Text").fill("A long and careful text")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Text")).to_have_value("A long and careful text")
    assert len(asked) == 1


def test_a_preview_with_a_made_up_ticket(page: Page) -> None:
    page.keyboard.type("refund")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".body-text")).to_have_text("Hi Maria, the refund left us.")
    check(page, "the preview")


def test_narrowing_to_a_folder_and_a_step(page: Page) -> None:
    page.get_by_role("treeitem", name="Orders").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("treeitem", name="All snippets").click()
    page.get_by_label("Step of the conversation").select_option("solve")
    expect(chosen(page)).to_have_text("Refund sent")


def test_a_link_opens_its_snippet(page: Page, running: RunningServer) -> None:
    library = running.services.library
    library.add_many({"title": f"Filler {number}", "body": "x"} for number in range(60))
    wanted = library.search("password").snippets[0].id
    page.goto(f"/library?open={wanted}")
    expect(page.get_by_role("heading", name="Password reset")).to_be_visible()
    page.get_by_role("button", name="Show more").click()
    expect(rows(page)).to_have_count(63)
    assert len(set(page.locator("#list .name").all_inner_texts())) == 63


def test_on_a_narrow_screen_one_thing_at_a_time(page: Page) -> None:
    page.set_viewport_size({"width": 420, "height": 800})
    page.reload()
    expect(page.get_by_role("heading", name="Late order")).to_be_hidden()
    rows(page).filter(has_text="Refund sent").click()
    expect(page.get_by_role("heading", name="Refund sent")).to_be_visible()
    check(page, "a snippet on a narrow screen")
    page.get_by_role("button", name="All snippets").click()
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="New", exact=True).click()
    check(page, "the form on a narrow screen")


def test_an_empty_library_says_what_to_do(page: Page, running: RunningServer) -> None:
    for snippet in running.services.library.search().snippets:
        running.services.library.delete(snippet.id)
    page.goto("/library")
    expect(page.get_by_text("Nothing here yet. Save a phrase you use often, or add a pack.")).to_be_visible()
    page.get_by_role("button", name="New snippet").click()
    expect(page.get_by_label("Title")).to_be_focused()


def test_the_trash_gives_back_and_empties(page: Page, running: RunningServer) -> None:
    library = running.services.library
    for query in ("late", "refund"):
        library.delete(library.search(query).snippets[0].id)
    page.goto("/library/trash")
    check(page, "the trash")
    page.get_by_role("button", name="Restore Late order").press("Enter")
    expect(page.locator(".toast")).to_contain_text("“Late order” is back.")
    assert library.count() == 2
    page.get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_role("button", name="Keep them")).to_be_focused()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert library.trash() == []


# The others --------------------------------------------------------------------------------------------------------------


def test_trying_a_reply(page: Page) -> None:
    page.goto("/")
    draft = page.get_by_label("Your reply")
    draft.press_sequentially("Sorry to hear that.")
    finding = page.locator(".findings li").first
    expect(finding).to_be_visible()
    check(page, "a reviewed reply")
    words = finding.locator(".words").inner_text()
    finding.get_by_role("button").click()
    expect(draft).to_have_value(re.compile(re.escape(words)))
    page.keyboard.press("Control+z")
    expect(draft).to_have_value("Sorry to hear that.")
    draft.fill("As I said before, the parcel left on Monday.")
    expect(finding.locator(".words")).to_have_text("Leave out As I said before")
    page.get_by_role("button", name="Use: leave out “As I said before”").click()
    expect(draft).to_have_value("The parcel left on Monday.")
    expect(page.get_by_text("Reads well")).to_be_visible()


def test_pairing_a_browser_and_revoking_it(page: Page, running: RunningServer) -> None:
    pairings = running.services.pairings
    page.goto("/pairing")
    asked = pairings.ask("Chromium on Linux", CHROME)
    expect(page.get_by_text(asked.code)).to_be_visible()
    check(page, "a pairing request")
    page.get_by_role("button", name="Approve").press("Enter")
    expect(page.locator(".toast")).to_have_text("Chromium on Linux is paired.")
    assert pairings.claim(asked.request, asked.secret, CHROME)[0] == "approved"
    page.get_by_role("button", name="Revoke Chromium on Linux").click()
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    check(page, "revoking")
    page.get_by_role("button", name="Keep").click()
    assert len(pairings.pairings()) == 1
    page.get_by_role("button", name="Revoke Chromium on Linux").click()
    page.get_by_role("button", name="Revoke Chromium on Linux").click()
    expect(page.get_by_text("No browser is paired yet.")).to_be_visible()
    assert pairings.pairings() == []


def test_refusing_a_browser(page: Page, running: RunningServer) -> None:
    page.goto("/pairing")
    asked = running.services.pairings.ask("Somebody", CHROME)
    page.get_by_role("button", name="Refuse").click()
    expect(page.locator(".toast")).to_have_text("Somebody was refused.")
    assert running.services.pairings.claim(asked.request, asked.secret, CHROME)[0] == "refused"


def test_pausing_and_resuming(page: Page, running: RunningServer) -> None:
    page.goto("/status")
    page.get_by_role("button", name="Pause for 30 minutes").click()
    expect(page.locator("[data-state]")).to_contain_text("Paused until")
    expect(page.locator(".state-panel img")).to_have_attribute("src", "/static/logo/paused.svg")
    assert running.services.pause.state()[0]
    check(page, "the paused status")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("[data-state]")).to_have_text("Ready")
    page.get_by_role("button", name="Copy for support").click()
    expect(page.locator(".toast")).to_contain_text("Copied.")
    assert "Language engine: On." in page.evaluate("navigator.clipboard.readText()")


def test_rules_filter_while_typing(page: Page) -> None:
    page.goto("/rules")
    page.keyboard.press("/")
    page.keyboard.type("sorry to hear")
    expect(page).to_have_url(re.compile(r"q=sorry"))
    expect(page.locator(".rule").first).to_contain_text(re.compile("sorry to hear", re.IGNORECASE))
    page.get_by_label("Kind").select_option("command")
    expect(page).to_have_url(re.compile(r"category=command"))
    page.get_by_label("Search").fill("xyzzy")
    expect(page.get_by_text("No rule has these words.")).to_be_visible()


def test_a_server_that_went_away_is_said(page: Page) -> None:
    page.keyboard.press("Enter")
    page.keyboard.press("e")
    page.get_by_label("Text").fill("A long and careful text")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Alongside is not running.")
    expect(page.get_by_label("Text")).to_have_value("A long and careful text")
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".body-text")).to_have_text("A long and careful text")
