"""Many snippets at once, folders, imports and duplicates, in a real Chromium against the real server."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.serve import RunningServer
from tests.browser.pages import check, chosen, rows

pytestmark = pytest.mark.browser


def test_several_are_chosen_and_moved_with_the_keyboard_and_it_is_undone(page: Page, running: RunningServer) -> None:
    library = running.services.library
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("x")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    check(page, "the library with two chosen")
    page.keyboard.press("m")
    expect(page.locator("#ask-field")).to_be_focused()
    page.keyboard.type("Shop/Late")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="Late")).to_contain_text("2")
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()
    assert dict(library.folders())["Shop/Late"] == 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("treeitem", name="Late")).to_have_count(0)
    assert "Shop/Late" not in dict(library.folders())


def test_a_snippet_is_dragged_to_a_folder_and_a_folder_renamed(page: Page, running: RunningServer) -> None:
    library = running.services.library
    page.get_by_role("option", name="Refund sent").drag_to(page.get_by_role("treeitem", name="Orders"))
    expect(page.get_by_role("treeitem", name="Orders")).to_contain_text("2")
    assert dict(library.folders()) == {"": 1, "Orders": 2}
    page.get_by_role("treeitem", name="All snippets").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.get_by_label("New name").fill("Money/Orders")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="Money")).to_be_visible()
    assert dict(library.folders()) == {"": 1, "Money/Orders": 2}


def test_all_found_are_tagged_and_exported(page: Page, running: RunningServer, tmp_path: Path) -> None:
    rows(page).nth(0).locator(".tick").click()
    page.get_by_role("button", name="Choose all 3").click()
    expect(page.get_by_text("3 chosen")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0])["count"] == 3 == len(lines) - 1
    page.get_by_role("button", name="Tag", exact=True).click()
    page.keyboard.type("new, seen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tagged new, seen: 3 snippets.")).to_be_visible()
    assert all({"new", "seen"} <= set(one.content.tags) for one in running.services.library.selected())


def test_a_file_is_looked_at_brought_in_and_taken_back(page: Page, running: RunningServer, tmp_path: Path) -> None:
    file = tmp_path / "macros.csv"
    file.write_text('Name,Reply\nOne,"<p>Hi <b>you</b></p>"\nTwo,Code {{Order number}}\nThree,\n', encoding="utf-8")
    page.goto("/library/import")
    page.get_by_label("Choose a file").last.set_input_files(file)
    expect(page.get_by_role("heading", name="2 snippets to bring in (1 left out)")).to_be_focused()
    expect(page.locator("[data-entries]")).to_contain_text("became a gap to fill in")
    check(page, "the preview of an import")
    page.get_by_label("Put everything into the folder").fill("Old")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bring them in")).to_be_visible()
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_role("heading", name="2 snippets came in")).to_be_visible()
    library = running.services.library
    assert dict(library.folders())["Old"] == 2
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("Undone: 2 snippets.")).to_be_visible()
    assert library.count() == 3


def test_a_broken_file_is_explained(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text('title,body\na,"never closed\n', encoding="utf-8")
    page.goto("/library/import")
    page.get_by_label("Choose a file").last.set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("line 2")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was imported.")


def test_one_of_two_that_say_the_same_is_kept(page: Page, running: RunningServer) -> None:
    library = running.services.library
    library.add({"title": "Password again", "body": "I sent you a link."})
    page.goto("/library/duplicates")
    page.get_by_role("button", name="Keep only Password again").click()
    expect(page.get_by_text("No two snippets say the same.")).to_be_visible()
    assert [one.content.title for one in library.trash()] == ["Password reset"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Keep only Password again")).to_be_visible()


def test_a_text_is_changed_where_it_stands(page: Page) -> None:
    page.get_by_role("option", name="Refund sent").click()
    expect(chosen(page)).to_have_text("Refund sent")
    page.locator(".detail .body-text").dblclick()
    expect(page.locator("[name=body]")).to_be_focused()
