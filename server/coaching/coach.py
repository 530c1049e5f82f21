"""What the agent is offered beside a conversation: advice, calming guidance, a link and gestures."""

from collections.abc import Iterable, Sequence

from server.coaching.advice import Moment, advice
from server.coaching.calm import calm
from server.coaching.model import Link, Offer, Prompts
from server.coaching.style import style_of
from server.language.engine import Conversation, Engine
from server.language.model import Mood
from server.language.mood import UPSET
from server.packs.model import Pack


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
