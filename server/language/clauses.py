"""Takes a sentence apart into clauses, so that words can go and what stays still is a sentence.

No grammar model: clauses are told by commas, joining words and verbs from a list. Where that is not sure, ``cut`` says so (None) rather
than leave half a sentence behind.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.language.verbs import AUXILIARIES, FINITE, VERBS

GREETING = re.compile(
    r"(?:hi|hiya|hello|hey+|heya|yo|dear|greetings|good (?:morning|afternoon|evening|day)|thanks|thank you)\b"
    r"(?:[ ](?:mr|mrs|ms|mx|dr|prof)\.)?[^,.!?:;\n]{0,40}(?:[,!]|$)",
    re.IGNORECASE,
)
_BARE_GREETING = re.compile(
    r"(?:[Hh]i|[Hh]ello|[Hh]ey|[Hh]iya|[Dd]ear) (?!All|Team)[A-Z][a-zà-ÿ]+(?= [a-zI])"
)  # "Hi Jamal no worries"
_SUBJECTS = frozenset(
    "i we you it he she they this that these those there the a an my our your his her its their nobody everyone everybody someone"
    " nothing something all both each one here what please let".split()
)
# A subordinate clause falls with the clause it hangs on; a result ("so …") can stand by itself.
_SUBORDINATE = frozenset(
    "because since as while whilst if when where which who whom whose until till unless although though whereas whether that after"
    " before once cause cuz owing despite without except with".split()
)
_COORDINATE = frozenset("and but so or yet hence thus therefore then plus & otherwise".split())
_OPENER = re.compile(r"[ ]*([a-z&]+)\b[ ,]*", re.IGNORECASE)
_MARK = re.compile(r"[ ]*(?:[,;:](?=[ ])|[–—]|[ ]-(?=[ ])|…|\.\.\.|[()])[ ]*")
_JOIN = re.compile(
    r"[ ]+(?=(?:and|but|so|or|because|although|though|which|whereas|unless|hence|yet|as|since|while|whilst|if|when|until|where|who)\b)",
    re.IGNORECASE,
)
_LOOSE_JOINS = frozenset("and or as since while whilst if when until where who so".split())
_TAG = re.compile(
    r"(?:is|are|do|does|did|was|were|wo|ca|have|has|could|would)n'?t (?:it|they|we|you|he|she|there|i)\b|right\b|innit\b|eh\b|huh\b|lol\b"
    r"|haha+\b|no\?",
    re.IGNORECASE,
)
_END = re.compile(
    r"[ ]*(?:[.!?…]+|(?:[:;]-?[)(DP])|[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+|[ ])*$"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|\d[\w.,:/%-]*|&")
_DANGLING = frozenset(
    "a an the to of for in on at by with from and or but so because as if than that which who my our your i we you it they he she"
    " is are was were be been am will would can could should may might must do does did has have had not very just about into"
    " their his her its although though while when where until unless since".split()
)
# A clause that only says why or how of the one before it: "…, they only slow things down".
_ANAPHORA = re.compile(r"(?:they|it|that|this|these|those|he|she|can't)\b", re.IGNORECASE)
_BACKWARD = re.compile(r"\b(?:that|this|it|them|they|those|these)\b", re.IGNORECASE)
_MOST_LETTERS = 2000


@dataclass(frozen=True, slots=True)
class Clause:
    """``sentence[start:end]``; ``opener``: the joining word it starts with, "" for none; ``body``: where the words after that start."""

    start: int
    end: int
    opener: str
    body: int
    verb: bool
    sub: bool


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, contractions apart ("we're" is we, re)."""
    return [part for word in _WORD.findall(text.lower().replace("’", "'")) for part in word.split("'")]


def has_verb(text: str) -> bool:
    """Whether a finite verb (one that makes a sentence) stands in it, as far as a list of verbs can tell."""
    words = words_of(text)
    return any(
        word in AUXILIARIES or word in FINITE or (word.endswith("ed") and len(word) > 4) for word in words[1:]
    ) or bool(words and (words[0] in VERBS or words[0] in AUXILIARIES))


def stands(text: str) -> bool:
    """Whether a stretch of words can be a sentence of its own."""
    words = words_of(text.rstrip(" .!?…,;:"))
    return (
        len(words) > 1
        and words[-1] not in _DANGLING
        and (words[0] not in _SUBORDINATE or "," in text)
        and words[0] not in ("to", "of", "than", "or", "nor")
        and has_verb(text)
    )


def greeting_end(sentence: str) -> int:
    """How much of a sentence is its greeting ("Hi Ann, "); 0 for none."""
    match = GREETING.match(sentence) or _BARE_GREETING.match(sentence)
    if match is None or sentence[match.start() :].lower().startswith(("thank", "dear customer is")):
        return 0
    end = match.end()
    return end + len(sentence[end:]) - len(sentence[end:].lstrip(" "))


