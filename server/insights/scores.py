"""Brings in customers' ratings from a helpdesk's export: CSAT, NPS and first contact resolution, never their comments.

Formats read by their column names: Zendesk's ticket export (Id, Satisfaction Score: Good, Bad, Offered …), Freshdesk's
(Ticket ID, Survey results: Extremely happy … Extremely unhappy, or 103 … -103), and any table whose columns are named.

What is kept of a score: its kind, ticket number, day, and one number. CSAT: 1 satisfied, 0 not (“good”; the upper two of
five; above neutral). NPS: 1 promoter (9, 10), 0 passive, -1 detractor (0 to 6), as Reichheld (HBR, December 2003) has it.
FCR: 1 solved at first contact, 0 not.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from server.insights.csvfile import CsvReader, Row, find_column
from server.insights.store import InsightsStore

Kind = Literal["csat", "nps", "fcr"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DateOrder = Literal["day-first", "month-first"]
FIELDS = ("score", "date", "ticket", "agent")
Score = tuple[str, int, float]
"""What is kept of a rating: the ticket's number or "", the day as an ordinal, and the value."""
LOOKED_AT = 5000  # rows that are read before anything is decided

_NAMES: dict[Kind, tuple[str, ...]] = {
    "csat": ("satisfaction score", "satisfaction rating", "survey results", "survey result", "csat", "csat score", "rating"),
    "nps": ("nps", "nps score", "nps rating", "likelihood to recommend", "how likely are you to recommend us"),
    "fcr": ("fcr", "first contact resolution", "one touch", "resolved on first contact"),
}  # fmt: skip
_DATES = ("solved at", "resolved time", "rated at", "survey date", "response date", "date", "created at", "created time",
          "updated at")  # fmt: skip
_TICKETS = ("ticket id", "ticket", "id", "ticket number", "case number")
_AGENTS = ("agent", "assignee", "agent name", "assignee name")
_GOOD = {
    "good",
    "good with comment",
    "satisfied",
    "very satisfied",
    "happy",
    "very happy",
    "extremely happy",
    "great",
    "yes",
}
_BAD = {"bad", "bad with comment", "unsatisfied", "dissatisfied", "very dissatisfied", "unhappy", "very unhappy",
        "extremely unhappy", "neutral", "okay", "no"}  # fmt: skip
_NONE = {"", "-", "n/a", "na", "none", "null", "offered", "unoffered", "not offered", "not rated", "no response"}
_YES = {"yes", "true", "y", "1"}
_NO = {"no", "false", "n", "0"}
_TICKET = re.compile(r"[A-Za-z0-9#._-]{1,40}")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?!\d)")
_WORDED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%y", "%d-%b-%Y", "%a %d %b %Y", "%a %b %d %Y")


class ScoreError(ValueError):
    """The file cannot be brought in as it is; the message says what is missing or must be decided."""


