"""What was read from an export, as plain data, before any of it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.library.errors import LibraryError

#: Told how far a long piece of work is: (done, total). Raising from it ends the work, and nothing of it is kept.
Progress = Callable[[int, int], None]


def silent(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class FileProblem(LibraryError):  # noqa: N818 - as in server.library.errors
    """A file cannot be imported at all. ``next`` says what to do about it."""

    safe = "Nothing was imported."

    def __init__(self, message: str, next_step: str) -> None:
        self.next = next_step
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Found:
    """One snippet of an export.

    ``fields``: what it says, not checked yet. ``place``: where it stands in the file ("row 12"). ``notes``: what could not be
    taken over as it was. ``stored``: of our own exports only, what the library knew besides (id, uses, …). ``extra``: what is
    not known here and is given out again.
    """

    fields: Mapping[str, Any]
    place: str
    notes: tuple[str, ...] = ()
    stored: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry that is no snippet, and why."""

    place: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """How the columns of a table were understood: their names, and field → column number."""

    columns: tuple[str, ...]
    mapping: Mapping[str, int]
    examples: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An export as it was read. ``format`` is an id of ``FORMATS``; ``notes`` are about the file as a whole."""

    format: str
    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    table: Table | None = None


#: id → what it is called
FORMATS: dict[str, str] = {
    "alongside-jsonl": "Alongside library (JSON Lines)",
    "alongside-yaml": "Alongside library (YAML)",
    "zendesk": "Zendesk macros",
    "freshdesk": "Freshdesk canned responses",
    "intercom": "Intercom macros",
    "textblaze": "Text Blaze",
    "magical": "Magical",
    "espanso": "espanso match file",
    "table": "Table (CSV)",
}
