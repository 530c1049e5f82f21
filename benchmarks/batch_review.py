"""How fast ``alongside review --csv`` reads an export of 100,000 replies with two processes, and how its memory behaves.

The replies are made of the built-in snippets and of the rules' examples, two to four sentences each, all different.
"""

import argparse
import csv
import random
import tempfile
import threading
import time
from pathlib import Path

import psutil

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


class Memory:
    """Watches how much memory this process and its children have of their own, in MB."""

    def __init__(self) -> None:
        self.samples: list[float] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._done.wait(0.5):
            family = [me, *me.children(recursive=True)]
            total = 0
            for process in family:
                try:
                    total += process.memory_full_info().uss
                except psutil.Error:
                    continue
            self.samples.append(total / 1e6)

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
        started, cpu = time.perf_counter(), psutil.cpu_times()
        tally, _ = job.run(plan, Path(folder) / "state", lambda: Engine(packs), afresh=True)
        took, after = time.perf_counter() - started, psutil.cpu_times()
        samples = memory.stop()
    used = sum(after[:3]) - sum(cpu[:3])
    words = tally.whole.words / tally.whole.replies
    print(f"{asked.replies:,} replies of {words:.0f} words in {took:.0f} s: {asked.replies / took:,.0f} a second")
    print(f"the machine was busy for {used:.0f} s of processor time meanwhile, loading the engine included")
    for share in (0.25, 0.5, 0.75, 1.0):
        print(f"  memory at {share:.0%}: {samples[min(len(samples) - 1, int(share * len(samples)))]:.0f} MB")


if __name__ == "__main__":
    main()
