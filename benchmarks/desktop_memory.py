"""How much memory and processor time the running agent takes, its palette included.

    python -m benchmarks.desktop_memory [IDLE SECONDS]

Memory is PSS: each process's own pages, and its share of those it shares (/proc/PID/smaps_rollup). Idle time is measured over the
given seconds (default 60).
"""

import os
import re
import sys
import tempfile
import time
from pathlib import Path

from tests.desktop.screen import RunningAgent, Screen, eventually
from tests.desktop.xtray import XTray

DRAFT = "I'm sorry you feel that way. Unfortunately, as per our policy, you must send the form again before we can help you."


def pss(pids: list[int]) -> float:
    """Megabytes."""
    total = 0
    for pid in pids:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def cpu(pids: list[int]) -> float:
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


def main() -> None:
    """Measure and print."""
    idle = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with (
        tempfile.TemporaryDirectory() as folder,
        Screen.start(Path(folder)) as screen,
        RunningAgent.start(Path(folder) / "home", screen.name, Path(folder)) as agent,
    ):
        tray = XTray(screen)
        eventually(tray.icon, "the icon is in the tray")
        eventually(lambda: agent.status()["state"] == "ready", "the packs are read")
        time.sleep(2)
        everyone = [agent.process.pid, *agent.children()]
        before = cpu(everyone)
        time.sleep(idle)
        print(
            f"no draft yet: {pss(everyone):.0f} MB (agent with tray icon {pss(everyone[:1]):.0f}, palette {pss(everyone[1:]):.0f}), "
            f"idle {(cpu(everyone) - before) / idle * 100:.2f} % of one processor over {idle:.0f} s"
        )
        started = time.perf_counter()
        eventually(lambda: reviewed(agent), "the first draft is reviewed")
        print(f"first review, with the engine to load: {time.perf_counter() - started:.1f} s")
        for number in range(100):
            agent.call("POST", "/v1/review", {"draft": f"{DRAFT} Ticket {number}."})
        agent.call("POST", "/v1/palette", {})
        eventually(screen.palette, "the palette opens")
        screen.key("Escape")
        time.sleep(2)
        print(f"after 100 reviews and one look at the palette: {pss(everyone):.0f} MB")
        before = cpu(everyone)
        time.sleep(idle)
        print(
            f"then idle: {(cpu(everyone) - before) / idle * 100:.2f} % of one processor over {idle:.0f} s, {pss(everyone):.0f} MB"
        )
        screen.stop_all()


if __name__ == "__main__":
    main()
