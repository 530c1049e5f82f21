"""Earlier wordings of snippets: kept at every change, so that any of them can be brought back."""

import sqlite3

from server.library.model import StoredSnippet, Version
from server.packs.model import Content

KEPT = 50  # versions of one snippet


def keep(connection: sqlite3.Connection, before: StoredSnippet, replaced: str) -> None:
    """Keep the wording that is about to be replaced, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO history (snippet, written, replaced, content) VALUES (?, ?, ?, ?)",
        (before.id, before.updated, replaced, before.content.as_json()),
    )
    connection.execute(
        """DELETE FROM history WHERE snippet = ? AND number NOT IN
           (SELECT number FROM history WHERE snippet = ? ORDER BY number DESC LIMIT ?)""",
        (before.id, before.id, KEPT),
    )


def versions(connection: sqlite3.Connection, snippet_id: str) -> list[Version]:
    """Earlier wordings of a snippet, newest first."""
    rows = connection.execute(
        "SELECT number, written, replaced, content FROM history WHERE snippet = ? ORDER BY number DESC", (snippet_id,)
    )
    return [Version(row["number"], row["written"], row["replaced"], Content.from_json(row["content"])) for row in rows]


def version(connection: sqlite3.Connection, snippet_id: str, number: int) -> Version | None:
    """One earlier wording, or None."""
    return next((found for found in versions(connection, snippet_id) if found.number == number), None)
