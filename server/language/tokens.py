"""A sentence as the rules see it: spaCy's tokens under one canonical spelling, in one line of bytes.

spaCy's tokenizer splits "don't", "dont" and "do not" into the same two words, so a pattern written one way matches all.
The line starts and ends with a space and has one space after every word, so a pattern is a plain regular expression over it and
the place of a match is found by bisecting the words' starts.
"""

import functools
from bisect import bisect_left
from dataclasses import dataclass

import spacy
from spacy.language import Language

from server.language import words

_SHORT = {
    "m": "am", "'m": "am", "'re": "are", "re": "are", "'ve": "have", "ve": "have", "'ll": "will", "ll": "will", "'d": "would",
}  # fmt: skip
_IS_AFTER = frozenset(
    "it that this there here what who where how he she which everything something nothing one problem issue".split()
)
_OUTER_MARKS = frozenset(",;:-–—.!?")
_HAS_BEFORE = frozenset("been got had gone taken become".split())
_PRONOUNS = frozenset("i you we they he she".split())


@functools.cache
def nlp() -> Language:
    """spaCy's blank English: its tokenizer, nothing trained."""
    return spacy.blank("en")


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
        while last > first and self.words[last] in _OUTER_MARKS:
            last -= 1
        return self.starts[first], self.ends[max(first, last)]


def tokenize(text: str) -> Tokens:
    """Tokenise one sentence (masked text; see server.language.text)."""
    norms: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    previous = ""
    for token in nlp().make_doc(text):
        if token.is_space:
            continue
        raw = token.norm_
        start = token.idx
        if raw == "'s" or (raw == "s" and previous in _IS_AFTER):
            word = "us" if previous == "let" else "is" if previous in _IS_AFTER else raw
        elif raw[0] == "'" or previous in _PRONOUNS:
            word = _SHORT.get(raw, raw)
        else:
            word = raw
        word = words.canonical(word.replace(" ", ""))
        if word in _HAS_BEFORE and norms and norms[-1] == "is" and text[starts[-1]] in "'s":
            norms[-1] = "has"
        norms.append(word)
        starts.append(start)
        ends.append(start + len(token))
        previous = word
    at: list[int] = []
    position = 1
    encoded = [word.encode("utf-8", "surrogatepass") for word in norms]
    for word_bytes in encoded:
        at.append(position)
        position += len(word_bytes) + 1
    line = b" " + b"".join(word_bytes + b" " for word_bytes in encoded)
    return Tokens(line, tuple(norms), tuple(at), tuple(starts), tuple(ends))
