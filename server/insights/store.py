"""The SQLite file of counts, beside the phrase library: opened safely, aged out, and erased for good.

Its columns hold ids, numbers and days; the file itself refuses whatever has a space in it, so that no sentence can get in
by mistake. ``secure_delete`` overwrites what is deleted
(https://sqlite.org/pragma.html#pragma_secure_delete), so that erasing leaves nothing to find in the file.
"""

import contextlib
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

log = logging.getLogger(__name__)

APPLICATION_ID = 0x416C4373  # "AlCs": tells this file from any other SQLite database
BUSY_SECONDS = 2.0
TABLES = ("replies", "findings", "choices", "uses", "imports", "scores")

# Entry N brings a file from user_version N to N + 1; never edit one that shipped. Days are proleptic Gregorian ordinals
# (Python's date.toordinal) of the local date, so that a week is (day - 1) / 7 and starts on Monday.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE replies (
        id INTEGER PRIMARY KEY,
        reply TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        words INTEGER NOT NULL,
        done TEXT NOT NULL CHECK (done NOT GLOB '* *'),
        lacks TEXT NOT NULL CHECK (lacks NOT GLOB '* *'),
        emotion TEXT NOT NULL CHECK (emotion NOT GLOB '* *'),
        intensity INTEGER NOT NULL,
        urgent INTEGER NOT NULL,
        situation TEXT NOT NULL CHECK (situation NOT GLOB '* *'),
        ticket TEXT NOT NULL CHECK (ticket NOT GLOB '* *')
    );
    CREATE INDEX replies_day ON replies (day, words);
    CREATE INDEX replies_points ON replies (done, lacks, day);
    CREATE INDEX replies_moods ON replies (situation, emotion, day, intensity);
    CREATE INDEX replies_ticket ON replies (ticket) WHERE ticket <> '';
    CREATE TABLE findings (
        reply INTEGER NOT NULL REFERENCES replies (id) ON DELETE CASCADE,
        rule TEXT NOT NULL CHECK (rule NOT GLOB '* *'),
        category TEXT NOT NULL CHECK (category NOT GLOB '* *'),
        severity TEXT NOT NULL,
        day INTEGER NOT NULL,
        marked INTEGER NOT NULL,
        remained INTEGER NOT NULL,
        PRIMARY KEY (reply, rule)
    ) WITHOUT ROWID;
    CREATE INDEX findings_day ON findings (day, category, marked, remained);
    CREATE INDEX findings_rule ON findings (rule, category, severity, day, marked, remained);
    CREATE TABLE choices (
        at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind NOT GLOB '* *'),
        rule TEXT NOT NULL CHECK (rule NOT GLOB '* *'),
        category TEXT NOT NULL CHECK (category NOT GLOB '* *'),
        count INTEGER NOT NULL
    );
    CREATE INDEX choices_day ON choices (day, kind, count);
    CREATE INDEX choices_rule ON choices (kind, rule, day, count);
    CREATE TABLE uses (
        at INTEGER NOT NULL,
        day INTEGER NOT NULL,
        snippet TEXT NOT NULL CHECK (snippet NOT GLOB '* *'),
        characters INTEGER NOT NULL
    );
    CREATE INDEX uses_day ON uses (day, characters);
    CREATE INDEX uses_snippet ON uses (snippet, day, characters);
    CREATE TABLE imports (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind NOT GLOB '* *'),
        source TEXT NOT NULL CHECK (source NOT GLOB '* *'),
        rows INTEGER NOT NULL,
        digest TEXT NOT NULL
    );
    CREATE TABLE scores (
        import INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind NOT GLOB '* *'),
        ticket TEXT NOT NULL CHECK (ticket NOT GLOB '* *'),
        day INTEGER NOT NULL,
        value REAL NOT NULL
    );
    CREATE UNIQUE INDEX scores_ticket ON scores (kind, ticket) WHERE ticket <> '';
    CREATE INDEX scores_day ON scores (kind, day, value);
    CREATE INDEX scores_import ON scores (import);
    """,
)


class StoreError(Exception):
    """The counts cannot be read or written. ``str(error)`` says what happened, ``next`` what to do; reviews go on."""

    next = "Your snippets and reviews work as before. Restart Alongside, or see the log."


class NewerStoreError(StoreError):
    """The file was written by a newer version."""

    next = "Update Alongside, or move the file away to start counting anew."


class InsightsStore:
    """The file of counts. Safe to use from several threads and beside other processes.

    ``notice``: what the agent should know about how it was opened, or "". Raises StoreError when there is no way to open
    it; a damaged file is kept aside under another name and a new one is started.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""
        self._lock = threading.RLock()
        try:
            self._connection = self._opened()
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise StoreError(f"The counts could not be opened ({error}).") from error
            self._connection = self._started_anew()
        except OSError as error:
            raise StoreError(f"The counts could not be opened ({error.strerror}).") from error

    def _opened(self) -> sqlite3.Connection:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            self._refuse_newer(connection)  # before anything is changed in it
            for pragma in (
                "temp_store = MEMORY",
                "secure_delete = ON",
                "journal_mode = WAL",
                "synchronous = NORMAL",
                "foreign_keys = ON",
                "cache_size = -16000",
                "mmap_size = 268435456",
            ):
                connection.execute(f"PRAGMA {pragma}")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _started_anew(self) -> sqlite3.Connection:
        aside = self.path.with_name(f"{self.path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
        self.path.replace(aside)
        for ending in ("-wal", "-shm"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + ending).unlink()
        self.notice = f"The file of counts was damaged. It is kept as {aside.name}, and counting starts anew."
        return self._opened()

    @staticmethod
    def _refuse_newer(connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise NewerStoreError("The counts were written by a newer version of Alongside.")

    @staticmethod
    def _migrate(connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == len(MIGRATIONS):
            return
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have done it meanwhile
        for number in range(version, len(MIGRATIONS)):
            for statement in MIGRATIONS[number].split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The connection, for reading. Raises StoreError."""
        with self._lock, _translated():
            yield self._connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all inside is stored, or nothing. Raises StoreError."""
        with self._lock, _translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def is_busy(self) -> bool:
        """Whether another thread reads or writes just now; writing would wait for it."""
        free = self._lock.acquire(blocking=False)
        if free:
            self._lock.release()
        return not free

    def age_out(self, keep_days: int, today: date) -> int:
        """Delete what is older than ``keep_days``; how many rows went."""
        first = (today - timedelta(days=keep_days)).toordinal()
        with self.write() as connection:
            gone = 0
            for table in ("replies", "findings", "choices", "uses", "scores"):
                gone += connection.execute(f"DELETE FROM {table} WHERE day < ?", (first,)).rowcount  # noqa: S608 - our own names
            connection.execute("DELETE FROM imports WHERE id NOT IN (SELECT DISTINCT import FROM scores)")
        return gone

    def erase(self) -> int:
        """Delete every row, also in damaged files that were put aside, and leave nothing to find; how many rows went.

        The rows of the files that were put aside are not counted.
        """
        with self.write() as connection:
            counts = self.counts()
            for table in TABLES:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        with self._lock, _translated():
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for aside in self.path.parent.glob(f"{self.path.name}.damaged-*"):
            with contextlib.suppress(OSError):
                aside.unlink()
        return sum(counts.values())

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.read() as connection:
            return {
                table: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own names
                for table in TABLES
            }

    def first_day(self) -> date | None:
        """The day of the first reply, or None without any."""
        with self.read() as connection:
            (day,) = connection.execute("SELECT min(day) FROM replies").fetchone()
        return None if day is None else date.fromordinal(day)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"The counts could not be read or written ({error}).") from error
