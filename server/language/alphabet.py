"""Writes a pattern over words as a regular expression over bytes, in which every word is one byte.

A pattern tells apart only the words it names. Words that stand in the same places of it share a byte, and all others share one
byte for each kind of word. So a list of a hundred words is one class of bytes, the automaton is small, and words never seen
before lead to none of its states that were not there already.
"""

from collections.abc import Iterable

from server.language.tokens import Kind, Tokens, kind_of

Place = frozenset[str | Kind]
"""The words, and kinds of words, that may stand at one place of a pattern."""
Item = str | Place
"""Part of a pattern: a place, or what stands between places in a regular expression, such as "(?:" or "{0,4}"."""


class TooManyWordsError(ValueError):
    """A pattern tells more words apart than there are bytes."""


class Alphabet:
    """Which byte stands for which word in one pattern."""

    __slots__ = ("_byte", "_classes", "_of_kind")

    def __init__(self, items: Iterable[Item]) -> None:
        """Share out the bytes. Raises TooManyWordsError."""
        places = list(dict.fromkeys(item for item in items if not isinstance(item, str)))
        stands: dict[str | Kind, set[int]] = {kind: set() for kind in Kind}
        for number, place in enumerate(places):
            for member in place:
                stands.setdefault(member, set()).add(number)
        bytes_: dict[frozenset[int], int] = {}
        members: dict[str | Kind, int] = {}
        for member, own in stands.items():
            alike = frozenset(own if isinstance(member, Kind) else own | stands[kind_of(member)])
            members[member] = bytes_.setdefault(alike, len(bytes_))
        if len(bytes_) > 256:
            raise TooManyWordsError
        self._of_kind = bytes(members[kind] for kind in Kind).ljust(256)  # a table for bytes.translate
        self._byte = {
            member: byte
            for member, byte in members.items()
            if not isinstance(member, Kind) and byte != members[kind_of(member)]
        }
        self._classes = {
            place: _class(byte for alike, byte in bytes_.items() if number in alike)
            for number, place in enumerate(places)
        }

    def regex(self, items: Iterable[Item]) -> bytes:
        """The regular expression for parts of the pattern, for RE2 in Latin-1."""
        return "".join(item if isinstance(item, str) else self._classes[item] for item in items).encode("ascii")

    def line(self, tokens: Tokens) -> bytes:
        """A sentence in this alphabet: byte i is its word i."""
        return bytes(map(self._byte.get, tokens.words, tokens.kinds.translate(self._of_kind)))


def _class(bytes_: Iterable[int]) -> str:
    return "[" + "".join(f"\\x{byte:02x}" for byte in sorted(bytes_)) + "]"
