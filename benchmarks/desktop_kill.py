"""Ends the agent or its palette without warning at random moments, and looks whether anything is lost.

    python -m benchmarks.desktop_kill [TIMES] [SEED]

Every round starts the agent on a real X display, writes snippets as fast as it can, and at a random moment kills either the agent
(which is the server as well) or the palette with SIGKILL. Then: everything that was answered must still be there, the agent must
start again by itself, and a killed palette must come back.
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.desktop.screen import ROOT, RunningAgent, Screen, agent_env, end, eventually, kill


def started(home: Path, screen: Screen, runtime: Path) -> RunningAgent:
    """A new process on the folders of the one before."""
    with (home.parent / f"{home.name}.out").open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "agent.cli"],
            env=agent_env(home, screen.name, runtime),
            stdout=out,
            stderr=out,
            cwd=ROOT,
        )
    return RunningAgent(home, process)


def write_until(agent: RunningAgent, moment: float, kept: dict[str, str], number: int) -> None:
    """Add snippets until then; ``kept``: id → body of what was answered."""
    count = 0
    while time.monotonic() < moment:
        body = f"Round {number}, snippet {count} — é😀"
        count += 1
        try:
            kept[agent.add(f"Kept {number}-{count}", body)] = body
        except (OSError, ValueError, KeyError):  # not there yet, or just killed
            time.sleep(0.01)


def wait_for_another(agent: RunningAgent, before: set[int]) -> None:
    """Wait until the agent has a palette that it did not have before."""
    eventually(lambda: set(agent.palettes()) - before, "the palette comes back")


def lost(agent: RunningAgent, kept: dict[str, str]) -> int:
    """How many of the snippets are not there as they were answered."""
    there: dict[str, str] = {}
    offset = 0
    while True:
        page = agent.call("GET", f"/v1/snippets?q=Kept&limit=200&offset={offset}")
        there |= {snippet["id"]: snippet["body"] for snippet in page["snippets"]}
        offset += 200
        if not page["snippets"] or offset > len(kept) + 400:
            break
    missing = [name for name in kept if there.get(name) != kept[name]]
    return sum(agent.call("GET", f"/v1/snippets/{name}")["body"] != kept[name] for name in missing)


def main() -> None:
    """Run and print."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 7)
    kept: dict[str, str] = {}
    agents = palettes = early = 0
    with tempfile.TemporaryDirectory() as folder, Screen.start(Path(folder)) as screen:
        home = Path(folder) / "home"
        agent = started(home, screen, Path(folder))
        try:
            for number in range(times):
                begun = time.monotonic()
                moment = begun + chance.uniform(0.05, 1.6)
                write_until(agent, moment, kept, number)
                children = agent.palettes()
                if children and chance.random() < 0.4:
                    kill(chance.choice(children))
                    palettes += 1
                    wait_for_another(agent, set(children))
                    continue
                early += not (home / "data" / "run.json").exists()
                agent.process.send_signal(signal.SIGKILL)
                agent.process.wait()
                agents += 1
                agent = started(home, screen, Path(folder))
            eventually(lambda: agent.part("palette") == "on", "the agent starts")
            gone = lost(agent, kept)
            state = agent.status()["notices"]
        finally:
            end(agent.process)
    print(
        f"{times} kills: {agents} of the agent ({early} before it served for the first time), {palettes} of the palette"
    )
    print(f"{len(kept):,} snippets were answered as saved; lost or changed: {gone}")
    print(f"notices after the last start: {[notice['message'] for notice in state] or 'none'}")


if __name__ == "__main__":
    main()
