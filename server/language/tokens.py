"""A sentence as the rules see it: spaCy's tokens under one canonical spelling.

spaCy's tokenizer splits "don't", "dont" and "do not" into the same two words, so a pattern written one way matches all.
"""

import functools
import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from typing import cast

import spacy
from spacy.attrs import NORM, ORTH
from spacy.tokenizer import Tokenizer

from server.language import words

_SHORT = {
    "m": "am", "'m": "am", "'re": "are", "re": "are", "'ve": "have", "ve": "have", "'ll": "will", "ll": "will", "'d": "would",
}  # fmt: skip
_IS_AFTER = frozenset(
    "it that this there here what who where how he she which everything something nothing one problem issue".split()
)
_PICTURE = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")  # an emoji after a phrase is no part of it
_OUTER_MARKS = frozenset(",;:-–—.!?")
_PAST = frozenset(("did", "had"))
_HAS_BEFORE = frozenset("been got had gone taken become".split())
_CHANGES_NEXT = frozenset("i you we they he she let".split()) | _IS_AFTER
_CONTEXT = _HAS_BEFORE | frozenset(_SHORT) | {"'s", "s"}
_GREETINGS = frozenset("hi hello hey dear good".split())
_RUN = re.compile(r"\S+")
_PLAIN_RUN = re.compile(
    r"([A-Za-z]+)(?:(-)([A-Za-z]+))?('s)?([,:;!?]|(?<=[a-z])\.)?|([£$€#])?((?:[A-Z]+-)?[0-9]+(?:[.,:][0-9]+)*)([,:;!?.])?"
)

_CONJUNCTIONS = frozenset("and or but so then otherwise".split())
_SUBJECTS = frozenset("i we you it they he she then otherwise".split())


@functools.cache
def _spacy() -> tuple[Tokenizer, frozenset[str]]:
    """spaCy's blank English, nothing trained, and the runs it cuts in a way of their own.

    "didn't" and "hadn't" stay in the past, which spaCy's norms forget.
    """
    tokenizer = cast(Tokenizer, spacy.blank("en").tokenizer)
    tokenizer.rules = {
        text: [{**part, NORM: part[ORTH].lower()} if part[ORTH].lower() in _PAST else part for part in parts]
        for text, parts in tokenizer.rules.items()
    }
    return tokenizer, frozenset(tokenizer.rules)


class Kind(IntEnum):
    """What a word is as far as any pattern is concerned that does not name it."""

    WORD = 0
    COMMA = 1
    DOTS = 2
    EXCLAMATION = 3
    END = 4  # "?", "?!"
    RUN_ON = 5  # an end that words hang on: ".net"
    MARK = 6


_MARKS = frozenset(',;:.!?…()"–—')
_ENDS = ".!?…"


@functools.lru_cache(maxsize=32_768)
def kind_of(word: str) -> Kind:
    """The kind of a canonical word."""
    if word[:1] not in _MARKS:
        return Kind.WORD
    if word in ",!":
        return Kind.COMMA if word == "," else Kind.EXCLAMATION
    if not word.strip(".…"):
        return Kind.DOTS
    if not word.strip(_ENDS):
        return Kind.END
    return Kind.RUN_ON if word[0] in _ENDS else Kind.MARK


class Tokens:
    """One sentence. ``words``: its canonical words; the rest is worked out when it is asked for.

    ``kinds[i]``: what kind of word word i is; ``starts[i]``/``ends[i]``: its offsets in the text; ``present``: what decides whether
    a pattern can match at all.
    """

    def __init__(self, text: str, words: tuple[str, ...]) -> None:
        self._text = text
        self.words = words

    @functools.cached_property
    def present(self) -> frozenset[str | tuple[str, str]]:
        """All words, all pairs of neighbours, and with "" the words at the sentence's edges."""
        words = self.words
        if not words:
            return frozenset()
        found: set[str | tuple[str, str]] = {*words, *pairwise(words), ("", words[0])}
        if words[0] in _GREETINGS:  # "Hi Ann, …" starts after the comma as well
            found.update(("", word) for mark, word in pairwise(words[:9]) if mark in ",!")
        for word in reversed(words):
            if word[0] not in _ENDS or word.strip(_ENDS):
                found.add((word, ""))
                break
        return frozenset(found)

    @functools.cached_property
    def kinds(self) -> bytes:
        """The kind of each word."""
        return bytes(map(kind_of, self.words))

    @functools.cached_property
    def _spans(self) -> tuple[tuple[int, int], ...]:
        return _spans(self._text)

    @functools.cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each word starts in the text."""
        return tuple(start for start, _ in self._spans)

    @functools.cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each word ends in the text."""
        return tuple(end for _, end in self._spans)

    def text_span(self, first: int, stop: int) -> tuple[int, int]:
        """Offsets in the text of the words from ``first`` up to ``stop``, without outer commas."""
        last = stop - 1
        while first < last and self.words[first] in _OUTER_MARKS:
            first += 1
        while last > first and (self.words[last] in _OUTER_MARKS or _PICTURE.match(self.words[last])):
            last -= 1
        return self.starts[first], self.ends[max(first, last)]

    def clause_end(self, first: int, stop: int) -> int:
        """Which of the words from ``first`` up to ``stop`` begins a second clause ("… today | or it goes back"); else ``stop``."""
        for index in range(first + 1, stop - 1):
            if self.words[index] in _CONJUNCTIONS and self.words[index + 1] in _SUBJECTS:
                return index
        return stop


