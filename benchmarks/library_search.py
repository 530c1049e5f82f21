"""How long a search of the phrase library takes with 1,000 and with 100,000 snippets, beside other ways on the same data.

Run: python benchmarks/library_search.py     (needs: make install-test)

Snippets are put together from sentences of the project's own drafts, each with made-up product names, so that common words are
as common as in real replies. Queries are what an agent types: the beginnings of words of a title, one or two of them, one in ten
mistyped. Figures are over 400 queries that were not asked before, after 40 others.
"""

import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

from server.library.library import Library
from server.library.match import Query

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 100_000)
WARM, ASKED = 40, 400
SITUATIONS = ["late-delivery", "charged-twice", "cannot-log-in", "refund-delayed", "cancel-plan"]
EMOTIONS = ["anger", "frustration", "anxiety", "confusion"]


def sentences() -> list[str]:
    """Sentences of the project's own training drafts."""
    rows = (ROOT / "training" / "drafts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = (json.loads(row)["draft"] for row in rows)
    return [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text) if 4 <= len(part.split()) <= 30]


def snippets(count: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Made-up snippets in the number asked for."""
    known = sentences()
    syllables = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u".split()]
    products = ["".join(rng.choices(syllables, k=3)).capitalize() for _ in range(8_000)]
    for number in range(count):
        words = re.findall(r"[A-Za-z']+", rng.choice(known))
        start = rng.randrange(max(1, len(words) - 4))
        product = products[int(len(products) * rng.random() ** 2)]
        yield {
            "title": f"{' '.join(words[start : start + rng.randint(2, 5)])} {product}".capitalize(),
            "body": " ".join([*rng.sample(known, rng.randint(2, 4)), f"This is about your {product}."])[:4000],
            "shortcut": f";s{number}" if number % 4 == 0 else None,
            "tags": [rng.choice(["delivery", "billing", "account", "closing"])],
            "situations": [rng.choice(SITUATIONS)] if number % 2 else [],
            "emotions": [rng.choice(EMOTIONS)] if number % 3 else [],
            "folder": rng.choice(["", "Shop", "Shop/Orders", "Billing"]),
        }


def queries(titles: list[str], rng: random.Random) -> list[str]:
    """What is typed to find these titles."""
    asked: list[str] = []
    while len(asked) < WARM + ASKED:
        words = [word.lower() for word in rng.choice(titles).split() if len(word) > 3]
        if not words:
            continue
        typed = rng.sample(words, min(len(words), rng.choice([1, 1, 2])))
        typed[-1] = typed[-1][: rng.randint(2, len(typed[-1]))]
        if rng.random() < 0.1 and len(typed[0]) > 4:
            at = rng.randrange(1, len(typed[0]) - 1)
            typed[0] = typed[0][:at] + typed[0][at + 1] + typed[0][at] + typed[0][at + 2 :]
        asked.append(" ".join(typed))
    return asked


def measure(search: Callable[[str], object], asked: list[str]) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds."""
    for query in asked[:WARM]:
        search(query)
    times = []
    for query in asked[WARM:]:
        start = time.perf_counter()
        search(query)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def compare(library: Library, titles: list[str], asked: list[str]) -> dict[str, tuple[float, float]]:
    """Every way of searching on the same snippets and queries."""
    database = library._database.connection()
    ranked = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY bm25(found, 8, 10, 4, 1) LIMIT 20"
    fewer = asked[: WARM + 40] if len(titles) > 10_000 else asked  # it takes half a second for each
    return {
        "Alongside": measure(lambda q: library.search(q, situation="late-delivery", emotion="anger"), asked),
        "by shortcut": measure(lambda _: library.by_shortcut(";s400"), asked),
        "FTS5 alone, no typos": measure(
            lambda q: database.execute(ranked, [Query.of(q).expression()]).fetchall(), asked
        ),
        "rapidfuzz over titles": measure(lambda q: process.extract(q, titles, scorer=fuzz.WRatio, limit=20), fewer),
    }


def main() -> None:
    """Print the table."""
    medians = []
    for size in SIZES:
        rng = random.Random(20250301)
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(Library.open(Path(folder) / "library.sqlite3")) as library,
        ):
            entries = list(snippets(size, rng))
            start = time.perf_counter()
            added = library.add_many(entries)
            stored = time.perf_counter() - start
            for snippet in rng.sample(added, 200):
                library.used(snippet.id)
            titles = [snippet.content.title for snippet in added]
            asked = queries(titles, rng)
            figures = compare(library, titles, asked)
            print(f"{size:,} snippets, {library.path.stat().st_size / 1e6:.0f} MB, stored in {stored:.1f} s")
        for name, (median, slow) in figures.items():
            print(f"  {name:24} median {median:8.2f} ms   p99 {slow:8.2f} ms")
        medians.append(figures["Alongside"][0])
    print(f"growth of the median: {medians[1] / medians[0]:.1f}x for {SIZES[1] // SIZES[0]}x the snippets")


if __name__ == "__main__":
    main()
