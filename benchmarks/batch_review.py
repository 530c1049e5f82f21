"""How fast ``alongside review --csv`` reads an export of 100,000 replies with two processes, and how its memory behaves.

The replies are made of the built-in snippets and of the rules' examples, two to four sentences each, all different.
"""

import argparse
import csv
import multiprocessing
import os
import random
import resource
import tempfile
import threading
import time
from pathlib import Path

import phrases
from agent.batch import job
from server.language.engine import Engine
from server.packs.read import read_pack


def make(file: Path, replies: int) -> None:
    """Write an export of so many replies."""
    packs = [read_pack(path) for path in phrases.builtin_packs()]
    good = [snippet.body.replace("[[", "").replace("]]", "") for pack in packs for snippet in pack.snippets]
    bad = [rule.examples[0].before for pack in packs for rule in pack.rules if rule.examples]
    choose = random.Random(7)
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(["Ticket ID", "Agent", "Reply"])
        for number in range(replies):
            marked = [choose.choice(bad)] if choose.random() < 0.5 else []
            sentences = [f"Hi {choose.choice('ABCDE')}{number % 997},", *marked, choose.choice(good)]
            table.writerow([number, f"Agent {number % 40}", " ".join(sentences) + f" Your reference is {number}."])


def _own(pid: int) -> int:
    """Memory that a process has to itself, in kB; 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


class Memory:
    """Watches how much memory this process and its children have of their own, in MB."""

    def __init__(self) -> None:
        self.samples: list[float] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            family = [os.getpid(), *(child.pid for child in multiprocessing.active_children() if child.pid)]
            self.samples.append(sum(map(_own, family)) / 1e3)

    def stop(self) -> list[float]:
        """The samples, in order of time."""
        self._done.set()
        self._thread.join()
        return self.samples


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replies", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tickets.csv"
        make(file, asked.replies)
        packs = tuple(phrases.builtin_packs())
        plan = job.Plan(file, job.find_columns(file, {}), packs, asked.processes)
        memory = Memory()
        started = time.perf_counter()
        tally, _ = job.run(plan, Path(folder) / "state", lambda: Engine(packs), afresh=True)
        took = time.perf_counter() - started
        samples = memory.stop()
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    words = tally.whole.words / tally.whole.replies
    print(f"{asked.replies:,} replies of {words:.0f} words in {took:.0f} s: {asked.replies / took:,.0f} a second")
    print(
        f"processor time: {children.ru_utime + children.ru_stime:.0f} s in the processes that read, "
        f"{own.ru_utime + own.ru_stime:.0f} s in the one that hands out and counts"
    )
    for share in (0.25, 0.5, 0.75, 1.0):
        print(f"  memory at {share:.0%}: {samples[min(len(samples) - 1, int(share * len(samples)))]:.0f} MB")


if __name__ == "__main__":
    main()
