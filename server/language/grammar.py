"""The pattern language of packs (docs/packs.md), read into parts."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from server.language import words
from server.language.alphabet import Item
from server.language.errors import PatternError
from server.language.parts import Node, either, sequence
from server.language.tokens import Kind, tokenize

_ANY = frozenset(Kind)
_WORD = frozenset((Kind.WORD,))
# A greeting does not count: in "Hi Ann, obviously …" the sentence starts at "obviously".
SENTENCE_START: tuple[Item, ...] = (
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
_CLAUSE_WORDS = 40  # a capture that ends its pattern takes the rest of the clause
_EDGE = frozenset(("",))

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


@functools.lru_cache(maxsize=8192)  # word lists stand in many patterns; without this, loading takes half as long again
def _words(text: str) -> tuple[str, ...]:
    return tokenize(_plain(text)).words


@functools.lru_cache(maxsize=8192)  # one object for a word in all patterns
def _word(word: str) -> Node:
    here = frozenset((word,))
    return Node((here,), (here,), here, here)


class WordLists:
    """The word lists that a pack's patterns may use: the built-in ones and its own. Each is read once."""

    def __init__(self, own: Mapping[str, Iterable[str]] | None = None) -> None:
        """``own``: name to entries."""
        self._sources = {**BUILTIN_WORDS, **{name: tuple(entries) for name, entries in (own or {}).items()}}
        self._read: dict[str, tuple[Node, frozenset[str]]] = {}

    def read(self, name: str, place: int, within: frozenset[str]) -> tuple[Node, frozenset[str]]:
        """A list as part of a pattern, and its words.

        ``place``: where the pattern names it, for the message of PatternError; ``within``: the lists that this happens in.
        """
        if name not in self._sources or name in within:  # a list can't hold itself
            known = ", ".join(sorted(self._sources.keys() - within))
            raise PatternError(f"there is no word list <{name}> (character {place + 1}); there are: {known}")
        if name not in self._read:
            parsers = [Parser(entry, self, within | {name}) for entry in self._sources[name]]
            node = either([parser.parse() for parser in parsers])
            self._read[name] = node, frozenset().union(*(parser.literals for parser in parsers))
        return self._read[name]


@functools.lru_cache(maxsize=256)
def word_lists(own: tuple[tuple[str, tuple[str, ...]], ...]) -> WordLists:
    """The word lists for a pack that has these of its own."""
    return WordLists(dict(own))


class Parser:
    """Recursive descent over one pattern."""

    def __init__(self, source: str, lists: WordLists, within: frozenset[str] = frozenset()) -> None:
        self.source = source
        self.lists = lists
        self.within = within
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

    def parse(self) -> Node:
        node = self._choices(())
        if self.at < len(self.tokens):
            raise PatternError(
                f"{self.tokens[self.at][1]!r} at character {self.tokens[self.at][2] + 1} has no opening partner"
            )
        return node

    def _choices(self, closers: tuple[str, ...]) -> Node:
        options = [self._sequence(closers)]
        while self.at < len(self.tokens) and self.tokens[self.at][1] == "|" and self.tokens[self.at][0] == "mark":
            self.at += 1
            options.append(self._sequence(closers))
        return either(options)

    def _sequence(self, closers: tuple[str, ...]) -> Node:
        parts: list[Node] = []
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
        return sequence(parts)

    def _element(self, kind: str, text: str, place: int) -> Node:
        match kind:
            case "gap":
                return Node((_WORD, f"{{0,{_GAP_WORDS}}}"), empty=True)  # any words
            case "form":
                self.literals.update(words.forms(_plain(text[:-1])))
                return either([sequence(self._literal(form)) for form in words.forms(_plain(text[:-1]))])
            case "list":
                return self._list(text[1:-1], place)
            case "capture":
                return self._capture(text[1:-1], place)
        if text == "^":
            if place:
                raise PatternError(
                    f"'^' at character {place + 1}: it means the start of the sentence, so it stands first"
                )
            return Node((), first=_EDGE, last=_EDGE, empty=True, edge=True)
        if text == "$":
            return Node(_SENTENCE_END, first=_EDGE, last=_EDGE, empty=True, edge=True)
        closer = ")" if text == "(" else "]"
        inner = self._choices((closer,))
        if self.at >= len(self.tokens) or self.tokens[self.at][1] != closer:
            raise PatternError(f"{text!r} at character {place + 1} is not closed; add {closer!r}")
        self.at += 1
        return replace(inner, items=("(?:", *inner.items, ")?"), required=(), empty=True) if text == "[" else inner

    def _literal(self, text: str) -> list[Node]:
        """Words as they stand, through the tokenizer that reads drafts, so that all spellings are one."""
        found = _words(text)
        self.literals.update(found)
        return [_word(word) for word in found]

    def _list(self, name: str, place: int) -> Node:
        node, literals = self.lists.read(name, place, self.within)
        self.literals |= literals
        return node

    def _capture(self, text: str, place: int) -> Node:
        name, colon, bounds = text.removesuffix("...").partition(":")
        name = name.replace("-", "_")
        self.names[name] = self.names.get(name, 0) + 1
        name += f"__{self.names[name]}"  # the same name in two alternatives: whichever matched is the capture
        if text.endswith("..."):
            name += "__rest"
            return Node((f"(?P<{name}>", *_REST, ")"))
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
        return Node((f"(?P<{name}>", _WORD, f"{times})"))

    def _ends_here(self) -> bool:
        """Whether nothing follows in the pattern, so that a capture may take the rest of the clause."""
        return all(kind == "mark" and text in ")]" for kind, text, _ in self.tokens[self.at :])


def _plain(text: str) -> str:
    return text.replace("’", "'").lower() if text != "I" else text
