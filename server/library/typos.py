"""Mends mistyped search words with words the library really contains."""

import threading
import time

from server.library.database import Database

SHORTEST = 4  # letters; shorter words have too many neighbours
SPELLINGS = 3
_FRESH_SECONDS = 60.0


class Vocabulary:
    """The words of all snippets, read from the search index when first needed and again when it may have changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._counts: dict[str, int] = {}
        self._by_length: dict[int, list[str]] = {}
        self._read_again = 0.0

    def near(self, word: str, *, unfinished: bool) -> tuple[str, ...]:
        """Up to three words within one slip of ``word`` (two from eight letters on), likeliest first.

        A slip is a wrong, missing, extra or swapped letter (optimal string alignment distance, Boytsov 2011).
        ``unfinished``: the word is still being typed, so the beginnings of longer words count as well.
        """
        if len(word) < SHORTEST:
            return ()
        self._refresh()
        slips = 1 if len(word) < 8 else 2
        found: dict[str, int] = {}
        for length in range(len(word) - slips, len(word) + slips + 1):
            for term, distance in self._matches(word, self._by_length.get(length, []), slips):
                found[term] = min(distance, found.get(term, distance))
        if unfinished:
            for length in range(len(word) + slips + 1, max(self._by_length, default=0) + 1):
                terms = self._by_length.get(length, [])
                starts = {term[: len(word)]: term for term in sorted(terms, key=self._counts.__getitem__)}
                for start, distance in self._matches(word, list(starts), slips):
                    found.setdefault(starts[start], distance)
        found.pop(word, None)
        return tuple(sorted(found, key=lambda term: (found[term], -self._counts[term], term))[:SPELLINGS])

    @staticmethod
    def _matches(word: str, terms: list[str], slips: int) -> list[tuple[str, int]]:
        from rapidfuzz import process  # noqa: PLC0415  (3 MB that only a mistyped word needs)
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        hits = process.extract(word, terms, scorer=OSA.distance, score_cutoff=slips, limit=SPELLINGS * 4)
        return [(term, int(distance)) for term, distance, _ in hits]

    def knows(self, word: str) -> bool:
        """Whether some word of the library starts with ``word``."""
        with self._database.read() as connection:
            return (
                connection.execute("SELECT 1 FROM found WHERE found MATCH ? LIMIT 1", (f'"{word}"*',)).fetchone()
                is not None
            )

    def _refresh(self) -> None:
        with self._guard:
            if time.monotonic() < self._read_again:
                return
            started = time.monotonic()
            with self._database.read() as connection:
                rows = connection.execute("SELECT term, doc FROM found_words").fetchall()
            self._counts = {term: count for term, count in rows if len(term) >= SHORTEST - 1 and not term.isdigit()}
            by_length: dict[int, list[str]] = {}
            for term in self._counts:
                by_length.setdefault(len(term), []).append(term)
            self._by_length = by_length
            # A large library takes longer to read, so it is read less often.
            took = time.monotonic() - started
            self._read_again = time.monotonic() + max(_FRESH_SECONDS, 300 * took)

    def forget(self) -> None:
        """Read the words again at the next need (after an import or a restored backup)."""
        self._read_again = 0.0
