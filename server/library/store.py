"""Reading and writing single snippets inside the caller's transaction."""

import dataclasses
import json
import sqlite3

from server.library import history
from server.library.errors import ShortcutTaken, SnippetNotFound
from server.library.model import StoredSnippet
from server.library.rows import COLUMNS, snippet_of, values_of
from server.library.validate import check
from server.packs.model import FIELDS, Content


def find(connection: sqlite3.Connection, snippet_id: str) -> StoredSnippet | None:
    """The snippet with this id, also from the trash, or None."""
    sql = f"SELECT {COLUMNS} FROM snippets WHERE id = ?"  # noqa: S608 - our own column names
    row = connection.execute(sql, (_storable(snippet_id),)).fetchone()
    return snippet_of(row) if row else None


def get(connection: sqlite3.Connection, snippet_id: str) -> StoredSnippet:
    """The snippet with this id, also from the trash. Raises SnippetNotFound."""
    snippet = find(connection, snippet_id)
    if snippet is None:
        raise SnippetNotFound(snippet_id)
    return snippet


def by_shortcut(connection: sqlite3.Connection, shortcut: str) -> StoredSnippet | None:
    """The snippet with this shortcut, capitals aside, or None."""
    sql = f"""SELECT {COLUMNS} FROM snippets
              WHERE lower(shortcut) = lower(?) AND shortcut IS NOT NULL AND deleted IS NULL"""  # noqa: S608 - our own names
    row = connection.execute(sql, (_storable(shortcut),)).fetchone()
    return snippet_of(row) if row else None


def insert(connection: sqlite3.Connection, snippet: StoredSnippet) -> None:
    """Store a new snippet. Raises ShortcutTaken."""
    _refuse_taken(connection, snippet.content.shortcut, snippet.id)
    values = values_of(snippet.content) | {
        "id": snippet.id,
        "origin": snippet.origin,
        "uses": snippet.uses,
        "last_used": snippet.last_used,
        "created": snippet.created,
        "updated": snippet.updated,
        "deleted": snippet.deleted,
        "extra": json.dumps(dict(snippet.extra), ensure_ascii=False) if snippet.extra else "",
    }
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO snippets ({', '.join(values)}) VALUES ({marks})", values)  # noqa: S608 - our own names


def rewrite(connection: sqlite3.Connection, before: StoredSnippet, content: Content, at: str) -> StoredSnippet:
    """Give a snippet new content and keep the old wording in the history. Raises ShortcutTaken."""
    if content == before.content:
        return before
    if before.deleted is None:
        _refuse_taken(connection, content.shortcut, before.id)
    history.keep(connection, before, at)
    sets = ", ".join(f"{name} = :{name}" for name in FIELDS)
    values = values_of(content) | {"at": at, "id": before.id}
    connection.execute(f"UPDATE snippets SET {sets}, updated = :at WHERE id = :id", values)  # noqa: S608 - our own names
    return get(connection, before.id)


def take_in(connection: sqlite3.Connection, snippet: StoredSnippet, at: str) -> bool:
    """Store a snippet of another library file if it is missing here, or newer there; says whether it was.

    A shortcut that another snippet has is left out. Raises InvalidSnippet.
    """
    content = check({name: getattr(snippet.content, name) for name in FIELDS})
    owner = by_shortcut(connection, content.shortcut) if content.shortcut else None
    if owner and owner.id != snippet.id:
        content = dataclasses.replace(content, shortcut=None)
    present = find(connection, snippet.id)
    if present is None:
        insert(connection, dataclasses.replace(snippet, content=content))
        return True
    if snippet.updated > present.updated and content != present.content:
        rewrite(connection, present, content, at)
        return True
    return False


def put_in_trash(connection: sqlite3.Connection, snippet_id: str, at: str) -> None:
    """Hide a snippet; does nothing to one that is in the trash already."""
    connection.execute("UPDATE snippets SET deleted = ? WHERE id = ? AND deleted IS NULL", (at, snippet_id))


def take_out_of_trash(connection: sqlite3.Connection, snippet: StoredSnippet) -> None:
    """Show a snippet again, without its shortcut if another has taken it meanwhile."""
    shortcut = snippet.content.shortcut
    if shortcut is not None and by_shortcut(connection, shortcut):
        shortcut = None
    connection.execute(
        "UPDATE snippets SET deleted = NULL, shortcut = ? WHERE id = ? AND deleted IS NOT NULL", (shortcut, snippet.id)
    )


def empty_trash(connection: sqlite3.Connection) -> int:
    """Delete for good what is in the trash. Returns how many snippets went."""
    connection.execute("DELETE FROM history WHERE snippet IN (SELECT id FROM snippets WHERE deleted IS NOT NULL)")
    return connection.execute("DELETE FROM snippets WHERE deleted IS NOT NULL").rowcount


def _refuse_taken(connection: sqlite3.Connection, shortcut: str | None, snippet_id: str) -> None:
    owner = by_shortcut(connection, shortcut) if shortcut else None
    if shortcut and owner and owner.id != snippet_id:
        raise ShortcutTaken(shortcut, owner.id, owner.content.title)


def _storable(text: str) -> str:
    """Text that SQLite can compare: half characters (lone surrogates), which nothing stored contains, are replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
