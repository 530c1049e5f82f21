"""How well a snippet fits a search: a score for its words, its use, and the customer's situation.

The word score follows BM25F (Robertson, Zaragoza & Taylor 2004): each field counts with its own weight, and repeated words
count less and less. It leaves out inverse document frequency, which cannot change the order of hits that hold all words of
the query and costs a walk over every snippet with the word (60 ms for a common word in 100,000 snippets, measured).
"""

import math
import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime

TITLE, LABEL, BODY = 3.0, 1.2, 0.4
MAX_WORDS = 12
_NOT_WORD = re.compile(r"[\W_]+")
_ENDINGS = ("ing", "ed", "es", "s")


def fold(text: str) -> str:
    """Lower case, no accents, words set apart by single spaces, with one space before and after."""
    if not text.isascii():
        text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return f" {_NOT_WORD.sub(' ', text.casefold()).strip()} "


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


def name_score(query: Query, row: sqlite3.Row) -> float:
    """How well the words stand in the title, the shortcut and the labels: 0 when in none of them."""
    title = fold(row["title"])
    raw = row["labels"].casefold()
    # Folding is the dear part; labels that cannot hold a word need none.
    roots = [stem(word) for spellings in query.words for word in spellings]
    labels = fold(raw) if not raw.isascii() or any(root in raw for root in roots) else ""
    shortcut = (row["shortcut"] or "").casefold()
    score = 0.0
    for spellings in query.words:
        score += max(
            (1.0 if index == 0 else 0.7) * _name_word_score(word, title, labels, shortcut)
            for index, word in enumerate(spellings)
        )
    return score / len(query.words) + _whole_score(query, title, shortcut)


def _name_word_score(word: str, title: str, labels: str, shortcut: str) -> float:
    exact, start, root = f" {word} ", f" {word}", f" {stem(word)}"
    in_title = 1.0 if exact in title else 0.8 if start in title else 0.6 if root in title else 0.0
    in_labels = 1.0 if exact in labels else 0.8 if root in labels else 0.0
    return TITLE * max(in_title, 0.8 * (word in shortcut)) + LABEL * in_labels


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


def body_score(query: Query, row: sqlite3.Row) -> float:
    """How well the words stand in the body: 0 to 0.8."""
    body = fold(row["body"])
    score = 0.0
    for spellings in query.words:
        times = max(body.count(f" {stem(word)}") for word in spellings)
        score += times / (times + 0.5 + len(body) / 600)
    side_by_side = len(query.words) > 1 and f" {query.typed}" in body
    return BODY * (score / len(query.words) + side_by_side)


def holds(query: Query, row: sqlite3.Row) -> bool:
    """Whether the snippet holds the words at all, as the search index would say."""
    enough = any if query.any_word else all
    text = f"{row['title']} {row['shortcut'] or ''} {row['labels']} {row['body']}"
    if text.isascii():  # most do not hold them, and that shows without folding the whole text
        plain = text.lower()
        if not enough(any(stem(word) in plain for word in spellings) for spellings in query.words):
            return False
    folded = fold(text)
    return enough(any(f" {stem(word)}" in folded for word in spellings) for spellings in query.words)


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
