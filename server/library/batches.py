"""Changes to many snippets as one step: an import, a move, a deletion. Each is written down, so that it can be undone as one.

Undoing leaves alone what the agent has changed since: their later work counts more.
"""

import dataclasses
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from server.library import store
from server.library.errors import LibraryError
from server.library.exchange.model import Progress, silent
from server.library.exchange.plan import Entry
from server.library.model import MINE, StoredSnippet
from server.packs.model import Content

KEPT = 30  # batches that can be undone
STEP = 250
Done = Literal["added", "changed", "trashed"]


class NoBatch(LibraryError):  # noqa: N818 - as in server.library.errors
    """There is nothing with this number to undo, or it is undone already."""

    next = "Load the page again to see what can be undone."

    def __init__(self) -> None:
        super().__init__("This cannot be undone any more.")


@dataclass(frozen=True, slots=True)
class Batch:
    """One step. ``kind``: import, move, tag, untag or delete; ``size``: how many snippets it changed."""

    number: int
    kind: str
    label: str
    made: str
    undone: str | None
    size: int


@dataclass(frozen=True, slots=True)
class Undone:
    """How an undoing went: how many snippets are as before, and how many were changed since and stay."""

    undone: int
    kept: int


def begin(connection: sqlite3.Connection, kind: str, label: str, at: str) -> int:
    """Begin to write down a step, inside the caller's transaction. The oldest beyond thirty are forgotten."""
    connection.execute("INSERT INTO batches (kind, label, made) VALUES (?, ?, ?)", (kind, label, at))
    (number,) = connection.execute("SELECT last_insert_rowid()").fetchone()
    connection.execute("DELETE FROM batches WHERE number <= ?", (number - KEPT,))
    connection.execute("DELETE FROM batch_items WHERE batch <= ?", (number - KEPT,))
    return int(number)


def _mark(content: Content) -> str:
    """Tells whether a content is still the one a step left behind."""
    return sha256(content.as_json().encode()).hexdigest()[:32]


def _note(
    connection: sqlite3.Connection, number: int, snippet_id: str, done: Done, stamp: str, before: Content | None = None
) -> None:
    connection.execute(
        "INSERT INTO batch_items (batch, snippet, done, before, stamp) VALUES (?, ?, ?, ?, ?)",
        (number, snippet_id, done, before.as_json() if before else None, stamp),
    )


def take_in(
    connection: sqlite3.Connection,
    number: int,
    entries: Sequence[Entry],
    new_id: Callable[[], str],
    at: str,
    progress: Progress = silent,
) -> int:
    """Store what a plan adds or changes. Returns how many snippets that were."""
    wanted = [(one, one.content) for one in entries if one.kind in ("add", "change") and one.content is not None]
    for done, (entry, content) in enumerate(wanted):
        if done % STEP == 0:
            progress(done, len(wanted))
        if entry.kind == "change" and entry.present:
            before = store.get(connection, entry.present)
            after = store.rewrite(connection, before, content, at)
            _note(connection, number, after.id, "changed", _mark(after.content), before.content)
        else:
            snippet = _as_stored(connection, entry, content, new_id, at)
            store.insert(connection, snippet)
            _note(connection, number, snippet.id, "added", _mark(snippet.content))
    progress(len(wanted), len(wanted))
    return len(wanted)


def _as_stored(
    connection: sqlite3.Connection, entry: Entry, content: Content, new_id: Callable[[], str], at: str
) -> StoredSnippet:
    stored = entry.found.stored
    own_id = stored.get("id")
    if own_id is None or store.find(connection, own_id) is not None:  # the same id lies in the trash
        own_id = new_id()
    uses = stored.get("uses", 0)
    return StoredSnippet(
        own_id,
        content,
        stored.get("origin", MINE),
        uses,
        stored.get("last_used") if uses else None,
        stored.get("created", at),
        stored.get("updated", at),
        extra=entry.found.extra,
    )


def rewrite(
    connection: sqlite3.Connection,
    number: int,
    ids: Iterable[str],
    change: Callable[[Content], Content],
    at: str,
    progress: Progress = silent,
) -> int:
    """Give many snippets new content; those in the trash and those it would leave as they are stay out of it."""
    wanted = list(dict.fromkeys(ids))
    changed = 0
    for done, snippet_id in enumerate(wanted):
        if done % STEP == 0:
            progress(done, len(wanted))
        before = store.find(connection, snippet_id)
        if before is None or before.deleted is not None:
            continue
        content = change(before.content)
        if content != before.content:
            after = store.rewrite(connection, before, content, at)
            _note(connection, number, before.id, "changed", _mark(after.content), before.content)
            changed += 1
    return changed


def put_in_trash(connection: sqlite3.Connection, number: int, ids: Iterable[str], at: str) -> int:
    """Put many snippets in the trash."""
    changed = 0
    for snippet_id in dict.fromkeys(ids):
        snippet = store.find(connection, snippet_id)
        if snippet is not None and snippet.deleted is None:
            store.put_in_trash(connection, snippet_id, at)
            _note(connection, number, snippet_id, "trashed", at)
            changed += 1
    return changed


def listed(connection: sqlite3.Connection) -> list[Batch]:
    """The steps that are written down, newest first."""
    sql = """SELECT b.number, b.kind, b.label, b.made, b.undone,
                    (SELECT count(*) FROM batch_items AS i WHERE i.batch = b.number) AS size
             FROM batches AS b ORDER BY b.number DESC"""
    return [Batch(*row) for row in connection.execute(sql)]


def undo(connection: sqlite3.Connection, number: int, at: str) -> Undone:
    """Bring back what was before a step, inside the caller's transaction. What was added goes to the trash.

    Raises NoBatch.
    """
    found = connection.execute("SELECT 1 FROM batches WHERE number = ? AND undone IS NULL", (number,)).fetchone()
    if found is None:
        raise NoBatch
    items = connection.execute("SELECT * FROM batch_items WHERE batch = ?", (number,)).fetchall()
    undone = sum(_undo_one(connection, item, at) for item in items)
    connection.execute("UPDATE batches SET undone = ? WHERE number = ?", (at, number))
    return Undone(undone, len(items) - undone)


def _undo_one(connection: sqlite3.Connection, item: sqlite3.Row, at: str) -> bool:
    present = store.find(connection, item["snippet"])
    if present is None:
        return False
    if item["done"] == "trashed":
        if present.deleted != item["stamp"]:
            return False
        store.take_out_of_trash(connection, present)
        return True
    if present.deleted is not None or _mark(present.content) != item["stamp"]:
        return False
    if item["done"] == "added":
        store.put_in_trash(connection, present.id, at)
        return True
    before = Content.from_json(item["before"])
    owner = store.by_shortcut(connection, before.shortcut) if before.shortcut else None
    if owner is not None and owner.id != present.id:
        before = dataclasses.replace(before, shortcut=None)
    store.rewrite(connection, present, before, at)
    return True
