"""A sentence as the rules see it: spaCy's tokens under one canonical spelling, in one line of bytes.

spaCy's tokenizer splits "don't", "dont" and "do not" into the same two words, so a pattern written one way matches all.
The line starts and ends with a space and has one space after every word, so a pattern is a plain regular expression over it and
the place of a match is found by bisecting the words' starts.
"""

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import spacy
from spacy.attrs import IDX, LENGTH, NORM, ORTH
from spacy.language import Language
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
_COLUMNS = [NORM, IDX, LENGTH]
_REMEMBERED = 50_000
_known: dict[int, str] = {}

_CONJUNCTIONS = frozenset("and or but so then otherwise".split())
_SUBJECTS = frozenset("i we you it they he she then otherwise".split())


@functools.cache
def nlp() -> Language:
    """spaCy's blank English: its tokenizer, nothing trained; "didn't" and "hadn't" stay in the past, which its norms forget."""
    english = spacy.blank("en")
    tokenizer = cast(Tokenizer, english.tokenizer)
    tokenizer.rules = {
        text: [{**part, NORM: part[ORTH].lower()} if part[ORTH].lower() in _PAST else part for part in parts]
        for text, parts in tokenizer.rules.items()
    }
    return english


@dataclass(frozen=True, slots=True)
class Tokens:
    """``line``: the canonical words; ``at[i]``: where word i starts in it; ``starts``/``ends``: offsets in the text."""

    line: bytes
    words: tuple[str, ...]
    at: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def text_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text for ``line[start:end]`` (start: a word's start; end: after a word's space), without outer commas."""
        first = bisect_left(self.at, start)
        last = bisect_left(self.at, end) - 1
        while first < last and self.words[first] in _OUTER_MARKS:
            first += 1
        while last > first and (self.words[last] in _OUTER_MARKS or _PICTURE.match(self.words[last])):
            last -= 1
        return self.starts[first], self.ends[max(first, last)]

    def clause_end(self, start: int, end: int) -> int:
        """Where in ``line[start:end]`` a second clause begins ("… today | or it goes back"); ``end`` where none does."""
        first, stop = bisect_left(self.at, start), bisect_left(self.at, end)
        for index in range(first + 1, stop - 1):
            if self.words[index] in _CONJUNCTIONS and self.words[index + 1] in _SUBJECTS:
                return self.at[index]
        return end


def tokenize(text: str) -> Tokens:
    """Tokenise one sentence (masked text; see server.language.text)."""
    return tokenize_all([text])[0]


def tokenize_all(texts: Sequence[str]) -> list[Tokens]:
    """Tokenise sentences together: spaCy's cost for a document is the same for a word and for a page."""
    rows = nlp().make_doc("\n".join(texts)).to_array(_COLUMNS).tolist()
    result: list[Tokens] = []
    place, row, known = 0, 0, _known
    for text in texts:
        norms: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        previous = ""
        end_of_text = place + len(text)
        while row < len(rows) and rows[row][1] < end_of_text:
            norm, start, length = rows[row]
            row += 1
            word = known.get(norm) or _learn(norm)
            if word == " ":
                continue
            if previous in _CHANGES_NEXT or word[0] == "'":
                word = _after(previous, word)
            elif word in _HAS_BEFORE and norms and norms[-1] == "is" and text[starts[-1]] in "'s":
                norms[-1] = "has"
            norms.append(word)
            starts.append(start - place)
            ends.append(start - place + length)
            previous = word
        result.append(_joined(norms, starts, ends))
        place = end_of_text + 1
    return result


def _joined(norms: list[str], starts: list[int], ends: list[int]) -> Tokens:
    line = f" {' '.join(norms)} " if norms else " "
    lengths = map(len, norms) if line.isascii() else (len(word.encode("utf-8", "surrogatepass")) for word in norms)
    at: list[int] = []
    position = 1
    for length in lengths:
        at.append(position)
        position += length + 1
    return Tokens(line.encode("utf-8", "surrogatepass"), tuple(norms), tuple(at), tuple(starts), tuple(ends))


def _learn(norm: int) -> str:
    """The canonical word for a spaCy norm, remembered; a blank for white space."""
    raw = nlp().vocab.strings[norm]
    word = words.canonical(raw.replace(" ", "")) if raw.strip() else " "
    if len(_known) > _REMEMBERED:
        _known.clear()
    _known[norm] = word
    return word


def _after(previous: str, word: str) -> str:
    """A word that is read by the one before it: the rest of a contraction."""
    if word == "'s" or (word == "s" and previous in _IS_AFTER):
        return "us" if previous == "let" else "is" if previous in _IS_AFTER else word
    return _SHORT.get(word, word)
