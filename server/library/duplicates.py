"""Finds snippets that say the same, so that the agent can keep the better one.

Two bodies count as the same when at least four in five of their three-word runs are shared (Jaccard similarity of word
shingles, Broder 1997). MinHash signatures in bands bring likely pairs together without comparing each with each.
"""

import random
from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

from server.library.match import fold
from server.library.model import StoredSnippet

ALIKE = 0.8
_RUN = 3
_BANDS, _IN_BAND = 8, 4
_PRIME = (1 << 61) - 1
_RANDOM = random.Random(20250301)  # noqa: S311 - only has to be the same every time
_HASHES = [(_RANDOM.randrange(1, _PRIME), _RANDOM.randrange(_PRIME)) for _ in range(_BANDS * _IN_BAND)]


def groups(snippets: Iterable[StoredSnippet]) -> list[list[StoredSnippet]]:
    """Groups of two or more snippets of the same language that say the same, in the given order."""
    known = list(snippets)
    runs = [_runs(snippet.content.body) for snippet in known]
    buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, snippet in enumerate(known):
        for band, key in enumerate(_bands(runs[index])):
            buckets[snippet.content.language, band, key].append(index)
    leader = list(range(len(known)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for members in buckets.values():
        first = members[0]
        for other in members[1:]:
            if find(first) != find(other) and alike(runs[first], runs[other]):
                leader[find(other)] = find(first)
    together: dict[int, list[StoredSnippet]] = defaultdict(list)
    for index, snippet in enumerate(known):
        together[find(index)].append(snippet)
    return [group for group in together.values() if len(group) > 1]


def alike(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two sets of word runs are shared to at least four fifths."""
    return len(one & other) >= ALIKE * len(one | other)


def _runs(body: str) -> frozenset[int]:
    words = fold(body).split()
    last = max(1, len(words) - _RUN + 1)
    return frozenset(crc32(" ".join(words[start : start + _RUN]).encode()) for start in range(last))


def _bands(runs: frozenset[int]) -> Iterable[tuple[int, ...]]:
    signature = [min((a * run + b) % _PRIME for run in runs) for a, b in _HASHES]
    return (tuple(signature[start : start + _IN_BAND]) for start in range(0, len(signature), _IN_BAND))
