"""Adding, changing, deleting, bringing back: what the agent typed is stored exactly, and nothing is lost."""

import dataclasses
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.library.errors import InvalidSnippet, LibraryError, ShortcutTaken, SnippetNotFound
from server.library.library import Library
from server.library.validate import MAX_BODY, check
from server.packs.model import Content
from tests.library.conftest import Clock

LATE = {
    "title": "Late order",
    "body": "You planned around it.\n\nI am on it.",
    "shortcut": ";late",
    "tags": ["delivery"],
}


def test_a_snippet_comes_back_as_it_was_typed(library: Library) -> None:
    given = {
        "title": "Späte Lieferung 😀",
        "body": "Liebe {{ticket.requester.first_name}},\n\tהלו [[when: today|tomorrow]] <b>&amp;</b> 'x' \"y\"",
        "shortcut": ";Spät",
        "tags": ["Lieferung", "DE"],
        "steps": ["acknowledge", "de-escalate"],
        "situations": ["late-delivery"],
        "emotions": ["frustration"],
        "folder": "Shop/Delivery",
        "language": "de-AT",
    }
    added = library.add(given).as_dict()
    assert {name: added[name] for name in given} == given
    assert added == library.get(added["id"]).as_dict()
    assert (added["origin"], added["uses"], added["last_used"]) == ("mine", 0, None)


def test_what_is_not_given_stays_as_it_is(library: Library) -> None:
    snippet = library.add(LATE)
    changed = library.update(snippet.id, {"title": "Order is late"})
    assert changed.content == dataclasses.replace(snippet.content, title="Order is late")
    assert library.update(snippet.id, {"shortcut": None}).content.shortcut is None


def test_an_unchanged_save_leaves_no_trace(library: Library) -> None:
    snippet = library.add(LATE)
    assert library.update(snippet.id, LATE) == snippet
    assert library.history(snippet.id) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "x"}, "title"),
        ({"title": " \n ", "body": "x"}, "title"),
        ({"title": "x"}, "body"),
        ({"title": "x", "body": " \n"}, "body"),
        ({"title": "x" * 121, "body": "x"}, "title"),
        ({"title": "x", "body": "x" * (MAX_BODY + 1)}, "body"),
        ({"title": "x", "body": "a\x00b"}, "body"),
        ({"title": "x", "body": "a\ud800b"}, "body"),
        ({"title": 3, "body": "x"}, "title"),
        ({"title": "x", "body": "x", "shortcut": "two words"}, "shortcut"),
        ({"title": "x", "body": "x", "shortcut": 5}, "shortcut"),
        ({"title": "x", "body": "x", "tags": "delivery"}, "tags"),
        ({"title": "x", "body": "x", "tags": ["x" * 61]}, "tags"),
        ({"title": "x", "body": "x", "tags": [str(n) for n in range(41)]}, "tags"),
        ({"title": "x", "body": "x", "steps": ["dance"]}, "steps"),
        ({"title": "x", "body": "x", "emotions": ["hangry"]}, "emotions"),
        ({"title": "x", "body": "x", "language": "english!"}, "language"),
        ({"title": "x", "body": "x", "boddy": "y"}, "boddy"),
    ],
)
def test_what_cannot_be_stored_is_named(library: Library, fields: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidSnippet) as error:
        library.add(fields)
    assert error.value.field == field
    assert error.value.message
    assert error.value.next
    assert library.count() == 0


def test_labels_and_folders_are_tidied(library: Library) -> None:
    content = library.add(LATE | {"tags": [" a ", "", "a", "b"], "folder": " / Shop // Late /"}).content
    assert content.tags == ("a", "b")
    assert content.folder == "Shop/Late"


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200).filter(str.strip)
)
def test_any_text_survives_json(body: str) -> None:
    content = check({"title": "x", "body": body, "tags": ["ü"]})
    assert Content.from_json(content.as_json()) == content
    assert content.body == body


def test_windows_line_ends_become_plain(library: Library) -> None:
    assert library.add(LATE | {"body": "one\r\ntwo\rthree"}).content.body == "one\ntwo\nthree"


# Shortcuts ---------------------------------------------------------------------------------------------------------------


def test_a_shortcut_belongs_to_one_snippet(library: Library) -> None:
    first = library.add(LATE)
    with pytest.raises(ShortcutTaken) as error:
        library.add({"title": "Other", "body": "x", "shortcut": ";LATE"})
    assert (error.value.owner, error.value.owner_title) == (first.id, "Late order")
    assert library.count() == 1
    other = library.add({"title": "Other", "body": "x"})
    with pytest.raises(ShortcutTaken):
        library.update(other.id, {"shortcut": ";late"})
    assert library.update(first.id, {"shortcut": ";LATE"}).content.shortcut == ";LATE"


