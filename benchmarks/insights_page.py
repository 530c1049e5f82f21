"""How long the insights page takes over a year of an agent's events: 200,000 rows, through the real server."""

import argparse
import random
import statistics
import tempfile
import time
import urllib.request
from datetime import date
from pathlib import Path

from server import serve
from server.insights.service import INSIGHTS_FILE
from server.insights.store import InsightsStore
from server.settings import Folders

CATEGORIES = ("sympathy", "hollow-apology", "formulaic", "dismissive", "blame", "deflection", "command")
RULES = tuple((f"example-{number}", CATEGORIES[number % len(CATEGORIES)]) for number in range(200))
POINTS = ("feeling", "invites", "next-step", "one-apology", "owns", "problem")
EMOTIONS = ("anger", "frustration", "disappointment", "anxiety", "confusion", "sadness", "neutral", "positive")


def fill(store: InsightsStore, rows: int, today: date, rules: tuple[tuple[str, str], ...] = RULES) -> None:
    """About so many rows over one year: three replies in ten rows, the rest findings, choices and snippet uses."""
    choose = random.Random(11)
    situations = [f"situation-{number}" for number in range(40)]
    with store.write() as connection:
        for number in range(int(rows * 0.3)):
            day = today.toordinal() - choose.randrange(364)
            better = 1 - (day - today.toordinal() + 364) / 800  # a year of getting better, slowly
            done = {point for point in POINTS if choose.random() < 0.75 - better / 2}
            values = (number, f"reply-{number}", 1_700_000_000, day, choose.randrange(20, 150), ",".join(sorted(done)))
            mood = (choose.choice(EMOTIONS), choose.randrange(4), 0, choose.choice(situations), str(number))
            lacks = ",".join(sorted(set(POINTS) - done))
            connection.execute("INSERT INTO replies VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", (*values, lacks, *mood))
            for rule, category in choose.sample(rules, min(len(rules), choose.choice((0, 0, 1, 1, 2, 2)))):
                if choose.random() < better + 0.3:
                    row = (number, rule, category, "medium", day, 1, int(choose.random() < 0.3))
                    connection.execute("INSERT INTO findings VALUES (?,?,?,?,?,?,?)", row)
        there = sum(
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("replies", "findings")
        )
        for number in range(rows - there):
            day = today.toordinal() - choose.randrange(364)
            if number % 3:
                kind = choose.choice(("suggestion-taken", "suggestion-taken", "suggestion-ignored"))
                rule, category = choose.choice(rules)
                connection.execute("INSERT INTO choices VALUES (0,?,?,?,?,1)", (day, kind, rule, category))
            else:
                use = (day, f"snippet-{choose.randrange(150)}", choose.randrange(60, 500))
                connection.execute("INSERT INTO uses VALUES (0,?,?,?)", use)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as home:
        folders = Folders.find(environ={"ALONGSIDE_HOME": home})
        folders.create()
        store = InsightsStore(folders.data / INSIGHTS_FILE)
        fill(store, rows, date.today())
        total = sum(store.counts().values())
        store.close()
        size = (Path(folders.data) / INSIGHTS_FILE).stat().st_size / 1e6
        server = serve.start(folders, port=0)
        server.services.engine.wait(60)
        headers = {"Authorization": f"Bearer {server.services.control_token}"}
        first = date.fromordinal(date.today().toordinal() - 363).isoformat()
        print(f"{total:,} rows, {size:.0f} MB on disk")
        for name, paths in (
            ("page and its numbers, 13 weeks", ("/insights", "/v1/insights")),
            ("page and its numbers, a year", ("/insights", f"/v1/insights?from={first}")),
            ("privacy page", ("/privacy",)),
        ):
            took = []
            for _ in range(15):
                started = time.perf_counter()
                for path in paths:
                    asked = urllib.request.Request(server.url + path, headers=headers)
                    with urllib.request.urlopen(asked) as answer:
                        answer.read()
                took.append((time.perf_counter() - started) * 1000)
            print(f"  {name}: {statistics.median(took):.0f} ms (slowest {max(took):.0f})")
        server.stop()


if __name__ == "__main__":
    main()
