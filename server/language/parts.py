"""Parts of a pattern: what they match, and which words a sentence must hold for them to match at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from server.language.alphabet import Item, Place

_MOST_PAIRS = 200  # more at one seam cost memory and tell little
_RARE = 0.001

Key = str | tuple[str, str]
"""A word, or two words side by side: what a sentence must hold for a pattern to match it."""
Keys = frozenset[Key]


@dataclass(slots=True)
class Node:
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


def sequence(parts: Sequence[Node]) -> Node:
    """Parts in a row: all that each requires is required, and at every seam a pair of words."""
    if len(parts) == 1 and not parts[0].edge:
        return parts[0]
    firsts = _firsts((part.solid, part.first) for part in reversed(parts))
    lasts = _firsts((part.solid, part.last) for part in parts)
    required = [keys for part in parts for keys in part.required]
    final = max((index for index, part in enumerate(parts) if part.solid), default=0)  # beyond it nothing need follow
    for part, following in zip(parts[:final], firsts[1:], strict=False):
        if (
            part.solid
            and part.last is not None
            and following is not None
            and len(part.last) * len(following) <= _MOST_PAIRS
        ):
            pairs: Keys = frozenset(product(part.last, following))
            if pairs:
                required.append(pairs)
    return Node(
        tuple(item for part in parts for item in part.items),
        tuple(required),
        firsts[0],
        lasts[0],
        all(part.empty for part in parts),
    )


def _firsts(row: Iterable[tuple[bool, frozenset[str] | None]]) -> list[frozenset[str] | None]:
    """For each place in a row of parts (last part first), and the place after the last: the words that may come first from there.

    A part is whether it is solid, and its own first words; None: any words.
    """
    result: list[frozenset[str] | None] = [None]
    following: frozenset[str] | None = frozenset()  # inside the row; what comes after it is not known
    for solid, own in row:
        following = own if solid else None if own is None or following is None else own | following
        result.append(following)
    return result[::-1]


def either(options: Sequence[Node]) -> Node:
    """One of several: required is one of the rarest that each requires, where all require any."""
    if len(options) == 1:
        return options[0]
    rarest = [min(option.required, key=commonness, default=None) for option in options]
    known = [keys for keys in rarest if keys is not None]
    required = (frozenset().union(*known),) if len(known) == len(rarest) else ()
    return Node(
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


def commonness(keys: Keys) -> float:
    """How often one of these turns up, in an order of magnitude. Neighbours go together ten times as often as chance has it."""
    return sum(
        _COMMON.get(key, _RARE) if isinstance(key, str) else _COMMON.get(key[0], _RARE) * _COMMON.get(key[1], _RARE)
        for key in keys
    )
