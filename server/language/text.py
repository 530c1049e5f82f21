"""Cuts a text into the sentences that are the writer's own words, and counts its offsets the way JavaScript does.

Sentences are cut here rather than by spaCy's sentencizer for two reasons: support replies are full of "Dr.", "No. 5", list
numbers and emoji that it splits at, and cutting first lets every sentence be tokenised and reviewed once and then remembered, so
that a keystroke costs one sentence.
"""

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

# One character for one, so that offsets into the text stay what they were.
_PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'", "“": '"', "”": '"', "„": '"',
        "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "\u3000": " ", "\t": " ", "\r": " ", "\x00": " ",
    }
    | {chr(half): "\ufffd" for half in range(0xD800, 0xE000)}  # half a surrogate pair has no UTF-8, which spaCy needs
)  # fmt: skip

_QUOTE_HEAD = re.compile(
    r"^(?:On\b[^\n]{4,200}\bwrote:"  # most mail programs
    r"|-{2,}[ ]?(?:Original Message|Forwarded message)"
    r"|_{10,}"
    r"|From: [^\n]+\n(?:Sent|Date|To): "  # Outlook
    r"|#+- Please type your reply above this line -#+"  # Zendesk
    r"|--[ ]?$"  # the signature separator of RFC 3676, 4.3
    r")",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD_SIGNS = ("--", "__", "from: ", "-#", "wrote:")
_QUOTED_LINES = re.compile(r"^[ ]*>.*$", re.MULTILINE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
# What stays in its sentence as one unreadable word: inline code, placeholders, fill-ins, tags, links, addresses.
_ATOM = re.compile(
    r"`[^`\n]+`|\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\[\[.{0,300}?\]\]|</?[a-zA-Z][^<>\n]{0,200}>"
    r"|(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.DOTALL,
)
# Words in double quotes are somebody else's (a banner, the customer, a title).
_CITED = re.compile(r"(?:^|(?<=[ (\n]))\"[^\"\n]{1,100}\"(?=$|[\s,.;:!?)])", re.MULTILINE)
_ATOM_SIGNS = ("`", "{{", "{%", "[[", "<", "://", "www.", "@")

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sr jr no nos vs approx inc ltd co corp dept ext fig tel e.g i.e eg ie"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri max ref acct".split()
)
_EMOJI = "[\u2190-\u21ff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]"
_END = re.compile(
    rf"(?:[.!?…]+[\"')\]]*(?:[ ]*(?:{_EMOJI}+|[:;]-?[)(DP](?![a-zA-Z])))*|{_EMOJI}+|(?<=[ ])[:;]-?[)(DP])(?=\s|$)"
    r"|(?<=[a-z]{3}[.!?])(?=[A-Z])"  # a forgotten space: "sorry.We will"
    r"|[。！？]+"  # no space follows these
)
_MAY_END = re.compile(
    f"[.!?…:;。！？]|{_EMOJI}"
)  # where an end can begin; looked for first, because most letters end nothing
_BULLET = re.compile(r"[ ]*(?:[-*•–·]|\(?\d{1,2}[.)]|[a-h][.)])[ ]+")
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text, ``text[start:end]``; ``listed``: it is an item of a list ("1. Tap Settings")."""

    start: int
    end: int
    listed: bool


def mask(text: str) -> str:
    """The text, the same length, with typographic quotes made plain and all that is not the writer's own words taken out.

    Quoted mail, code blocks and signatures become line ends; links, placeholders and inline code one run of "x".
    """
    if "```" in text:
        text = _FENCE.sub(_blank, text)
    if any(sign in text for sign in _ATOM_SIGNS):
        text = _ATOM.sub(lambda match: "x" * len(match.group()), text)
    text = text.translate(_PLAIN)
    if '"' in text:
        text = _CITED.sub(lambda match: "x" * len(match.group()), text)
    if ">" in text:
        text = _QUOTED_LINES.sub(_blank, text)
    small = text.lower()
    if any(sign in small for sign in _HEAD_SIGNS):
        head = _QUOTE_HEAD.search(text)
        if head:
            text = text[: head.start()] + "\n" * (len(text) - head.start())
    return text


def _blank(match: re.Match[str]) -> str:
    return "\n" * len(match.group())


def sentences(masked: str) -> list[Sentence]:
    """The sentences of a masked text, in order, without surrounding space."""
    result: list[Sentence] = []
    for start, end in _lines(masked):
        listed, places = _cut(masked[start:end])
        result += [Sentence(start + first, start + last, listed) for first, last in places]
    return result


@functools.lru_cache(maxsize=4096)  # a keystroke changes one line
def _cut(line: str) -> tuple[bool, tuple[tuple[int, int], ...]]:
    """Whether a line is an item of a list, and where its sentences start and end in it."""
    places: list[tuple[int, int]] = []

    def add(start: int, end: int) -> None:
        piece = line[start:end]
        stripped = piece.strip()
        if stripped:
            start += len(piece) - len(piece.lstrip())
            places.append((start, start + len(stripped)))

    bullet = _BULLET.match(line)
    at = bullet.end() if bullet else 0
    read = at
    for mark in _MAY_END.finditer(line, at):
        if mark.start() < read:
            continue
        match = _END.match(line, mark.start()) or _END.match(line, mark.end())
        if match is None:
            continue
        read = match.end()
        if read > at and not _abbreviated(line, at, match):
            add(at, read)
            at = read
    add(at, len(line))
    return bullet is not None, tuple(places)


def _lines(masked: str) -> Iterable[tuple[int, int]]:
    """Lines, where a line that was only wrapped (long, open, going on in small letters) is joined with the next."""
    start = end = -1
    for match in _LINE.finditer(masked):
        wrapped = (
            start >= 0
            and match.start() == end + 1
            and end - masked.rfind("\n", 0, end) > 50
            and masked[end - 1] not in ".!?:;"
            and masked[match.start()].islower()
        )
        if wrapped:
            end = match.end()
            continue
        if start >= 0:
            yield start, end
        start, end = match.span()
    if start >= 0:
        yield start, end


def _abbreviated(line: str, at: int, match: re.Match[str]) -> bool:
    """Whether what looks like an end is only the stop of "Dr.", of a list number, or dots inside a sentence."""
    mark = match.group()
    if not mark or mark[0] not in ".…":
        return False
    after = line[match.end() : match.end() + 2].strip()
    if mark.startswith(("..", "…")):
        return after.islower()
    if mark != ".":
        return False
    word = line[max(line.rfind(" ", at, match.start()) + 1, at) : match.start()].lower().lstrip("(\"'")
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")


class Utf16:
    """Converts offsets of one text between code points and UTF-16 code units, as JavaScript strings count them."""

    __slots__ = ("_astral", "_ends")

    def __init__(self, text: str) -> None:
        self._astral = [] if text.isascii() else [i for i, char in enumerate(text) if ord(char) > 0xFFFF]
        self._ends = [position + index + 2 for index, position in enumerate(self._astral)]

    def units(self, offset: int) -> int:
        """Code points to UTF-16 code units."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def points(self, units: int) -> int:
        """UTF-16 code units to code points; an offset inside a surrogate pair goes to the pair's start."""
        before = bisect_right(self._ends, units)
        inside = before < len(self._ends) and self._ends[before] == units + 1
        return units - before - inside
