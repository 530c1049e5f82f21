"""How soon the tray icon is there after the start, and whether spaCy is loaded by then.

    python -m benchmarks.desktop_start [RUNS]

Starts the agent on an X display of its own with a real XEmbed tray (trayer) and watches from outside.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.desktop_memory import reviewed
from tests.desktop.screen import ROOT, RunningAgent, Screen, agent_env, end
from tests.desktop.xtray import XTray


def spacy_is_loaded(pid: int) -> bool:
    """Whether the process has mapped any of spaCy's compiled modules."""
    return "/spacy/" in Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times: list[float] = []
    ready: list[float] = []
    loaded = 0
    with tempfile.TemporaryDirectory() as folder, Screen.start(Path(folder)) as screen:
        tray = XTray(screen)
        for run in range(runs + 1):  # the first warms the disk's cache
            home = Path(folder) / f"home{run}"
            started = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "agent.cli"], env=agent_env(home, screen.name, Path(folder)), cwd=ROOT
            )
            try:
                while tray.icon() is None:
                    time.sleep(0.002)
                took = time.perf_counter() - started
                early = spacy_is_loaded(process.pid)
                agent = RunningAgent(home, process)
                while not (agent.part("engine") and reviewed(agent)):
                    time.sleep(0.02)
                if run:
                    times.append(took)
                    ready.append(time.perf_counter() - started)
                    loaded += early
            finally:
                end(process)
        screen.stop_all()
    print(
        f"tray visible after {statistics.median(times) * 1000:.0f} ms (median of {runs}; most {max(times) * 1000:.0f} ms)"
    )
    print(f"spaCy loaded by then in {loaded} of {runs} runs")
    print(f"first draft, asked for at once, reviewed after {statistics.median(ready):.1f} s (median)")


if __name__ == "__main__":
    main()
