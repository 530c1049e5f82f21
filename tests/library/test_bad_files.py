"""Library files that are locked, damaged, foreign, too new or read-only: said clearly, kept as they are, lived with."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from server.library.backups import folder_of
from server.library.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    LibraryLocked,
    LibraryNewer,
    LibraryReadOnly,
)
from server.library.library import Library
from server.library.rescue import open_library
from server.library.schema import MIGRATIONS
from tests.library.conftest import Clock

ROOT = Path(__file__).parents[2]
LATE = {"title": "Late order", "body": "You planned around it.", "shortcut": ";late"}


def made(path: Path, clock: Clock, count: int = 1) -> None:
    library = Library.open(path, now=clock)
    library.add(LATE)
    library.add_many({"title": f"Snippet {n}", "body": f"Body of snippet {n}. " * 20} for n in range(count - 1))
    library.close()


def checkpointed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def overwrite_start(path: Path) -> None:
    path.write_bytes(b"This is not a database. " * 200)


def cut_in_half(path: Path) -> None:
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size // 2)


def scribble(path: Path) -> None:
    with path.open("rb+") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 9000)


DAMAGES: list[Callable[[Path], None]] = [overwrite_start, cut_in_half, scribble]


# Damaged -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_said_and_the_file_left_alone(path: Path, clock: Clock, damage: Callable[[Path], None]) -> None:
    made(path, clock, 200)
    checkpointed(path)
    damage(path)
    before = path.read_bytes()
    with pytest.raises(LibraryDamaged) as error:
        Library.open(path, now=clock)
    assert error.value.reason
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_newest_backup_takes_its_place(path: Path, clock: Clock, damage: Callable[[Path], None]) -> None:
    library = Library.open(path, now=clock)
    library.add(LATE)
    library.back_up()
    library.close()
    checkpointed(path)
    shutil.copyfile(path, path.with_name("copy"))
    damage(path)
    broken = path.read_bytes()

    opened = open_library(path, now=clock)
    assert opened.search("late").total == 1
    assert opened.by_shortcut(";late") is not None
    opened.add({"title": "New", "body": "Works again."})
    (aside,) = path.parent.glob("library-damaged-*.sqlite3")
    assert aside.read_bytes() == broken
    (notice,) = opened.notices
    assert str(aside) in notice
    assert "2025-03-01" in notice
    opened.close()


def test_a_second_damage_does_not_overwrite_what_was_kept(path: Path, clock: Clock) -> None:
    kept: list[Path] = []
    for _ in range(3):
        made(path, clock)
        overwrite_start(path)
        open_library(path, now=clock).close()
        found = sorted(path.parent.glob("library-damaged-*.sqlite3"))
        assert len(found) == len(kept) + 1
        kept = found
        path.unlink()


def test_what_can_still_be_read_is_brought_over(path: Path, clock: Clock) -> None:
    made(path, clock, 400)
    checkpointed(path)
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute(
            "SELECT max(pageno) FROM dbstat WHERE name = 'snippets' AND pagetype = 'leaf'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    opened = open_library(path, now=clock)
    assert 300 < opened.count() < 400
    assert opened.search("planned").total == 1
    assert f"{opened.count()} newer snippets" in opened.notices[0]
    opened.close()


def test_damaged_backups_are_passed_over(path: Path, clock: Clock) -> None:
    library = Library.open(path, now=clock)
    library.add(LATE)
    good = library.back_up()
    clock.on(days=1)
    bad = library.back_up()
    library.close()
    overwrite_start(bad.path)
    overwrite_start(path)
    opened = open_library(path, now=clock)
    assert opened.count() == 1
    assert good.day in opened.notices[0]
    opened.close()


def test_without_a_backup_a_new_library_is_started(path: Path, clock: Clock) -> None:
    made(path, clock)
    overwrite_start(path)
    opened = open_library(path, now=clock)
    assert opened.count() == 0
    assert "no backup" in opened.notices[0]
    opened.close()


def test_another_programs_database_is_not_taken(path: Path, clock: Clock) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE songs (name)")
    before = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="some other program"):
        Library.open(path, now=clock)
    assert path.read_bytes() == before


def test_a_newer_library_is_left_alone(path: Path, clock: Clock) -> None:
    made(path, clock)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for opener in (Library.open, open_library):
        with pytest.raises(LibraryNewer) as error:
            opener(path, now=clock)
    assert "Update" in error.value.next
    assert not list(path.parent.glob("*damaged*"))


def test_an_empty_file_becomes_a_library(path: Path, clock: Clock) -> None:
    path.parent.mkdir()
    path.touch()
    made(path, clock)
    library = Library.open(path, now=clock)
    assert library.count() == 1
    library.close()


# Locked ------------------------------------------------------------------------------------------------------------------


def test_a_locked_library_says_so_and_works_afterwards(path: Path, clock: Clock) -> None:
    library = Library.open(path, now=clock, busy_seconds=0.05)
    snippet = library.add(LATE)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryLocked):
            library.update(snippet.id, {"title": "x"})
        assert library.search("late").total == 1  # reading goes on
        other.execute("ROLLBACK")
    assert library.update(snippet.id, {"title": "x"}).content.title == "x"
    library.close()


def test_a_library_held_by_another_program_is_not_opened(path: Path, clock: Clock) -> None:
    made(path, clock)
    checkpointed(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryLocked):
            Library.open(path, now=clock, busy_seconds=0.05)
    assert not list(path.parent.glob("*damaged*"))


# Read-only ---------------------------------------------------------------------------------------------------------------

READ_ONLY = """
import os, sys
from pathlib import Path
import rapidfuzz.distance  # later this user may not read where it is installed
from server.library.errors import LibraryReadOnly
from server.library.rescue import open_library
path = Path(sys.argv[1])
if os.geteuid() == 0:  # root may write everywhere
    os.setgid(65534)
    os.setuid(65534)
