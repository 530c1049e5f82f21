"""Reads a draft sentence by sentence and remembers what it read, so that a keystroke costs one sentence."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from server.language.checklist import Feature, features
from server.language.learned.stage import LearnedStage
from server.language.rules import Hit, RuleSet
from server.language.text import Sentence, mask, sentences
from server.language.tokens import Tokens, tokenize

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """What stands in one sentence, whatever text it is in; offsets count from the sentence's start."""

    tokens: Tokens
    hits: tuple[Hit, ...]
    features: frozenset[Feature]


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft, its sentences, and what stands in each."""

    text: str
    masked: str
    places: tuple[Sentence, ...]
    sentences: tuple[ReadSentence, ...]


class Reader:
    """Reads with one set of rules and, where there is one, the learned stage after them. Safe to use from several threads."""

    def __init__(self, rules: RuleSet, learned: LearnedStage | None = None) -> None:
        self._rules = rules
        self._learned = learned
        self._known: OrderedDict[str, ReadSentence] = OrderedDict()
        self._lock = Lock()

    def read(self, text: str) -> ReadDraft:
        """Read a whole draft."""
        masked = mask(text)
        places = tuple(sentences(masked))
        return ReadDraft(text, masked, places, tuple(self._sentence(masked[p.start : p.end]) for p in places))

    def _sentence(self, masked: str) -> ReadSentence:
        with self._lock:
            known = self._known.get(masked)
            if known is not None:
                self._known.move_to_end(masked)
                return known
        tokens = tokenize(masked)
        hits = tuple(self._rules.hits(tokens))
        if self._learned is not None:
            hits += self._learned.hits(tokens, hits)
        read = ReadSentence(tokens, hits, features(tokens))
        with self._lock:
            self._known[masked] = read
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return read
