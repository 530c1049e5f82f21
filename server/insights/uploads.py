"""A file of ratings that a page sends: looked at first, then read part by part as it comes.

Of each part only the scores stay (ticket number, day, one number), in memory, until the last one has come; the rest of the
file, with its subjects and comments, is forgotten with the part and never reaches the disk.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Literal

from server.insights.csvfile import CsvError, CsvReader, Row
from server.insights.scores import (
    KINDS,
    LOOKED_AT,
    AskError,
    DateOrder,
    Imported,
    Kind,
    Mapping,
    Score,
    ScoreError,
    ScoreFile,
    keep,
    propose,
    read_day,
    read_score,
)
from server.insights.store import InsightsStore

MOST_BYTES = 100 * 1024 * 1024
OPEN_AT_MOST = 2
SHOWN = 8
_MEANING: dict[Kind, dict[float, str]] = {
    "csat": {1: "satisfied", 0: "not satisfied"},
    "nps": {1: "promoter", 0: "passive", -1: "detractor"},
    "fcr": {1: "solved at first contact", 0: "not solved at first contact"},
}


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can say: which columns, what kind of score, or how dates are written."""

    about: Literal["columns", "kind", "dates"]
    message: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One row as it would be kept. ``note``: why it would be left out, or ""."""

    line: int
    ticket: str
    day: date | None
    score: str
    meaning: str
    note: str


@dataclass(frozen=True, slots=True)
class Look:
    """What the beginning of a file tells: its columns, how it would be read, or the question that stands in the way."""

    columns: tuple[str, ...]
    mapping: Mapping | None
    question: Question | None
    rows: tuple[Seen, ...]


def look(
    head: bytes,
    *,
    whole: bool,
    kind: Kind | None = None,
    named: dict[str, str] | None = None,
    order: DateOrder | None = None,
    agent: str = "",
) -> Look:
    """Look at the first bytes of a file (``whole``: there are no more). Raises CsvError when it is no table."""
    reader = CsvReader()
    rows = list(islice(reader.feed(head), LOOKED_AT))
    if whole:
        rows += reader.finish()
    elif not reader.columns:
        raise CsvError(
            "The first line has no end. Export it again as “CSV UTF-8”, with a line of column names at its top."
        )
    columns = tuple(reader.columns)
    try:
        mapping = propose(list(columns), rows, kind=kind, named=named, order=order, agent=agent)
    except AskError as asked:
        about: Literal["kind", "dates"] = "kind" if asked.choices == KINDS else "dates"
        return Look(columns, None, Question(about, str(asked), asked.choices), ())
    except ScoreError as missing:
        return Look(columns, None, Question("columns", str(missing)), ())
    return Look(columns, mapping, None, tuple(_seen(row, mapping) for row in rows[:SHOWN]))


def _seen(row: Row, mapping: Mapping) -> Seen:
    cells, named = row.cells, mapping.columns
    score, ticket = cells[named["score"]].strip(), cells[named["ticket"]].strip() if "ticket" in named else ""
    day = read_day(cells[named["date"]], mapping.order)
    meaning = note = ""
    try:
        value = read_score(score, mapping)
    except ValueError as error:
        note = str(error)
    else:
        meaning = "no rating" if value is None else _MEANING[mapping.kind][value]
        if value is not None and day is None:
            note = "its date cannot be read"
    if mapping.agent and cells[named["agent"]].strip().casefold() != mapping.agent.strip().casefold():
        note = "another agent"
    return Seen(row.line, ticket[:40], day, score[:60], meaning, note)


class Upload:
    """A file on its way in. Safe to use from several threads."""

    def __init__(self, mapping: Mapping, size: int) -> None:
        """``size``: of the whole file, in bytes."""
        self.id = secrets.token_hex(8)
        self.size = size
        self.received = 0
        self._file = ScoreFile(mapping)
        self._scores: list[Score] = []
        self._lock = threading.Lock()

    def add(self, data: bytes) -> int:
        """Take the next part; how many bytes came so far. Raises CsvError, and ScoreError for more than was said."""
        with self._lock:
            if self.received + len(data) > self.size:
                raise ScoreError("This is more than the file had when it was chosen. Choose it again.")
            self._scores += self._file.feed(data)
            self.received += len(data)
            return self.received

    def run(self, store: InsightsStore, now: datetime) -> Imported:
        """Store all its scores, or none. Raises CsvError, ScoreError and StoreError."""
        with self._lock:
            if self.received < self.size:
                raise ScoreError("The file has not come in completely. Choose it again.")
            self._scores += self._file.finish()
            return keep(store, self._file, self._scores, now)


class Uploads:
    """The files on their way in; of more than OPEN_AT_MOST, the one that was begun first is given up."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Upload] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, mapping: Mapping, size: int) -> Upload:
        """A new one."""
        upload = Upload(mapping, size)
        with self._lock:
            self._open[upload.id] = upload
            while len(self._open) > OPEN_AT_MOST:
                self._open.popitem(last=False)
        return upload

    def find(self, name: str) -> Upload | None:
        """The one with this id, if it is still open."""
        return self._open.get(name)

    def end(self, upload: Upload) -> None:
        """Forget it."""
        with self._lock:
            self._open.pop(upload.id, None)
