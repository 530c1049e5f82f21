"""Opens the library whatever state its file is in, and loses nothing on the way.

A damaged file is renamed, never changed or overwritten; the newest whole backup takes its place, and what can still be read
from the damaged file is brought over. Each step leaves a sentence for the agent in ``Library.notices``.
"""

import itertools
import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from server.library import backups
from server.library.errors import LibraryDamaged, LibraryReadOnly
from server.library.library import Library
from server.library.model import StoredSnippet
from server.library.rows import COLUMNS, snippet_of

log = logging.getLogger(__name__)

_BESIDE = ("", "-wal", "-shm")
_GAP = 2000  # row numbers without a readable snippet after which the rest of a damaged file is given up


def open_library(path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Library:
    """Open the library at ``path``; make, mend or replace it as needed.

    Raises LibraryLocked (another program holds it) and LibraryNewer; then nothing was touched. A library that may not be
    written to is opened read-only; where not even a new one can be made, it lives in a temporary folder until the end.
    """
    try:
        library = Library.open(path, now=now)
    except LibraryDamaged as damage:
        log.warning("the library is damaged: %s", damage.reason)
        return _replace(path, now)
    except LibraryReadOnly:
        log.warning("no library can be made in %s", path.parent)
        library = Library.open(Path(tempfile.mkdtemp(prefix="alongside-")) / path.name, now=now)
        library.notices.append(
            "Your phrase library cannot be saved: the folder may not be written to. You can use the built-in snippets; changes "
            f"are lost when Alongside stops. Allow writing to {path.parent}, then restart Alongside."
        )
        return library
    if library.read_only:
        library.notices.append(
            "Your phrase library is read-only: you can search and use it, but changes cannot be saved. "
            f"Allow writing to {path.parent}, then restart Alongside."
        )
    return library


def _replace(path: Path, now: Callable[[], datetime]) -> Library:
    """Set the damaged file aside and build the best library that can be had."""
    aside = set_aside(path, now())
    backup = next((copy for copy in backups.listed(path) if backups.is_whole(copy.path)), None)
    if backup is not None:
        backups.put_in_place(backup.path, path)
    library = Library.open(path, now=now)
    saved = library.bring_over(readable_snippets(aside))
    log.warning("%d snippets read from the damaged library", saved)
    found = f"The backup of {backup.day} is in its place" if backup else "There was no backup, so a new one was started"
    more = f", and {saved} newer snippets could be read from the damaged file" if saved else ""
    library.notices.append(
        f"Your phrase library could not be read. {found}{more}. The damaged file is kept as {aside}."
    )
    return library


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a library file and what SQLite keeps beside it to a dated name that is free. Returns the new path."""
    stem = f"{path.stem}-damaged-{now.astimezone():%Y-%m-%d-%H%M%S}"
    names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    aside = next(name for name in (path.with_name(name + path.suffix) for name in names) if not name.exists())
    for ending in _BESIDE:
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return aside


def readable_snippets(damaged: Path) -> Iterator[StoredSnippet]:
    """The snippets that can still be read from a damaged file, also those in its trash. The file is not touched."""
    with tempfile.TemporaryDirectory(prefix="alongside-") as folder:
        copy = Path(folder) / damaged.name
        for ending in _BESIDE[:2]:
            if damaged.with_name(damaged.name + ending).exists():
                shutil.copyfile(damaged.with_name(damaged.name + ending), copy.with_name(copy.name + ending))
        with closing(sqlite3.connect(copy)) as connection:
            connection.row_factory = sqlite3.Row
            last, columns = 0, _columns(connection)
            for number in itertools.count(1):
                if number - last > _GAP:
                    return
                try:
                    sql = f"SELECT {columns} FROM snippets WHERE row = ?"  # noqa: S608 - our own column names
                    row = connection.execute(sql, (number,)).fetchone()
                    snippet = snippet_of(row) if row else None
                except (sqlite3.Error, ValueError, TypeError):  # this row's page is damaged; others may not be
                    continue
                if snippet is not None:
                    last = number
                    yield snippet


def _columns(connection: sqlite3.Connection) -> str:
    """The columns to read; a file of an earlier version has no “extra” yet."""
    try:
        connection.execute("SELECT extra FROM snippets LIMIT 0")
    except sqlite3.Error:
        return COLUMNS.replace("extra", "'' AS extra")
    return COLUMNS
