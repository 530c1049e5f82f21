"""Brings a pack's snippets into the library, and later versions of them, without touching what the agent made theirs.

The library remembers what each pack last gave. An update compares three texts, field by field: what the pack gave, what it
gives now, and what the library holds. A field the agent changed stays theirs; the others follow the pack.
"""

import dataclasses
import sqlite3
from dataclasses import dataclass
from typing import Literal

from server.library import store
from server.library.errors import InvalidSnippet
from server.library.model import FIELDS, MINE, Content, StoredSnippet
from server.library.validate import check
from server.packs.model import Pack, Snippet

Kind = Literal["added", "changed", "removed", "kept", "conflict", "shortcut-dropped", "refused"]


@dataclass(frozen=True, slots=True)
class PackChange:
    """What bringing in a pack did to one snippet.

    ``kind``: added; changed (follows the pack); removed (the pack dropped it; it is in the trash); kept (the pack dropped it,
    but the agent had edited or used it: now their own); conflict (both changed it; ``fields`` stay the agent's);
    shortcut-dropped (another snippet has that shortcut); refused (``detail`` says why).
    """

    kind: Kind
    snippet: str
    title: str
    fields: tuple[str, ...] = ()
    detail: str = ""


def snippet_id(pack: str, item: str) -> str:
    """The library's id for a pack's snippet; neither part can contain the dot."""
    return f"{pack}.{item}"


def sync(connection: sqlite3.Connection, pack: Pack, at: str) -> list[PackChange]:
    """Bring in ``pack`` inside the caller's transaction. Doing it again changes nothing."""
    known = {
        item: Content.from_json(content)
        for item, content in connection.execute("SELECT item, content FROM pack_items WHERE pack = ?", (pack.id,))
    }
    changes: list[PackChange] = []
    for entry in pack.snippets:
        own_id = snippet_id(pack.id, entry.id)
        try:
            content = _content_of(entry)
        except InvalidSnippet as error:
            changes.append(PackChange("refused", own_id, entry.title, (error.field,), error.message))
            continue
        if entry.id not in known:
            changes += _add(connection, pack.id, own_id, content, at)
        elif content != known[entry.id]:
            changes += _update(connection, own_id, known[entry.id], content, at)
        else:
            continue
        connection.execute(
            "INSERT OR REPLACE INTO pack_items (pack, item, snippet, content) VALUES (?, ?, ?, ?)",
            (pack.id, entry.id, own_id, content.as_json()),
        )
    for item in known.keys() - {entry.id for entry in pack.snippets}:
        changes += _drop(connection, pack.id, item, known[item], at)
    return changes


def _content_of(entry: Snippet) -> Content:
    return check({name: getattr(entry, name) for name in FIELDS})


def _add(connection: sqlite3.Connection, pack: str, new_id: str, content: Content, at: str) -> list[PackChange]:
    present = store.find(connection, new_id)
    if present is not None:  # the pack dropped it once and has it again; what is in the library is the agent's
        return []
    content, dropped = _without_taken_shortcut(connection, new_id, content)
    store.insert(connection, StoredSnippet(new_id, content, pack, 0, None, at, at))
    return [PackChange("added", new_id, content.title), *dropped]


def _update(connection: sqlite3.Connection, own_id: str, old: Content, new: Content, at: str) -> list[PackChange]:
    present = store.find(connection, own_id)
    if present is None:  # deleted for good
        return []
    merged, conflicts = merge(old, present.content, new)
    merged, dropped = _without_taken_shortcut(connection, present.id, merged)
    after = store.rewrite(connection, present, merged, at)
    changes = list(dropped)
    if conflicts:
        changes.append(PackChange("conflict", present.id, present.content.title, conflicts))
    if after.content != present.content:
        fields = tuple(name for name in FIELDS if getattr(after.content, name) != getattr(present.content, name))
        changes.append(PackChange("changed", present.id, after.content.title, fields))
    return changes


def merge(old: Content, mine: Content, new: Content) -> tuple[Content, tuple[str, ...]]:
    """Three-way merge by field: (the result, fields that both sides changed differently and that stayed ``mine``)."""
    theirs = {name: getattr(new, name) for name in FIELDS if getattr(mine, name) == getattr(old, name)}
    conflicts = tuple(
        name
        for name in FIELDS
        if getattr(new, name) != getattr(old, name)
        and getattr(mine, name) not in (getattr(old, name), getattr(new, name))
    )
    return dataclasses.replace(mine, **theirs), conflicts


def _drop(connection: sqlite3.Connection, pack: str, item: str, given: Content, at: str) -> list[PackChange]:
    connection.execute("DELETE FROM pack_items WHERE pack = ? AND item = ?", (pack, item))
    present = store.find(connection, snippet_id(pack, item))
    if present is None or present.deleted is not None:
        return []
    if present.uses or not _same_but_shortcut(present.content, given):
        connection.execute("UPDATE snippets SET origin = ? WHERE id = ?", (MINE, present.id))
        return [PackChange("kept", present.id, present.content.title)]
    store.put_in_trash(connection, present.id, at)
    return [PackChange("removed", present.id, present.content.title)]


def _same_but_shortcut(mine: Content, given: Content) -> bool:
    """A shortcut that was dropped because it was taken does not make the snippet an edited one."""
    return mine in (given, dataclasses.replace(given, shortcut=None))


def _without_taken_shortcut(
    connection: sqlite3.Connection, own_id: str, content: Content
) -> tuple[Content, list[PackChange]]:
    owner = store.by_shortcut(connection, content.shortcut) if content.shortcut else None
    if owner is None or owner.id == own_id:
        return content, []
    detail = f"{content.shortcut} belongs to “{owner.content.title}”"
    change = PackChange("shortcut-dropped", own_id, content.title, ("shortcut",), detail)
    return dataclasses.replace(content, shortcut=None), [change]
