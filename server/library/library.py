"""The phrase library's front door."""

import errno
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.library import backups, batches, duplicates, history, store
from server.library.backups import Backup
from server.library.batches import Batch, Undone
from server.library.database import BUSY_SECONDS, Database
from server.library.errors import InvalidSnippet, LibraryFull, LibraryReadOnly, SnippetNotFound
from server.library.exchange.model import Progress, Reading, silent
from server.library.exchange.plan import Choices, Plan, plan
from server.library.from_packs import PackChange, sync
from server.library.match import Query
from server.library.model import MINE, SearchResult, StoredSnippet, Version
from server.library.rows import COLUMNS, snippet_of
from server.library.search import EVERYTHING, Filter, Order, Page, Search
from server.library.validate import check
from server.packs.model import Content, Pack

PAGE = 20
AS_IT_IS = Choices()


class _Undone(Exception):  # noqa: N818 - ends a transaction that was only to be looked at
    pass


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Library:
    """The agent's snippets. Safe to use from several threads and beside other processes.

    Every method may raise LibraryLocked, LibraryDamaged and, when it changes something, LibraryReadOnly and LibraryFull.
    ``notices`` holds what the agent should know about how the library was opened, one sentence each.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now
        self._search = Search(database, now)
        self._backed_up_day = ""
        self.notices: list[str] = []

    @classmethod
    def open(
        cls, path: Path, *, now: Callable[[], datetime] = _utc_now, busy_seconds: float = BUSY_SECONDS
    ) -> "Library":
        """Open the library file, made when missing. ``now``: the clock, in UTC.

        Raises LibraryLocked, LibraryDamaged (the file is left as it is), LibraryNewer, and LibraryReadOnly when there is
        neither a file to read nor the right to make one. ``server.library.rescue.open_library`` also mends what it can.
        """
        return cls(Database(path, busy_seconds=busy_seconds), now)

    @property
    def path(self) -> Path:
        """The library file."""
        return self._database.path

    @property
    def read_only(self) -> bool:
        """Whether changes are refused (searching works)."""
        return self._database.read_only

    def close(self) -> None:
        """Close the file. The library cannot be used afterwards."""
        self._database.close()

    # Finding

    def count(self) -> int:
        """How many snippets there are, without those in the trash."""
        with self._database.read() as connection:
            (count,) = connection.execute("SELECT count(*) FROM snippets WHERE deleted IS NULL").fetchone()
            return int(count)

    def search(
        self,
        query: str = "",
        *,
        limit: int = PAGE,
        offset: int = 0,
        situation: str | None = None,
        emotion: str | None = None,
        only: Filter = EVERYTHING,
        order: Order = "best",
    ) -> SearchResult:
        """Snippets that hold the words of ``query`` (or words that start like them), best first.

        Ranked by how well they match, how often and lately they were used, and whether they are meant for the customer's
        ``situation`` and ``emotion`` (ids). Too few hits: mistyped words are mended. No words: everything in ``order``
        ("best", "title" or "newest"). Any text is a valid query.
        """
        return self._search.run(Query.of(query, situation, emotion), Page(limit, offset, only, order))

    def suggest(self, situation: str | None, emotion: str | None, limit: int = 5) -> tuple[StoredSnippet, ...]:
        """Snippets meant for this situation or feeling, best first; none when nothing fits."""
        return self._search.fitting(Query.of("", situation, emotion), limit).snippets

    def get(self, snippet_id: str) -> StoredSnippet:
        """One snippet, also from the trash. Raises SnippetNotFound."""
        with self._database.read() as connection:
            return store.get(connection, snippet_id)

    def by_shortcut(self, shortcut: str) -> StoredSnippet | None:
        """The snippet with exactly this shortcut (capitals do not matter), or None."""
        with self._database.read() as connection:
            return store.by_shortcut(connection, shortcut)

    def folders(self) -> list[tuple[str, int]]:
        """Every folder with its number of snippets, by name; "" stands for no folder."""
        return self._counted(
            "SELECT folder, count(*) FROM snippets WHERE deleted IS NULL GROUP BY folder ORDER BY folder"
        )

    def tags(self) -> list[tuple[str, int]]:
        """Every tag with its number of snippets, most used first."""
        return self._counted(
            "SELECT value, count(*) AS times FROM facets WHERE kind = 'tag' GROUP BY value ORDER BY times DESC, value"
        )

    def duplicates(self) -> list[list[StoredSnippet]]:
        """Groups of snippets that say the same (see ``server.library.duplicates``), best known first."""
        with self._database.read() as connection:
            sql = f"SELECT {COLUMNS} FROM snippets WHERE deleted IS NULL ORDER BY uses DESC, created, row"  # noqa: S608
            return duplicates.groups(snippet_of(row) for row in connection.execute(sql))

    def _counted(self, sql: str) -> list[tuple[str, int]]:
        with self._database.read() as connection:
            return [(name, count) for name, count in connection.execute(sql)]

    # Changing

    def add(self, fields: Mapping[str, Any]) -> StoredSnippet:
        """Add a snippet of the agent's own; ``title`` and ``body`` are needed. Raises InvalidSnippet, ShortcutTaken."""
        return self.add_many([fields])[0]

    def add_many(self, entries: Iterable[Mapping[str, Any]]) -> list[StoredSnippet]:
        """Add several snippets, all or none. Raises InvalidSnippet, ShortcutTaken."""
        contents = [check(fields) for fields in entries]
        with self._change() as (connection, at):
            added = [StoredSnippet(secrets.token_hex(8), content, MINE, 0, None, at, at) for content in contents]
            for snippet in added:
                store.insert(connection, snippet)
            return added

    def update(self, snippet_id: str, fields: Mapping[str, Any]) -> StoredSnippet:
        """Change the given fields; the wording before is kept in the history.

        Raises SnippetNotFound, InvalidSnippet, ShortcutTaken.
        """
        with self._change() as (connection, at):
            before = store.get(connection, snippet_id)
            return store.rewrite(connection, before, check(fields, before.content), at)

    def delete(self, snippet_id: str) -> StoredSnippet:
        """Put a snippet in the trash, from where ``restore`` brings it back. Raises SnippetNotFound."""
        with self._change() as (connection, at):
            store.get(connection, snippet_id)
            store.put_in_trash(connection, snippet_id, at)
            return store.get(connection, snippet_id)

    def restore(self, snippet_id: str) -> StoredSnippet:
        """Bring a snippet back from the trash, without its shortcut if another has taken it. Raises SnippetNotFound."""
        with self._change() as (connection, _):
            store.take_out_of_trash(connection, store.get(connection, snippet_id))
            return store.get(connection, snippet_id)

    def used(self, snippet_id: str) -> StoredSnippet:
        """Count one use. Raises SnippetNotFound."""
        with self._database.write() as connection:
            sql = "UPDATE snippets SET uses = uses + 1, last_used = ? WHERE id = ?"
            store.get(connection, snippet_id)
            connection.execute(sql, (self._stamp(), snippet_id))
            return store.get(connection, snippet_id)

    # Many at once, each time one step that can be undone

    def find_ids(self, query: str = "", only: Filter = EVERYTHING) -> list[str]:
        """The ids of all snippets that a search without mended spellings would find, in no order."""
        return self._search.ids(Query.of(query), only)

    def selected(self, ids: Iterable[str] | None = None) -> list[StoredSnippet]:
        """The snippets with these ids, or all, without those in the trash; by folder and title."""
        wanted = None if ids is None else set(ids)
        with self._database.read() as connection:
            sql = f"SELECT {COLUMNS} FROM snippets WHERE deleted IS NULL ORDER BY folder, title COLLATE NOCASE, row"  # noqa: S608
            rows = connection.execute(sql)
            return [snippet_of(row) for row in rows if wanted is None or row["id"] in wanted]

    def preview_import(self, reading: Reading, choices: Choices = AS_IT_IS, progress: Progress = silent) -> Plan:
        """What importing this would do; nothing is changed."""
        with self._database.read() as connection:
            return plan(connection, reading, choices, progress)

    def import_(
        self, reading: Reading, label: str, choices: Choices = AS_IT_IS, progress: Progress = silent
    ) -> tuple[Batch, Plan]:
        """Bring in a reading: all of it that can be, or nothing. ``label``: what the step is called, such as the file's name.

        ``progress`` counts each entry twice, once for comparing and once for storing; what it raises ends the import.
        """
        total = 2 * len(reading.found)
        with self._change() as (connection, at):
            done = plan(connection, reading, choices, lambda so_far, _: progress(so_far, total))
            number = batches.begin(connection, "import", label, at)

            def stored(so_far: int, of: int) -> None:
                progress(total // 2 + (so_far * (total - total // 2) // of if of else 0), total)

            size = batches.take_in(connection, number, done.entries, lambda: secrets.token_hex(8), at, stored)
        progress(total, total)
        self._search.vocabulary.forget()
        return Batch(number, "import", label, at, None, size), done

    def move(self, ids: Iterable[str], folder: str) -> Batch:
        """Move snippets to a folder ("": out of all folders). Raises InvalidSnippet."""
        target = check({"title": "x", "body": "x", "folder": folder}).folder
        return self._rewrite(ids, "move", f"Moved to {target or 'no folder'}", lambda c: {"folder": target})

    def move_folder(self, folder: str, into: str) -> Batch:
        """Rename a folder with all that is in it: ``into`` is its new whole name. Raises InvalidSnippet."""
        ids = self.find_ids("", Filter(folder=folder))
        return self._rewrite(
            ids, "move", f"Folder {folder} is now {into}", lambda c: {"folder": into + c.folder[len(folder) :]}
        )

    def tag(self, ids: Iterable[str], tags: Sequence[str]) -> Batch:
        """Add tags to snippets. Raises InvalidSnippet."""
        return self._rewrite(ids, "tag", f"Tagged {', '.join(tags)}", lambda c: {"tags": [*c.tags, *tags]})

    def untag(self, ids: Iterable[str], tags: Sequence[str]) -> Batch:
        """Take tags off snippets."""
        gone = set(tags)
        return self._rewrite(
            ids, "untag", f"Took off {', '.join(tags)}", lambda c: {"tags": [tag for tag in c.tags if tag not in gone]}
        )

    def delete_many(self, ids: Iterable[str]) -> Batch:
        """Put snippets in the trash."""
        with self._change() as (connection, at):
            number = batches.begin(connection, "delete", "Deleted", at)
            size = batches.put_in_trash(connection, number, ids, at)
        return Batch(number, "delete", "Deleted", at, None, size)

    def _rewrite(
        self, ids: Iterable[str], kind: str, label: str, change: Callable[[Content], Mapping[str, Any]]
    ) -> Batch:
        with self._change() as (connection, at):
            number = batches.begin(connection, kind, label, at)
            size = batches.rewrite(connection, number, ids, lambda content: check(change(content), content), at)
        return Batch(number, kind, label, at, None, size)

    def batches(self) -> list[Batch]:
        """The last steps that changed many snippets, newest first."""
        with self._database.read() as connection:
            return batches.listed(connection)

    def undo(self, number: int) -> Undone:
        """Undo such a step; what was changed since stays. Raises NoBatch."""
        with self._change() as (connection, at):
            undone = batches.undo(connection, number, at)
        self._search.vocabulary.forget()
        return undone

    # Trash and history

    def trash(self) -> list[StoredSnippet]:
        """Deleted snippets, last deleted first."""
        with self._database.read() as connection:
            sql = f"SELECT {COLUMNS} FROM snippets WHERE deleted IS NOT NULL ORDER BY deleted DESC, row DESC"  # noqa: S608
            return [snippet_of(row) for row in connection.execute(sql)]

    def empty_trash(self) -> int:
        """Delete what is in the trash for good, with its history. Returns how many snippets went."""
        with self._change() as (connection, _):
            return store.empty_trash(connection)

    def history(self, snippet_id: str) -> list[Version]:
        """Earlier wordings, newest first. Raises SnippetNotFound."""
        with self._database.read() as connection:
            store.get(connection, snippet_id)
            return history.versions(connection, snippet_id)

    def revert(self, snippet_id: str, number: int) -> StoredSnippet:
        """Bring back an earlier wording (``Version.number``); the present one joins the history.

        Raises SnippetNotFound (also for an unknown version) and ShortcutTaken.
        """
        with self._change() as (connection, at):
            before = store.get(connection, snippet_id)
            version = history.version(connection, snippet_id, number)
            if version is None:
                raise SnippetNotFound(snippet_id)
            return store.rewrite(connection, before, version.content, at)

    # Packs and backups

    def sync_packs(self, packs: Iterable[Pack]) -> list[PackChange]:
        """Bring in the snippets of these packs, or update them; the agent's own edits and deletions stay.

        Returns what changed, nothing when all was in already. All or none.
        """
        with self._change() as (connection, at):
            changes = [change for pack in packs for change in sync(connection, pack, at)]
        if changes:
            self._search.vocabulary.forget()
        return changes

    @contextmanager
    def pack_change(self, *, keep: bool = True) -> Iterator[tuple[sqlite3.Connection, str]]:
        """A transaction for what a pack changes, and its time. Without ``keep`` it is undone at its end, to see what it would do.

        Raises LibraryReadOnly, LibraryLocked, LibraryFull, LibraryDamaged.
        """
        try:
            with self._change() as (connection, at):
                yield connection, at
                if not keep:
                    raise _Undone
        except _Undone:
            return
        self._search.vocabulary.forget()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The file for reading, for what stands in it besides snippets. Raises LibraryLocked and LibraryDamaged."""
        with self._database.read() as connection:
            yield connection

    def bring_over(self, snippets: Iterable[StoredSnippet]) -> int:
        """Take in snippets of another library file: those that are missing here or newer there, with their uses and ids.

        Snippets that cannot be stored are left out. Returns how many came in.
        """
        came = 0
        with self._change() as (connection, at):
            for snippet in snippets:
                try:
                    came += store.take_in(connection, snippet, at)
                except InvalidSnippet:
                    continue
        self._search.vocabulary.forget()
        return came

    def back_up(self) -> Backup:
        """Make a dated copy now, beside the automatic daily ones. Raises LibraryFull and LibraryReadOnly."""
        return self._copy(exact=True)

    def backups(self) -> list[Backup]:
        """The dated copies, newest first."""
        return backups.listed(self.path)

    def restore_backup(self, path: Path) -> Backup:
        """Make the library what it was in a backup. Returns a copy of how it is now, made first.

        Other threads and programs see the old library until the new one is complete; killed in between, it is the old one.
        Raises LibraryDamaged when the backup is no whole library, LibraryNewer, LibraryFull and LibraryReadOnly.
        """
        if self.read_only:
            raise LibraryReadOnly(self.path)
        backups.check(path)
        before = self._copy(exact=True, kept=path)
        self._database.replace(path)
        self._search.forget()
        return before

    def _copy(self, *, exact: bool, kept: Path | None = None) -> Backup:
        local = self._now().astimezone()
        with self._database.read() as connection:
            try:
                return backups.make(connection, self.path, local, exact=exact, kept=kept)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
                    raise LibraryFull from error
                raise
            except OSError as error:
                raise (LibraryFull() if error.errno == errno.ENOSPC else LibraryReadOnly(self.path)) from error

    @contextmanager
    def _change(self) -> Iterator[tuple[sqlite3.Connection, str]]:
        """A transaction and its time. Before the day's first change, the library is copied as it was."""
        day = f"{self._now().astimezone():%Y-%m-%d}"
        if not self.read_only and self._backed_up_day != day:
            if self.count() and not backups.made_on(self.path, day):
                self._copy(exact=False)
            self._backed_up_day = day
        with self._database.write() as connection:
            yield connection, self._stamp()

    def _stamp(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
