"""How well a snippet fits a search: a score for its words, its use, and the customer's situation.

The word score follows BM25F (Robertson, Zaragoza & Taylor 2004): each field counts with its own weight, and repeated words
count less and less. It leaves out inverse document frequency, which cannot change the order of hits that hold all words of
the query and costs a walk over every snippet with the word (60 ms for a common word in 100,000 snippets, measured).
"""

import functools
import math
import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime

TITLE, LABEL, BODY = 3.0, 1.2, 0.4
MAX_WORDS = 12
_NOT_WORD = re.compile(r"[\W_]+")
_PLAIN = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}  # what ASCII folds to
_ENDINGS = ("ing", "ed", "es", "s")


def fold(text: str) -> str:
    """Lower case, no accents, words set apart by single spaces, with one space before and after."""
    if text.isascii():
        return f" {' '.join(text.translate(_PLAIN).split())} "
    text = _accents().sub("", unicodedata.normalize("NFKD", text))
    return f" {_NOT_WORD.sub(' ', text.casefold()).strip()} "


@functools.cache
def _accents() -> re.Pattern[str]:
    """Every combining mark (Unicode's planes 0 and 1), as a pattern: a tenth of the time of asking letter by letter."""
    return re.compile(
        f"[{''.join(char for code in range(0x300, 0x20000) if unicodedata.combining(char := chr(code)))}]"
    )


@functools.lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without a plural or verb ending, so that "refunded" finds "refund" ("booking" → "book")."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. ``words`` holds, for each word, the spellings that count as it, the typed one first.

    ``any_word``: a snippet may lack some of the words.
    """

    text: str
    words: tuple[tuple[str, ...], ...]
    situation: str | None = None
    emotion: str | None = None
    any_word: bool = False

    @classmethod
    def of(cls, text: str, situation: str | None = None, emotion: str | None = None) -> "Query":
        """Read what was typed; words after the twelfth are left out."""
        words = tuple((word,) for word in fold(text).split()[:MAX_WORDS])
        return cls(text.strip().casefold(), words, situation, emotion)

    @property
    def roots(self) -> list[tuple[str, ...]]:
        """For each word, what its spellings have in common with their other endings."""
        return [tuple(stem(spelling) for spelling in spellings) for spellings in self.words]

    @property
    def typed(self) -> str:
        """The words as typed, folded."""
        return " ".join(spellings[0] for spellings in self.words)

    def expression(self, columns: str = "") -> str:
        """The query in FTS5's syntax; every word finds words that start with it. ``columns``: only look there."""
        groups = (
            "(" + " OR ".join(dict.fromkeys(f'"{stem(spelling)}"*' for spelling in spellings)) + ")"
            for spellings in self.words
        )
        joined = (" OR " if self.any_word else " AND ").join(groups)
        return f"{{{columns}}} : ({joined})" if columns else joined


class Text:
    """What a snippet holds, folded when first asked for and then kept: a person's next search looks at the same ones."""

    __slots__ = ("_body", "_labels", "_raw_labels", "shortcut", "title", "updated")

    def __init__(self, row: sqlite3.Row) -> None:
        self.updated: str = row["updated"]
        self.title = fold(row["title"])
        self.shortcut = (row["shortcut"] or "").casefold()
        self._raw_labels: str = row["labels"].casefold()
        self._labels: str | None = None
        self._body: str | None = None

    def may_be_labelled(self, root: str) -> bool:
        """Whether the labels can hold it at all: folding them is the dear part."""
        return root in self._raw_labels or not self._raw_labels.isascii()

    @property
    def labels(self) -> str:
        """The folded labels."""
        if self._labels is None:
            self._labels = fold(self._raw_labels)
        return self._labels

    @property
    def body(self) -> str | None:
        """The folded body, or None while only the names were read."""
        return self._body

    def read_body(self, body: str) -> str:
        """The folded body; ``body`` is what to fold if that is not known yet."""
        if self._body is None:
            self._body = fold(body)
        return self._body


def name_score(query: Query, text: Text) -> float:
    """How well the words stand in the title, the shortcut and the labels: 0 when in none of them."""
    score = 0.0
    for spellings in query.words:
        best = _name_word_score(spellings[0], text)
        for other in spellings[1:]:
            best = max(best, 0.7 * _name_word_score(other, text))
        score += best
    return score / len(query.words) + _whole_score(query, text.title, text.shortcut)


def _name_word_score(word: str, text: Text) -> float:
    root = f" {stem(word)}"
    in_title = in_labels = 0.0
    if root in text.title:
        in_title = 1.0 if f" {word} " in text.title else 0.8 if f" {word}" in text.title else 0.6
    if in_title < 0.8 and word in text.shortcut:
        in_title = 0.8
    if text.may_be_labelled(root[1:]) and root in text.labels:
        in_labels = 1.0 if f" {word} " in text.labels else 0.8
    return TITLE * in_title + LABEL * in_labels


def _whole_score(query: Query, title: str, shortcut: str) -> float:
    """More for the whole query found as typed: the shortcut itself, the start of the title, the words side by side."""
    score = 0.0
    if shortcut and query.text in (shortcut, shortcut.lstrip(";:/.,!#-")):
        score += 10.0
    elif shortcut.startswith(query.text):
        score += 2.0
    if title == f" {query.typed} ":
        score += 3.0
    elif title.startswith(f" {query.typed}"):
        score += 1.5
    elif len(query.words) > 1 and f" {query.typed}" in title:
        score += 1.0
    return score


def body_score(query: Query, body: str) -> float:
    """How well the words stand in the folded body: 0 to 0.8."""
    score = 0.0
    for spellings in query.words:
        times = max([body.count(f" {stem(word)}") for word in spellings])
        score += times / (times + 0.5 + len(body) / 600)
    side_by_side = len(query.words) > 1 and f" {query.typed}" in body
    return BODY * (score / len(query.words) + side_by_side)


def holds(query: Query, text: Text) -> bool:
    """Whether the snippet holds the words at all, as the search index would say. Its body must have been read."""
    whole = f"{text.title}{text.body}{text.labels} {text.shortcut}"
    enough = any if query.any_word else all
    return enough(any(f" {root}" in whole for root in group) for group in query.roots)


def use_score(uses: int, last_used: str | None, now: datetime) -> float:
    """0 to 1.5: half for how often (a hundred uses count in full), half for how lately (halved every ten days)."""
    if not uses or last_used is None:
        return 0.0
    days = max(0.0, (now - datetime.fromisoformat(last_used)).total_seconds() / 86_400)
    return 0.75 * min(1.0, math.log1p(uses) / math.log1p(100)) + 0.75 * math.exp2(-days / 10)


def fit_score(query: Query, row: sqlite3.Row) -> float:
    """0 to 2.2: the snippet is meant for the customer's situation, or for how they feel."""
    situation = query.situation is not None and f'"{query.situation}"' in row["situations"]
    emotion = query.emotion is not None and f'"{query.emotion}"' in row["emotions"]
    return 1.5 * situation + 0.7 * emotion
