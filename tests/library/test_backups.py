"""Dated copies: one before each day's first change, fourteen kept, each complete or absent."""

from pathlib import Path

import pytest

from server.library import backups
from server.library.errors import LibraryFull
from server.library.library import Library
from tests.library.conftest import Clock

LATE = {"title": "Late order", "body": "You planned around it."}


def days(library: Library) -> list[str]:
    return [copy.day for copy in library.backups()]


def test_each_days_first_change_keeps_the_day_before(library: Library, clock: Clock) -> None:
    snippet = library.add(LATE)
    assert days(library) == []  # there was nothing to keep
    clock.on(days=1)
    library.used(snippet.id)
    assert days(library) == []  # counting a use is no change of the agent's
    library.update(snippet.id, {"body": "Changed."})
    library.update(snippet.id, {"body": "Changed again."})
    assert days(library) == ["2025-03-02"]
    kept = Library.open(library.backups()[0].path, now=clock)
    assert kept.get(snippet.id).content.body == LATE["body"]
    kept.close()


def test_fourteen_are_kept(library: Library, clock: Clock) -> None:
    library.add(LATE)
    for number in range(20):
        clock.on(days=1)
        library.add({"title": f"Day {number}", "body": "x"})
    assert len(days(library)) == 14
    assert days(library)[0] == "2025-03-21"
    assert days(library)[-1] == "2025-03-08"


def test_copies_on_demand_do_not_replace_one_another(library: Library, clock: Clock) -> None:
    library.add(LATE)
    first = library.back_up()
    clock.on(seconds=1)
    second = library.back_up()
    assert first.path != second.path
    assert [copy.path for copy in library.backups()] == [second.path, first.path]


def test_a_second_start_on_the_same_day_makes_no_second_copy(path: Path, clock: Clock) -> None:
    for _ in range(3):
        library = Library.open(path, now=clock)
        library.add(LATE)
        library.close()
    assert len(backups.listed(path)) == 1


def test_a_half_made_copy_is_not_left(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.add(LATE)

    def fail(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(LibraryFull):
        library.back_up()
    assert library.backups() == []
    assert list(backups.folder_of(library.path).iterdir()) == []


def test_other_files_in_the_folder_are_left_alone(library: Library, clock: Clock) -> None:
    library.add(LATE)
    library.back_up()
    folder = backups.folder_of(library.path)
    (folder / "library-notes.sqlite3").write_text("mine")
    for _ in range(20):
        clock.on(days=1)
        library.back_up()
    assert (folder / "library-notes.sqlite3").read_text() == "mine"
    assert len(library.backups()) == 14


def test_nothing_is_put_over_a_library(library: Library) -> None:
    library.add(LATE)
    copy = library.back_up()
    with pytest.raises(FileExistsError):
        backups.put_in_place(copy.path, library.path)
    assert library.count() == 1