library = open_library(path)
print(library.read_only, library.count(), library.search("late").total, len(library.notices))
try:
    library.add({"title": "New", "body": "x"})
    print("added")
except LibraryReadOnly as error:
    print("refused", str(path.parent) in error.next)
"""


def run_read_only(path: Path) -> list[str]:
    for folder in [path.parent, *path.parent.parents]:
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(0o555 if folder == path.parent else folder.stat().st_mode | 0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    path.parent.chmod(0o700)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:2]


def test_a_read_only_library_is_read(path: Path, clock: Clock) -> None:
    made(path, clock)
    path.chmod(0o444)
    assert run_read_only(path) == ["True 1 1 1", "refused True"]


def test_a_read_only_folder_without_a_library_still_works_for_now(path: Path) -> None:
    path.parent.mkdir()
    assert run_read_only(path) == ["False 0 0 1", "added"]
    assert not path.exists()


# Full, and killed --------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_nothing_is_half_done(library: Library) -> None:
    library.add(LATE)
    with library._database.read() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryFull):
        library.add_many({"title": f"New {n}", "body": "x" * 5000} for n in range(20))
    assert library.count() == 1
    assert library.search("new").total == 0
    with library._database.read() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    library.add({"title": "New", "body": "x"})


KILLED = """
import os, sys
from pathlib import Path
from server.library.library import Library
library = Library.open(Path(sys.argv[1]))
print("open", flush=True)
for number in range(100000):
    made = library.add_many({"title": f"{number} {part}", "body": "x" * 200} for part in range(5))
    library.update(made[0].id, {"body": "changed"})
    library.delete(made[1].id)
    print(number, flush=True)
"""


def test_killed_in_the_middle_nothing_is_lost_or_half_done(path: Path) -> None:
    for after in (1, 4, 9):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as running:
            assert running.stdout is not None
            reported = 0
            for line in running.stdout:
                reported = int(line) if line.strip().isdigit() else 0
                if reported >= after:
                    break
            running.kill()
        library = Library.open(path)
        everything = library.search(limit=10_000, order="title").snippets + tuple(library.trash())
        for number in range(reported + 1):
            parts = [snippet for snippet in everything if snippet.content.title.startswith(f"{number} ")]
            assert len(parts) % 5 == 0
            assert parts
        with library._database.write() as connection:
            connection.execute("INSERT INTO found (found) VALUES ('integrity-check')")
        library.close()


def test_every_error_says_what_is_safe_and_what_to_do() -> None:
    path = Path("/somewhere/library.sqlite3")
    errors = [LibraryLocked(path), LibraryDamaged(path, "x"), LibraryNewer(path), LibraryReadOnly(path), LibraryFull()]
    for error in errors:
        assert isinstance(error, LibraryError)
        assert error.message.endswith(".")
        assert error.safe.endswith(".")
        assert error.next.endswith(".")


def test_backups_lie_beside_the_library(path: Path) -> None:
    assert folder_of(path) == path.parent / "backups"
