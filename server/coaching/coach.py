"""What the agent is offered beside a conversation: advice, calming guidance, a link, gestures, and the snippets that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from server.coaching.advice import Advice, Moment, advice
from server.coaching.calm import Calm, calm
from server.coaching.style import Style, style_of
from server.language.engine import Conversation, Engine
from server.language.model import Mood
from server.language.mood import UPSET
from server.library.model import StoredSnippet
from server.packs.model import Gesture, Pack

CANDIDATES = 60
"""So many fitting snippets are weighed against what the draft lacks."""


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
class Prompts:
    """All that is offered, besides snippets. Nothing of it enters a reply unless the agent takes it."""

    advice: Advice | None = None
    de_escalation: Calm | None = None
    link: Link | None = None
    gestures: tuple[Offer, ...] = ()
    steps: tuple[str, ...] = ()
    """The steps of a conversation (as snippets name them) that this reply needs next, most needed first."""
    style: Style | None = None


class Coach:
    """Knows the links and gestures of some packs. Safe to use from several threads."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        """A later pack's link for a situation, and its gesture of the same id, replace an earlier pack's."""
        self._links: dict[str, Link] = {}
        self._gestures: dict[str, Offer] = {}
        for pack in packs:
            for spec in pack.situations:
                if spec.link:
                    self._links[spec.id] = Link(spec.link, spec.link_title, pack.id)
            for gesture in pack.gestures:
                self._gestures[gesture.id] = Offer(gesture, pack.id)

    def prompts(self, engine: Engine, told: Conversation, messages: Sequence[str], draft: str = "") -> Prompts:
        """What to offer. ``messages``: what the customer has written, oldest first; ``draft``: what the agent has typed so far."""
        situation = told.situation.id if told.situation else None
        checklist = engine.review(draft, compose=False).checklist if draft.strip() else ()
        rising = told.trend.direction == "rising" and told.mood.emotion in UPSET
        moment = Moment(told.mood, situation, rising, len(messages), draft, checklist)
        return Prompts(
            advice=advice(moment),
            de_escalation=calm(moment, told.trend.since),
            link=self._links.get(situation or ""),
            gestures=self._allowed(told.mood, situation),
            steps=_needed(moment),
            style=style_of(messages),
        )

    def _allowed(self, mood: Mood, situation: str | None) -> tuple[Offer, ...]:
        """Gestures for this situation, then those for any; only for customers who are upset."""
        if mood.emotion not in UPSET:
            return ()
        fitting = [offer for offer in self._gestures.values() if situation in offer.gesture.situations]
        general = [offer for offer in self._gestures.values() if not offer.gesture.situations]
        return (*fitting, *general)


_coaches: WeakKeyDictionary[Engine, Coach] = WeakKeyDictionary()


def coach_of(engine: Engine) -> Coach:
    """The coach for an engine's packs, made once."""
    found = _coaches.get(engine)
    if found is None:
        found = _coaches[engine] = Coach(engine.packs)
    return found


def choose(
    snippets: Sequence[StoredSnippet], prompts: Prompts, situation: str | None, emotion: str, most: int
) -> list[StoredSnippet]:
    """Of snippets that fit (best first), those that this reply needs: for its situation, and for a step it lacks."""

    def worth(snippet: StoredSnippet, place: int) -> float:
        content, needed = snippet.content, prompts.steps
        urgency = max((len(needed) - needed.index(step) for step in content.steps if step in needed), default=0)
        return (
            2.0 * (situation in content.situations)
            + 1.0 * (emotion in content.emotions)
            + (1.5 + 0.25 * urgency if urgency else 0.0)
            - 0.01 * place
        )

    ranked = sorted(enumerate(snippets), key=lambda item: worth(item[1], item[0]), reverse=True)
    return [snippet for _, snippet in ranked[:most]]


def _needed(moment: Moment) -> tuple[str, ...]:
    upset = moment.mood.emotion in UPSET
    first = ("de-escalate",) if upset and (moment.mood.intensity == 3 or moment.rising) else ()
    if not moment.draft.strip():
        if upset:
            return (*first, "acknowledge")
        return {"confusion": ("clarify",), "positive": ("close",)}.get(moment.mood.emotion, ("solve",))
    done = moment.done
    steps: list[str] = []
    if upset and not done & {"feeling", "problem"}:
        steps += [*first, "acknowledge"]
    if "owns" not in done:
        steps.append("own")
    if "next-step" not in done:
        steps.append("solve")
    if "invites" not in done:
        steps += ["close", "clarify"]
    return tuple(steps)
