"""Brings a pack's snippets into the library, and later versions of them, without touching what the agent made theirs.

The library remembers what each pack last gave. An update compares three texts, field by field: what the pack gave, what it
gives now, and what the library holds. A field the agent changed stays theirs; the others follow the pack. Where both changed
the same field, and where a shortcut is taken, the agent may choose; until they do, theirs stays.
"""

import dataclasses
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from server.library import store
from server.library.errors import InvalidSnippet
from server.library.model import MINE, StoredSnippet
from server.library.validate import MAX_TITLE, check
from server.packs.model import FIELDS, Content, Pack, Snippet

Kind = Literal["added", "changed", "removed", "kept", "conflict", "shortcut-dropped", "shortcut-taken", "refused"]
Side = Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the agent decided, by snippet id. ``conflicts``: whose wording (“both”: the agent's as a snippet of their own).

    ``shortcuts``: who gets a shortcut that two want. ``otherwise``: for conflicts that nothing was decided about.
    """

    conflicts: Mapping[str, Side] = field(default_factory=dict)
    shortcuts: Mapping[str, Side] = field(default_factory=dict)
    otherwise: Side = "mine"


NONE = Choices()


@dataclass(frozen=True, slots=True)
class PackChange:
    """What bringing in a pack did to one snippet.

    ``kind``: added; changed (follows the pack); removed (the pack dropped it; it is in the trash); kept (the pack dropped it,
    but the agent had edited or used it: now their own); conflict (both changed ``fields``; ``detail`` is the side taken);
    shortcut-dropped (another snippet has that shortcut); shortcut-taken (that other snippet gave it up); refused (``detail``
    says why). ``mine`` and ``theirs``: the agent's and the pack's wording, where there are two.
    """

    kind: Kind
    snippet: str
    title: str
    fields: tuple[str, ...] = ()
    detail: str = ""
    mine: Content | None = None
    theirs: Content | None = None


def snippet_id(pack: str, item: str) -> str:
    """The library's id for a pack's snippet; neither part can contain the dot."""
    return f"{pack}.{item}"


def sync(connection: sqlite3.Connection, pack: Pack, at: str, choices: Choices = NONE) -> list[PackChange]:
    """Bring in ``pack`` inside the caller's transaction. Doing it again changes nothing."""
    return list(_Sync(connection, pack.id, at, choices).run(pack.snippets))


def drop(connection: sqlite3.Connection, pack: str, at: str) -> list[PackChange]:
    """Take a pack out inside the caller's transaction: what the agent edited or used stays, as their own."""
    return list(_Sync(connection, pack, at, NONE).run(()))


def given(connection: sqlite3.Connection, pack: str) -> dict[str, Content]:
    """What the pack last gave, by the id of the snippet in the pack."""
    rows = connection.execute("SELECT item, content FROM pack_items WHERE pack = ?", (pack,))
    return {item: Content.from_json(content) for item, content in rows}


def merge(old: Content, mine: Content, new: Content) -> tuple[Content, tuple[str, ...]]:
    """Three-way merge by field: (the result, fields that both sides changed differently and that stayed ``mine``).

    A shortcut that is missing on the agent's side may only have been taken by another snippet, so it is no conflict.
    """
    ours = {name for name in FIELDS if getattr(mine, name) != getattr(old, name)}
    news = {name for name in FIELDS if getattr(new, name) != getattr(old, name)}
    if mine.shortcut is None and "shortcut" in news:
        ours.discard("shortcut")
    theirs = {name: getattr(new, name) for name in news - ours}
    conflicts = tuple(name for name in FIELDS if name in ours & news and getattr(mine, name) != getattr(new, name))
    return dataclasses.replace(mine, **theirs), conflicts


class _Sync:
    """One pack being brought in, inside a transaction."""

    def __init__(self, connection: sqlite3.Connection, pack: str, at: str, choices: Choices) -> None:
        self._connection = connection
        self._pack = pack
        self._at = at
        self._choices = choices

    def run(self, snippets: tuple[Snippet, ...]) -> Iterator[PackChange]:
        known = given(self._connection, self._pack)
        for item in known.keys() - {entry.id for entry in snippets}:  # first, so that their shortcuts are free
            yield from self._drop(item, known[item])
        for entry in snippets:
            own_id = snippet_id(self._pack, entry.id)
            try:
                content = check({name: getattr(entry, name) for name in FIELDS})
            except InvalidSnippet as error:
                yield PackChange("refused", own_id, entry.title, (error.field,), error.message)
                continue
            if entry.id not in known:
                yield from self._add(own_id, content)
            elif content != known[entry.id]:
                yield from self._update(own_id, known[entry.id], content)
            else:
                continue
            self._connection.execute(
                "INSERT OR REPLACE INTO pack_items (pack, item, snippet, content) VALUES (?, ?, ?, ?)",
                (self._pack, entry.id, own_id, content.as_json()),
            )

    def _add(self, new_id: str, content: Content) -> Iterator[PackChange]:
        present = store.find(self._connection, new_id)
        if present is None:
            fitted, changes = self._with_shortcut(new_id, content)
            store.insert(self._connection, StoredSnippet(new_id, fitted, self._pack, 0, None, self._at, self._at))
            yield PackChange("added", new_id, content.title)
            yield from changes
            return
        # The pack had it once, and went or dropped it; what is here may have become the agent's meanwhile.
        self._connection.execute("UPDATE snippets SET origin = ? WHERE id = ?", (self._pack, new_id))
        if present.deleted is None:
            if not _same_but_shortcut(present.content, content):
                yield from self._settle(present, present.content, content, _differing(present.content, content))
            return
        fitted, changes = self._with_shortcut(new_id, content)
        store.rewrite(self._connection, present, fitted, self._at)
        store.take_out_of_trash(self._connection, store.get(self._connection, new_id))
        yield PackChange("added", new_id, content.title)
        yield from changes

    def _update(self, own_id: str, old: Content, new: Content) -> Iterator[PackChange]:
        present = store.find(self._connection, own_id)
        if present is not None:  # else the agent deleted it for good
            merged, conflicts = merge(old, present.content, new)
            yield from self._settle(present, merged, new, conflicts)

    def _settle(
        self, present: StoredSnippet, merged: Content, new: Content, conflicts: tuple[str, ...]
    ) -> Iterator[PackChange]:
        """Store the merged content; fields in conflict as the agent chose."""
        if conflicts:
            side = self._choices.conflicts.get(present.id, self._choices.otherwise)
            yield PackChange("conflict", present.id, present.content.title, conflicts, side, present.content, new)
            if side == "both":
                self._copy(present)
            if side != "mine":
                merged = dataclasses.replace(merged, **{name: getattr(new, name) for name in conflicts})
        merged, changes = self._with_shortcut(present.id, merged)
        yield from changes
        after = store.rewrite(self._connection, present, merged, self._at)
        if after.content != present.content:
            fields = _differing(present.content, after.content)
            yield PackChange("changed", present.id, after.content.title, fields, "", present.content, after.content)

    def _copy(self, present: StoredSnippet) -> None:
        """Keep the agent's wording as a snippet of their own, beside the pack's."""
        mine = " (mine)"
        title = present.content.title[: MAX_TITLE - len(mine)] + mine
        content = dataclasses.replace(present.content, title=title, shortcut=None)
        copy = StoredSnippet(
            secrets.token_hex(8), content, MINE, present.uses, present.last_used, self._at, self._at, present.deleted
        )
        store.insert(self._connection, copy)

    def _drop(self, item: str, content: Content) -> Iterator[PackChange]:
        self._connection.execute("DELETE FROM pack_items WHERE pack = ? AND item = ?", (self._pack, item))
        present = store.find(self._connection, snippet_id(self._pack, item))
        if present is None or present.deleted is not None:
            return
        if present.uses or not _same_but_shortcut(present.content, content):
            self._connection.execute("UPDATE snippets SET origin = ? WHERE id = ?", (MINE, present.id))
            yield PackChange("kept", present.id, present.content.title)
            return
        store.put_in_trash(self._connection, present.id, self._at)
        yield PackChange("removed", present.id, present.content.title)

    def _with_shortcut(self, own_id: str, content: Content) -> tuple[Content, list[PackChange]]:
        """The content with its shortcut if that is free, or if the agent gave it to the pack."""
        owner = store.by_shortcut(self._connection, content.shortcut) if content.shortcut else None
        if owner is None or owner.id == own_id:
            return content, []
        detail = f"{content.shortcut} belongs to “{owner.content.title}”"
        if self._choices.shortcuts.get(own_id) == "theirs":
            store.rewrite(self._connection, owner, dataclasses.replace(owner.content, shortcut=None), self._at)
            change = PackChange("shortcut-taken", own_id, content.title, ("shortcut",), detail, owner.content, content)
            return content, [change]
        change = PackChange("shortcut-dropped", own_id, content.title, ("shortcut",), detail, owner.content, content)
        return dataclasses.replace(content, shortcut=None), [change]


def _differing(one: Content, other: Content) -> tuple[str, ...]:
    return tuple(name for name in FIELDS if getattr(one, name) != getattr(other, name))


def _same_but_shortcut(mine: Content, theirs: Content) -> bool:
    """A shortcut that was dropped because it was taken does not make the snippet an edited one."""
    return mine in (theirs, dataclasses.replace(theirs, shortcut=None))
