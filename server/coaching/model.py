"""What is offered beside a conversation: plain data, which programs without the engine can hold."""

from dataclasses import dataclass
from typing import Literal

from server.packs.model import Gesture

StyleName = Literal["analytical", "amiable", "expressive", "driver"]


@dataclass(frozen=True, slots=True)
class Advice:
    """One line for the agent. ``id`` names it for programs."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in this reply. ``done``: whether the draft does it; None where that is the agent's to judge."""

    id: str
    text: str
    done: bool | None


@dataclass(frozen=True, slots=True)
class Calm:
    """Why calming down comes first now, and the steps, in order."""

    why: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A knowledge-base page that a pack attaches to a situation."""

    url: str
    title: str
    pack: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A gesture that the team allows, and the pack that lists it."""

    gesture: Gesture
    pack: str


@dataclass(frozen=True, slots=True)
class Style:
    """``id`` and ``label`` of the style, ``why`` it is thought so (the signs, in a line), and what ``text`` advises."""

    id: StyleName
    label: str
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompts:
    """All that is offered, besides snippets. Nothing of it enters a reply unless the agent takes it."""

    advice: Advice | None = None
    de_escalation: Calm | None = None
    link: Link | None = None
    gestures: tuple[Offer, ...] = ()
    steps: tuple[str, ...] = ()
    """The steps of a conversation (as snippets name them) that this reply needs next, most needed first."""
    style: Style | None = None
