"""What the language engine says about a draft: plain data, no behaviour.

All offsets here are Python code points into the text that was given; ``server.language.text.Utf16`` turns them into the
UTF-16 code units that JavaScript and the HTTP API count.
"""

from dataclasses import dataclass, field
from typing import Literal

Category = Literal["sympathy", "hollow-apology", "formulaic", "dismissive", "blame", "deflection", "command"]
Severity = Literal["high", "medium", "hint"]
Kind = Literal["brief", "warm", "formal"]
Emotion = Literal["anger", "frustration", "disappointment", "anxiety", "confusion", "sadness", "neutral", "positive"]
Outcome = Literal["solved", "acknowledged", "dismissed"]
Signal = Literal["repeat-contact", "waiting", "money", "churn", "escalation", "blocked", "sarcasm"]

CATEGORIES: tuple[Category, ...] = (
    "sympathy",
    "hollow-apology",
    "formulaic",
    "dismissive",
    "blame",
    "deflection",
    "command",
)
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "hint")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words in a text: ``text[start:end] == quote``."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """New words for ``draft[start:end]``; the range may be wider than its finding (a full stop that becomes "?").

    ``removes``: words are only taken out, and ``text`` is no more than what mends the seam (the next word's capital, a comma), so
    a person is shown what goes rather than ``text``.
    """

    start: int
    end: int
    text: str
    kind: Kind = "warm"
    removes: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One stretch of the draft that a good team lead would mark, why, and up to three ways to say it better."""

    rule: str
    pack: str
    category: Category
    severity: Severity
    start: int
    end: int
    quote: str
    why: str
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing an empathetic reply does; ``empathy`` is the kind it belongs to (cognitive, emotional, compassionate)."""

    id: str
    label: str
    done: bool
    hint: str
    empathy: Literal["cognitive", "emotional", "compassionate"]


@dataclass(frozen=True, slots=True)
class Mood:
    """How the customer feels, read from their words: emotion, intensity 0 (none) to 3 (strong), urgency, signals."""

    emotion: Emotion
    intensity: int
    urgent: bool
    signals: tuple[Signal, ...] = ()
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What the message is about; ``clause`` completes "I can see how frustrating … is" ("being charged twice")."""

    id: str
    clause: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Part of a rewrite: ``draft[start:end]`` becomes ``text``. Edits of one rewrite are in order and do not overlap."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The whole draft with every finding mended: ``text``, and the edits that lead there."""

    text: str
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Everything said about one draft."""

    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistItem, ...]
    rewrite: Rewrite
    mood: Mood | None = None
    situation: Situation | None = None
    language: str = "en"
    notices: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a customer's upset is going; ``since``: index of the message with which it began to."""

    direction: Literal["rising", "falling", "steady"]
    since: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a reply came across, why (one line for the agent), and which of the scenario's points it names (by their labels).

    The checklist of ``review`` is that of the sentences nothing is marked in.
    """

    outcome: Outcome
    why: str
    named: tuple[str, ...]
    review: Review


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a good answer does, and how to do it."""

    id: str
    label: str
    done: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer does, point by point, and the review of its words."""

    checks: tuple[Check, ...]
    review: Review

    @property
    def done(self) -> bool:
        """Whether the answer does all of it."""
        return all(check.done for check in self.checks)
