"""Kills an import at a random moment, again and again: the library must be as before or as after, never in between.

Run: python -m tests.library.kill_import [TIMES]     (100 by default, about a minute; the tests run it a few times)
"""

import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from server.library.database import Database
from server.library.library import Library

COUNT = 1500
CHILD = """
import sys
from pathlib import Path
from server.library.exchange.read import read_export
from server.library.library import Library
rows = "".join(f"Snippet {n},Text of snippet number {n} for the customer\\n" for n in range(int(sys.argv[2])))
reading = read_export(("title,body\\n" + rows).encode())
library = Library.open(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
library.import_(reading, "many.csv")
print("done", flush=True)
"""


def once(path: Path, wait: float) -> str:
    """Start an import, kill it after ``wait`` seconds, look at what is there. Returns “before” or “after”."""
    with closing(Library.open(path)) as library:
        before = library.count()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(COUNT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin
    assert child.stdout
    with child:
        assert child.stdout.readline() == "ready\n"
        child.stdin.write("go\n")
        child.stdin.flush()
        time.sleep(wait)
        child.kill()
    with closing(Library.open(path)) as library:
        now = library.count()
        words = library.search("snippet number").total
        kept = library.by_shortcut(";kept")
        steps = [batch for batch in library.batches() if batch.undone is None]
        assert kept is not None
        assert kept.content.body == "Was there before."
        assert now in (before, before + COUNT), f"half an import: {before} before, {now} now"
        assert (words > 0) == (now > 1) == bool(steps), "the search index does not agree with the snippets"
        if now > before:
            undone = library.undo(steps[0].number)
            assert (undone.undone, undone.kept) == (COUNT, 0)
            library.empty_trash()
    with closing(Database(path)) as database:
        (answer,) = database.connection().execute("PRAGMA integrity_check").fetchone()
        assert answer == "ok"
        database.connection().execute("INSERT INTO found (found, rank) VALUES ('integrity-check', 1)")
    return "after" if now > before else "before"


def times(count: int, folder: Path, seed: int = 0) -> dict[str, int]:
    """Kill that many imports. Returns how many of them left the library as before, and as after."""
    path = folder / "library.sqlite3"
    with closing(Library.open(path)) as library:
        library.add({"title": "Kept", "body": "Was there before.", "shortcut": ";kept"})
    chance = random.Random(seed)
    seen = {"before": 0, "after": 0}
    for _ in range(count):
        seen[once(path, chance.uniform(0, 0.8))] += 1
    return seen


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        print(times(int(sys.argv[1]) if len(sys.argv) > 1 else 100, Path(home), seed=int(time.time())))
