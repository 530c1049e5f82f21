"""Snippets to and from rows of the ``snippets`` table."""

import json
import sqlite3
from typing import Any

from server.library.model import StoredSnippet
from server.packs.model import FIELDS, Content

COLUMNS = f"row, id, {', '.join(FIELDS)}, labels, origin, uses, last_used, created, updated, deleted, extra"


def content_of(row: sqlite3.Row) -> Content:
    """The content of a row."""
    return Content(
        title=row["title"],
        body=row["body"],
        shortcut=row["shortcut"],
        tags=_listed(row["tags"]),
        steps=_listed(row["steps"]),
        situations=_listed(row["situations"]),
        emotions=_listed(row["emotions"]),
        folder=row["folder"],
        language=row["language"],
    )


def _listed(stored: str) -> tuple[str, ...]:
    return () if stored == "[]" else tuple(json.loads(stored))


def snippet_of(row: sqlite3.Row) -> StoredSnippet:
    """The snippet of a row that holds COLUMNS."""
    return StoredSnippet(
        id=row["id"],
        content=content_of(row),
        origin=row["origin"],
        uses=row["uses"],
        last_used=row["last_used"],
        created=row["created"],
        updated=row["updated"],
        deleted=row["deleted"],
        extra=json.loads(row["extra"]) if row["extra"] else {},
    )


def values_of(content: Content) -> dict[str, Any]:
    """Column values for a content, by column name."""
    values = {name: getattr(content, name) for name in FIELDS}
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value
        for name, value in values.items()
    }
