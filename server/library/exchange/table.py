"""Tables: CSV as spreadsheets, Intercom, Text Blaze, Magical and Zendesk apps write it, and lists of JSON objects.

Their columns have no fixed names, so they are guessed from the header, and without a header from what stands in them. The person
importing sees the guess and can change it.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from server.library.exchange import names
from server.library.exchange.html import looks_like_html, to_text
from server.library.exchange.model import FileProblem, Found, Reading, Skipped, Table

FIELDS = ("title", "body", "shortcut", "folder", "tags", "language")
_HEADERS: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "label", "macro name", "macro title", "snippet name", "template name", "saved reply name", "subject"),
    "body": ("body", "text", "snippet", "content", "comment", "message", "reply", "macro", "template", "expansion", "replace",
             "comment value", "comment body", "comment/description", "value", "response", "html", "body html", "phrase",
             "description"),
    "shortcut": ("shortcut", "trigger", "abbreviation", "keyword", "hotkey", "short code", "shortcode", "abbr"),
    "folder": ("folder", "group", "category", "collection", "path", "folder name"),
    "tags": ("tags", "tag", "labels", "topics"),
    "language": ("language", "locale", "lang"),
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would take for a formula at the start of a cell
EXAMPLES = 3


def read_csv(text: str, kind: str, columns: Mapping[str, int] | None = None) -> Reading:
    """The rows of CSV text. ``columns``: field → column number, from 0, instead of a guess. Raises FileProblem."""
    rows = _rows(text)
    if not rows or (len(rows) == 1 and len(rows[0][1]) == 1):
        raise FileProblem(
            "This does not look like an export: it is one line of text.",
            "Choose a CSV, JSON or YAML file, or paste the text into a new snippet.",
        )
    header = _guess_header(rows[0][1])
    width = max(len(cells) for _, cells in rows)
    named = "body" in header or len(header) > 1 or _has_names(rows, width)
    table = rows[1:] if named else rows
    titles = rows[0][1] if named else [f"Column {number + 1}" for number in range(width)]
    mapping = dict(columns) if columns else (header if named else {})
    if not columns and "body" not in mapping:
        mapping |= {name: at for name, at in _guess_content(table, width, mapping).items() if name not in mapping}
    return _reading(kind, titles, mapping, [(f"row {number}", cells) for number, cells in table])


def read_objects(
    objects: Sequence[Mapping[str, object]], kind: str, columns: Mapping[str, int] | None = None
) -> Reading:
    """A list of JSON objects with the same names, as a table."""
    titles = list(dict.fromkeys(name for one in objects for name in one))
    rows = [(f"entry {number}", [_cell(one.get(name)) for name in titles]) for number, one in enumerate(objects, 1)]
    return _reading(kind, titles, dict(columns) if columns else _guess_header(titles), rows)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _reading(
    kind: str, titles: Sequence[str], mapping: Mapping[str, int], rows: Sequence[tuple[str, Sequence[str]]]
) -> Reading:
    table = Table(tuple(titles), dict(mapping), tuple(tuple(cells) for _, cells in rows[:EXAMPLES]))
    if "body" not in mapping:
        return Reading(kind, (), (), ("Say which column holds the text of the snippets.",), table)
    entries = [_row(place, cells, mapping, kind) for place, cells in rows]
    found = tuple(entry for entry in entries if isinstance(entry, Found))
    return Reading(kind, found, tuple(entry for entry in entries if isinstance(entry, Skipped)), (), table)


def _row(place: str, cells: Sequence[str], mapping: Mapping[str, int], kind: str) -> Found | Skipped:
    given = {name: _unquoted(cells[at]) for name, at in mapping.items() if 0 <= at < len(cells) and cells[at].strip()}
    body = given.get("body", "")
    if not body:
        return Skipped(place, given.get("title", ""), "it has no text")
    notes: list[str] = []
    if looks_like_html(body):
        body, notes = to_text(body)
    body, more = names.TRANSLATORS.get(kind, names.liquid)(body)
    fields: dict[str, object] = {**given, "body": body, "title": given.get("title", "")}
    if "tags" in given:
        fields["tags"] = [tag for tag in re.split(r"[,;|]", given["tags"]) if tag.strip()]
    if "folder" in given:
        fields["folder"] = given["folder"].replace("::", "/").replace(" > ", "/")
    return Found(fields, place, (*notes, *more))


def _unquoted(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def quoted(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV Injection)."""
    return f"'{cell}" if cell.startswith((*_FORMULA, *(f"'{mark}" for mark in _FORMULA))) else cell


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """(row number from 1, cells) of every row that is not empty. Raises FileProblem for quotes that do not close."""
    csv.field_size_limit(16 * 1024 * 1024)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    began = 1
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                rows.append((number, cells))
            began = reader.line_num + 1
    except csv.Error as error:
        what = "a quote that is opened there never closes"
        if "expected after" in str(error):
            what = "a quote stands inside a quoted cell without being doubled"
        elif "field larger" in str(error):
            what = "one cell has more than 16 MB, so a quote is probably never closed"
        raise FileProblem(
            f"The table is broken in the row that begins on line {began}: {what}.",
            "Open the file in a spreadsheet, mend that row, and save it as CSV again.",
        ) from None
    return rows


