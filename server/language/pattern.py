"""The pattern language of packs (docs/packs.md), compiled to RE2.

RE2 runs in time linear in the text whatever the pattern (Russ Cox, "Regular Expression Matching in the Wild", 2010), so a pack
from a stranger cannot stall the agent's typing. Each pattern reads a sentence in its own alphabet, one byte for one word
(server.language.alphabet), so a place in what RE2 reads is the number of a word.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import re2

from server.language.alphabet import Alphabet, Item, TooManyWordsError
from server.language.errors import PatternError
from server.language.grammar import SENTENCE_START, Parser, WordLists
from server.language.parts import Keys, commonness
from server.language.tokens import Tokens

MAX_PROGRAM = 4000
_MOST_REQUIRED = 4
_SURELY_SMALL = (
    200  # with no more parts and words than this, no pattern comes near the limits of its alphabet and its program
)


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

    __slots__ = (
        "_alphabet", "_find", "_groups", "_items", "_named", "_read", "anchors", "literal_words", "others_required", "source",
    )  # fmt: skip

    def __init__(self, source: str, lists: WordLists | None = None) -> None:
        """Read it. ``lists``: the word lists it may use, by default the built-in ones. Raises PatternError."""
        self.source = source
        parser = Parser(source, WordLists() if lists is None else lists)
        node = parser.parse()
        if node.empty:
            raise PatternError(
                "everything in it is optional, so it would match anywhere; make at least one word required"
            )
        required = sorted(set(node.required), key=commonness)
        self.anchors = required[0] if required else None
        self.others_required = tuple(required[1 : 1 + _MOST_REQUIRED])
        self.literal_words = parser.literals
        self._named = bool(parser.names)
        self._items: tuple[Item, ...] | None = node.items
        if len(node.items) > _SURELY_SMALL or len(parser.literals) > _SURELY_SMALL:
            self._compile(node.items)

    def _compile(self, items: tuple[Item, ...]) -> None:
        """Make the automaton: when it is first needed, since few of a thousand patterns ever are. Raises PatternError."""
        head = SENTENCE_START if self.source.startswith("^") else ()
        try:
            self._alphabet = Alphabet((*head, *items))
        except TooManyWordsError:
            raise PatternError(_TOO_MUCH) from None
        regex = self._alphabet.regex
        whole = _compile(regex((*head, "(?:", *items, ")")), never_capture=True)
        if whole.programsize > MAX_PROGRAM:
            raise PatternError(_TOO_MUCH)
        self._find: Callable[..., Any] = whole.search
        self._read: Callable[..., Any] | None = None
        self._groups: dict[str, int] = {}
        if self._named or head:
            reading = _compile(regex((*head, "(", *items, ")")), never_capture=False)
            self._read = reading.fullmatch
            self._groups = {name.decode(): index for name, index in reading.groupindex.items()}
        self._items = None  # last: another thread may look at it meanwhile

    def possible(self, present: Keys) -> bool:
        """Whether a sentence that holds these words and pairs has one of each set required, which nearly always decides."""
        return not (
            (self.anchors is not None and self.anchors.isdisjoint(present))
            or any(required.isdisjoint(present) for required in self.others_required)
        )

    def matches(self, tokens: Tokens) -> bool:
        """Whether it matches anywhere in a sentence; quicker than ``search``."""
        if self._items is not None:
            self._compile(self._items)
        return self._find(self._alphabet.line(tokens), 0) is not None

    def search(self, tokens: Tokens, after: int = 0) -> Match | None:
        """The first match in a sentence, from word ``after`` on."""
        if self._items is not None:
            self._compile(self._items)
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


@functools.lru_cache(maxsize=16_384)
def compiled(source: str, lists: WordLists) -> Pattern:
    """A pattern, compiled once however many engines use it. Raises PatternError."""
    return Pattern(source, lists)
