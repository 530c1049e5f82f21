"""Reads CSV files as helpdesks and spreadsheets really write them, piece by piece, with no more in memory than one record.

RFC 4180 with what it does not foresee: other separators, byte-order marks, UTF-16, Windows-1252 in the middle of UTF-8,
quotes that are never closed, rows with too few or too many cells. A row that cannot be used is told with its line and
left out; the rows around it are kept.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LONGEST_RECORD = 400  # lines; no reply is longer, so a quote is open that was never meant to be
_LARGEST_RECORD = 2_000_000  # bytes
_SEPARATORS = ",;\t|"
PROBLEMS_KEPT = 50
csv.field_size_limit(_LARGEST_RECORD)


class CsvError(ValueError):
    """The file is no table at all; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record: ``line`` it starts on (from 1), and its cells by column name."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that was left out: the ``line`` it starts on, and why."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(slots=True)
class CsvReader:
    """Give it the file's bytes in pieces of any size with ``feed``, then ``finish``; both give the rows that are complete.

    ``columns``: the header's names once it was read. ``problems``: the first so many; ``left_out`` counts them all.
    ``not_utf8``: records read as Windows-1252. Raises CsvError when there is no header.
    """

    columns: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0
    not_utf8: int = 0
    separator: str = ""
    _decoder: codecs.IncrementalDecoder | None = None
    _started: bool = False
    _rest: bytes = b""
    _lines: list[bytes] = field(default_factory=list)
    _line: int = 1  # the number of the first of _lines

    def feed(self, data: bytes) -> Iterator[Row]:
        """The rows that these bytes complete."""
        if not self._started and data:
            data = self._start(data)
        self._take_in(data if self._decoder is None else self._decoder.decode(data).encode("utf-8", "replace"))
        return self._rows(final=False)

    def finish(self) -> Iterator[Row]:
        """The rows that are left at the end of the file. Raises CsvError for a file without a header."""
        if self._decoder is not None:
            self._take_in(self._decoder.decode(b"", True).encode("utf-8", "replace"))
        if self._rest:
            self._lines.append(self._rest)
            self._rest = b""
        yield from self._rows(final=True)
        if not self.columns:
            raise CsvError("The file is empty. Export it again, with a line of column names at its top.")

    def _start(self, data: bytes) -> bytes:
        self._started = True
        for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
            if data.startswith(mark):
                self._decoder = codecs.getincrementaldecoder(name)("replace")
                return data[2:]
        if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise CsvError("This is a spreadsheet, not a CSV file. Open it and save it as “CSV UTF-8”.")
        head = data[:400]
        if head.count(0) > len(head) // 4:  # UTF-16 without its mark: every other byte of plain letters is zero
            even = head[::2].count(0) > head[1::2].count(0)
            self._decoder = codecs.getincrementaldecoder("utf-16-be" if even else "utf-16-le")("replace")
        return data.removeprefix(codecs.BOM_UTF8)

    def _take_in(self, data: bytes) -> None:
        if not data:
            return
        if b"\n" not in data and b"\r" in data and b"\n" not in self._rest:
            data = data.replace(b"\r", b"\n")  # line ends of old Macintosh programs
        pieces = (self._rest + data).split(b"\n")
        self._rest = pieces.pop()
        self._lines += [piece + b"\n" for piece in pieces]

    def _rows(self, *, final: bool) -> Iterator[Row]:
        at = 0
        lines = self._lines
        while at < len(lines):
            taken = self._record(lines, at, final=final)
            if taken == 0:  # incomplete: more is to come
                break
            if taken < 0:
                self._leave_out(self._line + at, "a quotation mark is opened and never closed")
                at += 1
                continue
            raw = lines[at] if taken == 1 else b"".join(lines[at : at + taken])
            cells = self._cells(raw)
            line = self._line + at
            if taken > 1 and self.columns and not self._fits(cells):  # it swallowed rows that are not its own
                self._leave_out(line, "a quotation mark is opened and never closed")
                at += 1
                continue
            at += taken
            row = self._row(line, cells)
            if row is not None:
                yield row
        del lines[:at]
        self._line += at

    @staticmethod
    def _record(lines: list[bytes], at: int, *, final: bool) -> int:
        """How many lines the record at ``at`` has; 0: not all are here yet; -1: its quotes cannot be right."""
        if b'"' not in lines[at]:
            return 1
        open_quote = size = 0
        for number in range(at, min(at + _LONGEST_RECORD, len(lines))):
            open_quote ^= lines[number].count(b'"') & 1
            size += len(lines[number])
            if not open_quote:
                return number - at + 1
            if size > _LARGEST_RECORD:
                return -1
        return -1 if final or len(lines) - at >= _LONGEST_RECORD else 0

    def _cells(self, raw: bytes) -> list[str]:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
            self.not_utf8 += 1
        text = text.replace("\r\n", "\n").rstrip("\n").replace("\0", "")
        if not self.separator:
            if text.lower().startswith("sep=") and len(text) == 5:  # how Excel is told the separator
                self.separator = text[4]
                return []
            self.separator = max(_SEPARATORS, key=_outside_quotes(text).count)
        try:
            return next(csv.reader([text], delimiter=self.separator), [])
        except csv.Error:  # a cell larger than any reply
            return []

    def _fits(self, cells: list[str]) -> bool:
        return len(cells) == len(self.columns)

    def _row(self, line: int, cells: list[str]) -> Row | None:
        if not any(cell.strip() for cell in cells):
            return None
        if not self.columns:
            self.columns = _distinct(cells)
            return None
        extra = cells[len(self.columns) :]
        if any(cell.strip() for cell in extra):
            self._leave_out(line, f"it has {len(cells)} cells; the header has {len(self.columns)}")
            return None
        cells += [""] * (len(self.columns) - len(cells))
        return Row(line, dict(zip(self.columns, cells, strict=False)))

    def _leave_out(self, line: int, message: str) -> None:
        self.left_out += 1
        if len(self.problems) < PROBLEMS_KEPT:
            self.problems.append(Problem(line, message))

    def refuse(self, row: Row, message: str) -> None:
        """Tell that a row's values cannot be used."""
        self._leave_out(row.line, message)


def _outside_quotes(text: str) -> str:
    return "".join(text.split('"')[::2])


def _distinct(names: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for number, name in enumerate(names, start=1):
        plain = " ".join(name.split()) or f"column {number}"
        seen[plain] = seen.get(plain, 0) + 1
        result.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return result


def find_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """The first column that is called like one of ``names`` (best first), capitals and punctuation aside; or None."""
    known = {_key(column): column for column in reversed(list(columns))}
    return next((known[key] for name in names if (key := _key(name)) in known), None)


def _key(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
