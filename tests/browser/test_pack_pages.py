"""Packs in a real Chromium against the real server: looked at, added, updated, removed, written and tried."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.packs.signature import new_secret, public_key, sign
from server.serve import RunningServer
from tests.browser.pages import check
from tests.sharing.conftest import text

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def no_packs(page: Page, running: RunningServer) -> Iterator[None]:
    """Every test begins and ends with the built-in packs alone."""
    yield
    page.goto("/packs")
    page.evaluate(
        """async () => {
            const {call} = await import('/static/js/api.js');
            const {packs, subscriptions} = await call('GET', '/v1/packs');
            for (const one of packs) if (one.state !== 'built in') await call('DELETE', `/v1/packs/${one.id}`);
            for (const one of subscriptions) await call('POST', '/v1/subscriptions/end', {source: one.source});
        }"""
    )


def shared(folder: Path, words: str, name: str = "harbour.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(words, encoding="utf-8")
    return folder


def look_at(page: Page, source: Path) -> None:
    page.goto("/packs/add")
    page.get_by_label("Address, folder or team file").fill(str(source))
    page.get_by_role("button", name="Look at it").click()


def test_the_list_shows_what_each_pack_brings(page: Page, running: RunningServer) -> None:
    page.goto("/packs")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    check(page, "the packs page without packs of one's own")
    page.get_by_label("Search the packs").fill("blame")
    expect(page.locator("[data-pack=core-command]")).to_have_count(0)
    row = page.locator("[data-pack=core-blame]")
    row.locator("summary").click()
    expect(row.get_by_role("heading", name="Rules")).to_be_visible()
    check(page, "a pack that is open")
    row.get_by_label("Use the rules of").uncheck()
    expect(
        page.get_by_text("is not in use. Its snippets stay in the library. The rules are up to date.")
    ).to_be_visible()
    assert running.services.settings.packs_off == ("core-blame",)
    row.get_by_label("Use the rules of").check()
    expect(page.get_by_text("is in use. The rules are up to date.")).to_be_visible()
    page.set_viewport_size({"width": 420, "height": 860})
    for path in ("/packs", "/packs/add", "/packs/new"):
        page.goto(path)
        check(page, f"{path} on a narrow screen")


def test_a_pack_from_adding_to_removing(page: Page, running: RunningServer, tmp_path: Path) -> None:
    library = running.services.library
    folder = shared(tmp_path / "shared", text(late="We are late.", back="It is on its way.\n    shortcut: ;late"))
    look_at(page, folder)
    expect(page.get_by_text("2 snippets come in.")).to_be_visible()
    expect(page.get_by_text("wants ;late, which belongs to “Late order”")).to_be_visible()
    check(page, "a pack to be installed")
    assert library.count() == 3
    page.get_by_label("Give it to the pack").check()
    page.get_by_role("button", name="Install: Harbour").click()
    expect(page.get_by_text("Harbour is installed.")).to_be_visible()
    assert library.get("harbour.back").content.shortcut == ";late"

    library.update("harbour.late", {"body": "My own words."})
    shared(folder, text("1.1.0", late="We know that we are late.", new="Something new."))
    page.goto("/packs")
    page.get_by_role("button", name="Look for newer versions").click()
    page.get_by_role("link", name="Look at Harbour 1.1.0").click()
    expect(
        page.get_by_text("1 snippet comes in, 1 snippet goes to the trash, 1 snippet changed by you and by the pack.")
    ).to_be_visible()
    expect(page.get_by_text("My own words.").first).to_be_visible()
    expect(page.get_by_text("We know that we are late.").first).to_be_visible()
    check(page, "an update with a conflict")
    page.get_by_label("Take the pack's").check()
    page.get_by_role("button", name="Install this version: Harbour").click()
    expect(page.get_by_text("Installed", exact=True)).to_be_visible()
    assert library.get("harbour.late").content.body == "We know that we are late."

    library.used("harbour.new")
    page.goto("/packs")
    check(page, "the packs page")
    page.get_by_role("button", name="Remove: Harbour").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 snippet goes to the trash.")
    expect(page.get_by_role("dialog")).to_contain_text("1 snippet you changed or used stays as your own")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed Harbour.")).to_be_visible()
    assert [one.origin for one in library.selected(["harbour.new"])] == ["mine"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Harbour 1.1.0")).to_be_visible()


def test_another_key_stops_and_a_broken_file_is_explained(page: Page, tmp_path: Path) -> None:
    ours, theirs = new_secret(), new_secret()
    folder = shared(tmp_path / "shared", sign(text(late="Signed."), ours))
    look_at(page, folder)
    expect(page.get_by_text(public_key(ours).words)).to_be_visible()
    page.get_by_role("button", name="Install: Harbour").click()
    expect(page.get_by_text("Installed", exact=True)).to_be_visible()
    shared(folder, sign(text("1.1.0", late="Other."), theirs))
    shared(folder, "pack: broken\ntitle: [\n", "broken.yaml")
    look_at(page, folder)
    expect(page.get_by_role("heading", name="Stop: this is signed with another key")).to_be_visible()
    expect(page.get_by_text("is not valid YAML")).to_be_visible()
    expect(page.get_by_role("button", name="Install")).to_have_count(0)
    check(page, "a pack with another key, and a broken one")
    page.get_by_label("Type the eight words").fill(public_key(theirs).words)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("button", name="Install this version: Harbour")).to_be_visible()
    page.get_by_role("button", name="Choose another").click()
    shared(tmp_path / "sent", text(pack="sent", late="x"), "sent.yaml")
    page.get_by_label("Choose a file").last.set_input_files(tmp_path / "sent" / "sent.yaml")
    expect(page.get_by_role("heading", name="1 pack from sent.yaml")).to_be_focused()
    page.get_by_role("button", name="Install: Harbour").click()
    expect(page.get_by_text("Harbour is installed. The rules are up to date.")).to_be_visible()


def test_a_pack_is_written_checked_tried_and_saved(page: Page, running: RunningServer) -> None:
    page.goto("/packs/new")
    page.get_by_label("What is it called?").fill("Harbour support")
    check(page, "the beginning of a pack")
    page.get_by_role("button", name="Start writing").click()
    expect(page.get_by_text("Nothing is wrong")).to_be_visible()
    page.get_by_label("A reply").fill("The tier two team has it. We will circle back.")
    expect(page.locator("[data-tried]")).to_contain_text("The tier two team")
    expect(page.locator("[data-whole]")).to_be_empty()
    check(page, "the editor")

    area = page.get_by_role("textbox", name="The pack's text")
    area.press("Control+End")
    page.keyboard.type('  broken: "')
    expect(page.locator("[data-problems]")).to_contain_text("Line")
    expect(page.locator("[data-gutter] [data-wrong]")).to_have_count(1)
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    check(page, "the editor with a mistake")
    page.keyboard.type("!")
    page.reload()  # at once: what was typed a moment ago is kept as well
    expect(page.get_by_text("Your unsaved changes are back.")).to_be_visible()
    area.press("Control+End")
    assert area.input_value().endswith('  broken: "!')
    for _ in range(12):
        page.keyboard.press("Backspace")
    expect(page.get_by_text("Nothing is wrong")).to_be_visible()
    for kind in ("rule", "snippet", "situation", "gesture", "override", "words"):
        page.get_by_label("Add an example of").select_option(kind)
    brings = "2 rules, 2 snippets, 1 situation, 1 gesture, 1 change to built-in rules. 10 examples run."
    expect(page.locator("[data-problems]")).to_have_text(brings)
    expect(page.get_by_role("button", name="Save")).to_be_enabled()
    area.press("Control+s")
    expect(page.get_by_text("Saved. The rules are up to date.")).to_be_visible()
    engine = running.services.engine.get()
    assert [one.quote for one in engine.review("As you should know, we close at six.").findings] == [
        "As you should know"
    ]
    expect(page).to_have_url(f"{running.url}/packs/edit/harbour-support")

    page.get_by_text("Share it with your team").click()
    page.get_by_role("button", name="Sign").click()
    with page.expect_download() as download:
        page.get_by_role("dialog").get_by_role("button", name="Download it").click()
    assert "# signed: ed25519" in download.value.path().read_text(encoding="utf-8")
    page.get_by_label("Add an example of").select_option("snippet")
    page.get_by_role("button", name="Raise it to 1.1.0").click()
    expect(page.get_by_text("1 change since 1.0.0")).to_be_visible()
    assert "version: 1.1.0" in area.input_value()


def test_chosen_snippets_are_a_pack_in_three_clicks(page: Page, running: RunningServer) -> None:
    page.locator("#list [role=option]").nth(0).locator(".tick").click()
    page.get_by_role("button", name="Choose all 3").click()
    page.get_by_role("button", name="Make a pack").click()
    page.get_by_role("button", name="Make the pack").click()
    check(page, "a pack of chosen snippets")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    library = running.services.library
    assert {one.origin for one in library.selected()} == {"my-snippets"}
    assert library.by_shortcut(";late") is not None
    assert len(library.trash()) == 3
