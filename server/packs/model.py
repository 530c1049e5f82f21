"""What a pack file holds, as plain data. ``line`` is where an entry starts in its file, counted from 1."""

from dataclasses import dataclass
from pathlib import Path

from server.language.model import Category, Kind, Severity


@dataclass(frozen=True, slots=True)
class Say:
    """One suggestion template of a rule; an empty ``text`` means "leave these words out"."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence a rule must mark and, with ``after``, exactly what its first suggestion makes of it."""

    before: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases to mark, why, and what to say instead."""

    id: str
    category: Category
    severity: Severity
    match: tuple[str, ...]
    why: str
    say: tuple[Say, ...]
    examples: tuple[Example, ...]
    leave_alone: tuple[str, ...]
    unless: tuple[str, ...] = ()
    unless_next: tuple[str, ...] = ()
    unless_customer: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class SituationSpec:
    """What customers write about: patterns, and the clause that names it."""

    id: str
    when: tuple[str, ...]
    clause: str
    feeling: str = ""
    link: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Snippet:
    """A ready-made piece of reply."""

    id: str
    title: str
    body: str
    shortcut: str | None = None
    tags: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    folder: str = ""
    language: str = "en"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Override:
    """A house-style change to a rule of another pack, by id. ``None`` leaves a part as it is."""

    rule: str
    off: bool = False
    severity: Severity | None = None
    why: str | None = None
    say: tuple[Say, ...] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack file."""

    id: str
    title: str
    version: str
    language: str
    author: str = ""
    license: str = ""
    description: str = ""
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    rules: tuple[Rule, ...] = ()
    situations: tuple[SituationSpec, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    overrides: tuple[Override, ...] = ()
    path: Path | None = None
