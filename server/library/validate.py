"""Checks what is to be stored, and says in one sentence what to change. Text is kept as typed, but for line ends."""

import re
from collections.abc import Mapping
from typing import Any

from server.library.errors import InvalidSnippet
from server.library.model import EMOTIONS, STEPS
from server.packs.model import FIELDS, Content

MAX_TITLE = 120
MAX_BODY = 20_000
MAX_SHORTCUT = 32
MAX_LABEL = 60
MAX_LABELS = 40
MAX_FOLDER = 200

# Tab and newline are fine in a body; other control characters come from broken copies and cannot be pasted anywhere.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_NAMES = {"body": "text"}


def check(fields: Mapping[str, Any], base: Content | None = None) -> Content:
    """The content to store: ``fields`` over ``base`` (or over an empty snippet).

    Fields that are not part of a snippet's content are refused, so that a misspelt name never drops text silently.
    Raises InvalidSnippet naming the field.
    """
    for name in fields:
        if name not in FIELDS:
            raise InvalidSnippet(name, f"A snippet has no field “{name}”.", f"Use {', '.join(FIELDS)}.")
    base = base or Content(title="", body="")
    return Content(
        title=_title(fields.get("title", base.title)),
        body=_body(fields.get("body", base.body)),
        shortcut=_shortcut(fields.get("shortcut", base.shortcut)),
        tags=_labels("tags", fields.get("tags", base.tags)),
        steps=_labels("steps", fields.get("steps", base.steps), STEPS),
        situations=_labels("situations", fields.get("situations", base.situations)),
        emotions=_labels("emotions", fields.get("emotions", base.emotions), EMOTIONS),
        folder=_folder(fields.get("folder", base.folder)),
        language=_language(fields.get("language", base.language)),
    )


def _text(field: str, value: object, limit: int) -> str:
    name = _NAMES.get(field, field)
    if not isinstance(value, str):
        raise InvalidSnippet(field, f"The {name} is not text.", f"Send the {name} as a string.")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    bad = _CONTROL.search(value) or _SURROGATE.search(value)
    if bad:
        what = f"U+{ord(bad.group()):04X} at position {bad.start() + 1}"
        raise InvalidSnippet(
            field, f"The {name} contains a character that cannot be stored ({what}).", "Remove it and save again."
        )
    if len(value) > limit:
        message = f"The {name} has {len(value):,} characters; up to {limit:,} fit."
        raise InvalidSnippet(
            field, message, "Shorten it and save again." if field != "body" else "Split it into two snippets."
        )
    return value


def _line(field: str, value: object, limit: int) -> str:
    return " ".join(_text(field, value, limit).split())


def _title(value: object) -> str:
    title = _line("title", value, MAX_TITLE)
    if not title:
        raise InvalidSnippet("title", "The title is missing.", "Give the snippet a short name you will recognise.")
    return title


def _body(value: object) -> str:
    body = _text("body", value, MAX_BODY)
    if not body.strip():
        raise InvalidSnippet("body", "The text is missing.", "Write what the snippet should insert.")
    return body


def _shortcut(value: object) -> str | None:
    if value is None:
        return None
    shortcut = _text("shortcut", value, MAX_SHORTCUT).strip()
    if re.search(r"\s", shortcut):
        raise InvalidSnippet("shortcut", "The shortcut contains a space.", "Write it in one piece, such as ;late.")
    return shortcut or None


def _labels(field: str, value: object, allowed: tuple[str, ...] | None = None) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise InvalidSnippet(field, f"The {field} are not a list.", f'Send {field} as a list, such as ["…"].')
    labels = dict.fromkeys(label for item in value if (label := _line(field, item, MAX_LABEL)))
    if len(labels) > MAX_LABELS:
        raise InvalidSnippet(
            field, f"There are {len(labels)} {field}; up to {MAX_LABELS} fit.", "Remove some and save again."
        )
    for label in labels:
        if allowed is not None and label not in allowed:
            raise InvalidSnippet(field, f"“{label}” is not one of the {field}.", f"Choose from {', '.join(allowed)}.")
    return tuple(labels)


def _folder(value: object) -> str:
    parts = (part.strip() for part in _line("folder", value, MAX_FOLDER).split("/"))
    return "/".join(part for part in parts if part)


def _language(value: object) -> str:
    language = _line("language", value, 20)
    if not _LANGUAGE.match(language):
        raise InvalidSnippet("language", f"“{language}” is not a language code.", "Use a code such as en or en-GB.")
    return language
