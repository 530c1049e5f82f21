"""Bringing exports into the library and giving the library out: the same comes back, nothing is half done, all can be undone."""

import itertools
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.library.batches import NoBatch
from server.library.errors import InvalidSnippet, LibraryDamaged, LibraryError
from server.library.exchange.model import FileProblem, Found, Reading
from server.library.exchange.plan import Choices
from server.library.exchange.read import read_export
from server.library.exchange.write import EXPORTS, export
from server.library.library import Library
from server.library.model import EMOTIONS, STEPS, StoredSnippet
from server.library.search import Filter
from tests.library.conftest import Clock
from tests.library.kill_import import times

LATE = {"title": "Late order", "body": "You planned around it.", "shortcut": ";late", "tags": ["delivery"]}


def given_out(library: Library, kind: str = "jsonl") -> bytes:
    return "".join(export(library.selected(), kind)).encode()


def reading_of(*entries: dict[str, Any]) -> Reading:
    return Reading("table", tuple(Found(entry, f"row {number}") for number, entry in enumerate(entries, 1)))


def known(library: Library) -> dict[str, StoredSnippet]:
    return {snippet.id: snippet for snippet in library.selected()}


# The same comes back -------------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)
BODY = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\r\x7f") , min_size=1, max_size=200).filter(
    lambda body: body.strip() and not any(ord(char) < 32 and char not in "\t\n" for char in body)
)  # fmt: skip
LABELS = st.lists(TEXT.filter(str.strip), max_size=3)
SNIPPET = st.fixed_dictionaries(
    {
        "title": TEXT.filter(str.strip),
        "body": BODY,
        "tags": LABELS,
        "steps": st.lists(st.sampled_from(STEPS), max_size=2),
        "situations": LABELS,
        "emotions": st.lists(st.sampled_from(EMOTIONS), max_size=2),
        "folder": TEXT,
        "language": st.sampled_from(["en", "de-AT", "pt-BR"]),
    }
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Library]]:
    """New libraries on files, one after the other."""
    folder = tmp_path_factory.mktemp("libraries")
    opened: list[Library] = []

    def make() -> Iterator[Library]:
        for number in itertools.count():
            opened.append(Library.open(folder / f"{number}.sqlite3"))
            yield opened[-1]

    yield make()
    for library in opened:
        library.close()


