"""How much memory and processor time the running agent takes, its palette and its language engine included.

    python -m benchmarks.desktop_memory [--idle-seconds 30] [--idle-minutes 60]

Measured twice: as it is, with the engine in a process that is ended when it rests, and with the engine in the agent's process.
The first pauses are short, so the engine is told to rest after a minute; ``--idle-minutes`` leaves the setting as it comes and waits
for so long after the reviews. Memory is PSS: each process's own pages, and its share of those it shares (/proc/PID/smaps_rollup).
"""

import argparse
import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.desktop.screen import RunningAgent, Screen, eventually
from tests.desktop.xtray import XTray

DRAFT = "I'm sorry you feel that way. Unfortunately, as per our policy, you must send the form again before we can help you."
WAYS = {"engine in a process of its own": "agent.cli", "engine in the agent's process": "benchmarks.engine_in_process"}
_REST_SECONDS = 150.0  # a minute until it rests, and a minute until that is looked at again


def pss(pids: Sequence[int]) -> float:
    """Megabytes."""
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def cpu(pids: Sequence[int]) -> float:
    """Seconds of processor time so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def reviewed(agent: RunningAgent) -> bool:
    """Whether a draft was reviewed; while the engine loads it may not be."""
    try:
        return bool(agent.call("POST", "/v1/review", {"draft": DRAFT})["findings"])
    except OSError:
        return False


def first_review(agent: RunningAgent) -> float:
    """Seconds until a draft is reviewed by an engine that has to be loaded first."""
    started = time.perf_counter()
    eventually(lambda: reviewed(agent), "a draft is reviewed")
    return time.perf_counter() - started


def memory(agent: RunningAgent) -> str:
    """All of it, and process by process."""
    parts = {"agent": [agent.process.pid], "palette": agent.palettes(), "engine": agent.engines()}
    each = ", ".join(f"{name} {pss(pids):.0f}" for name, pids in parts.items() if pids)
    return f"{pss([pid for pids in parts.values() for pid in pids]):.0f} MB ({each})"


def idle(agent: RunningAgent, seconds: float) -> str:
    """Memory after so long in which nothing happens, and the processor time of all that stay."""
    staying = [agent.process.pid, *agent.palettes()]
    before = cpu(staying)
    time.sleep(seconds)
    used = (cpu(staying) - before) / seconds * 100
    return f"{memory(agent)}, {used:.2f} % of one processor over {seconds:.0f} s"


def measure(way: str, module: str, seconds: float, minutes: float) -> None:
    """One agent, from its start to the first review after a rest."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Screen.start(Path(folder)) as screen,
        RunningAgent.start(Path(folder) / "home", screen.name, Path(folder), module=module) as agent,
    ):
        tray = XTray(screen)
        eventually(tray.icon, "the icon is in the tray")
        eventually(lambda: agent.status()["state"] == "ready", "the packs are read")
        time.sleep(2)
        print(f"{way}\n  no draft yet: {idle(agent, seconds)}")
        print(f"  first review, with the engine to load: {first_review(agent):.1f} s")
        for number in range(100):
            agent.call("POST", "/v1/review", {"draft": f"{DRAFT} Ticket {number}."})
        agent.call("POST", "/v1/palette", {})
        eventually(screen.palette, "the palette opens")
        screen.key("Escape")
        time.sleep(2)
        print(f"  after 100 reviews and one look at the palette: {memory(agent)}")
        rests = bool(agent.engines())
        if rests and not minutes:
            agent.call("PUT", "/v1/settings", {"engine.rest-minutes": 1})
            deadline = time.monotonic() + _REST_SECONDS
            while agent.engines() and time.monotonic() < deadline:
                time.sleep(1)
        print(f"  then idle: {idle(agent, minutes * 60 or seconds)}")
        if rests:
            print(f"  the engine {'is still there' if agent.engines() else 'rests'}")
        print(f"  first review after that: {first_review(agent):.1f} s", flush=True)
        screen.stop_all()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Memory and processor time of the running agent.")
    parser.add_argument("--idle-seconds", type=float, default=30.0, help="how long idle processor time is measured")
    parser.add_argument("--idle-minutes", type=float, default=0.0, help="how long to idle after the reviews")
    asked = parser.parse_args()
    for way, module in WAYS.items():
        measure(way, module, asked.idle_seconds, asked.idle_minutes)


if __name__ == "__main__":
    main()