def clauses(sentence: str, spans: Sequence[tuple[int, int]] = ()) -> list[Clause]:
    """The clauses of a masked sentence in order, each with its leading mark and joining word; ``spans``: words that are to go."""
    tail = _END.search(sentence)
    stop = tail.start() if tail else len(sentence)
    edges: dict[int, int] = {0: 0}
    for mark in _MARK.finditer(sentence, 0, stop):
        edges[mark.start()] = mark.end()
    for join in _JOIN.finditer(sentence, 0, stop):
        word = _word_at(sentence, join.end())
        if word in _LOOSE_JOINS and not any(start in (join.end(), join.end() + len(word) + 1) for start, _ in spans):
            rest = sentence[join.end() + len(word) : stop]
            following = words_of(rest)[:1]
            if word not in ("and", "or", "so") or not following or following[0] not in _SUBJECTS or not has_verb(rest):
                continue
        if not any(start <= join.start() <= end for start, end in edges.items()):
            edges[join.start()] = join.end()
    places = sorted(edges)
    raw = [
        _clause(sentence, at, edges[at], after)
        for at, after in zip(places, [*places[1:], stop], strict=True)
        if after > at
    ]
    return _merged(sentence, raw, spans)


def _word_at(text: str, at: int) -> str:
    match = re.match(r"[A-Za-z&]+", text[at:])
    return match.group().lower() if match else ""


def _clause(sentence: str, start: int, words: int, end: int) -> Clause:
    opener = _word_at(sentence, words)
    body = words
    if opener in _COORDINATE or opener in _SUBORDINATE:
        match = _OPENER.match(sentence, words, end)
        body = match.end() if match else words
    else:
        opener = ""
    text = sentence[body:end]
    sub = opener in _SUBORDINATE and not (opener == "that" and start == 0)
    return Clause(start, end, opener, body, has_verb(text), sub or bool(_TAG.match(text)))


def _merged(sentence: str, raw: list[Clause], spans: Sequence[tuple[int, int]]) -> list[Clause]:
    """Pieces without a verb belong to their neighbour, unless they are what is to go."""
    result: list[Clause] = []
    for one in raw:
        alone = one.verb or one.sub or marked(one, spans)
        if result and not alone and not (result[-1].verb is False and not result):
            before = result[-1]
            result[-1] = Clause(before.start, one.end, before.opener, before.body, before.verb, before.sub)
        else:
            result.append(one)
    while len(result) > 1 and not result[0].verb and not marked(result[0], spans):  # "Unfortunately, …", "oh, …"
        first, second = result[0], result[1]
        result[:2] = [Clause(first.start, second.end, first.opener, first.body, second.verb, second.sub)]
    return result


def marked(clause: Clause, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether words that are to go stand in a clause."""
    return any(start < clause.end and clause.body < end for start, end in spans)


@dataclass(frozen=True, slots=True)
class Cut:
    """What stays of a sentence when words go: ``kept`` (with its end mark; "" for nothing) and ``gone``, the stretches that went."""

    kept: str
    gone: tuple[tuple[int, int], ...]
    first: bool
    """Whether what went stood before what stays."""


def cut(sentence: str, masked: str, spans: Sequence[tuple[int, int]]) -> Cut | None:
    """Take the clauses of ``spans`` out of a sentence (without its greeting), and those that hang on them.

    None when what would stay is no sentence, and for a "sentence" of thousands of letters, which nobody wrote as one.
    """
    if len(sentence) > _MOST_LETTERS:
        return None
    parts = clauses(masked, spans)
    out = [marked(part, spans) for part in parts]
    for index, part in enumerate(parts):
        if out[index]:
            continue
        if part.sub and (index > 0 and out[index - 1]):
            out[index] = True
        elif part.sub and index == 0 and len(parts) > 1 and out[1]:
            out[0] = True
        elif index and out[index - 1] and not part.opener and _ANAPHORA.match(masked, part.body):
            out[index] = True
        elif (
            index and out[index - 1] and part.opener in ("so", "hence", "thus", "therefore", "then", "otherwise", "or")
        ):
            out[index] = bool(_BACKWARD.search(masked[part.body : part.end])) or not stands(
                masked[part.body : part.end]
            )
    for index, part in enumerate(parts[1:], 1):
        verb = words_of(masked[part.body : part.end])[:1]
        subject = masked[parts[index - 1].body : part.start].split(",", maxsplit=1)[0]
        if (
            out[index]
            and not out[index - 1]
            and not part.opener
            and not AUXILIARIES.isdisjoint(verb)
            and not has_verb(subject)
        ):
            return None  # "The guide, as you know, | would have helped": what stays has lost its verb
    gone = tuple((part.start, part.end) for part, goes in zip(parts, out, strict=True) if goes)
    stay = [part for part, goes in zip(parts, out, strict=True) if not goes]
    if not stay:
        return Cut("", gone, False)
    head = stay[0]
    text = sentence[(head.body if out[0] else head.start) : head.end]
    for part in stay[1:]:
        text += sentence[part.start : part.end]
    text = text.strip(" ,;:–—-…")
    if text.count("(") != text.count(")"):
        return None
    if not stands(text) or all(part.sub for part in stay):
        return None
    end = _END.search(masked)
    mark = sentence[end.start() :] if end else ""
    if out[-1] and ("?" in mark or "!" in mark or not mark.strip()):
        mark = "." + re.sub(r"^[ ]*[.!?…]*", "", mark)
    return Cut(text + (mark if mark.strip() else "."), gone, out[0])
