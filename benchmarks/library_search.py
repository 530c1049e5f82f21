"""How long a search of the phrase library takes with 1,000 and with 100,000 snippets, beside other ways on the same data.

Run: python -m benchmarks.library_search     (needs: make install-test)

Compared with: FTS5 alone in its default configuration (no mended spellings, no use or fit in its order), rapidfuzz over title and body of
every snippet, and fuse.js. The last two read everything at each key press, so at 100,000 snippets they are asked fewer queries. Also
measured: the search over HTTP, finding by shortcut, and how long importing 10,000 snippets takes from CSV and from HTML.

Snippets are put together from sentences of the project's own drafts, each with made-up product names, so that common words are
as common as in real replies. Queries are what an agent types: the beginnings of words of a title, one or two of them, one in ten
mistyped. Figures are over 400 queries that were not asked before, after 40 others.
"""

import csv
import http.client
import io
import json
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from rapidfuzz import fuzz, process

from server import serve
from server.library.exchange.read import read_export
from server.library.library import Library
from server.library.match import Query
from server.settings import Folders

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 100_000)
WARM, ASKED = 40, 400
WARM_SLOW = 2
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


def measure(search: Callable[[str], object], asked: list[str], warm: int = WARM) -> tuple[float, float]:
    """Median and 99th percentile in milliseconds; the first ``warm`` queries do not count."""
    for query in asked[:warm]:
        search(query)
    times = []
    for query in asked[warm:]:
        start = time.perf_counter()
        search(query)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def compare(library: Library, entries: list[dict[str, Any]], asked: list[str]) -> dict[str, tuple[float, float]]:
    """Every way of searching on the same snippets and queries."""
    large = len(entries) > 10_000
    whole = [f"{entry['title']} {entry['body']}" for entry in entries]
    few = asked[:WARM_SLOW] + asked[WARM : WARM + (20 if large else ASKED)]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE plain USING fts5 (title, shortcut, tags, body)")
    database.executemany(
        "INSERT INTO plain VALUES (?, ?, ?, ?)",
        ((entry["title"], entry["shortcut"], " ".join(entry["tags"]), entry["body"]) for entry in entries),
    )
    ranked = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY bm25(plain, 8, 10, 4, 1) LIMIT 20"
    return {
        "Alongside": measure(lambda q: library.search(q, situation="late-delivery", emotion="anger"), asked),
        "by shortcut": measure(lambda _: library.by_shortcut(";s400"), asked),
        "FTS5 alone": measure(lambda q: database.execute(ranked, [Query.of(q).expression()]).fetchall(), asked),
        "rapidfuzz over all": measure(
            lambda q: process.extract(q, whole, scorer=fuzz.partial_ratio, limit=20), few, WARM_SLOW
        ),
        "fuse.js": fuse(entries, few),
    }


def fuse(entries: list[dict[str, Any]], asked: list[str]) -> tuple[float, float]:
    """fuse.js in node, on the same data."""
    names = ("title", "shortcut", "tags", "body")
    snippets = [{name: entry[name] for name in names if entry[name]} for entry in entries]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"snippets": snippets, "queries": asked, "warm": WARM_SLOW}, file)
        file.flush()
        script = ["node", str(Path(__file__).with_name("library_search_fuse.mjs")), file.name]
        times = json.loads(subprocess.run(script, cwd=ROOT, capture_output=True, check=True).stdout)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def over_http(folder: Path, asked: list[str]) -> tuple[float, float]:
    """The same searches as a page asks them, of the real server in this process."""
    server = serve.start(Folders.find(environ={"ALONGSIDE_HOME": str(folder)}), port=0)
    try:
        server.services.engine.wait(60)
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        headers = {"Authorization": f"Bearer {server.services.control_token}"}

        def ask(words: str) -> None:
            connection.request("GET", f"/v1/snippets?{urlencode({'q': words, 'limit': 50})}", headers=headers)
            connection.getresponse().read()

        return measure(ask, asked)
    finally:
        server.stop()


def imports(entries: list[dict[str, Any]]) -> None:
    """Importing 10,000 snippets: reading the file, comparing, storing, all in one step."""
    for name in ("CSV", "HTML in CSV"):
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["title", "body", "folder"])
        for entry in entries:
            body = (
                entry["body"]
                if name == "CSV"
                else f"<p>{entry['body']}</p><p>See <a href='https://x.org'>this</a>.</p>"
            )
            rows.writerow([entry["title"], body, entry["folder"]])
        raw = text.getvalue().encode()
        told = 0

        def tell(_done: int, _total: int) -> None:
            nonlocal told
            told += 1

        with (
            tempfile.TemporaryDirectory() as folder,
            closing(Library.open(Path(folder) / "library.sqlite3")) as library,
        ):
            start = time.perf_counter()
            batch, _ = library.import_(read_export(raw), name, progress=tell)
            took = time.perf_counter() - start
            print(
                f"import of {batch.size:,} snippets ({name}, {len(raw) / 1e6:.0f} MB): {took:.1f} s, progress told {told} times"
            )


def main() -> None:
    """Print the table."""
    medians = []
    for size in SIZES:
        rng = random.Random(20250301)
        entries = list(snippets(size, rng))
        with tempfile.TemporaryDirectory() as folder:
            home = Folders.find(environ={"ALONGSIDE_HOME": folder})
            home.create()
            with closing(Library.open(home.data / serve.LIBRARY_FILE)) as library:
                added = library.add_many(entries)
                for snippet in rng.sample(added, 200):
                    library.used(snippet.id)
                asked = queries([snippet.content.title for snippet in added], rng)
                figures = compare(library, entries, asked)
                print(f"{size:,} snippets, {library.path.stat().st_size / 1e6:.0f} MB")
            figures["Alongside over HTTP"] = over_http(Path(folder), asked)
        for name, (median, slow) in figures.items():
            print(f"  {name:24} median {median:9.2f} ms   p99 {slow:9.2f} ms")
        medians.append(figures["Alongside"][0])
    print(f"growth of the median: {medians[1] / medians[0]:.1f}x for {SIZES[1] // SIZES[0]}x the snippets")
    imports(list(snippets(10_000, random.Random(7))))


if __name__ == "__main__":
    main()