def tokenize(text: str) -> Tokens:
    """Tokenise one sentence (masked text; see server.language.text)."""
    found = [word for words, _ in _RUNS.read(text.split()) for word in words]
    if not _CONTEXT.isdisjoint(found):
        _in_context(found, text)
    return Tokens(text, tuple(found))


def tokenize_all(texts: Sequence[str]) -> list[Tokens]:
    """Tokenise several sentences; spaCy is asked once about all that is new in them."""
    _RUNS.read([run for text in texts for run in text.split()])
    return [tokenize(text) for text in texts]


_Run = tuple[tuple[str, ...], tuple[tuple[int, int], ...]]
_REMEMBERED = 32_768
_LONGEST_WORD = 300
_MONEY = frozenset("£€")


class _Runs:
    """Letters between two blanks: their canonical words, and where these start and end in them.

    spaCy's tokenizer never looks across white space (https://spacy.io/usage/linguistic-features#how-tokenizer-works), so what it
    made of such a run is remembered, and it is asked only about those that are new. Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Run] = {}

    def read(self, runs: Sequence[str]) -> list[_Run]:
        """What is made of each of these."""
        known = self._known
        try:
            return [known[run] for run in runs]
        except KeyError:
            if len(known) > _REMEMBERED:
                known = self._known = {}  # another thread may still read the old one
            new = _learn([run for run in runs if run not in known])
            known.update((run, made) for run, made in new.items() if len(run) <= _LONGEST_WORD)
            return [known[run] if run in known else new[run] for run in runs]


_RUNS = _Runs()


def _learn(runs: Sequence[str]) -> dict[str, _Run]:
    """What is made of these runs. Letters or digits alone, with few marks, spaCy always cuts alike: only the rest is put to it."""
    tokenizer, special = _spacy()
    known: dict[str, _Run] = {}
    strange: list[str] = []
    for run in dict.fromkeys(runs):
        if len(run) > _LONGEST_WORD:  # no words; a row of brackets alone would keep spaCy busy for minutes
            known[run] = ("x",), ((0, len(run)),)
            continue
        plain = _PLAIN_RUN.fullmatch(run)
        if plain and run not in special and special.isdisjoint((*plain.groups(), f"{plain[3]}.")):
            spans = tuple(plain.span(number) for number, part in enumerate(plain.groups(), 1) if part)
            found = [words.canonical(run[start:end].lower()) for start, end in spans]
            if found[0] in _MONEY:
                found[0] = "$"  # as spaCy's norms have it
            known[run] = tuple(found), spans
        else:
            strange.append(run)
    if not strange:
        return known
    tokens = [token for token in tokenizer(" ".join(strange)) if not token.is_space]
    at = start = 0
    for run in strange:
        first, start = at, start + len(run)
        while at < len(tokens) and tokens[at].idx < start:
            at += 1
        own = tokens[first:at]
        begin = start - len(run)
        known[run] = (
            tuple(words.canonical(token.norm_.replace(" ", "") or token.text) for token in own),
            tuple((token.idx - begin, token.idx - begin + len(token)) for token in own),
        )
        start += 1
    return known


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a text stand in it."""
    places = list(_RUN.finditer(text))
    return tuple(
        (place.start() + start, place.start() + end)
        for place, (_, spans) in zip(places, _RUNS.read([place.group() for place in places]), strict=True)
        for start, end in spans
    )


def _in_context(found: list[str], text: str) -> None:
    """Change words that are read by the one before them: the rest of a contraction."""
    previous = ""
    for index, word in enumerate(found):
        if word in _CONTEXT:
            if previous in _CHANGES_NEXT or word[0] == "'":
                word = found[index] = _after(previous, word)  # noqa: PLW2901
            if word in _HAS_BEFORE and previous == "is" and text[_spans(text)[index - 1][0]] in "'s":
                found[index - 1] = "has"  # "it's been" is "it has been"
        previous = word


def _after(previous: str, word: str) -> str:
    """A word that follows one of those that change the next."""
    if word == "'s" or (word == "s" and previous in _IS_AFTER):
        return "us" if previous == "let" else "is" if previous in _IS_AFTER else word
    return _SHORT.get(word, word)
