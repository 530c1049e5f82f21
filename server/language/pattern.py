"""The pattern language of packs (docs/packs.md), compiled to RE2.

RE2 runs in time linear in the text whatever the pattern (Russ Cox, "Regular Expression Matching in the Wild", 2010), so a pack
from a stranger cannot stall the agent's typing. Each pattern reads a sentence in its own alphabet, one byte for one word
(server.language.alphabet), so a place in what RE2 reads is the number of a word.
"""

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import re2

from server.language import words
from server.language.alphabet import Alphabet, Item, Place, TooManyWordsError
from server.language.tokens import Kind, Tokens, tokenize

MAX_PROGRAM = 4000
_ANY = frozenset(Kind)
_WORD = frozenset((Kind.WORD,))
# A greeting does not count: in "Hi Ann, obviously …" the sentence starts at "obviously".
_SENTENCE_START: tuple[Item, ...] = (
    r"\A(?:(?:", frozenset(("hi", "hello", "hey", "dear")), "|",
    frozenset(("good",)), frozenset(("morning", "afternoon", "evening", "day")), ")",
    _ANY - {Kind.COMMA}, "{0,4}", frozenset((Kind.COMMA, Kind.EXCLAMATION)), ")?",
)  # fmt: skip
_SENTENCE_END: tuple[Item, ...] = (frozenset((Kind.DOTS, Kind.EXCLAMATION, Kind.END)), r"*\z")
# Sentence ends end it, dots between words don't.
_REST: tuple[Item, ...] = (
    "(?:", frozenset((Kind.WORD, Kind.COMMA, Kind.MARK)), "|", frozenset((Kind.DOTS,)), _ANY, ")+",
)  # fmt: skip
_GAP_WORDS = 4
_CAPTURE_WORDS = 8
_MOST_PAIRS = 600  # more at one seam cost memory and tell little
_MOST_REQUIRED = 4
_RARE = 0.001
_EDGE = frozenset(("",))
_CLAUSE_WORDS = 40  # a capture that ends its pattern takes the rest of the clause

BUILTIN_WORDS: dict[str, tuple[str, ...]] = {
    "we": ("I", "we"),
    "i-am": ("I am", "we are", "I was", "we were", "I feel", "we feel"),
    "i-have": ("I have", "we have"),
    "my": ("my", "our"),
    "me": ("me", "us"),
    "be": ("be", "is", "are", "was", "were", "been", "being", "am"),
    "very": (
        "very", "so", "really", "truly", "extremely", "terribly", "awfully", "deeply", "sincerely", "incredibly", "quite",
        "most", "genuinely", "super", "absolutely", "dreadfully", "ever so", "so very", "very very", "so so", "really very",
        "really really", "just so", "utterly", "profoundly", "greatly",
    ),
    "sorry": ("sorry", "apologize", "apologies"),
    "this": ("this", "that", "it"),
    "can-not": ("can not", "could not", "are not able to", "am not able to", "are unable to", "am unable to", "will not be able to"),
    "offer": (
        "<we> can", "<we> will", "<we> could", "<we> have", "let me", "let us", "happy to", "glad to", "you can", "you could",
        "instead", "would you like", "shall I", "what I can do", "what we can do", "in the meantime", "<we> am <ing>", "here is",
    ),
    "ing": ("going to", "sending", "checking", "arranging", "asking", "looking", "getting", "making", "putting", "working"),
    "must": ("must", "need to", "have to", "has to", "are required to", "will have to", "will need to", "got to", "have got to"),
}  # fmt: skip

_TOKEN = re.compile(
    r"\s+|(?P<list><[a-z0-9-]+>)|(?P<capture>\{[a-z][a-z0-9_-]*(?::\d+-\d+|\.\.\.)?\})|(?P<gap>\.\.\.)|(?P<mark>[()\[\]|^$])"
    r"|(?P<form>[\w'’-]+~)|(?P<word>[^\s()\[\]|^$<>{}~]+)"
)


class PatternError(ValueError):
    """A pattern is not well formed; the message says what and, in characters from 1, where."""


Key = str | tuple[str, str]
"""A word, or two words side by side: what a sentence must hold for a pattern to match it."""
Keys = frozenset[Key]


