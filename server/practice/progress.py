"""How often each scenario and drill was practised and how it ended: ids, counts and the last day, never a word that was written."""

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

log = logging.getLogger(__name__)

PRACTICE_FILE = "practice.sqlite3"
APPLICATION_ID = 0x416C5072  # "AlPr": tells this file from any other SQLite database
BUSY_SECONDS = 5.0

Kind = Literal["scenario", "drill"]
Ending = Literal["settled", "calmer", "lost"]
ENDINGS: tuple[Ending, ...] = ("settled", "calmer", "lost")

_TABLE = """
    CREATE TABLE IF NOT EXISTS practised (
        kind TEXT NOT NULL CHECK (kind IN ('scenario', 'drill')),
        id TEXT NOT NULL CHECK (id NOT GLOB '* *'),
        replies INTEGER NOT NULL DEFAULT 0,
        settled INTEGER NOT NULL DEFAULT 0,
        calmer INTEGER NOT NULL DEFAULT 0,
        lost INTEGER NOT NULL DEFAULT 0,
        last TEXT NOT NULL,
        PRIMARY KEY (kind, id)
    ) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Practised:
    """``replies``: how many were judged; then how many conversations ended which way; ``last``: the day, as ISO 8601, or None.

    A drill that was done counts as ``settled``.
    """

    replies: int = 0
    settled: int = 0
    calmer: int = 0
    lost: int = 0
    last: str | None = None


NOTHING = Practised()


class Progress:
    """The counts of one profile, in a small SQLite file. Safe to use from several threads and beside other processes.

    Practice goes on when the file cannot be written: ``record`` then says so instead of raising.
    """

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        """``path``: the file, made at the first count; ``today``: the local day."""
        self.path = path
        self._today = today

    def record(self, kind: Kind, name: str, ending: Ending | None) -> bool:
        """Count one judged reply and, if it ended the conversation, how. Returns whether it could be kept."""
        column = {ending: 1} if ending else {}
        values = [column.get(one, 0) for one in ENDINGS]
        try:
            with self._opened() as connection:
                connection.execute(
                    "INSERT INTO practised (kind, id, replies, settled, calmer, lost, last) VALUES (?, ?, 1, ?, ?, ?, ?)"
                    " ON CONFLICT (kind, id) DO UPDATE SET replies = replies + 1, settled = settled + excluded.settled,"
                    " calmer = calmer + excluded.calmer, lost = lost + excluded.lost, last = excluded.last",
                    (kind, name, *values, self._today().isoformat()),
                )
        except (sqlite3.Error, OSError) as error:
            log.warning("practice was not counted: %s", type(error).__name__)
            return False
        return True

    def all(self) -> dict[tuple[Kind, str], Practised]:
        """The counts by kind and id; none when there is no file yet or it cannot be read."""
        if not self.path.exists():
            return {}
        try:
            with self._opened() as connection:
                rows = connection.execute("SELECT kind, id, replies, settled, calmer, lost, last FROM practised")
                return {(kind, name): Practised(*counts) for kind, name, *counts in rows}
        except (sqlite3.Error, OSError) as error:
            log.warning("practice counts cannot be read: %s", type(error).__name__)
            return {}

    def reset(self) -> int:
        """Forget all counts. Returns how many scenarios and drills had some. Raises sqlite3.Error or OSError."""
        if not self.path.exists():
            return 0
        with self._opened() as connection:
            return connection.execute("DELETE FROM practised").rowcount

    def erase(self) -> int:
        """Forget all counts, also those of a damaged file that was put aside. Returns and raises as ``reset``."""
        gone = self.reset()
        self._aside().unlink(missing_ok=True)
        return gone

    def age_out(self, keep_days: int) -> int:
        """Forget what was last practised longer ago than that. Returns how many went; none when it cannot be done now."""
        if not self.path.exists():
            return 0
        first = self._today() - timedelta(days=keep_days)
        try:
            with self._opened() as connection:
                return connection.execute("DELETE FROM practised WHERE last < ?", (first.isoformat(),)).rowcount
        except (sqlite3.Error, OSError) as error:
            log.warning("old practice counts were not deleted: %s", type(error).__name__)
            return 0

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """A connection and a transaction. A file that is no database any more is put aside and begun anew."""
        try:
            connection = self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, read-only or full: nothing is wrong with it
                raise
            self.path.replace(self._aside())
            log.warning("the practice counts were damaged; they are kept as %s.damaged and begin anew", self.path.name)
            connection = self._connect()
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def _aside(self) -> Path:
        return self.path.with_name(self.path.name + ".damaged")

    def _connect(self) -> sqlite3.Connection:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            if (
                connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID
            ):  # new: a write for each count is enough
                connection.execute(_TABLE)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection
