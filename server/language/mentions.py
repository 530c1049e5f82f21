"""Whether a text says something, recognised by patterns of docs/packs.md: in drafts and messages, sentence by sentence."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from server.language.grammar import WordLists
from server.language.index import PatternIndex
from server.language.pattern import Pattern
from server.language.text import mask, sentences
from server.language.tokens import tokenize

T = TypeVar("T", bound=Hashable)


class Mentions(Generic[T]):
    """Things a text can mention, each with its patterns."""

    def __init__(self, things: Mapping[T, Iterable[str]], words: Mapping[str, Iterable[str]] | None = None) -> None:
        """``things``: what can be mentioned, and its patterns; ``words``: the word lists they use. Raises PatternError."""
        self._index: PatternIndex[T] = PatternIndex()
        lists = WordLists(words)
        for thing, sources in things.items():
            for source in sources:
                self._index.add(Pattern(source, lists), thing)

    def in_text(self, text: str) -> frozenset[T]:
        """The things that ``text`` mentions. Quoted mail, code and addresses in it do not count."""
        masked = mask(text)
        return frozenset(
            thing
            for sentence in sentences(masked)
            for thing in self._index.matching(tokenize(masked[sentence.start : sentence.end]))
        )