@dataclass(frozen=True, slots=True)
class _Node:
    """Part of a pattern.

    ``items``: its places, and what stands between them; ``required``: sets of keys, of each of which one stands in any text it
    matches; ``first`` and ``last``: the words it may begin and end with, None where any may ("" is the sentence's edge); ``empty``:
    whether it matches no words at all; ``edge``: it is "^" or "$".
    """

    items: tuple[Item, ...]
    required: tuple[Keys, ...] = ()
    first: frozenset[str] | None = None
    last: frozenset[str] | None = None
    empty: bool = False
    edge: bool = False

    @property
    def solid(self) -> bool:
        """Whether its neighbours can't meet across it."""
        return self.edge or not self.empty


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched: offsets in the tokenised text, its first word and the word after its last by number, what it captured.

    ``captures``: name to offsets.
    """

    start: int
    end: int
    first: int
    stop: int
    captures: dict[str, tuple[int, int]]


class Pattern:
    """One compiled pattern.

    ``anchors``: words and pairs of words one of which stands in every text it matches, the rarest such set, or None;
    ``others_required``: further such sets.
    """

    __slots__ = ("_alphabet", "_find", "_groups", "_read", "anchors", "literal_words", "others_required", "source")

    def __init__(self, source: str, lists: Mapping[str, Iterable[str]] | None = None) -> None:
        """Compile. ``lists``: the pack's own word lists. Raises PatternError."""
        self.source = source
        parser = _Parser(source, {**BUILTIN_WORDS, **{k: tuple(v) for k, v in (lists or {}).items()}})
        node = parser.parse()
        if node.empty:
            raise PatternError(
                "everything in it is optional, so it would match anywhere; make at least one word required"
            )
        head = _SENTENCE_START if source.startswith("^") else ()
        try:
            self._alphabet = Alphabet((*head, *node.items))
        except TooManyWordsError:
            raise PatternError(_TOO_MUCH) from None
        regex = self._alphabet.regex
        whole = _compile(regex((*head, "(?:", *node.items, ")")), never_capture=True)
        if whole.programsize > MAX_PROGRAM:
            raise PatternError(_TOO_MUCH)
        self._find: Callable[..., Any] = whole.search
        self._read: Callable[..., Any] | None = None
        self._groups: dict[str, int] = {}
        if parser.names or head:
            reading = _compile(regex((*head, "(", *node.items, ")")), never_capture=False)
            self._read = reading.fullmatch
            self._groups = {name.decode(): index for name, index in reading.groupindex.items()}
        required = sorted(set(node.required), key=_commonness)
        self.anchors = required[0] if required else None
        self.others_required = tuple(required[1 : 1 + _MOST_REQUIRED])
        self.literal_words = parser.literals

    def possible(self, present: Keys) -> bool:
        """Whether a sentence that holds these words and pairs has one of each set required, which nearly always decides."""
        return not (
            (self.anchors is not None and self.anchors.isdisjoint(present))
            or any(required.isdisjoint(present) for required in self.others_required)
        )

    def matches(self, tokens: Tokens) -> bool:
        """Whether it matches anywhere in a sentence; quicker than ``search``."""
        return self._find(self._alphabet.line(tokens), 0) is not None

    def search(self, tokens: Tokens, after: int = 0) -> Match | None:
        """The first match in a sentence, from word ``after`` on."""
        line = self._alphabet.line(tokens)
        found = self._find(line, after)
        if found is None:
            return None
        begin, stop = found.span()
        captures: dict[str, tuple[int, int]] = {}
        if self._read is None:
            return Match(*tokens.text_span(begin, stop), begin, stop, captures)
        # Only a sentence that matches is read again for its captures: without them RE2 needs no more than its automaton.
        found = self._read(line, begin, stop)
        begin, stop = found.span(1)
        for name, index in self._groups.items():
            from_, to = found.span(index)
            if from_ < 0:
                continue
            if to == stop and not name.endswith("__rest"):  # a last capture ends where a new clause begins
                to = stop = tokens.clause_end(from_, to)
            captures.setdefault(name.partition("__")[0], tokens.text_span(from_, to))
        return Match(*tokens.text_span(begin, stop), begin, stop, captures)


_TOO_MUCH = "it has too many choices; split it into two lines"


def _compile(regex: bytes, *, never_capture: bool) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 1 << 23
    options.log_errors = False
    options.longest_match = never_capture  # "(thing|thing to do)" means the longer one where both fit
    options.never_capture = never_capture
    try:
        return re2.compile(regex, options)
    except re2.error as error:
        raise PatternError(
            f"it is too long or has too many choices ({_reason(error)}); split it into two lines"
        ) from error


def _reason(error: Exception) -> str:
    text = error.args[0] if error.args else error
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


