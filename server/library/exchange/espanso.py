"""espanso match files, both ways (https://espanso.org/docs/matches/basics/, …/forms/, …/variables/)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from server.library.exchange import names
from server.library.exchange.html import to_text
from server.library.exchange.model import FileProblem, Found, Reading, Skipped
from server.library.model import StoredSnippet
from server.library.placeholders import readable

_READ = {"trigger", "triggers", "replace", "form", "form_fields", "vars", "label", "search_terms", "html", "markdown"}
_VAR = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_FIELD = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_CURSOR = "$|$"


def read(data: Mapping[str, Any]) -> Reading:
    """The matches of a file. What only espanso can do (shell commands, pictures) is never run, and is reported."""
    matches = data.get("matches")
    if not isinstance(matches, list):
        raise FileProblem("“matches” is not a list.", "See espanso.org/docs/matches for how a match file looks.")
    everywhere = data.get("global_vars") if isinstance(data.get("global_vars"), list) else []
    notes = []
    if data.get("imports"):
        notes.append("Other files that this one imports are not read: import them as well.")
    entries = [_match(entry, number, list(everywhere or [])) for number, entry in enumerate(matches, 1)]
    found = tuple(entry for entry in entries if isinstance(entry, Found))
    return Reading("espanso", found, tuple(entry for entry in entries if isinstance(entry, Skipped)), tuple(notes))


def _match(entry: Any, number: int, everywhere: list[Any]) -> Found | Skipped:
    place = f"match {number}"
    if not isinstance(entry, Mapping):
        return Skipped(place, "", "it is not a match (name: value lines)")
    triggers = [str(one) for one in entry.get("triggers") or [] if one] or [str(entry.get("trigger") or "")]
    label = str(entry.get("label") or "")
    title = label or triggers[0].strip(" :;")
    notes: list[str] = []
    if entry.get("form") is not None:
        body = _form(str(entry["form"]), entry.get("form_fields"))
    elif entry.get("html") is not None:
        body, notes = to_text(str(entry["html"]))
    else:
        text = entry.get("replace", entry.get("markdown"))
        if text is None:
            return Skipped(place, title, "it inserts no text")
        body = str(text)
    variables = [one for one in [*everywhere, *(entry.get("vars") or [])] if isinstance(one, Mapping)]
    body, more = _with_variables(body, {str(one.get("name")): one for one in variables})
    notes += more
    if _CURSOR in body:
        body = body.replace(_CURSOR, "")
        notes.append("the mark for the cursor is left out")
    if entry.get("regex"):
        notes.append("its trigger is a pattern, so it has no shortcut")
    if len(triggers) > 1:
        notes.append(f"only the first trigger is its shortcut; left out: {', '.join(triggers[1:])}")
    extra = {name: value for name, value in entry.items() if name not in _READ and _plain(value)}
    terms = entry.get("search_terms")
    fields = {
        "title": title or body[:60],
        "body": body,
        "shortcut": triggers[0] or None,
        "tags": [str(term) for term in terms] if isinstance(terms, list) else [],
    }
    return Found(fields, place, tuple(dict.fromkeys(notes)), extra={"espanso": extra} if extra else {})


def _plain(value: Any) -> bool:
    return isinstance(value, (bool, int, float, str))


def _form(layout: str, fields: Any) -> str:
    known = fields if isinstance(fields, Mapping) else {}

    def one(match: re.Match[str]) -> str:
        name = match[1].strip()
        given = known.get(name)
        return names.fill_in(name.replace("_", " "), _choices(given) if isinstance(given, Mapping) else None)

    return _FIELD.sub(one, layout)


def _choices(field: Mapping[str, Any]) -> list[str]:
    values = field.get("values")
    if isinstance(values, str):
        values = values.split("\n")
    chosen = [str(value) for value in values if str(value).strip()] if isinstance(values, list) else []
    first = [str(field["default"])] if field.get("default") else []
    return [*first, *(choice for choice in chosen if choice not in first)]


def _with_variables(body: str, variables: Mapping[str, Mapping[str, Any]]) -> tuple[str, list[str]]:
    notes: list[str] = []

    def one(match: re.Match[str]) -> str:
        name, _, part = match[1].partition(".")
        variable = variables.get(name)
        if variable is None:
            ours, more = names.liquid(match[0])
            notes.extend(more)
            return ours
        params = variable.get("params")
        params = params if isinstance(params, Mapping) else {}
        match variable.get("type"):
            case "echo":
                return str(params.get("echo", ""))
            case "choice" | "random":
                options = params.get("values") or params.get("choices")
                plain = [str(one.get("label", one) if isinstance(one, Mapping) else one) for one in options or []]
                return names.fill_in(name, plain)
            case "form":
                fields = params.get("fields")
                given = fields.get(part) if isinstance(fields, Mapping) else None
                return names.fill_in(
                    (part or name).replace("_", " "), _choices(given) if isinstance(given, Mapping) else None
                )
            case "date":
                notes.append(f"the date “{match[0]}” became a gap to fill in")
                return names.fill_in("date")
            case "clipboard":
                notes.append("what you copied is not put in by itself: it became a gap to fill in")
                return names.fill_in("what you copied")
            case kind:
                notes.append(f"“{match[0]}” ({kind}) is never run here; it became a gap to fill in")
                return names.fill_in(name.replace("_", " "))

    return _VAR.sub(one, body), list(dict.fromkeys(notes))


# Out -----------------------------------------------------------------------------------------------------------------------


def matches(snippets: Iterable[StoredSnippet]) -> list[dict[str, Any]]:
    """Snippets as matches. One without a shortcut gets a trigger from its title; blanks become fields of a form."""
    used: set[str] = set()
    made = []
    for snippet in snippets:
        content = snippet.content
        trigger = content.shortcut or ":" + (re.sub(r"[^\w]+", "-", content.title.casefold()).strip("-") or "snippet")
        while trigger in used:
            trigger += "-"
        used.add(trigger)
        entry: dict[str, Any] = {"trigger": trigger}
        layout, fields = _layout(content.body)
        entry |= {"form": layout} if layout is not None else {"replace": content.body}
        if fields:
            entry["form_fields"] = fields
        entry["label"] = content.title
        if content.tags:
            entry["search_terms"] = list(content.tags)
        made.append(entry | dict(snippet.extra.get("espanso", {})))
    return made


def _layout(body: str) -> tuple[str | None, dict[str, Any]]:
    """The body as a form's layout with its fields' choices; (None, {}) when there is nothing to fill in."""
    fields: dict[str, Any] = {}

    def blank(name: str, choices: list[str]) -> str:
        key = re.sub(r"\W+", "_", name).strip("_") or "text"
        if choices:
            fields[key] = {"type": "choice", "values": choices}
        return f"[[{key}]]"

    def fill_in(match: re.Match[str]) -> str:
        name, _, choices = match[1].partition(":")
        return blank(name, [choice.strip() for choice in choices.split("|") if choice.strip()])

    text = _FIELD.sub(fill_in, body)
    text = re.sub(r"\{\{-?\s*([\w.]+)[^{}]*\}\}", lambda match: blank(readable(match[1]), []), text)
    return (text, fields) if text != body or _FIELD.search(body) else (None, {})
