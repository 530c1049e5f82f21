"""The one line of advice for a conversation: the most pressing thing that the draft does not do yet.

Safety and grief come first, then what the customer says about the contact itself (asked before, a manager, a goodbye), then
what is at stake, then the feeling. That a failure in the process asks for being heard and a failure in the result for something
made good is from Smith, Bolton & Wagner, "A Model of Customer Satisfaction with Service Encounters Involving Failure and
Recovery", Journal of Marketing Research 36(3), 1999.
"""

import functools
from collections.abc import Collection
from dataclasses import dataclass

from server.coaching.model import Advice
from server.language.mentions import Mentions
from server.language.model import ChecklistItem, Emotion, Mood, Signal
from server.language.mood import UPSET


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a conversation stands. ``messages``: how many the customer has written; ``done``: the checklist points of the draft."""

    mood: Mood
    situation: str | None
    rising: bool
    messages: int
    draft: str
    checklist: tuple[ChecklistItem, ...]

    @property
    def done(self) -> frozenset[str]:
        """The ids of the checklist points that the draft does; none while it is empty."""
        return frozenset(item.id for item in self.checklist if item.done) if self.draft.strip() else frozenset()


@dataclass(frozen=True, slots=True)
class _Line:
    """An advice, and when it applies: any of ``signals``, ``situations`` or ``emotions``; with ``urgent`` or ``rising`` also that.

    It is followed when the draft says something of ``until``, or does all checklist points of ``points`` (where there are any).
    """

    id: str
    text: str
    signals: tuple[Signal, ...] = ()
    situations: tuple[str, ...] = ()
    emotions: tuple[Emotion, ...] = ()
    urgent: bool = False
    rising: bool = False
    until: tuple[str, ...] = ()
    points: tuple[str, ...] = ()


_READ_IT_ALL = (
    "<we> [have] [just|now] (read|reread|followed) ... (earlier|previous|first|last|message~|thread|email~|history|everything|all|notes)",
    "<we> [have] [just|now] (gone|been|looked|went) (through|back|over) ...",
    "(your|all|both|the) ... (earlier|previous|first|last|two|three|four) (message~|email~|call~|contact~|chat~|letter~)",
    "(with|in front of) <me> ... (earlier|previous|history|thread)",
)
_WAIT = (
    "you [have] [already|now|still] [been] wait~",
    "(kept|left|keep~|leave~) you (wait~|hanging|without|in)",
    "(too|so|that) long",
    "the wait",
    "(no|without) [an|any] (answer|reply|word)",
    "<we> (did not|have not|never) (answer~|reply|replied|come back|came back|get back|got back|wrote|written)",
)

_LINES: tuple[_Line, ...] = (
    _Line(
        "at-risk",
        "Someone may be at risk: say what makes it safe right now, before anything else.",
        situations=("safety-scare", "health-at-stake"),
        points=("next-step",),
    ),
    _Line(
        "loss",
        "They have lost someone: one plain sentence for that, then take the work off their hands.",
        situations=("bereavement",),
        until=(
            "(your|the|this|a) (loss|mother|father|husband|wife|son|daughter|mum|dad|brother|sister|partner|grief|bereavement)",
        ),
    ),
    _Line(
        "escalation",
        "They want someone higher up: say who looks at it and by when, or that you are that person.",
        signals=("escalation",),
        until=("(manager|supervisor|lead|head|director|complaint~|colleague)", "<we> (am|are) the (person|one)"),
    ),
    _Line(
        "repeat-contact",
        "They have asked before: say you have read the earlier messages, so they need not tell it again.",
        signals=("repeat-contact",),
        until=_READ_IT_ALL,
    ),
    _Line(
        "churn",
        "They are close to leaving: mend what went wrong first, and do not plead.",
        signals=("churn",),
        points=("problem", "owns", "next-step"),
    ),
    _Line(
        "blocked-now",
        "They are stuck and time is short: give a way round first, the reason after.",
        signals=("blocked",),
        urgent=True,
        until=("(meanwhile|in the meantime|until then|for now|right now|workaround|way round|way around|instead)",),
    ),
    _Line(
        "money",
        "Their money is at stake: name the amount, and the day it moves.",
        signals=("money",),
        until=(
            "(refund~|credit~|return~|send~|paid|pay~|reverse~|money|amount|charge~) ... (today|tomorrow|by|within|until|on|tonight)",
        ),
    ),
    _Line("waiting", "They have waited: own the wait before anything else.", signals=("waiting",), until=_WAIT),
    _Line(
        "blocked",
        "They cannot use it at all: lead with the way to get going again.",
        signals=("blocked",),
        points=("next-step",),
    ),
    _Line(
        "urgent",
        "Time matters to them: put the time you will act by in the first line.",
        emotions=("anger", "frustration", "disappointment", "anxiety", "confusion", "sadness"),
        urgent=True,
        points=("next-step",),
    ),
    _Line(
        "sarcasm",
        "The joke covers a let-down: answer what lies under it, in plain words.",
        signals=("sarcasm",),
        points=("problem",),
    ),
    _Line(
        "rising",
        "They are more upset than before: say back what they need, then offer one step.",
        emotions=("anger", "frustration", "disappointment", "anxiety", "sadness"),
        rising=True,
        points=("problem", "next-step"),
    ),
    _Line(
        "anger",
        "Name what happened and own it before you explain anything.",
        emotions=("anger",),
        points=("problem", "owns"),
    ),
    _Line(
        "frustration",
        "Something keeps blocking them: name it, then the one thing you are doing about it.",
        emotions=("frustration",),
        points=("problem", "owns"),
    ),
    _Line(
        "disappointment",
        "They expected something else: say what that was, and what can still be made of it.",
        emotions=("disappointment",),
        points=("problem", "owns"),
    ),
    _Line(
        "anxiety",
        "They worry about what comes: say what is certain, and when they will know the rest.",
        emotions=("anxiety",),
        points=("next-step",),
    ),
    _Line(
        "confusion",
        "They cannot see the way: one step at a time, in their words, and ask what they see.",
        emotions=("confusion",),
        points=("invites",),
    ),
    _Line(
        "sadness",
        "Go gently: one plain sentence for what happened, and take a task off them.",
        emotions=("sadness",),
        points=("problem", "owns"),
    ),
    _Line(
        "positive",
        "They are happy: thank them for the one thing they named.",
        emotions=("positive",),
        until=("(thank~|glad|happy|pleased|delighted|great|lovely|made my day)",),
    ),
)


@functools.cache
def _said() -> Mentions[str]:
    return Mentions({line.id: line.until for line in _LINES if line.until})


def advice(moment: Moment) -> Advice | None:
    """The most pressing line that the draft does not follow yet; None when there is nothing to say.

    When all lines are followed, an upset customer's draft is told the first point of the checklist that it lacks.
    """
    said = _said().in_text(moment.draft) if moment.draft.strip() else frozenset()
    done = moment.done
    for line in _LINES:
        if _applies(line, moment) and not _followed(line, said, done):
            return Advice(line.id, _worded(line, moment))
    if moment.draft.strip() and moment.mood.emotion in UPSET:
        lacking = next((item for item in moment.checklist if not item.done), None)
        if lacking is not None:
            return Advice(f"lacks-{lacking.id}", lacking.hint)
    return None


def _applies(line: _Line, moment: Moment) -> bool:
    mood = moment.mood
    if (line.urgent and not mood.urgent) or (line.rising and not moment.rising):
        return False
    if mood.emotion == "positive" and not line.emotions:  # whatever was said on the way here, they are content now
        return False
    return (
        any(signal in mood.signals for signal in line.signals)
        or moment.situation in line.situations
        or mood.emotion in line.emotions
    )


def _followed(line: _Line, said: Collection[str], done: Collection[str]) -> bool:
    return line.id in said or (bool(line.points) and all(point in done for point in line.points))


def _worded(line: _Line, moment: Moment) -> str:
    if line.id == "repeat-contact" and moment.messages > 2:
        return f"Message number {moment.messages} from them: say you have read the earlier ones, so they need not tell it again."
    return line.text