def test_a_shortcut_is_free_again_after_deleting(library: Library) -> None:
    first = library.add(LATE)
    library.delete(first.id)
    second = library.add(LATE)
    assert library.by_shortcut(";Late") == second
    back = library.restore(first.id)
    assert back.content == dataclasses.replace(first.content, shortcut=None)
    assert library.by_shortcut(";late") == second
    assert library.by_shortcut(";none") is None


# Trash and history -------------------------------------------------------------------------------------------------------


def test_deleting_is_undone_exactly(library: Library) -> None:
    snippet = library.used(library.add(LATE).id)
    library.delete(snippet.id)
    assert library.count() == 0
    assert library.search("late").total == 0
    assert [gone.id for gone in library.trash()] == [snippet.id]
    assert library.get(snippet.id).deleted is not None
    assert library.restore(snippet.id) == snippet
    assert library.trash() == []
    assert library.search("late").snippets == (snippet,)


def test_deleting_and_restoring_twice_change_nothing(library: Library) -> None:
    snippet = library.add(LATE)
    gone = library.delete(snippet.id)
    assert library.delete(snippet.id) == gone
    assert library.restore(snippet.id) == library.restore(snippet.id) == snippet


def test_an_emptied_trash_is_gone_with_its_history(library: Library) -> None:
    kept, gone = library.add(LATE), library.add({"title": "Other", "body": "x"})
    library.update(gone.id, {"body": "y"})
    library.delete(gone.id)
    assert library.empty_trash() == 1
    with pytest.raises(SnippetNotFound):
        library.history(gone.id)
    assert library.get(kept.id) == kept
    assert library.empty_trash() == 0


def test_every_earlier_wording_can_be_brought_back(library: Library) -> None:
    snippet = library.add(LATE)
    for number in range(3):
        library.update(snippet.id, {"body": f"wording {number}"})
    versions = library.history(snippet.id)
    assert [version.content.body for version in versions] == ["wording 1", "wording 0", LATE["body"]]
    assert versions[0].replaced > versions[0].written == versions[1].replaced
    back = library.revert(snippet.id, versions[2].number)
    assert back.content == snippet.content
    assert library.history(snippet.id)[0].content.body == "wording 2"
    assert library.search("planned").snippets == (back,)


def test_history_is_bounded(library: Library) -> None:
    snippet = library.add(LATE)
    for number in range(60):
        library.update(snippet.id, {"body": f"wording {number}"})
    versions = library.history(snippet.id)
    assert len(versions) == 50
    assert versions[0].content.body == "wording 58"


@pytest.mark.parametrize("snippet_id", ["", "none", "a\ud800b", "x" * 9000, "'; DROP TABLE snippets; --"])
def test_an_unknown_snippet_is_said_so(library: Library, snippet_id: str) -> None:
    library.add(LATE)
    for call in (library.get, library.delete, library.restore, library.used, library.history):
        with pytest.raises(SnippetNotFound):
            call(snippet_id)
    with pytest.raises(SnippetNotFound):
        library.update(snippet_id, {"title": "x"})
    assert library.count() == 1


def test_an_unknown_version_is_said_so(library: Library) -> None:
    with pytest.raises(SnippetNotFound):
        library.revert(library.add(LATE).id, 77)


# Together ----------------------------------------------------------------------------------------------------------------


def test_several_are_added_all_or_none(library: Library) -> None:
    with pytest.raises(ShortcutTaken):
        library.add_many(
            [{"title": "One", "body": "x", "shortcut": ";a"}, {"title": "Two", "body": "x", "shortcut": ";A"}]
        )
    assert library.count() == 0
    assert library.search("one").total == 0
    assert len(library.add_many([{"title": "One", "body": "x"}, {"title": "Two", "body": "x"}])) == 2


def test_many_threads_write_without_losing_a_change(library: Library) -> None:
    used = library.add(LATE)
    failed: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(10):
                library.add({"title": f"{name} {number}", "body": "x"})
                library.used(used.id)
                library.search("x")
        except BaseException as error:  # noqa: BLE001 - reported below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert library.count() == 41
    assert library.get(used.id).uses == 40


def test_two_programs_share_the_file(library: Library, path: Path, clock: Clock) -> None:
    other = Library.open(path, now=clock)
    snippet = other.add(LATE)
    assert library.get(snippet.id) == snippet
    library.update(snippet.id, {"title": "Ours"})
    assert other.search("ours").total == 1
    other.close()


def test_it_is_all_there_after_closing(path: Path, clock: Clock) -> None:
    first = Library.open(path, now=clock)
    snippet = first.add(LATE)
    first.close()
    again = Library.open(path, now=clock)
    assert again.get(snippet.id) == snippet
    again.close()


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.count()


def test_files_are_private(library: Library, path: Path) -> None:
    library.add(LATE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(library.back_up().path.stat().st_mode) == 0o600
