"""Zendesk macros and Freshdesk canned responses, as their APIs give them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.library.exchange import names
from server.library.exchange.html import looks_like_html, to_text
from server.library.exchange.model import FileProblem, Found, Reading, Skipped

_COMMENTS = ("comment_value_html", "comment_value")


def zendesk(data: Any) -> Reading:
    """``GET /api/v2/macros`` (https://developer.zendesk.com/api-reference/ticketing/business-rules/macros/)."""
    pages = data if isinstance(data, list) and data and all("macros" in _map(one) for one in data) else [data]
    macros: list[Any] = []
    notes: list[str] = []
    for page in pages:
        macros += _listed(page, "macros", "macro")
        if _map(page).get("next_page") or _map(_map(page).get("meta")).get("has_more"):
            notes.append(
                "Zendesk has more macros than this file: it is one page of several. Import the others as well."
            )
    entries = [_macro(_map(macro), number) for number, macro in enumerate(macros, 1)]
    return _reading("zendesk", entries, notes)


def _macro(macro: Mapping[str, Any], number: int) -> Found | Skipped:
    title = str(macro.get("title") or "")
    place = f"macro {number}"
    if macro.get("active") is False:
        return Skipped(place, title, "it is switched off in Zendesk")
    actions = [_map(action) for action in _list(macro.get("actions"))]
    by_field = {str(action.get("field")): action.get("value") for action in actions}
    field = next((name for name in _COMMENTS if by_field.get(name)), None)
    others = [name for name in by_field if name not in _COMMENTS and name != "comment_mode_is_public"]
    if field is None:
        what = f" (only: {', '.join(others)})" if others else ""
        return Skipped(place, title, f"it writes no reply{what}")
    value = by_field[field]
    if isinstance(value, list):  # ["channel:all", "the text"]
        value = value[-1] if value else ""
    text, notes = _body(str(value), html=field == "comment_value_html")
    if others:
        notes.append(f"what it does besides writing is left out: {', '.join(others)}")
    tags = ["internal note"] if str(by_field.get("comment_mode_is_public", "true")).lower() == "false" else []
    folder, _, name = title.rpartition("::")
    fields = {"title": name, "body": text, "folder": folder.replace("/", "-").replace("::", "/"), "tags": tags}
    return Found(fields, place, tuple(notes))


def freshdesk(data: Any) -> Reading:
    """``GET /api/v2/canned_responses`` and ``…/canned_response_folders/ID/responses`` (https://developers.freshdesk.com/api/)."""
    folders = {
        _map(one).get("id"): str(_map(one).get("name") or "")
        for one in _list(_map(data).get("canned_response_folders") or _map(data).get("folders"))
    }
    entries: list[Found | Skipped] = []
    for number, response in enumerate(map(_map, _responses(data)), 1):
        title = str(response.get("title") or response.get("name") or "")
        place = f"response {number}"
        html = response.get("content_html")
        content = html or response.get("content")
        if not content:
            entries.append(
                Skipped(place, title, "it has no text (a list of responses names only their titles: export each)")
            )
            continue
        text, notes = _body(str(content), html=bool(html))
        if files := _list(response.get("attachments")):
            notes.append(f"{len(files)} attached file{'s' * (len(files) > 1)} left out")
        folder = str(response.get("folder_name") or folders.get(response.get("folder_id")) or "").replace("/", "-")
        entries.append(Found({"title": title, "body": text, "folder": folder}, place, tuple(notes)))
    return _reading("freshdesk", entries, [])


def _responses(data: Any) -> Iterator[Any]:
    if isinstance(data, list):
        yield from data
        return
    yield from _list(_map(data).get("canned_responses") or _map(data).get("responses"))
    for folder in _list(_map(data).get("canned_response_folders") or _map(data).get("folders")):
        for response in _list(_map(folder).get("responses") or _map(folder).get("canned_responses")):
            yield {"folder_name": _map(folder).get("name"), **_map(response)}


def _body(value: str, *, html: bool) -> tuple[str, list[str]]:
    text, notes = to_text(value) if html or looks_like_html(value) else (value, [])
    text, more = names.liquid(text)
    return text, [*notes, *more]


def _reading(name: str, entries: Sequence[Found | Skipped], notes: Sequence[str]) -> Reading:
    found = tuple(entry for entry in entries if isinstance(entry, Found))
    skipped = tuple(entry for entry in entries if isinstance(entry, Skipped))
    if not entries:
        raise FileProblem("There is nothing in this export.", "Export it again, with the macros or responses in it.")
    return Reading(name, found, skipped, tuple(dict.fromkeys(notes)))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _listed(data: Any, many: str, one: str) -> list[Any]:
    if isinstance(data, list):
        return data
    if one in _map(data):
        return [data[one]]
    return _list(_map(data).get(many))
