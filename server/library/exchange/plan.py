"""What importing a reading would do to the library, entry by entry; nothing is changed here."""

import dataclasses
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from server.library import store
from server.library.errors import InvalidSnippet
from server.library.exchange.model import Found, Progress, Reading, Skipped, silent
from server.library.validate import (
    MAX_FOLDER,
    MAX_LABEL,
    MAX_LABELS,
    MAX_SHORTCUT,
    MAX_TITLE,
    check,
)
from server.packs.model import Content

Kind = Literal["add", "change", "same", "differs", "refused"]
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_STEP = 250  # entries between two words on the progress


@dataclass(frozen=True, slots=True)
class Choices:
    """How to import. ``into``: a folder around everything. ``replace``: a snippet with the same id takes the file's wording."""

    into: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What happens to one snippet of the file.

    ``kind``: add; change (the same id is here with other words, and the file's are taken); same (it is here already); differs
    (the same id is here with other words, which stay); refused (``notes`` say why).
    """

    kind: Kind
    found: Found
    content: Content | None
    notes: tuple[str, ...] = ()
    present: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import does, in file order."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many entries of each kind; “noted”: how many of those that come in have a note."""
        counted = Counter[str](entry.kind for entry in self.entries)
        counted["skipped"] = len(self.skipped)
        counted["noted"] = sum(bool(entry.notes) for entry in self.entries if entry.kind in ("add", "change"))
        return {kind: counted[kind] for kind in ("add", "change", "same", "differs", "refused", "skipped", "noted")}


def plan(connection: sqlite3.Connection, reading: Reading, choices: Choices, progress: Progress = silent) -> Plan:
    """Compare a reading with the library."""
    entries = []
    shortcuts: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for number, found in enumerate(reading.found):
        if number % _STEP == 0:
            progress(number, len(reading.found))
        entries.append(_entry(connection, found, choices, shortcuts, seen))
    progress(len(reading.found), len(reading.found))
    return Plan(tuple(entries), reading.skipped, reading.notes)


def _entry(
    connection: sqlite3.Connection,
    found: Found,
    choices: Choices,
    shortcuts: dict[str, str],
    seen: set[tuple[str, str]],
) -> Entry:
    try:
        content, notes = tidy(found.fields, choices.into)
    except InvalidSnippet as error:
        return Entry("refused", found, None, (f"{error.message} {error.next}",))
    notes = [*found.notes, *notes]
    own_id = found.stored.get("id")
    present = store.find(connection, own_id) if own_id else None
    if present is not None and present.deleted is None:
        if present.content == content:
            return Entry("same", found, content, (), present.id)
        if not choices.replace:
            return Entry("differs", found, content, ("yours has other words; they stay",), present.id)
    elif _is_here(connection, content) or (not own_id and (content.title, content.body) in seen):
        return Entry("same", found, content)
    seen.add((content.title, content.body))
    if content.shortcut:
        key = content.shortcut.lower()
        owner = store.by_shortcut(connection, content.shortcut)
        taken = owner.content.title if owner and (present is None or owner.id != present.id) else shortcuts.get(key)
        if taken is not None:
            notes.append(f"comes in without its shortcut: {content.shortcut} belongs to “{taken}”")
            content = dataclasses.replace(content, shortcut=None)
        else:
            shortcuts[key] = content.title
    if present is not None and present.deleted is None:
        return Entry("change", found, content, tuple(notes), present.id)
    return Entry("add", found, content, tuple(notes))


def _is_here(connection: sqlite3.Connection, content: Content) -> bool:
    sql = """SELECT 1 FROM snippets WHERE title = ? COLLATE NOCASE AND title = ? AND body = ? AND folder = ?
             AND deleted IS NULL LIMIT 1"""
    return connection.execute(sql, (content.title, content.title, content.body, content.folder)).fetchone() is not None


def tidy(fields: Mapping[str, Any], into: str = "") -> tuple[Content, list[str]]:
    """Content that can be stored, and what had to be changed for that. Raises InvalidSnippet when there is no way."""
    notes: list[str] = []
    given = dict(fields)
    for name in ("title", "body", "folder", "shortcut", "language"):
        value = given.get(name)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = given[name] = str(value)
        if isinstance(value, str) and _BAD.search(value):
            given[name] = _BAD.sub("", value)
            notes.append("characters that cannot be shown are left out")
    title = " ".join(str(given.get("title") or "").split())
    if not title:
        words = str(given.get("body") or "").split()
        title = " ".join(words[:8])
        notes.append("it had no title; its first words are its title")
    given["title"] = _cut(title, MAX_TITLE, "title", notes)
    if into:
        given["folder"] = f"{into}/{given.get('folder') or ''}"
    given["folder"] = _cut(str(given.get("folder") or ""), MAX_FOLDER, "folder", notes)
    given["tags"] = _labels(given.get("tags"), notes)
    shortcut = given.get("shortcut")
    if isinstance(shortcut, str) and (re.search(r"\s", shortcut.strip()) or len(shortcut.strip()) > MAX_SHORTCUT):
        notes.append(f"comes in without its shortcut: “{shortcut.strip()[:40]}” has a space or is too long")
        given["shortcut"] = None
    for name in ("steps", "situations", "emotions", "language", "shortcut"):
        if given.get(name) is None:
            given.pop(name, None)
            continue
        try:
            check({"title": "x", "body": "x", name: given[name]})
        except InvalidSnippet as error:
            notes.append(f"{name} left out: {error.message}")
            del given[name]
    return check(given), list(dict.fromkeys(notes))


def _cut(text: str, most: int, name: str, notes: list[str]) -> str:
    if len(text) <= most:
        return text
    notes.append(f"its {name} was cut to {most} characters")
    return text[: most - 1].rstrip() + "…"


def _labels(value: Any, notes: list[str]) -> list[str]:
    if not isinstance(value, Iterable) or isinstance(value, (str, Mapping)):
        return []
    labels = list(dict.fromkeys(" ".join(_BAD.sub("", str(one)).split()) for one in value))
    labels = [one for one in labels if one]
    kept = [one for one in labels if len(one) <= MAX_LABEL][:MAX_LABELS]
    if len(kept) < len(labels):
        notes.append(f"{len(labels) - len(kept)} tags that are too long or too many are left out")
    return kept
