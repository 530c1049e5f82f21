"""The SQLite file: opening it safely, one connection for each thread, transactions, and errors in our own words.

Write-ahead logging lets readers go on while one thread writes (https://sqlite.org/wal.html); ``synchronous = FULL`` makes
every committed change survive a power cut as well as a killed process.
"""

import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from server.library.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    LibraryLocked,
    LibraryNewer,
    LibraryReadOnly,
)
from server.library.schema import APPLICATION_ID, MIGRATIONS

BUSY_SECONDS = 5.0
CHECKED_WHOLE = (
    32 * 1024 * 1024
)  # bytes; a larger file is checked when its pages are read, so that starting stays quick


class _Connection(sqlite3.Connection):
    """A connection that can be weakly referenced, and closes itself when its thread has gone."""

    def __del__(self) -> None:
        self.close()


class Database:
    """One library file. Safe to use from several threads and beside other processes.

    ``read_only`` is true when the file or its folder may not be written to.
    Raises LibraryLocked, LibraryDamaged, LibraryNewer, or LibraryReadOnly (when there is nothing to read either).
    """

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._open: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._closed = False
        self.read_only = not self._prepare_file()
        try:
            self._check_file()
        except BaseException:
            self.close()
            raise

    def _prepare_file(self) -> bool:
        """Make the folder and the file (0600) when they are missing. Returns whether the file may be written to."""
        if not self.path.exists():
            try:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as error:
                raise LibraryReadOnly(self.path) from error
        # SQLite also writes beside the file (-wal, -shm), so the folder counts as well.
        return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)

    def _check_file(self) -> None:
        with self._translated():
            connection = self.connection()
            version = self._version(connection)
            if version == 0 and connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
                raise LibraryDamaged(self.path, "it is some other program's database")
            if version > len(MIGRATIONS):
                raise LibraryNewer(self.path)
            if self.path.stat().st_size <= CHECKED_WHOLE:
                (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
                if answer != "ok":
                    raise LibraryDamaged(self.path, str(answer).splitlines()[-1])
            if not self.read_only:  # kept in the file; not before it is known to be ours and whole
                connection.execute("PRAGMA journal_mode = WAL")
        if version < len(MIGRATIONS):
            self._migrate()

    def _migrate(self) -> None:
        with self.write() as connection:
            # Read again inside the transaction: another process may have done it meanwhile.
            for number in range(self._version(connection), len(MIGRATIONS)):
                for statement in _statements(MIGRATIONS[number]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return int(version)

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, opened at first use."""
        connection: _Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            if self._closed:
                raise LibraryError("The phrase library is closed.")
            connection = self._local.connection = self._connect()
            with self._guard:
                self._open.add(connection)
        return connection

    def _connect(self) -> _Connection:
        uri = self.path.absolute().as_uri()
        if self.read_only:
            # Without -wal and -shm files, and unable to make them, SQLite reads only a file it may take as unchanging.
            beside = self.path.with_name(self.path.name + "-wal")
            uri += "?mode=ro" if beside.exists() else "?immutable=1"
        connection = sqlite3.connect(
            uri,
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
            cached_statements=256,
        )
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -16000")
            connection.execute("PRAGMA mmap_size = 268435456")
            connection.execute("PRAGMA synchronous = FULL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection for reading, with SQLite's errors translated."""
        with self._translated():
            yield self.connection()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: everything inside is stored together, or nothing is. Do not nest.

        Raises LibraryReadOnly, LibraryLocked (after the busy time), LibraryFull, LibraryDamaged.
        """
        if self.read_only:
            raise LibraryReadOnly(self.path)
        with self._translated():
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def replace(self, source: Path) -> None:
        """Make this library's contents those of another library file, in one transaction (SQLite's backup API).

        Raises LibraryReadOnly, LibraryLocked, LibraryFull, LibraryDamaged.
        """
        if self.read_only:
            raise LibraryReadOnly(self.path)
        with self._translated(), closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as other:
            other.backup(self.connection())
        if self._version(self.connection()) < len(MIGRATIONS):
            self._migrate()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LibraryLocked(self.path) from error
            if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
                raise LibraryReadOnly(self.path) from error
            if code == sqlite3.SQLITE_FULL:
                raise LibraryFull from error
            if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR):
                raise LibraryDamaged(self.path, str(error)) from error
            raise

    def close(self) -> None:
        """Close every thread's connection. Later use raises LibraryError."""
        self._closed = True
        self._local = threading.local()
        with self._guard:
            for connection in list(self._open):
                connection.close()


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one (``executescript`` would commit the transaction around them)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