class AskError(ScoreError):
    """Something only a person can decide: ``question``, and the ``choices``."""

    def __init__(self, question: str, choices: tuple[str, ...]) -> None:
        super().__init__(question)
        self.choices = choices


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file is to be read. ``columns``: score, date, ticket, agent → a column's name. ``agent``: only this one's rows."""

    kind: Kind
    columns: dict[str, str]
    order: DateOrder | None = None
    top: int = 5  # the best value, where scores are numbers
    source: str = "csv"
    agent: str = ""


@dataclass(slots=True)
class Imported:
    """What came of it: rows kept, without a rating, of other agents, known already; the rest is in ``reader.problems``."""

    reader: CsvReader
    kept: int = 0
    unrated: int = 0
    others: int = 0
    repeated: int = 0
    number: int = 0  # of the import, to take it back with


def propose(
    columns: list[str],
    rows: list[Row],
    *,
    kind: Kind | None = None,
    named: dict[str, str] | None = None,
    order: DateOrder | None = None,
    agent: str = "",
) -> Mapping:
    """How to read a file with these columns and first rows; what is given is kept, the rest is found out.

    Raises ScoreError when a column is missing and AskError when the order of day and month cannot be told.
    """
    given = named or {}
    for column in given.values():
        if column not in columns:
            raise ScoreError(f"There is no column “{column}”. The file has: {', '.join(columns)}.")
    score = given.get("score")
    found_kind = kind
    for candidate in KINDS if kind is None else (kind,):
        if score is None and (score := find_column(columns, _NAMES[candidate])):
            found_kind = candidate
    if score is None:
        raise ScoreError(f"Which column holds the score? The file has: {', '.join(columns)}. Name it.")
    if found_kind is None:
        raise AskError(f"Is “{score}” a CSAT, NPS or FCR score?", KINDS)
    found = {
        "score": score,
        "date": given.get("date") or find_column(columns, _DATES),
        "ticket": given.get("ticket") or find_column(columns, _TICKETS),
        "agent": given.get("agent") or find_column(columns, _AGENTS),
    }
    if not found["date"]:
        raise ScoreError(f"Which column holds the date? The file has: {', '.join(columns)}. Name it.")
    if agent and not found["agent"]:
        raise ScoreError(f"Which column holds the agent? The file has: {', '.join(columns)}. Name it.")
    mapped = {what: column for what, column in found.items() if column}
    order = order or _order(row.cells[mapped["date"]] for row in rows)
    numbers = [int(text) for row in rows if (text := row.cells[score].strip().removesuffix(".0")).isdigit()]
    top = next((scale for scale in (1, 3, 4, 5, 7, 10, 100) if max(numbers, default=5) <= scale), 103)
    return Mapping(found_kind, mapped, order, max(top, 3) if found_kind == "csat" else top, _source(columns), agent)


def _source(columns: list[str]) -> str:
    if find_column(columns, ["satisfaction score"]) and find_column(columns, ["assignee", "requester"]):
        return "zendesk"
    return "freshdesk" if find_column(columns, ["survey results"]) else "csv"


def _order(dates: Iterable[str]) -> DateOrder | None:
    """Which of 3/4/2026 is the day: None when no date leaves it open. Raises AskError when all do."""
    example = ""
    for text in dates:
        found = _SLASHED.match(text.strip())
        if not found:
            continue
        if int(found[1]) > 12:
            return "day-first"
        if int(found[2]) > 12:
            return "month-first"
        example = example or found[0]
    if not example or "." in example:  # with dots the day always comes first
        return "day-first" if example else None
    raise AskError(f"Does “{example}” begin with the day or with the month?", get_args(DateOrder))


def read_day(text: str, order: DateOrder | None) -> date | None:
    """The day in a date with or without a time, in any of the usual ways to write one; None when it is none."""
    plain = text.strip()
    if found := _SLASHED.match(plain):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (second, first) if order == "month-first" else (first, second)
        try:
            return date(year if year > 99 else 2000 + year, month, day)
        except ValueError:
            return None
    if re.match(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}", plain):
        year, month, day = (int(part) for part in re.split(r"[-/T ]", plain)[:3])
        try:
            return date(year, month, day)
        except ValueError:
            return None
    if plain.isdigit() and len(plain) in (10, 13):  # seconds or milliseconds since 1970
        return datetime.fromtimestamp(int(plain[:10])).astimezone().date()
    words = re.sub(r"(\d)(st|nd|rd|th)\b", r"\1", re.split(r"\s+\d{1,2}:", plain)[0].replace(",", ""))
    for pattern in _WORDED:
        try:
            return datetime.strptime(" ".join(words.split()), pattern).date()
        except ValueError:
            continue
    return None


def read_score(text: str, mapping: Mapping) -> float | None:
    """The score as it is kept; None when the customer gave none. Raises ValueError when it is something else."""
    plain = " ".join(text.lower().replace(",", " ").split())
    if plain in _NONE:
        return None
    if mapping.kind == "fcr":
        if plain in _YES | _NO:
            return float(plain in _YES)
        raise ValueError("the score must be yes or no")
    if mapping.kind == "csat" and plain in _GOOD | _BAD:
        return float(plain in _GOOD)
    try:
        value = float(plain.removesuffix("%"))
    except ValueError:
        raise ValueError("the score is none that is known") from None
    if mapping.kind == "nps":
        if not 0 <= value <= 10:
            raise ValueError("an NPS score is a number from 0 to 10")
        return 1.0 if value >= 9 else 0.0 if value >= 7 else -1.0
    if mapping.source == "freshdesk" and abs(value) >= 100:  # 103 extremely happy … 100 neutral … -103
        return float(value > 100)
    if not 0 <= value <= mapping.top:
        raise ValueError(f"the score is not from 0 to {mapping.top}")
    return float(value >= 0.8 * mapping.top)


class ScoreFile:
    """A file of scores, read in pieces of any size; what is read so far stands in ``result``."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.result = Imported(CsvReader())
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """The fingerprint of the bytes so far, by which the same file is known again."""
        return self._digest.hexdigest()

    def feed(self, data: bytes) -> Iterator[Score]:
        """The scores that these bytes complete. Raises CsvError."""
        self._digest.update(data)
        return self._scores(self.result.reader.feed(data))

    def finish(self) -> Iterator[Score]:
        """The scores that are left at the end of the file. Raises CsvError."""
        return self._scores(self.result.reader.finish())

    def _scores(self, rows: Iterable[Row]) -> Iterator[Score]:
        return (score for row in rows if (score := _score_of(row, self.mapping, self.result)) is not None)