@functools.lru_cache(maxsize=8192)  # word lists stand in many patterns; without this, loading takes half as long again
def _words(text: str) -> tuple[str, ...]:
    return tokenize(_plain(text)).words


class _Parser:
    """Recursive descent over one pattern."""

    def __init__(self, source: str, lists: Mapping[str, tuple[str, ...]]) -> None:
        self.source = source
        self.lists = lists
        self.names: dict[str, int] = {}
        self.literals: set[str] = set()
        self.tokens = list(self._lex())
        self.at = 0

    def _lex(self) -> Iterator[tuple[str, str, int]]:
        at = 0
        while at < len(self.source):
            match = _TOKEN.match(self.source, at)
            if match is None:
                raise PatternError(f"{self.source[at]!r} at character {at + 1} is not understood here")
            if match.lastgroup:
                yield match.lastgroup, match.group(), at
            at = match.end()

    def parse(self) -> _Node:
        node = self._choices(())
        if self.at < len(self.tokens):
            raise PatternError(
                f"{self.tokens[self.at][1]!r} at character {self.tokens[self.at][2] + 1} has no opening partner"
            )
        return node

    def _choices(self, closers: tuple[str, ...]) -> _Node:
        options = [self._sequence(closers)]
        while self.at < len(self.tokens) and self.tokens[self.at][1] == "|" and self.tokens[self.at][0] == "mark":
            self.at += 1
            options.append(self._sequence(closers))
        return _either(options)

    def _sequence(self, closers: tuple[str, ...]) -> _Node:
        parts: list[_Node] = []
        plain: list[str] = []

        def flush() -> None:
            if plain:
                parts.extend(self._literal(" ".join(plain)))
                plain.clear()

        while self.at < len(self.tokens):
            kind, text, place = self.tokens[self.at]
            if kind == "mark" and text in (*closers, "|"):
                break
            if kind == "mark" and text in ")]":
                break
            self.at += 1
            if kind == "word":
                plain.append(text)
                continue
            flush()
            parts.append(self._element(kind, text, place))
        flush()
        return _sequence(parts)

    def _element(self, kind: str, text: str, place: int) -> _Node:
        match kind:
            case "gap":
                return _Node((_WORD, f"{{0,{_GAP_WORDS}}}"), empty=True)  # any words
            case "form":
                self.literals.update(words.forms(_plain(text[:-1])))
                return _either([_sequence(self._literal(form)) for form in words.forms(_plain(text[:-1]))])
            case "list":
                return self._list(text[1:-1], place)
            case "capture":
                return self._capture(text[1:-1], place)
        if text == "^":
            if place:
                raise PatternError(
                    f"'^' at character {place + 1}: it means the start of the sentence, so it stands first"
                )
            return _Node((), first=_EDGE, last=_EDGE, empty=True, edge=True)
        if text == "$":
            return _Node(_SENTENCE_END, first=_EDGE, last=_EDGE, empty=True, edge=True)
        closer = ")" if text == "(" else "]"
        inner = self._choices((closer,))
        if self.at >= len(self.tokens) or self.tokens[self.at][1] != closer:
            raise PatternError(f"{text!r} at character {place + 1} is not closed; add {closer!r}")
        self.at += 1
        return replace(inner, items=("(?:", *inner.items, ")?"), required=(), empty=True) if text == "[" else inner

    def _literal(self, text: str) -> list[_Node]:
        """Words as they stand, through the tokenizer that reads drafts, so that all spellings are one."""
        result = []
        for word in _words(text):
            self.literals.add(word)
            here = frozenset((word,))
            result.append(_Node((here,), (here,), here, here))
        return result

    def _list(self, name: str, place: int) -> _Node:
        if name not in self.lists:
            known = ", ".join(sorted(self.lists))
            raise PatternError(f"there is no word list <{name}> (character {place + 1}); there are: {known}")
        nodes = []
        rest = {key: value for key, value in self.lists.items() if key != name}
        for entry in self.lists[name]:
            parser = _Parser(entry, rest)
            nodes.append(parser.parse())
            self.literals |= parser.literals
        return _either(nodes)

    def _capture(self, text: str, place: int) -> _Node:
        name, colon, bounds = text.removesuffix("...").partition(":")
        name = name.replace("-", "_")
        self.names[name] = self.names.get(name, 0) + 1
        name += f"__{self.names[name]}"  # the same name in two alternatives: whichever matched is the capture
        if text.endswith("..."):
            name += "__rest"
            return _Node((f"(?P<{name}>", *_REST, ")"))
        low, high = (
            (int(part) for part in bounds.split("-"))
            if colon
            else (1, _CLAUSE_WORDS if self._ends_here() else _CAPTURE_WORDS)
        )
        if not 1 <= low <= high <= _CLAUSE_WORDS:
            raise PatternError(
                f"{{{text}}} at character {place + 1}: the numbers go from a small to a larger one, {_CLAUSE_WORDS} at most"
            )
        times = "+" if (low, high) == (1, _CLAUSE_WORDS) else f"{{{low},{high}}}"
        return _Node((f"(?P<{name}>", _WORD, f"{times})"))

    def _ends_here(self) -> bool:
        """Whether nothing follows in the pattern, so that a capture may take the rest of the clause."""
        return all(kind == "mark" and text in ")]" for kind, text, _ in self.tokens[self.at :])


