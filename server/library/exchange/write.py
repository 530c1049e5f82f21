"""Gives snippets out: our own export, espanso, or a table for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from server.library.exchange import espanso, own
from server.library.exchange.table import quoted
from server.library.model import StoredSnippet

#: id → (what it is called, ending of the file, media type)
EXPORTS = {
    "jsonl": ("Alongside library (JSON Lines)", ".jsonl", "application/x-ndjson"),
    "yaml": ("Alongside library (YAML)", ".yaml", "application/yaml"),
    "espanso": ("espanso match file", ".yml", "application/yaml"),
    "csv": ("Table for a spreadsheet (CSV)", ".csv", "text/csv"),
}
_COLUMNS = ("title", "body", "shortcut", "folder", "tags", "language")
_Dumper: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def export(snippets: Sequence[StoredSnippet], kind: str) -> Iterator[str]:
    """The text of an export, piece by piece. ``kind``: an id of EXPORTS (KeyError otherwise)."""
    match kind:
        case "jsonl":
            yield from own.json_lines(snippets, len(snippets))
        case "yaml":
            yield _yaml({**own.header(len(snippets)), "snippets": [own.as_dict(one) for one in snippets]})
        case "espanso":
            yield "# Made by Alongside. Put it into espanso's match folder.\n"
            yield _yaml({"matches": espanso.matches(snippets)})
        case "csv":
            yield from _table(snippets)
        case _:
            raise KeyError(kind)


def _yaml(data: dict[str, Any]) -> str:
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120))


def _table(snippets: Sequence[StoredSnippet]) -> Iterator[str]:
    yield "\ufeff"  # without it, Excel takes UTF-8 for the local encoding
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for snippet in snippets:
        content = snippet.content
        row = [
            content.title,
            content.body,
            content.shortcut or "",
            content.folder,
            ", ".join(content.tags),
            content.language,
        ]
        writer.writerow([quoted(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
