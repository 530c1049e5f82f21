"""Reads a draft sentence by sentence and remembers what it read, so that a keystroke costs one sentence."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from server.language.checklist import Feature, features
from server.language.clauses import greeting_end
from server.language.foreign import Evidence, evidence
from server.language.learned.stage import LearnedStage
from server.language.realise import Place
from server.language.requester import Names, call_end, names_in, within, written
from server.language.rules import Hit, RuleSet
from server.language.text import Sentence, mask, sentences
from server.language.tokens import Tokens, tokenize_all

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """What stands in one sentence, whatever text it is in; offsets count from the sentence's start."""

    tokens: Tokens
    hits: tuple[Hit, ...]
    features: frozenset[Feature]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft, its sentences, and what stands in each."""

    text: str
    masked: str
    places: tuple[Sentence, ...]
    sentences: tuple[ReadSentence, ...]
    names: Names = ()
    """Where the requester's name stands."""

    def sentence_text(self, number: int) -> str:
        """A sentence's words, without the full stop."""
        at = self.places[number]
        return self.text[at.start : at.end].strip(" .")

    def greeting_end(self, number: int) -> int:
        """Where the greeting of a sentence ends in the draft; where the sentence starts, if it has none."""
        at = self.places[number]
        own = self.masked[at.start : at.end]
        called = call_end(own, within(self.names, at.start, at.end))
        return at.start + (called or greeting_end(own))

    def names_in(self, start: int, end: int) -> list[str]:
        """The requester's name as it is written in a stretch of the draft."""
        return written(self.text, self.names, start, end)

    def place(self, number: int, start: int, end: int) -> Place:
        """A stretch of a sentence as a place to put words, without the words at its start that only call the requester by name."""
        at = self.places[number]
        called = at.start + call_end(self.masked[at.start : at.end], within(self.names, at.start, at.end))
        return Place(
            self.text, self.masked, at.start, at.end, max(start, called) if called < end else start, end, self.names
        )


class Reader:
    """Reads with one set of rules and, where there is one, the learned stage after them. Safe to use from several threads."""

    def __init__(self, rules: RuleSet, learned: LearnedStage | None = None) -> None:
        self._rules = rules
        self._learned = learned
        self._known: OrderedDict[str, ReadSentence] = OrderedDict()
        self._lock = Lock()

    def read(self, text: str, requester: str | None = None) -> ReadDraft:
        """Read a whole draft. ``requester``: the name of whom it is to, if known."""
        masked = mask(text)
        places = tuple(sentences(masked))
        pieces = [masked[place.start : place.end] for place in places]
        known = self._known_of(pieces)
        return ReadDraft(text, masked, places, tuple(known[piece] for piece in pieces), names_in(masked, requester))

    def _known_of(self, pieces: list[str]) -> dict[str, ReadSentence]:
        """What stands in each of these sentences; those not remembered are read together."""
        found: dict[str, ReadSentence] = {}
        with self._lock:
            for piece in pieces:
                known = self._known.get(piece)
                if known is not None:
                    found[piece] = known
                    self._known.move_to_end(piece)
        new = [piece for piece in dict.fromkeys(pieces) if piece not in found]
        if new:
            found |= {piece: self._sentence(tokens) for piece, tokens in zip(new, tokenize_all(new), strict=True)}
            with self._lock:
                self._known.update((piece, found[piece]) for piece in new)
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return found

    def _sentence(self, tokens: Tokens) -> ReadSentence:
        told = evidence(tokens)
        if told.foreign_sentence:
            return ReadSentence(tokens, (), frozenset(), told)
        hits = tuple(self._rules.hits(tokens))
        if self._learned is not None:
            hits = self._learned.judge(tokens, hits)
        return ReadSentence(tokens, hits, features(tokens), told)