def bring_in(store: InsightsStore, chunks: Iterable[bytes], mapping: Mapping, now: datetime) -> Imported:
    """Read a whole file in pieces and keep its scores, all or none. Raises ScoreError, CsvError and StoreError."""
    file = ScoreFile(mapping)

    def scores() -> Iterator[Score]:
        for chunk in chunks:
            yield from file.feed(chunk)
        yield from file.finish()

    return keep(store, file, scores(), now)


def keep(store: InsightsStore, file: ScoreFile, scores: Iterable[Score], now: datetime) -> Imported:
    """Store a file's scores, all or none. Raises ScoreError, StoreError, and what reading ``scores`` raises."""
    result, kind = file.result, file.mapping.kind
    with store.write() as connection:
        made = connection.execute(
            "INSERT INTO imports (at, kind, source, rows, digest) VALUES (?, ?, ?, 0, '')",
            (int(now.timestamp()), kind, file.mapping.source),
        ).lastrowid
        for ticket, day, value in scores:
            stored = connection.execute(
                "INSERT OR IGNORE INTO scores VALUES (?, ?, ?, ?, ?)", (made, kind, ticket, day, value)
            ).rowcount
            result.kept += stored
            result.repeated += 1 - stored
        if connection.execute("SELECT 1 FROM imports WHERE digest = ?", (file.digest,)).fetchone():
            raise ScoreError("This file was brought in before. Nothing changed.")
        if not result.kept:
            why = str(result.reader.problems[0]) if result.reader.problems else "no row has a rating"
            raise ScoreError(f"There is no score in this file that could be kept ({why}). Nothing changed.")
        connection.execute("UPDATE imports SET rows = ?, digest = ? WHERE id = ?", (result.kept, file.digest, made))
        result.number = int(made or 0)
    return result


def _score_of(row: Row, mapping: Mapping, result: Imported) -> Score | None:
    cells, columns = row.cells, mapping.columns
    if mapping.agent and cells[columns["agent"]].strip().casefold() != mapping.agent.strip().casefold():
        result.others += 1
        return None
    try:
        value = read_score(cells[columns["score"]], mapping)
    except ValueError as error:
        result.reader.refuse(row, str(error))
        return None
    if value is None:
        result.unrated += 1
        return None
    day = read_day(cells[columns["date"]], mapping.order)
    if day is None or not 2000 <= day.year <= 2199:
        result.reader.refuse(row, "its date cannot be read")
        return None
    ticket = cells[columns["ticket"]].strip().lstrip("#") if "ticket" in columns else ""
    return (ticket if _TICKET.fullmatch(ticket) else ""), day.toordinal(), value


@dataclass(frozen=True, slots=True)
class Import:
    """One file that was brought in: ``at`` seconds since 1970, and the days its scores are from."""

    number: int
    at: int
    kind: Kind
    source: str
    scores: int
    first: date | None
    last: date | None


def imports(store: InsightsStore) -> list[Import]:
    """All that was brought in, newest first. Raises StoreError."""
    sql = """SELECT i.id, i.at, i.kind, i.source, count(s.day), min(s.day), max(s.day) FROM imports AS i
             LEFT JOIN scores AS s ON s.import = i.id GROUP BY i.id ORDER BY i.id DESC"""
    with store.read() as connection:
        return [
            Import(number, at, kind, source, count, *(date.fromordinal(day) if day else None for day in days))
            for number, at, kind, source, count, *days in connection.execute(sql)
        ]


def remove(store: InsightsStore, number: int) -> bool:
    """Take an import back, with all its scores; whether there was one. Raises StoreError."""
    with store.write() as connection:
        connection.execute("DELETE FROM scores WHERE import = ?", (number,))
        return connection.execute("DELETE FROM imports WHERE id = ?", (number,)).rowcount > 0
