"""How the customer writes, as a hint for the tone of the answer: analytical, amiable, expressive or driver.

The four styles are Merrill and Reid's (Personal Styles and Effective Performance, 1981): assertive people tell and others ask,
responsive people show feelings and others hold back. Read from one conversation they say how somebody writes today, not who
they are, so a style is only told where several signs of it stand in the message, and always with those signs.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.coaching.model import Style, StyleName

LEAST_WORDS = 6
LEAST = 2.0
LEAD = 0.75
_MAX_CHARS = 6000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE_END = re.compile(r"[.!?\n]+")


@dataclass(frozen=True, slots=True)
class _Sign:
    """Something that speaks for a style: ``says`` completes “This customer …”; ``worth``: how much, for a message."""

    style: StyleName
    says: str
    worth: Callable[[str], float]


_ADVICE: dict[StyleName, tuple[str, str]] = {
    "analytical": ("Analytical", "Give the cause, the steps and exact times, in order; leave adjectives out."),
    "amiable": ("Amiable", "Answer as warmly as they write, and say that you stay with it until it is done."),
    "expressive": ("Expressive", "Answer the feeling first and with some energy, then one clear step."),
    "driver": ("Driver", "Begin with the result and the time; two or three sentences are enough."),
}


def _found(pattern: str, each: float, most: float, flags: int = re.IGNORECASE) -> Callable[[str], float]:
    compiled = re.compile(pattern, flags)
    return lambda text: min(most, each * sum(1 for _ in compiled.finditer(text)))


def _brief(text: str) -> float:
    """Short sentences throughout, and no courtesy."""
    if re.search(r"\b(?:please|thanks?|hi|hello|dear|sorry)\b", text, re.IGNORECASE):
        return 0.0
    words = len(_WORD.findall(text))
    parts = sum(1 for part in _SENTENCE_END.split(text) if part.strip())
    return 1.0 if words <= 40 and words / max(1, parts) <= 8 else 0.0


_SIGNS: tuple[_Sign, ...] = (
    _Sign("analytical", "gives figures and dates", _found(r"\b\d[\d.,:/-]*", 0.4, 1.2)),
    _Sign("analytical", "numbers the points", _found(r"(?m)^\s*(?:\d+[.)]|[-*•]) ", 0.7, 1.5)),
    _Sign(
        "analytical",
        "names steps, versions or errors",
        _found(
            r"\b(?:version|error|code|log|logs|steps?|reproduce|according to|specification|exactly|precisely|details?"
            r"|screenshots?|settings?|documentation|as described|clause|calculation|percent)\b",
            0.5,
            1.5,
        ),
    ),
    _Sign(
        "analytical",
        "asks how or why",
        _found(
            r"\b(?:why (?:does|is|was|did|do)|how (?:does|is|was|exactly)|what is the (?:reason|cause|difference))\b",
            0.7,
            1.0,
        ),
    ),
    _Sign(
        "amiable",
        "greets and says thank you",
        _found(
            r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b"
            r"|\b(?:thanks?|thank you|cheers|kind regards|best wishes)\b",
            0.6,
            1.4,
        ),
    ),
    _Sign(
        "amiable",
        "asks softly",
        _found(
            r"\b(?:could you|would you(?: mind)?|if possible|when you have|no rush|no hurry|i was wondering|please)\b",
            0.5,
            1.2,
        ),
    ),
    _Sign(
        "amiable",
        "thinks of you too",
        _found(
            r"\b(?:sorry to (?:bother|trouble)|i know you(?:'re| are)|hope you(?:'re| are)|appreciate|not your fault"
            r"|take care|you've been)\b",
            0.8,
            1.6,
        ),
    ),
    _Sign("expressive", "exclaims", _found(r"!+", 0.5, 1.4)),
    _Sign("expressive", "writes words in capitals", _found(r"\b[A-Z]{3,}(?:[ ,]+[A-Z]{2,})*\b", 0.5, 1.2, 0)),
    _Sign("expressive", "uses emoji", _found("[\U0001f300-\U0001faff☀-➿]", 0.5, 1.0)),
    _Sign(
        "expressive",
        "uses strong words",
        _found(
            r"\b(?:absolutely|totally|unbelievable|incredible|amazing|awful|horrible|terrible|disgusting|love|hate|worst|best"
            r"|furious|thrilled|never ever|so (?:happy|angry|sad|upset|excited|frustrated))\b",
            0.4,
            1.2,
        ),
    ),
    _Sign(
        "driver",
        "says what to do",
        _found(
            r"(?:^|[.!?\n]\s*)(?:just )?"
            r"(?:fix|send|refund|cancel|call|give|tell|sort|replace|confirm|get|stop|credit|ship)\b",
            0.8,
            1.6,
        ),
    ),
    _Sign(
        "driver",
        "wants it by a time",
        _found(
            r"\b(?:now|today|tonight|asap|immediately|right away|by (?:noon|tomorrow|monday|friday|end of day|\d+))\b",
            0.5,
            1.0,
        ),
    ),
    _Sign("driver", "keeps it short", _brief),
    _Sign(
        "driver",
        "comes to the point",
        _found(r"\b(?:bottom line|the point is|in short|no excuses|i need|i want|i expect|yes or no)\b", 0.6, 1.2),
    ),
)


def style_of(messages: Sequence[str]) -> Style | None:
    """The style of one customer's messages, or None when they do not show one clearly."""
    text = "\n".join(messages)[:_MAX_CHARS]
    if len(_WORD.findall(text)) < LEAST_WORDS:
        return None
    weighed = [(sign.worth(text), sign) for sign in _SIGNS]
    totals: dict[StyleName, float] = dict.fromkeys(_ADVICE, 0.0)
    for worth, sign in weighed:
        totals[sign.style] += worth
    first, second, *_ = sorted(totals, key=lambda name: totals[name], reverse=True)
    if totals[first] < LEAST or totals[first] - totals[second] < LEAD:
        return None
    shown = sorted((one for one in weighed if one[0] and one[1].style == first), key=lambda one: -one[0])[:2]
    if len(shown) < 2:
        return None
    label, advice = _ADVICE[first]
    return Style(first, label, f"This customer {shown[0][1].says} and {shown[1][1].says}.", advice)