@pytest.mark.parametrize("kind", ["jsonl", "yaml"])
@given(st.lists(SNIPPET, max_size=4), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_given_out_comes_back_the_same(
    fresh: Iterator[Library], kind: str, entries: list[dict[str, Any]], data: st.DataObject
) -> None:
    first, second = next(fresh), next(fresh)
    added = first.add_many({**entry, "shortcut": f";s{number}"} for number, entry in enumerate(entries))
    for snippet in added:
        if data.draw(st.booleans()):
            first.used(snippet.id)
    reading = read_export(given_out(first, kind))
    batch, _ = second.import_(reading, "all")
    assert known(second) == known(first)
    assert batch.size == len({(one["title"], one["body"]) for one in entries}) or batch.size == len(entries)
    assert sorted(given_out(second, kind)) == sorted(given_out(first, kind))
    _, again = second.import_(reading, "again")
    assert again.counts["same"] == len(entries)


def test_unknown_names_are_kept(library: Library) -> None:
    lines = [
        {"alongside": "library", "format": 1, "count": 1},
        {"title": "A", "body": "x", "colour": "red", "deep": {"a": [1]}},
    ]
    library.import_(read_export("\n".join(map(json.dumps, lines)).encode()), "x")
    out = json.loads(given_out(library).splitlines()[1])
    assert (out["colour"], out["deep"]) == ("red", {"a": [1]})


def test_ids_and_counts_that_cannot_be_right_are_left_out(library: Library) -> None:
    lines = [
        {"alongside": "library", "format": 1},
        {"title": "A", "body": "x", "id": "../../etc", "uses": -3, "created": "soon"},
    ]
    reading = read_export("\n".join(map(json.dumps, lines)).encode())
    library.import_(reading, "x")
    (snippet,) = library.selected()
    assert snippet.uses == 0
    assert "/" not in snippet.id
    assert "id, uses, created" in reading.found[0].notes[0]


def test_espanso_both_ways(library: Library, fresh: Iterator[Library]) -> None:
    library.add(LATE)
    library.add({"title": "Ask", "body": "Hi [[name]], [[what now: tea|coffee]]? {{ticket.requester.first_name}}"})
    other = next(fresh)
    other.import_(read_export(given_out(library, "espanso")), "espanso")
    came = {snippet.content.title: snippet.content for snippet in other.selected()}
    assert came["Late order"].body == LATE["body"]
    assert (came["Late order"].shortcut, came["Late order"].tags) == (";late", ("delivery",))
    assert came["Ask"].body == "Hi [[name]], [[what now: tea|coffee]]? [[first name]]"


def test_a_table_for_spreadsheets_comes_back(library: Library, fresh: Iterator[Library]) -> None:
    library.add(LATE | {"body": '=SUM(1)\n"quoted", and more', "title": "@home"})
    raw = given_out(library, "csv")
    assert b"'=SUM(1)" in raw
    other = next(fresh)
    other.import_(read_export(raw), "csv")
    assert [snippet.content for snippet in other.selected()] == [snippet.content for snippet in library.selected()]


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_empty_library_is_given_out_too(library: Library, kind: str) -> None:
    assert given_out(library, kind)


# What an import does --------------------------------------------------------------------------------------------------------


def test_a_preview_changes_nothing_and_says_what_will_happen(library: Library) -> None:
    library.add(LATE)
    reading = reading_of(
        LATE, LATE | {"title": "Other"}, {"title": "No text", "body": " "}, {"title": "x" * 200, "body": "y"}
    )
    plan = library.preview_import(reading)
    assert plan.counts == {"add": 2, "change": 0, "same": 1, "differs": 0, "refused": 1, "skipped": 0, "noted": 2}
    assert "belongs to “Late order”" in plan.entries[1].notes[0]
    assert "cut to 120" in plan.entries[3].notes[0]
    assert (library.count(), library.batches()) == (1, [])
    batch, done = library.import_(reading, "file.csv")
    assert (done, batch.size, library.count()) == (plan, 2, 3)
    assert library.by_shortcut(";late") == library.search("late order").snippets[0]


def test_everything_can_go_into_one_folder(library: Library) -> None:
    library.import_(
        reading_of({"title": "A", "body": "x", "folder": "Shop"}, {"title": "B", "body": "y"}), "z", Choices("Zendesk")
    )
    assert [name for name, _ in library.folders()] == ["Zendesk", "Zendesk/Shop"]


def test_the_same_id_with_other_words_is_left_alone_unless_asked(library: Library) -> None:
    snippet = library.add(LATE)
    raw = given_out(library)
    library.update(snippet.id, {"body": "My own words."})
    reading = read_export(raw)
    _, kept = library.import_(reading, "x")
    assert (kept.counts["differs"], library.get(snippet.id).content.body) == (1, "My own words.")
    batch, _ = library.import_(reading, "x", Choices(replace=True))
    assert library.get(snippet.id).content.body == LATE["body"]
    assert library.history(snippet.id)[0].content.body == "My own words."
    library.undo(batch.number)
    assert library.get(snippet.id).content.body == "My own words."


def test_an_import_is_undone_as_one_step(library: Library) -> None:
    kept = library.add({"title": "Mine", "body": "x"})
    batch, _ = library.import_(reading_of(*({"title": f"T {n}", "body": f"b {n}"} for n in range(20))), "file.csv")
    changed = library.search("T 3").snippets[0]
    library.update(changed.id, {"body": "worked on since"})
    undone = library.undo(batch.number)
    assert (undone.undone, undone.kept) == (19, 1)
    assert set(known(library)) == {kept.id, changed.id}
    assert len(library.trash()) == 19
    with pytest.raises(NoBatch):
        library.undo(batch.number)
    with pytest.raises(NoBatch):
        library.undo(99)


def test_stopping_an_import_leaves_nothing(library: Library) -> None:
    class StopError(Exception):
        pass

    seen: list[int] = []

    def stop(done: int, total: int) -> None:
        seen.append(done)
        if done > 1000:
            raise StopError

    reading = reading_of(*({"title": f"T {n}", "body": f"b {n}"} for n in range(900)))
    with pytest.raises(StopError):
        library.import_(reading, "x", progress=stop)
    assert (library.count(), library.batches()) == (0, [])
    assert seen == sorted(seen)
    library.import_(reading, "x", progress=lambda done, total: seen.append(done))
    assert seen[-1] == 2 * 900


def test_killed_in_the_middle_it_is_as_before_or_as_after(tmp_path: Path) -> None:
    assert sum(times(5, tmp_path).values()) == 5


NAMES = st.sampled_from(["title", "body", "shortcut", "folder", "tags", "language", "steps"])
VALUES = st.text(max_size=40) | st.integers() | st.lists(st.text(max_size=9), max_size=3) | st.none()


@given(st.lists(st.dictionaries(NAMES, VALUES), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_entries_come_in_or_are_refused(fresh: Iterator[Library], entries: list[dict[str, Any]]) -> None:
    library = next(fresh)
    batch, plan = library.import_(reading_of(*entries), "x")
    assert library.count() == batch.size == plan.counts["add"]
    assert sum(plan.counts[kind] for kind in ("add", "same", "refused")) == len(entries)


# Many at once ---------------------------------------------------------------------------------------------------------------


def test_many_are_moved_tagged_and_deleted_and_each_undone(library: Library) -> None:
    ids = [snippet.id for snippet in library.add_many(LATE | {"title": f"T {n}", "shortcut": None} for n in range(5))]
    before = known(library)
    for batch in (
        library.move(ids[:3], " Shop / Late "),
        library.tag(ids, ["new", "delivery"]),
        library.untag(ids[:2], ["delivery"]),
        library.delete_many(ids[1:]),
    ):
        assert batch.size == {"move": 3, "tag": 5, "untag": 2, "delete": 4}[batch.kind]
    assert library.get(ids[0]).content.folder == "Shop/Late"
    assert library.get(ids[0]).content.tags == ("new",)
    assert set(known(library)) == {ids[0]}
    for batch in library.batches():
        assert library.undo(batch.number).kept == 0
    assert {id_: one.content for id_, one in known(library).items()} == {
        id_: one.content for id_, one in before.items()
    }
    assert all(batch.undone for batch in library.batches())


def test_a_folder_is_moved_with_what_is_in_it(library: Library) -> None:
    library.add_many({"title": name, "body": "x", "folder": name} for name in ("A", "A/B", "AB"))
    batch = library.move_folder("A", "Z/A")
    assert [name for name, _ in library.folders()] == ["AB", "Z/A", "Z/A/B"]
    library.undo(batch.number)
    assert [name for name, _ in library.folders()] == ["A", "A/B", "AB"]


def test_too_many_tags_change_nothing_at_all(library: Library) -> None:
    ids = [
        library.add({"title": "A", "body": "x"}).id,
        library.add({"title": "B", "body": "x", "tags": [str(n) for n in range(40)]}).id,
    ]
    with pytest.raises(InvalidSnippet):
        library.tag(ids, ["one more"])
    assert library.get(ids[0]).content.tags == ()


def test_all_that_a_search_finds_can_be_chosen(library: Library) -> None:
    library.add_many({"title": f"Refund {n}", "body": "x", "folder": "A" if n % 2 else "B"} for n in range(600))
    assert len(library.find_ids("refund")) == 600
    assert len(library.find_ids("refund", Filter(folder="A"))) == 300
    assert len(library.find_ids()) == 600
    assert library.find_ids("elephant") == []


# Backups --------------------------------------------------------------------------------------------------------------------


def test_a_backup_comes_back_while_others_have_the_file_open(library: Library, path: Path, clock: Clock) -> None:
    snippet = library.add(LATE)
    backup = library.back_up()
    library.delete(snippet.id)
    library.add({"title": "Refund", "body": "x"})
    with closing(Library.open(path, now=clock)) as other:
        assert other.search("refund").total == 1
        saved = library.restore_backup(backup.path)
        assert [one.content.title for one in other.selected()] == ["Late order"]
        assert other.search("refund").total == 0
    assert library.by_shortcut(";late") is not None
    library.restore_backup(saved.path)
    assert library.search("refund").total == 1


def test_what_is_no_library_is_not_brought_back(library: Library, tmp_path: Path) -> None:
    library.add(LATE)
    for content in (b"", b"not a database" * 500):
        wrong = tmp_path / "wrong.sqlite3"
        wrong.write_bytes(content)
        with pytest.raises(LibraryDamaged):
            library.restore_backup(wrong)
    assert library.count() == 1


def test_file_problems_are_library_errors() -> None:
    assert issubclass(FileProblem, LibraryError)
