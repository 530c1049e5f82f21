"""How long it takes to bring a pack of 1,000 snippets up to date, half of them changed and 50 of those edited by the agent.

Run: python benchmarks/pack_update.py

Counted is everything from the pack's text to the file in its place and the snippets stored on disk; the aim is under 1 s.
"""

import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from server.library.library import Library
from server.sharing.packs import Packs
from server.sharing.sources import Found

COUNT, RUNS = 1_000, 7


def pack(version: int) -> Found:
    """A version of the pack, in which every second snippet reads otherwise than before."""
    entries = (
        f"  - id: s{n}\n    title: Snippet number {n}\n    shortcut: ;s{n}\n    tags: [delivery]\n"
        f"    body: You planned around it and we missed it. Version {version if n % 2 else 0} of text {n}.\n"
        for n in range(COUNT)
    )
    head = f"pack: harbour\ntitle: Harbour\nversion: 1.{version}.0\nlanguage: en\nsnippets:\n"
    return Found("benchmark", head + "".join(entries))


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        with closing(Library.open(folder / "library.sqlite3")) as library:
            packs = Packs(folder, library)
            packs.install(pack(1))
            for n in range(1, 101, 2):
                library.update(f"harbour.s{n}", {"body": "My own words."})
            taken = []
            for version in range(2, RUNS + 2):
                begin = time.perf_counter()
                packs.install(pack(version))
                taken.append(time.perf_counter() - begin)
    print(
        f"update of {COUNT:,} snippets: {statistics.median(taken):.2f} s (median of {RUNS}), {max(taken):.2f} s at most"
    )


if __name__ == "__main__":
    main()