def _plain(text: str) -> str:
    return text.replace("’", "'").lower() if text != "I" else text


def _sequence(parts: list[_Node]) -> _Node:
    """Parts in a row: all that each requires is required, and at every seam a pair of words."""
    firsts = _firsts(parts)
    lasts = _firsts([replace(part, first=part.last) for part in reversed(parts)])
    required = [keys for part in parts for keys in part.required]
    final = max((index for index, part in enumerate(parts) if part.solid), default=0)  # beyond it nothing need follow
    for part, following in zip(parts[:final], firsts[1:], strict=False):
        if part.solid and part.last is not None and following is not None:
            pairs: Keys = frozenset(product(part.last, following))
            if 0 < len(pairs) <= _MOST_PAIRS:
                required.append(pairs)
    return _Node(
        tuple(item for part in parts for item in part.items),
        tuple(required),
        firsts[0],
        lasts[0],
        all(part.empty for part in parts),
    )


def _firsts(parts: list[_Node]) -> list[frozenset[str] | None]:
    """For each place in a row of parts, and the place after the last: the words that may come first from there; None: any."""
    result: list[frozenset[str] | None] = [None]
    following: frozenset[str] | None = frozenset()  # inside the row; what comes after it is not known
    for part in reversed(parts):
        if part.solid or part.first is None or following is None:
            following = part.first if part.solid else None
        else:
            following = part.first | following
        result.append(following)
    return result[::-1]


def _either(options: list[_Node]) -> _Node:
    """One of several: required is one of the rarest that each requires, where all require any."""
    if len(options) == 1:
        return options[0]
    rarest = [min(option.required, key=_commonness, default=None) for option in options]
    known = [keys for keys in rarest if keys is not None]
    required = (frozenset().union(*known),) if len(known) == len(rarest) else ()
    return _Node(
        _items_of_either([option.items for option in options]),
        required,
        _union([option.first for option in options]),
        _union([option.last for option in options]),
        any(option.empty for option in options),
    )


def _items_of_either(options: list[tuple[Item, ...]]) -> tuple[Item, ...]:
    """Single words side by side become one place."""
    result: list[tuple[Item, ...]] = []
    for items in options:
        if result and (one := _single(result[-1])) and (another := _single(items)):
            result[-1] = (one | another,)
        else:
            result.append(items)
    if len(result) == 1:
        return result[0]
    return ("(?:", *result[0], *(item for items in result[1:] for item in ("|", *items)), ")")


def _single(items: tuple[Item, ...]) -> Place | None:
    return items[0] if len(items) == 1 and not isinstance(items[0], str) else None


def _union(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [words for words in sets if words is not None]
    return frozenset().union(*known) if len(known) == len(sets) else None


# The commonest words of English text, commonest first (any frequency list agrees on these); all others count as rare.
_COMMON = {
    word: 1.0 / (rank + 1)
    for rank, word in enumerate(
        "the to . , you and i we a of for is in it your that have on this with be not our are will can as at do us if has was"
        " so my by or me from but an all please any would they been get just what there when more up out which here no about"
        " order thank thanks know how one time help had could am then sorry policy apologies apologize only want wish".split()
    )
} | {"": 1.0}


def _commonness(keys: Keys) -> float:
    """How often one of these turns up, in an order of magnitude. Neighbours go together ten times as often as chance has it."""
    return sum(
        _COMMON.get(key, _RARE) if isinstance(key, str) else _COMMON.get(key[0], _RARE) * _COMMON.get(key[1], _RARE)
        for key in keys
    )
