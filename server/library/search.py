"""Finds snippets while the agent types.

FTS5 gives candidates, Python ranks them. Candidates are capped, so a common word costs the same in 100,000 snippets as in
1,000; so that the cap never hides the best hit, candidates come from five places: titles and labels, the whole text, titles
that begin with what was typed, the snippets used most, and those meant for the customer's situation.
"""

import dataclasses
import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

from server.library.database import Database
from server.library.match import Query, Text, body_score, fit_score, fold, holds, name_score, use_score
from server.library.model import SearchResult
from server.library.rows import COLUMNS, snippet_of
from server.library.typos import SHORTEST, Vocabulary

CANDIDATES = 40
LIKELY = 20
COUNTED = 200
BEYOND = 10  # hits after the wanted ones that are ranked by their body as well
FEW = 3
KEPT_TEXTS = 4000
NAMES = "row, title, shortcut, labels, situations, emotions, uses, last_used, updated"
Order = Literal["best", "title", "newest"]
_ORDERS: dict[Order, str] = {
    "best": "s.uses DESC, s.updated DESC, s.row DESC",
    "title": "s.title COLLATE NOCASE, s.row",
    "newest": "s.updated DESC, s.row DESC",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """Narrows a search; None means any. ``folder`` includes the folders inside it, "" is only those in no folder."""

    folder: str | None = None
    tag: str | None = None
    step: str | None = None
    origin: str | None = None

    def sql(self) -> tuple[str, list[str]]:
        """Conditions on the table alias ``s`` (each starting with AND) and their values."""
        parts: list[str] = []
        values: list[str] = []
        if self.folder == "":
            parts.append("s.folder = ''")
        elif self.folder is not None:
            parts.append("(s.folder = ? OR (s.folder >= ? AND s.folder < ?))")
            values += [self.folder, f"{self.folder}/", f"{self.folder}0"]  # "0" is the character after "/"
        for kind, value in (("tag", self.tag), ("step", self.step)):
            if value is not None:
                parts.append("s.row IN (SELECT row FROM facets WHERE kind = ? AND value = ?)")
                values += [kind, value]
        if self.origin is not None:
            parts.append("s.origin = ?")
            values.append(self.origin)
        return "".join(f" AND {part}" for part in parts), values


EVERYTHING = Filter()


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Which of the hits to give: ``limit`` of them after the first ``offset``; ``order`` counts when there are no words."""

    limit: int
    offset: int = 0
    only: Filter = EVERYTHING
    order: Order = "best"


class Search:
    """Searches one library. Safe to call from several threads."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self.vocabulary = Vocabulary(database)
        self._texts: dict[int, Text] = {}

    def run(self, query: Query, page: Page) -> SearchResult:
        """The hits of ``query``, best first; without words, everything in the page's order."""
        with self._database.read() as connection:
            if not query.words:
                return self._browse(connection, query, page)
            result = self._ranked(connection, query, page)
            if result.total >= FEW:
                return result
            return self._forgiving(connection, query, page, result)

    def ids(self, query: Query, only: Filter) -> list[str]:
        """The ids of all that holds the words of ``query``, as they were typed."""
        where, values = only.sql()
        words, expression = ("", []) if not query.words else (
            " AND s.row IN (SELECT rowid FROM found WHERE found MATCH ?)", [query.expression()]
        )  # fmt: skip
        sql = f"SELECT s.id FROM snippets AS s WHERE s.deleted IS NULL{where}{words}"  # noqa: S608 - placeholders
        with self._database.read() as connection:
            return [found for (found,) in connection.execute(sql, [*values, *expression])]

    def forget(self) -> None:
        """Keep nothing of what was read (after an import or a restored backup)."""
        self._texts = {}
        self.vocabulary.forget()

    def _forgiving(self, connection: sqlite3.Connection, query: Query, page: Page, found: SearchResult) -> SearchResult:
        """Try mended spellings, then snippets that hold only some of the words."""
        mended = self._mend(query)
        if mended != query:
            result = self._ranked(connection, mended, page)
            if result.total > found.total:
                words = [spellings[1] if len(spellings) > 1 else spellings[0] for spellings in mended.words]
                found = dataclasses.replace(result, corrected=None if found.total else " ".join(words))
        if not found.total and len(query.words) > 1:
            telling = tuple(spellings for spellings in mended.words if len(spellings[0]) >= SHORTEST)
            if telling:  # "the" and "of" alone would find nearly everything
                any_word = dataclasses.replace(mended, words=telling, any_word=True)
                found = self._ranked(connection, any_word, page)
        return found

    def _mend(self, query: Query) -> Query:
        last = len(query.words) - 1
        words = tuple(
            (word, *self.vocabulary.near(word, unfinished=index == last))
            if not self.vocabulary.knows(word)
            else (word,)
            for index, (word, *_) in enumerate(query.words)
        )
        return dataclasses.replace(query, words=words)

    def _ranked(self, connection: sqlite3.Connection, query: Query, page: Page) -> SearchResult:
        most = max(CANDIDATES, page.offset + page.limit + BEYOND)
        rows, total = self._candidates(connection, query, page.only, most)
        now = self._now()
        texts = self._read(rows)
        scores = {
            row["row"]: name_score(query, texts[row["row"]])
            + use_score(row["uses"], row["last_used"], now)
            + fit_score(query, row)
            for row in rows
        }
        # Reading and scoring bodies costs most and moves a snippet by a few places only: done for the first ones.
        first = heapq.nlargest(page.offset + page.limit + BEYOND, scores, key=scores.__getitem__)
        best = _fetch(connection, first)
        for row in best:
            scores[row["row"]] += body_score(query, texts[row["row"]].read_body(row["body"]))
        best.sort(key=lambda row: (-scores[row["row"]], row["row"]))
        best = best[page.offset : page.offset + page.limit]
        return SearchResult(tuple(snippet_of(row) for row in best), max(total, len(rows)), more=total > COUNTED)

    def _candidates(
        self, connection: sqlite3.Connection, query: Query, only: Filter, most: int
    ) -> tuple[list[sqlite3.Row], int]:
        """Rows to rank (without bodies), and how many hits there are in all (COUNTED + 1 stands for more)."""
        where, values = only.sql()
        join = "CROSS JOIN snippets AS s ON s.row = found.rowid" if where else ""
        found = f"SELECT found.rowid FROM found {join} WHERE found MATCH ?{where} LIMIT ?"  # noqa: S608 - placeholders
        named = _numbers(connection, found, [query.expression("title shortcut labels"), *values, COUNTED + 1])
        everywhere = named
        if len(named) <= COUNTED:
            everywhere = _numbers(connection, found, [query.expression(), *values, COUNTED + 1])
        numbers = everywhere[:most]
        shortcut = "SELECT s.row FROM snippets AS s WHERE lower(s.shortcut) = ? AND s.deleted IS NULL AND s.shortcut IS NOT NULL"
        numbers += _numbers(connection, shortcut + where, [query.text, *values])
        rows = _fetch(connection, numbers, NAMES)
        if len(everywhere) > most:
            numbers = named[:most] + _numbers(connection, *_begins_with(query.text, where, values))
            rows += _fetch(connection, numbers, NAMES)
            likely = _numbers(connection, *_most_used(where, values))
            likely += _numbers(connection, *_meant_for("situation", query.situation, where, values, LIKELY))
            perhaps = _fetch(connection, likely, NAMES)
            texts = self._read(perhaps)
            self._read_bodies(connection, texts)
            rows += [row for row in perhaps if holds(query, texts[row["row"]])]
        return list({row["row"]: row for row in rows}.values()), len(everywhere)

    def _read(self, rows: Sequence[sqlite3.Row]) -> dict[int, Text]:
        """The folded texts of these rows, by row number; from memory where nothing has changed since."""
        if len(self._texts) > KEPT_TEXTS:
            self._texts = {}
        texts: dict[int, Text] = {}
        kept = self._texts  # another thread may start a new one
        for row in rows:
            text = kept.get(row["row"])
            if text is None or text.updated != row["updated"]:
                text = kept[row["row"]] = Text(row)
            texts[row["row"]] = text
        return texts

    @staticmethod
    def _read_bodies(connection: sqlite3.Connection, texts: dict[int, Text]) -> None:
        """Read the bodies that these texts lack."""
        for row in _fetch(connection, [number for number, text in texts.items() if text.body is None], "row, body"):
            texts[row["row"]].read_body(row["body"])

    def _browse(self, connection: sqlite3.Connection, query: Query, page: Page) -> SearchResult:
        where, values = page.only.sql()
        counted = f"SELECT count(*) FROM snippets AS s WHERE s.deleted IS NULL{where}"  # noqa: S608 - placeholders
        (total,) = connection.execute(counted, values).fetchone()
        fitting = self._fitting(connection, query, page.only) if page.order == "best" else []
        placed = ",".join("?" * len(fitting))
        rest = f"""SELECT s.row FROM snippets AS s WHERE s.deleted IS NULL{where} AND s.row NOT IN ({placed})
                   ORDER BY {_ORDERS[page.order]} LIMIT ? OFFSET ?"""  # noqa: S608 - placeholders and our own constants
        after = max(0, page.offset - len(fitting))
        numbers = fitting[page.offset :] + _numbers(connection, rest, [*values, *fitting, page.limit, after])
        return SearchResult(tuple(snippet_of(row) for row in _fetch(connection, numbers[: page.limit])), total)

    def _fitting(self, connection: sqlite3.Connection, query: Query, only: Filter) -> list[int]:
        """Snippets meant for the customer's situation or feeling, best first."""
        where, values = only.sql()
        meant = [
            number
            for kind, value in (("situation", query.situation), ("emotion", query.emotion))
            for number in _numbers(connection, *_meant_for(kind, value, where, values, 200))
        ]
        if not meant:
            return []
        now = self._now()
        rows = _fetch(connection, meant + _numbers(connection, *_most_used(where, values)), NAMES)
        fits = {row["row"]: fit for row in rows if (fit := fit_score(query, row))}
        use = {row["row"]: use_score(row["uses"], row["last_used"], now) for row in rows}
        titles = {row["row"]: fold(row["title"]) for row in rows}
        return sorted(fits, key=lambda number: (-fits[number] - use[number], titles[number]))

    def fitting(self, query: Query, limit: int) -> SearchResult:
        """Only snippets meant for the situation or feeling of ``query``, best first."""
        with self._database.read() as connection:
            numbers = self._fitting(connection, query, EVERYTHING)
            best = _fetch(connection, numbers[:limit])
            return SearchResult(tuple(snippet_of(row) for row in best), len(numbers))


def _begins_with(text: str, where: str, values: list[str]) -> tuple[str, list[object]]:
    """SQL for the snippets whose title begins with what was typed, capitals aside (of A to Z)."""
    sql = f"""SELECT s.row FROM snippets AS s INDEXED BY snippets_title
              WHERE s.title COLLATE NOCASE >= ? AND s.title COLLATE NOCASE < ? AND s.deleted IS NULL{where}
              ORDER BY s.title COLLATE NOCASE LIMIT ?"""  # noqa: S608 - placeholders
    return sql, [text, f"{text}\U0010ffff", *values, LIKELY]


def _most_used(where: str, values: list[str]) -> tuple[str, list[object]]:
    """SQL for the snippets used most often."""
    sql = f"""SELECT s.row FROM snippets AS s INDEXED BY snippets_used
              WHERE s.uses > 0 AND s.deleted IS NULL{where} ORDER BY s.uses DESC LIMIT ?"""  # noqa: S608 - placeholders
    return sql, [*values, LIKELY]


def _meant_for(kind: str, value: str | None, where: str, values: list[str], most: int) -> tuple[str, list[object]]:
    """SQL for the snippets with this situation or emotion; of a great many, only some are looked at."""
    sql = f"""SELECT s.row FROM (SELECT row FROM facets WHERE kind = ? AND value = ? LIMIT ?) AS meant
              JOIN snippets AS s ON s.row = meant.row WHERE 1{where} LIMIT ?"""  # noqa: S608 - placeholders
    return sql, [kind, value, 20 * LIKELY, *values, most]


def _numbers(connection: sqlite3.Connection, sql: str, values: Sequence[object]) -> list[int]:
    return [number for (number,) in connection.execute(sql, values)]


def _fetch(connection: sqlite3.Connection, numbers: Iterable[int], columns: str = COLUMNS) -> list[sqlite3.Row]:
    """The snippets with these row numbers, in their order, each once."""
    wanted = list(dict.fromkeys(numbers))
    sql = f"SELECT {columns} FROM snippets WHERE row IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
    found = {row["row"]: row for row in connection.execute(sql, (json.dumps(wanted),))}
    return [found[number] for number in wanted if number in found]
