"""Finds what a customer's message is about, among the situations that packs describe, and the word for how that feels."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.language.asides import without_asides
from server.language.errors import PatternError
from server.language.grammar import word_lists
from server.language.index import PatternIndex
from server.language.model import Emotion, Mood, Situation
from server.language.pattern import compiled
from server.language.text import mask, sentences
from server.language.tokens import Tokens, tokenize
from server.packs.model import Pack, SituationSpec

MAX_CHARS = 6000
MAX_SENTENCES = 60

LEAST = 1.0
"""A weaker match than one telling word names nothing: a wrong situation in a reply is worse than none."""
_AGAIN = 0.5
_EARLY = 0.25
# Words that say little about what a message is about; a match made of them is a weak one.
_LIGHT = frozenset(
    "a an the to of for in on at by with from and or but it is are was were be been being am i we you my our your me us they them he"
    " she his her this that these those has have had do does did not no never will would can could get got so very just still yet"
    " even any there what when where why how which who all one again also now then more as if up out . , ! ? - : ;".split()
)

# Adjectives for "how … this has been", by what is felt and how strongly (1 to 3).
_FEELINGS: dict[Emotion, tuple[str, str, str]] = {
    "anger": ("frustrating", "upsetting", "upsetting"),
    "frustration": ("annoying", "frustrating", "frustrating"),
    "disappointment": ("disappointing", "disappointing", "disappointing"),
    "anxiety": ("worrying", "worrying", "stressful"),
    "confusion": ("confusing", "confusing", "confusing"),
    "sadness": ("hard", "hard", "painful"),
}
# What a usual feeling of a situation may stand beside: with an emotion listed here, the situation's own word is kept.
_FITS: dict[Emotion, frozenset[str]] = {
    "anger": frozenset(("upsetting", "painful")),
    "frustration": frozenset(("frustrating", "annoying", "stressful", "upsetting", "confusing")),
    "disappointment": frozenset(("disappointing", "upsetting", "painful")),
    "anxiety": frozenset(("worrying", "stressful")),
    "confusion": frozenset(("confusing",)),
    "sadness": frozenset(("painful", "upsetting")),
}


@dataclass(frozen=True, slots=True)
class _Known:
    """A situation and its place among all: the later one wins no tie."""

    place: int
    spec: SituationSpec


class SituationReader:
    """Reads what a message is about. Safe to call from several threads; never raises on any text.

    ``problems``: (pack, situation, what is wrong) for patterns that were left out.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        """Compile the situations of some packs. A later pack's situation of the same id replaces the earlier one.

        One without patterns, which only gives a link, replaces nothing.
        """
        self.problems: list[tuple[str, SituationSpec, str]] = []
        self._index: PatternIndex[_Known] = PatternIndex()
        known: dict[str, tuple[Pack, SituationSpec]] = {}
        for pack in packs:
            for spec in pack.situations:
                if spec.when:
                    known.pop(spec.id, None)
                    known[spec.id] = (pack, spec)
        for place, (pack, spec) in enumerate(known.values()):
            entry = _Known(place, spec)
            for source in spec.when:
                try:
                    self._index.add(compiled(source, word_lists(pack.words)), entry)
                except PatternError as error:
                    self.problems.append((pack.id, spec, f"{source!r}: {error}"))
        self.feelings = {spec.id: spec.feeling for _, spec in known.values() if spec.feeling}
        self._read = functools.lru_cache(maxsize=128)(self._read_text)

    def read(self, text: str) -> Situation | None:
        """The situation a message is about, or None.

        The one with the longest telling match wins: "no answer to my four emails about the refund" names more than "refund".
        What stands earlier, and what is said in several ways, weighs a little more. Quoted mail is left out, and so is a trouble
        that the customer denies, only asks about, or tells of others.
        """
        return self._read(text[:MAX_CHARS])

    def read_thread(self, messages: Sequence[str]) -> Situation | None:
        """The situation of a thread of one customer's messages, oldest first: that of the last message which tells one."""
        return next((found for message in reversed(messages) if (found := self.read(message))), None)

    def _read_text(self, text: str) -> Situation | None:
        masked = mask(text)
        best: defaultdict[int, float] = defaultdict(float)
        count: defaultdict[int, int] = defaultdict(int)
        specs: dict[int, SituationSpec] = {}
        for order, sentence in enumerate(sentences(masked)[:MAX_SENTENCES]):
            tokens = tokenize(without_asides(masked[sentence.start : sentence.end]))
            for known, match in self._index.scan(tokens):
                weight = _weight(tokens, match.start, match.end)
                if weight < LEAST:
                    continue
                weight += _EARLY / (order + 1)
                best[known.place] = max(best[known.place], weight)
                count[known.place] += 1
                specs[known.place] = known.spec
        if not best:
            return None
        place = max(best, key=lambda place: (best[place] + _AGAIN * min(count[place] - 1, 3), -place))
        return Situation(specs[place].id, specs[place].clause)

    def feeling_word(self, mood: Mood | None, situation: Situation | None) -> str:
        """An adjective for "how … this has been", from what the customer feels and what happened to them."""
        return feeling_word(mood, situation, self.feelings)


def feeling_word(mood: Mood | None, situation: Situation | None, feelings: Mapping[str, str] | None = None) -> str:
    """An adjective for "how … this has been". ``feelings``: the usual word of each situation, by its id.

    The mood decides; a situation's usual word is kept where it fits that mood, and used where the message shows none.
    "" when neither says anything, or the customer is content.
    """
    usual = (feelings or {}).get(situation.id, "") if situation else ""
    if mood is None or mood.emotion == "neutral":
        return usual
    if mood.emotion == "positive":
        return ""
    if usual in _FITS[mood.emotion]:
        return usual
    return _FEELINGS[mood.emotion][max(1, min(3, mood.intensity)) - 1]


def _weight(tokens: Tokens, start: int, end: int) -> float:
    """How much a match tells: its words, light ones a quarter."""
    return sum(
        0.25 if word in _LIGHT else 1.0
        for word, at, to in zip(tokens.words, tokens.starts, tokens.ends, strict=True)
        if at >= start and to <= end
    )
