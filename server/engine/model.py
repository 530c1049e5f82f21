"""What the engine is asked and answers, besides reviews: plain data that crosses the pipe, and the ways in which that can fail."""

from dataclasses import dataclass

from server.coaching.model import Prompts
from server.language.model import Mood, Review, Situation, Trend
from server.packs.model import Drill, Rule, Scenario
from server.packs.read import Problem


@dataclass(frozen=True, slots=True)
class Outline:
    """What is told of an engine: its rules and packs, counted, and what could not be loaded."""

    rules: int = 0
    packs: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer's message (or thread) tells, and what is offered beside it."""

    mood: Mood
    situation: Situation | None
    trend: Trend
    prompts: Prompts


@dataclass(frozen=True, slots=True)
class Exercises:
    """All there is to practise, by id, each with the id of its pack."""

    scenarios: dict[str, tuple[str, Scenario]]
    drills: dict[str, tuple[str, Drill]]


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule that is switched on, as overrides left it, and the id of its pack."""

    rule: Rule
    pack: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What is wrong with a pack, and a draft reviewed with it alone and beside all others.

    ``alone`` and ``beside`` are None where that was not asked for.
    """

    problems: tuple[Problem, ...]
    alone: Review | None = None
    beside: Review | None = None


class EngineEndedError(Exception):
    """The engine's process ended before it had answered, or was not there any more."""


class EngineSilentError(EngineEndedError):
    """The engine's process did not answer for so long that it was ended."""


class EngineDefectError(Exception):
    """The engine raised something it should not. Where is in the log; the message is left out, it may quote a text."""
