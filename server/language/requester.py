"""Where the requester's name stands in a draft: in full or in part, in small letters, in capitals, without its accents.

A name that is a word as well ("Will", "Bill") is taken for the name only where somebody is spoken to: after a greeting or a title, or
set apart by marks ("…, will.").
"""

import functools
import re
import unicodedata
from collections.abc import Iterable

from spacy.lang.en.stop_words import STOP_WORDS

from server.language.verbs import AUXILIARIES, FINITE

Names = tuple[tuple[int, int], ...]
"""Stretches of a text, each a name, as (start, end), in order."""

_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MOST_PARTS = 6
_TITLES = "mr mrs ms mx miss dr prof sir madam"
_PARTICLES = "van von der den de la le du da di dos bin ibn al el ter zu"
_NO_NAME = frozenset(f"{_TITLES} {_PARTICLES}".split())
# Words that are names too, and what helpdesks show where they know no name; verbs and the commonest words are known anyway.
_WORDS = frozenset(
    "mark miles major"
    " art joy grace faith june august summer autumn dawn eve rose lily ivy jade ruby pearl amber penny sunny daisy holly heather olive"
    " iris jasmine violet ginger honey angel mercy charity christian frank ernest rich jack pat rob sue drew chance case king prince"
    " page day young long brown green white black gray grey silver gold stone wood woods field hill lake rivers bush marsh moon star"
    " west north south east best good small short little bill dean guy gene dale glen earl duke customer support team service services"
    " shop store sales office admin info account user guest client company group ltd inc unknown visitor anonymous noreply desk".split()
)
_TITLE = rf"(?:{_TITLES.replace(' ', '|')})\b\.?[ ]"
_GREETS = (
    r"(?:hi|hiya|hello|hey+|heya|yo|dear|greetings|good[ ](?:morning|afternoon|evening|day)|thanks|thank[ ]you|sorry)"
)
_CALLS = re.compile(rf"(?:{_GREETS}[ ]+)?(?:{_TITLE})?", re.IGNORECASE)
_NEXT = re.compile(r"[ ]*[,!]?[ ]*")
_GOES_ON = re.compile(r"['’]|[ ]+(?:and|or|&)\b|[ ]+([a-z]+)")


def names_in(text: str, name: str | None) -> Names:
    """Where the requester's name stands in a masked text. ``name``: as the helpdesk shows it; an address tells nothing."""
    pattern = _pattern(name)
    return tuple(match.span(match.lastgroup or 0) for match in pattern.finditer(text)) if pattern else ()


def within(names: Names, start: int, end: int) -> Names:
    """The names in a stretch of the text, counted from its start."""
    return tuple((at - start, to - start) for at, to in names if start <= at and to <= end)


def written(text: str, names: Names, start: int, end: int) -> list[str]:
    """The names in a stretch of the text as they are written there."""
    return [text[at:to] for at, to in names if start <= at and to <= end]


def call_end(sentence: str, names: Names) -> int:
    """How much of a sentence only calls the requester ("hi anna ", "anna, "); 0 for nothing. ``names``: in the sentence."""
    if not names or not _CALLS.fullmatch(sentence, 0, names[0][0]):
        return 0
    start, end = names[0]
    goes_on = _GOES_ON.match(sentence, end)
    if start == 0 and goes_on and (goes_on[1] is None or goes_on[1] in FINITE or goes_on[1] in AUXILIARIES):
        return 0  # "Anna is …", "Anna's …" speaks of somebody
    after = _NEXT.match(sentence, end)
    return after.end() if after else end


def missing(names: Iterable[str], after: str) -> list[str]:
    """The names that do not stand in a text, as they are written or with a capital."""
    return [
        name
        for name in dict.fromkeys(names)
        if not re.search(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(name[:1].upper() + name[1:])})(?!\w)", after)
    ]


def called(text: str, names: Iterable[str]) -> str:
    """Some words that call somebody by name at the end of their first sentence: "We see it." becomes "We see it, anna."."""
    stop = re.search(r"(?<=[\w\])])[.?!](?=\s|$)", text)
    at = stop.start() if stop else len(text.rstrip())
    return text[:at] + "".join(f", {name}" for name in names) + text[at:]


@functools.lru_cache(maxsize=256)
def _pattern(name: str | None) -> re.Pattern[str] | None:
    if not name or "@" in name:
        return None
    parts = [part for part in _PART.findall(name) if len(part) > 1 and part.lower() not in _NO_NAME][:_MOST_PARTS]
    parts += [plain for part in parts if (plain := _without_accents(part)) != part]
    if not parts:
        return None
    chain = _chain(parts)
    alone = [part for part in parts if not _is_word(part)]
    ways = [
        rf"\b(?:{_GREETS}[ ]+(?:{_TITLE})?|{_TITLE})(?P<greeted>{chain})(?!\w)",
        rf"(?:^|(?<=[,.!?:;\n]))[ ]*(?P<apart>{chain})(?=[ ]*(?:[,.!?:;\n]|$))",
    ]
    if alone:
        ways.insert(0, rf"(?<![\w@./-])(?P<name>{_chain(alone)})(?![\w@/]|\.\w)")
    return re.compile("|".join(ways), re.IGNORECASE)


def _chain(parts: list[str]) -> str:
    """One part of a name, or several in a row, with what joins them ("Anna van der Berg")."""
    one = "|".join(re.sub("['’]", "['’]", re.escape(part)) for part in sorted(parts, key=len, reverse=True))
    return rf"(?:{one})(?:[ ](?:(?:{_PARTICLES.replace(' ', '|')})[ ])*(?:{one})\b)*"


def _is_word(part: str) -> bool:
    low = part.lower()
    return low in _WORDS or low in STOP_WORDS or low in FINITE or low in AUXILIARIES


def _without_accents(part: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", part) if not unicodedata.combining(char))
