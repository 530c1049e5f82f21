"""What a pack file holds, as plain data. ``line`` is where an entry starts in its file, counted from 1."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Self

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
    """What customers write about: patterns, the clause that names it, and a page that helps with it.

    Without patterns it only gives ``link`` to the situation of that id which another pack describes.
    """

    id: str
    when: tuple[str, ...]
    clause: str
    feeling: str = ""
    link: str = ""
    link_title: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody writes in a snippet, whether it stands in a pack or in a library."""

    title: str
    body: str
    shortcut: str | None = None
    tags: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    situations: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    folder: str = ""
    language: str = "en"

    def as_json(self) -> str:
        """The content as one line of JSON, keys in field order."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The opposite of ``as_json``."""
        data: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()
        }
        return cls(**data)


FIELDS: tuple[str, ...] = tuple(one.name for one in fields(Content))


@dataclass(frozen=True, slots=True)
class Snippet(Content):
    """A ready-made piece of reply in a pack."""

    id: str = field(kw_only=True)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something the team allows its agents to offer; ``limit`` is for the agent's eyes. Without situations: to any upset customer."""

    id: str
    title: str
    body: str
    limit: str = ""
    situations: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """Something a reply should (or need not) mention: what it is, for people, and the patterns it is recognised by."""

    label: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What the customer of a scenario answers to a reply, by how it comes across, and a model reply for this moment."""

    acknowledged: str
    dismissed: str
    solved: str
    model: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A hard conversation to practise. ``about``: what the agent knows and may do; ``weak``: a reply that goes wrong, to learn from."""

    id: str
    title: str
    industry: str
    customer: str
    about: str
    opening: str
    turns: tuple[Turn, ...]
    level: int = 2
    hears: tuple[Point, ...] = ()
    solves: tuple[str, ...] = ()
    weak: str = ""
    line: int = 0


Skill = Literal["paraphrase", "summarise", "clarify"]


@dataclass(frozen=True, slots=True)
class Drill:
    """One exercise in active listening. ``covers``: what a good answer holds; ``told``: what it need not ask for any more."""

    id: str
    title: str
    skill: Skill
    customer: str
    model: str
    covers: tuple[Point, ...] = ()
    told: tuple[Point, ...] = ()
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
    gestures: tuple[Gesture, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    drills: tuple[Drill, ...] = ()
    overrides: tuple[Override, ...] = ()
    path: Path | None = None
