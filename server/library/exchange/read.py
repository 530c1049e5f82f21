"""Finds out what an export is, and reads it."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from server.library.exchange import espanso, helpdesks, own, table
from server.library.exchange.decode import decode
from server.library.exchange.model import FORMATS, FileProblem, Found, Reading, Skipped

MOST_YAML = 16 * 1024 * 1024
_DEEPEST = 30
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TABLES = ("table", "intercom", "textblaze", "magical", "zendesk")


def read_export(
    raw: bytes, *, kind: str | None = None, encoding: str | None = None, columns: Mapping[str, int] | None = None
) -> Reading:
    """The snippets in the bytes of an export.

    ``kind``: an id of FORMATS, or None to find out; ``encoding``: see ``decode``; ``columns``: of tables, field → column number.
    Raises FileProblem when nothing of it can be read; single entries that cannot are in ``Reading.skipped``.
    """
    if kind is not None and kind not in FORMATS:
        raise FileProblem(f"There is no format “{kind}”.", f"Use one of {', '.join(FORMATS)}.")
    text, notes = decode(raw, encoding)
    reading = _read(text, kind, columns)
    return Reading(reading.format, reading.found, reading.skipped, (*notes, *reading.notes), reading.table)


def _read(text: str, kind: str | None, columns: Mapping[str, int] | None) -> Reading:
    start = text.lstrip()
    first = start.partition("\n")[0]
    if kind == "alongside-jsonl" or (kind is None and first.startswith("{") and '"alongside"' in first):
        if not first.startswith("{"):
            raise FileProblem("This is not a library export in JSON Lines.", "Let Alongside find out what it is.")
        return own.read_lines(start)
    if start.startswith(("{", "[")) and kind not in ("alongside-yaml", "espanso"):
        return _json(_parsed(text), kind, columns)
    if kind in ("alongside-yaml", "espanso") or (kind is None and _is_yaml(start)):
        return _yaml(text)
    if kind == "freshdesk":
        raise FileProblem("This is not JSON.", "Freshdesk's canned responses come from its API as JSON.")
    return table.read_csv(text, kind or _table_kind(text), columns)


def _is_yaml(start: str) -> bool:
    names = ("matches:", "alongside:", "pack:", "global_vars:", "imports:", "filter_title:")
    lines = [line for line in start[:5000].split("\n") if line.strip() and not line.startswith(("#", "---"))]
    return any(line.startswith(names) for line in lines)


def _table_kind(text: str) -> str:
    """Whose placeholders a table has."""
    start = text[:200_000]
    if any(
        f"{{{name}" in start for name in ("formtext", "formmenu", "formparagraph", "cursor}", "time:", "formtoggle")
    ):
        return "textblaze"
    return "table"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) - 1
        raise FileProblem(
            f"The JSON breaks off or is broken at line {error.lineno}, column {error.colno}.",
            "It looks cut off: export it again." if cut else "Mend that place, or export it again.",
        ) from None
    except (RecursionError, ValueError):
        raise FileProblem("The JSON cannot be read: it is nested too deeply.", "Export it again.") from None


def _json(data: Any, kind: str | None, columns: Mapping[str, int] | None) -> Reading:
    if isinstance(data, dict) and data.get("alongside"):
        own.check_header(data)
        return _own_list(data, "alongside-jsonl")
    if kind == "zendesk" or (kind is None and _is_zendesk(data)):
        return helpdesks.zendesk(data)
    if isinstance(data, dict) and any(
        isinstance(one, dict) and isinstance(one.get("snippets"), list) for one in _many(data.get("folders"))
    ):
        flat = [
            {"folder": folder.get("name"), **snippet}
            for folder in _many(data["folders"])
            if isinstance(folder, dict)
            for snippet in _many(folder.get("snippets"))
            if isinstance(snippet, dict)
        ]
        return table.read_objects(_one_text(flat), "textblaze", columns)
    if kind == "freshdesk" or (kind is None and _is_freshdesk(data)):
        return helpdesks.freshdesk(data)
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
        data = lists[0] if len(lists) == 1 else data
    if isinstance(data, list) and data and all(isinstance(one, dict) for one in data):
        return table.read_objects(data, kind if kind in _TABLES else _table_kind(json.dumps(data[:200])), columns)
    raise FileProblem(
        "This JSON holds no snippets that could be recognised.", "Choose what it comes from, or export it as CSV."
    )


def _one_text(flat: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Text Blaze gives the plain text or the HTML, by type."""
    return [{**one, "text": one.get("text") or one.get("html") or ""} for one in flat]


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_zendesk(data: Any) -> bool:
    if isinstance(data, dict):
        return "macros" in data or "macro" in data
    return isinstance(data, list) and any(
        isinstance(one, dict) and ("actions" in one or "macros" in one) for one in data
    )


def _is_freshdesk(data: Any) -> bool:
    if isinstance(data, dict):
        return any(name in data for name in ("canned_responses", "canned_response_folders", "responses", "folders"))
    return isinstance(data, list) and any(isinstance(one, dict) and "content_html" in one for one in data)


def _yaml(text: str) -> Reading:
    if len(text) > MOST_YAML:
        raise FileProblem(
            f"The YAML has {len(text) / 1e6:,.0f} MB; up to {MOST_YAML // 1024 // 1024} MB can be read.",
            "Split it, or export the library as JSON Lines.",
        )
    data = _load(text)
    if not isinstance(data, dict):
        raise FileProblem(
            "This YAML is no export that is known here.", "Choose an espanso match file or a library export."
        )
    if "pack" in data:
        raise FileProblem("This is a pack, not an export.", "Install it: Packs page, or `alongside pack install`.")
    if "alongside" in data:
        own.check_header(data)
        return _own_list(data, "alongside-yaml")
    return espanso.read(data)


def _load(text: str) -> Any:
    """YAML without aliases (a few lines of them grow into gigabytes) and without deep nesting."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                raise FileProblem(
                    f"Line {_line(event)} uses an alias (*{event.anchor}), which is not read here.",
                    "Write the value out where it is used.",
                )
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise FileProblem(f"Line {_line(event)} is nested too deeply.", "Mend it, or export it again.")
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it is not YAML"
        raise FileProblem(f"The YAML is broken{where}: {what}.", "Mend that place and try again.") from None
    except (ValueError, RecursionError) as error:  # such as a date that does not exist
        raise FileProblem(f"The YAML cannot be read: {error}.", "Put the value in quotes and try again.") from None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _own_list(data: dict[str, Any], kind: str) -> Reading:
    entries = [own.entry_of(one, f"snippet {number}") for number, one in enumerate(_many(data.get("snippets")), 1)]
    found = tuple(entry for entry in entries if isinstance(entry, Found))
    return Reading(kind, found, tuple(entry for entry in entries if isinstance(entry, Skipped)))
