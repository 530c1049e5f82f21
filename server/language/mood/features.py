"""Turns a customer's message into the numbers the mood model weighs.

Four kinds of features: cues (cues.yaml: what situations look like), the words themselves (one and two at a time), how good or bad
the words are (VADER's lexicon), and form (capitals, exclamation marks, emoji, length).
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import yaml

from server.language.grammar import WordLists
from server.language.index import PatternIndex
from server.language.pattern import Pattern
from server.language.text import mask
from server.language.tokens import Tokens, tokenize

CUES_FILE = Path(__file__).with_name("cues.yaml")
MAX_CHARS = 6000
"""A message is read up to here; the rest of a very long one is nearly always a log or a quoted mail."""

_HANDLE = re.compile(r"@\w+")
_NUMBERS = r"\d+(?:[.,:]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few|many|half an|couple of"
_DURATION = re.compile(
    rf"\b(?P<n>{_NUMBERS})[ -]?\+?[ -]?(?P<unit>sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|years?)\b\+?"
)
_AMOUNT = re.compile(
    r"(?:[$£€₹]|\brs\.?|\binr|\busd|\beur)[ ]?\d[\d.,]*|\b\d[\d.,]*[ ]?(?:[$£€₹]|k?rs\b|rupees|dollars|bucks|quid|pounds|euros?|usd|inr|gbp"
    r"|cents|lakhs?)"
)
_NTH = re.compile(
    r"\b\d+(?:st|nd|rd|th) (?:\w+ ){0,2}(?:time|delay|outage|call|e?mail|message|request|ticket|day|week|month|row|late|year)"
    r"|\b\d+ (?:times|calls|e?mails|messages|tickets|tweets|agents|people|visits)\b|\bx\d+\b"
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)\b|\b\d{1,2}:\d\d\b")
_PART = re.compile(r"\(?\b\d/\d?\d?\b\)?|\b/\d$")
_LONG_LETTERS = re.compile(r"([a-z])\1\1")
_CAPS = re.compile(r"\b[A-Z]{3,}\b")
_ANGRY_FACES = re.compile("[😡😠🤬😤👿💢🖕👎]")
_WEARY_FACES = re.compile("[😒🙄😑😏😐🤦🤷😩😫😖😣]")
_SAD_FACES = re.compile(r"[😢😭💔😞😔🙁☹😟😕🥺😿]|(?<!\w):'?-?\((?!\w)")
_GLAD_FACES = re.compile(r"[😊😍❤♥👍🎉😂🙂😁😀😃😄😆🥰😘👏🙏✨💯👌💪🎄🤣😎🤩]|(?<!\w)[:;]-?[)D](?!\w)|<3")
_DIGITS = re.compile(r"\d")
_FORM: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("amount", _AMOUNT), ("nth", _NTH), ("clock", _CLOCK), ("part", _PART), ("angry-face", _ANGRY_FACES),
    ("weary-face", _WEARY_FACES), ("sad-face", _SAD_FACES), ("glad-face", _GLAD_FACES), ("long-letters", _LONG_LETTERS),
)  # fmt: skip
MOMENTS = frozenset(("trip-broken", "bag-gone", "money-gone", "out-now", "held", "now"))
"""Cues of a moment in which time matters. They tell that it presses, not which feeling it brings."""
# Situations are often told by two things together: a train, and a delay. Two groups that both occur make one more feature.
_GROUPS: dict[str, frozenset[str]] = {
    "moment": MOMENTS,
    "travel": frozenset(("travel-now", "form-clock")),
    "place": frozenset(("right-here", "soon", "asap", "stakes")),
    "money": frozenset(("deducted", "charged", "refund", "money", "paid", "not-credited", "form-amount")),
    "gone": frozenset(("lost", "not-credited", "not-received", "lost-own", "deducted")),
    "stopped": frozenset(("down", "account-blocked", "cannot", "not-working", "crash", "login-problem")),
    "trouble": frozenset(
        ("delayed", "wrong", "problem", "cancel", "cancelled", "why-not", "help-plea", "still", "tried")
    ),
    "silence": frozenset(("no-answer", "hold", "waiting", "pending", "no-show", "slow-support")),
    "again": frozenset(("again", "nth", "many-times", "contacted", "already", "asking-again", "runaround", "form-nth")),
    "blame": frozenset(("insult", "profanity", "deceit", "outrage", "uncaring", "you-blame", "warn-others")),
    "praise": frozenset(("praise", "praise-strong", "thanks", "love")),
    "ask": frozenset(("polite-ask", "want", "form-ends-question")),
}
_NEGATIONS = frozenset("not n't no never nobody without hardly cannot nothing none nor neither".split())
_LONG_UNITS = ("d", "w", "y", "mo")


@dataclass(frozen=True)
class Reading:
    """A message read once: its words, and which cues and forms stand where (offsets in the message)."""

    text: str
    tokens: Tokens
    hits: dict[str, tuple[int, int]]
    form: dict[str, float]

    @cached_property
    def grams(self) -> list[str]:
        """Words, and pairs of neighbouring words; digits all alike."""
        words = [_DIGITS.sub("0", word) if not word.isalpha() else word for word in self.tokens.words]
        padded = ["<s>", *words, "</s>"]
        return words + [f"{first} {second}" for first, second in pairwise(padded)]


class Reader:
    """Reads messages for their cues. ``lexicon``: how good (+4) or bad (-4) a word is."""

    def __init__(self, lexicon: Mapping[str, float]) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where libyaml is there
        data: dict[str, Any] = yaml.load(CUES_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (it is safe)
        self._lexicon = lexicon
        self._index: PatternIndex[str] = PatternIndex()
        lists = WordLists(data["words"])
        for name, patterns in data["cues"].items():
            for source in patterns:
                self._index.add(Pattern(source, lists), name)

    def read(self, text: str) -> Reading:
        """Read a message of at most MAX_CHARS characters. Offsets in the result are into it."""
        masked = mask(text)
        masked = _HANDLE.sub(lambda match: "@" + "x" * (len(match.group()) - 1), masked)
        plain = masked.lower() if len(masked.lower()) == len(masked) else "".join(_lower(char) for char in masked)
        tokens = tokenize(plain)
        hits: dict[str, tuple[int, int]] = {}
        for name, match in self._index.scan(tokens):
            hits.setdefault(name, (match.start, match.end))
        form = self._form(masked, plain, tokens, hits)
        form |= dict.fromkeys(_pairs(hits), 1.0)
        return Reading(text, tokens, hits, form)

    def _form(self, masked: str, plain: str, tokens: Tokens, hits: dict[str, tuple[int, int]]) -> dict[str, float]:
        form: dict[str, float] = {}
        for name, pattern in _FORM:
            found = pattern.search(plain)
            if found:
                form[name] = 1.0
                hits["form-" + name] = found.span()
        for found in _DURATION.finditer(plain):
            unit = found["unit"]
            kind = "duration-long" if unit.startswith(_LONG_UNITS) and unit[:3] != "min" else "duration-short"
            form[kind] = 1.0
            hits.setdefault("form-" + kind, found.span())
        count = len(tokens.words)
        for limit in (1, 3, 6, 12, 25, 50):
            if count <= limit:
                form[f"length-{limit}"] = 1.0
                break
        else:
            form["length-more"] = 1.0
        form["length"] = min(math.log1p(count) / 4, 1.5)
        letters = [char for char in masked if char.isalpha()]
        if len(letters) >= 8 and sum(map(str.isupper, letters)) > 0.6 * len(letters):
            form["shouting"] = 1.0
        caps = [word for word in _CAPS.findall(masked) if plain.find(word.lower()) >= 0]
        form["caps"] = min(len(caps), 4) / 4
        form["exclamations"] = min(masked.count("!"), 4) / 4
        form["questions"] = min(masked.count("?"), 3) / 3
        if "!!" in masked or "?!" in masked or "!?" in masked:
            form["double-mark"] = 1.0
        if "??" in masked:
            form["double-question"] = 1.0
        if masked.rstrip().endswith("?"):
            form["ends-question"] = 1.0
        if "..." in masked or "…" in masked:
            form["dots"] = 1.0
        if '"' in masked:
            form["scare-quotes"] = 1.0
        if "#" in masked:
            form["hashtag"] = 1.0
        self._valence(tokens, form)
        return form

    def _valence(self, tokens: Tokens, form: dict[str, float]) -> None:
        """Sums, extremes and negation of the words' valence (Hutto & Gilbert 2014, simplified)."""
        good = bad = best = worst = negated = 0.0
        words = tokens.words
        for place, word in enumerate(words):
            value = self._lexicon.get(word, 0.0)
            if not value:
                continue
            if any(before in _NEGATIONS for before in words[max(0, place - 3) : place]):
                negated += 1
                value *= -0.74
            if value > 0:
                good += value
                best = max(best, value)
            else:
                bad -= value
                worst = max(worst, -value)
        form["good"] = min(good, 10) / 5
        form["bad"] = min(bad, 10) / 5
        form["best"] = best / 3
        form["worst"] = worst / 3
        form["negated"] = min(negated, 3) / 3
        total = good - bad
        form["compound"] = total / math.sqrt(total * total + 15)
        form["good-only"] = float(good > 0 and not bad)
        form["bad-only"] = float(bad > 0 and not good)
        form["mixed"] = float(good > 0 and bad > 0)


def _pairs(hits: Mapping[str, object]) -> list[str]:
    there = [name for name, cues in _GROUPS.items() if not cues.isdisjoint(hits)]
    return [f"{first}+{second}" for first, second in combinations(there, 2)]


def _lower(char: str) -> str:
    lowered = char.lower()
    return lowered if len(lowered) == 1 else char
