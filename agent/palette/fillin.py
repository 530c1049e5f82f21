"""Blanks in a snippet: fill-ins such as ``[[when: today|tomorrow]]`` and placeholders such as ``{{ticket.id}}``.

A helpdesk fills placeholders by itself; any other program shows them as typed. So both become fields of one small form, and
what is left empty stays in the text as it was written, where it can be seen.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_BLANK = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]|\{\{-?\s*([^{}\n]{1,200}?)\s*-?\}\}")
_DEFAULT = re.compile(r"""\|\s*default:\s*(?:'([^']*)'|"([^"]*)")""")
# Placeholders for the agent's own name; True: the first name only.
_OWN_NAME = {"current_user.first_name": True, "current_user.name": False, "agent.first_name": True, "agent.name": False}


@dataclass(frozen=True, slots=True)
class Field:
    """One blank. ``raw`` is what stands in the snippet; ``value`` what the form starts with."""

    raw: str
    label: str
    choices: tuple[str, ...] = ()
    value: str = ""


Piece = str | Field


def parse(body: str, your_name: str = "") -> list[Piece]:
    """Split a snippet's body into text and fields. ``your_name`` fills the placeholders for the agent's own name."""
    pieces: list[Piece] = []
    end = 0
    for match in _BLANK.finditer(body):
        if match.start() > end:
            pieces.append(body[end : match.start()])
        pieces.append(_fill_in(match) if match[1] is not None else _own_name(match, your_name) or _placeholder(match))
        end = match.end()
    if end < len(body):
        pieces.append(body[end:])
    return pieces


def fields(pieces: list[Piece]) -> list[Field]:
    """The different blanks, in the order in which they first stand in the text."""
    return list({piece.raw: piece for piece in pieces if isinstance(piece, Field)}.values())


def fill(pieces: list[Piece], values: Mapping[str, str]) -> str:
    """The text with ``values`` (by ``raw``) put in; an empty value leaves the blank as written."""
    return "".join(piece if isinstance(piece, str) else values.get(piece.raw, "") or piece.raw for piece in pieces)


def summary(body: str) -> str:
    """The body as one reads it in a list: blanks show what will stand there, or "…"."""
    return "".join(piece if isinstance(piece, str) else piece.value or "…" for piece in parse(body))


def _fill_in(match: re.Match[str]) -> Field:
    label, colon, choices = match[1].partition(":")
    options = tuple(choice.strip() for choice in choices.split("|") if choice.strip()) if colon else ()
    if not label.strip() or (colon and not options):
        label, options = match[1], ()
    return Field(match[0], label.strip(), options, options[0] if options else "")


def _own_name(match: re.Match[str], your_name: str) -> str:
    name = match[2].partition("|")[0].strip()
    if name not in _OWN_NAME or not your_name.strip():
        return ""
    return your_name.split(maxsplit=1)[0] if _OWN_NAME[name] else your_name.strip()


def _placeholder(match: re.Match[str]) -> Field:
    name = match[2].partition("|")[0].strip()
    default = _DEFAULT.search(match[2])
    value = (default[1] if default[1] is not None else default[2]) if default else ""
    label = re.sub(r"[._\s]+", " ", name.removeprefix("ticket.").replace("current_user", "your")).strip()
    return Field(match[0], label or name, (), value)