def _delimiter(text: str) -> str:
    """The mark between cells: the one that cuts the first rows into the most equal numbers of cells."""
    start = text[:20_000]
    best, found = 0.0, ","
    for mark in (",", ";", "\t", "|"):
        try:
            widths = [
                len(cells)
                for cells, _ in zip(csv.reader(io.StringIO(start, newline=""), delimiter=mark), range(30), strict=False)
            ]
        except csv.Error:
            continue
        widths = widths[:-1] if len(widths) > 2 else widths  # the last may be cut off
        usual = max(set(widths), key=widths.count)
        worth = 0.0 if usual < 2 else widths.count(usual) / len(widths) + usual / 1000
        if worth > best:
            best, found = worth, mark
    return found


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_\-.]+", " ", name).casefold().split())


def _guess_header(titles: Sequence[str]) -> dict[str, int]:
    """Field → column, from the names of the columns; the first known name wins."""
    plain = [_plain(title) for title in titles]
    guess: dict[str, int] = {}
    for field, known in _HEADERS.items():
        for name in known:
            if name in plain and plain.index(name) not in guess.values():
                guess[field] = plain.index(name)
                break
    return guess


def _has_names(rows: Sequence[tuple[int, list[str]]], width: int) -> bool:
    """Whether the first row names the columns: short where the text of the others is long."""
    if len(rows) < 2 or any(len(cell) > 40 for cell in rows[0][1]):
        return False
    at = _guess_content(rows[1:], width, {}).get("body")
    if at is None or at >= len(rows[0][1]):
        return False
    lengths = [len(cells[at]) for _, cells in rows[1:200] if at < len(cells)]
    return len(rows[0][1][at]) * 3 < sum(lengths) / len(lengths)


def _guess_content(rows: Sequence[tuple[int, list[str]]], width: int, taken: Mapping[str, int]) -> dict[str, int]:
    """Field → column, from what stands in the columns: the longest is the text, one without spaces the shortcut."""
    free = [at for at in range(width) if at not in taken.values()]
    cells = {at: [row[at] for _, row in rows[:200] if at < len(row) and row[at].strip()] for at in free}
    cells = {at: column for at, column in cells.items() if column}
    if not cells:
        return {}
    lengths = {at: sum(map(len, column)) / len(column) for at, column in cells.items()}
    body = max(lengths, key=lambda at: lengths[at])
    guess = {"body": body}
    for at in sorted(lengths):
        if at == body:
            continue
        short = all(len(cell) <= 32 and not re.search(r"\s", cell.strip()) for cell in cells[at])
        marked = sum(not cell[0].isalnum() for cell in cells[at]) >= len(cells[at]) / 2
        if short and marked and "shortcut" not in guess:
            guess["shortcut"] = at
        elif "title" not in guess:
            guess["title"] = at
    return guess
