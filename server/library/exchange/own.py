"""Alongside's own export: JSON Lines, or YAML for people to read. Reading one back gives the same library.

The first line (the top of the YAML) says what it is and in which format; each further line is one snippet with all that is known
of it but its earlier wordings. Names that this version does not know are kept and given out again.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.library.exchange.model import FileProblem, Found, Reading, Skipped
from server.library.model import StoredSnippet
from server.packs.model import FIELDS

FORMAT = 1
_STORED = ("id", "origin", "uses", "last_used", "created", "updated")
_ID = re.compile(r"[\w.-]{1,200}\Z")
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")


def as_dict(snippet: StoredSnippet) -> dict[str, Any]:
    """One snippet with all that is given out."""
    return {**snippet.as_dict(), **{name: value for name, value in snippet.extra.items() if name not in FIELDS}}


def header(count: int) -> dict[str, Any]:
    """What stands above the snippets."""
    return {"alongside": "library", "format": FORMAT, "count": count}


def json_lines(snippets: Iterable[StoredSnippet], count: int) -> Iterator[str]:
    """The export as lines of JSON."""
    yield json.dumps(header(count)) + "\n"
    for snippet in snippets:
        yield json.dumps(as_dict(snippet), ensure_ascii=False) + "\n"


def check_header(data: Mapping[str, Any]) -> None:
    """Raises FileProblem when the export was made by a later Alongside, or is something else."""
    version = data.get("format")
    if data.get("alongside") != "library" or not isinstance(version, int):
        raise FileProblem("This is not a library export.", "Export the library again.")
    if version > FORMAT:
        raise FileProblem(
            f"This export was made by a newer Alongside (format {version}; this one reads {FORMAT}).",
            "Update Alongside, then import it again.",
        )


def read_lines(text: str) -> Reading:
    """An export of JSON Lines. A line that cannot be read is reported; the others come in."""
    found: list[Found] = []
    skipped: list[Skipped] = []
    expected: object = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            at = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            skipped.append(Skipped(f"line {number}{at}", "", "it is not complete JSON"))
            continue
        if number == 1:
            check_header(data)
            expected = data.get("count")
            continue
        entry = entry_of(data, f"line {number}")
        (found if isinstance(entry, Found) else skipped).append(entry)  # type: ignore[arg-type]
    notes = []
    if isinstance(expected, int) and expected > len(found) + len(skipped):
        notes.append(f"The file says it has {expected:,} snippets and holds {len(found):,}: it may be cut off.")
    return Reading("alongside-jsonl", tuple(found), tuple(skipped), tuple(notes))


def entry_of(data: Any, place: str) -> Found | Skipped:
    """One snippet of an export."""
    if not isinstance(data, dict):
        return Skipped(place, "", "it is not a snippet")
    fields = {name: data[name] for name in FIELDS if name in data}
    if not isinstance(fields.get("body"), str):
        return Skipped(place, str(fields.get("title") or ""), "it has no text")
    stored = {name: data[name] for name in _STORED if _right(name, data.get(name))}
    wrong = [name for name in _STORED if name in data and data[name] is not None and name not in stored]
    extra = {name: value for name, value in data.items() if name not in FIELDS and name not in _STORED}
    notes = (f"not taken over, because it cannot be right: {', '.join(wrong)}",) if wrong else ()
    return Found(fields, place, notes, stored, extra)


def _right(name: str, value: object) -> bool:
    match name:
        case "uses":
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9
        case "last_used" | "created" | "updated":
            return isinstance(value, str) and bool(_WHEN.match(value))
        case _:
            return isinstance(value, str) and bool(_ID.match(value))
