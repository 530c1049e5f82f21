"""Dated copies of the library file, in the folder ``backups`` beside it."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from server.library.errors import LibraryDamaged, LibraryNewer
from server.library.schema import APPLICATION_ID, MIGRATIONS

KEPT = 14
_NAME = re.compile(r"library-(\d{4}-\d\d-\d\d)(?:-(\d{6}))?\.sqlite3\Z")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy: its file, the local day it was made, and its size in bytes."""

    path: Path
    day: str
    size: int


def folder_of(library: Path) -> Path:
    """Where the backups of a library file are kept."""
    return library.parent / "backups"


def listed(library: Path) -> list[Backup]:
    """The backups of a library file, newest first."""
    found = [
        (path, match) for path in folder_of(library).glob("library-*.sqlite3") if (match := _NAME.match(path.name))
    ]
    found.sort(key=lambda item: (item[1][1], item[1][2] or "000000"), reverse=True)
    return [Backup(path, match[1], path.stat().st_size) for path, match in found]


def made_on(library: Path, day: str) -> bool:
    """Whether there is a backup of this day ("2025-03-01")."""
    return any(backup.day == day for backup in listed(library))


def make(
    source: sqlite3.Connection, library: Path, now: datetime, *, exact: bool = False, kept: Path | None = None
) -> Backup:
    """Copy the library as it is now, then drop the oldest copies beyond fourteen.

    ``now``: local time. Without ``exact`` the day's copy is named by the day alone; with it, by the second as well, so that it
    never replaces another. The copy is complete or absent: it is written under another name, flushed, and renamed.
    ``kept``: a copy that stays, however old. Raises OSError and sqlite3.Error.
    """
    folder = folder_of(library)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"library-{now:%Y-%m-%d}.sqlite3"
    while exact and (path := folder / f"library-{now:%Y-%m-%d-%H%M%S}.sqlite3").exists():
        now += timedelta(seconds=1)
    with _complete(path) as unfinished, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    for old in listed(library)[KEPT:]:
        if old.path != kept:
            old.path.unlink(missing_ok=True)
    return Backup(path, f"{now:%Y-%m-%d}", path.stat().st_size)


@contextmanager
def _complete(path: Path) -> Iterator[Path]:
    """A file to write instead of ``path``; takes its place when the block ends well, and goes when it does not."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    os.close(os.open(unfinished, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
    try:
        yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def is_whole(path: Path) -> bool:
    """Whether a backup can be read from its first page to its last."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return bool(answer == "ok") and connection.execute("SELECT 1 FROM snippets LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return False


def check(path: Path) -> None:
    """Make sure that a backup is a whole library this version can read. Raises LibraryDamaged and LibraryNewer."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (owner,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise LibraryDamaged(path, str(error)) from error
    if answer != "ok" or owner != APPLICATION_ID:
        raise LibraryDamaged(path, "it is not a library" if owner != APPLICATION_ID else str(answer).splitlines()[-1])
    if version > len(MIGRATIONS):
        raise LibraryNewer(path)


def put_in_place(backup: Path, library: Path) -> None:
    """Copy a backup to where the library belongs. The library must be closed and its old file out of the way.

    Raises FileExistsError when a file is still there: nothing is ever overwritten.
    """
    if library.exists():
        raise FileExistsError(library)
    with _complete(library) as unfinished:
        unfinished.write_bytes(backup.read_bytes())
