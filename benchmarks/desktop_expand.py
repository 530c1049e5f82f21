"""Typed abbreviations beside AutoKey's: how often the text arrives exactly, how soon, and what the program takes.

    python -m benchmarks.desktop_expand [TIMES]

The same keys are pressed for both (XTest, 15 ms apart), into the same Tk text window, on a display of its own. AutoKey is Debian's
autokey-qt, with the phrase pasted through the clipboard (Ctrl+V), as Alongside does; without it only Alongside is measured.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent.x11 import keys
from benchmarks.desktop_memory import cpu, pss
from tests.desktop.screen import RunningAgent, Screen, agent_env, end, eventually, session_bus
from tests.desktop.window import Typist

TEXT = "ï — 😀\nsecond “line” é\n\nfourth"
_IDLE = 10.0
_PHRASE: dict[str, Any] = {
    "type": "phrase", "description": "umlauts", "usageCount": 0, "omitTrigger": True, "prompt": False, "modes": [1],
    "showInTrayMenu": False, "matchCase": False, "sendMode": "<ctrl>+v", "filter": {"regex": None, "isRecursive": False},
    "hotkey": {"modifiers": [], "hotKey": None},
    "abbreviation": {
        "abbreviations": [";umlauts"], "backspace": True, "ignoreCase": False, "immediate": False, "triggerInside": False,
        "wordChars": "[^ \n]",
    },
}  # fmt: skip


def expand(screen: Screen, count: int, everyone: Callable[[], list[int]]) -> str:
    """Type the abbreviation so often; one line of figures."""
    window = Typist(screen)
    exact, times = 0, []
    for _ in range(count):
        screen.key("ctrl+slash", "Delete")
        eventually(lambda: window.text() == "", "the window is empty")
        screen.type(";umlauts")
        started = time.perf_counter()
        keys.press(screen.display, (), "space")
        deadline = started + 2.0
        while window.text() != TEXT and time.perf_counter() < deadline:
            time.sleep(0.002)
        if window.text() == TEXT:
            exact += 1
            times.append(time.perf_counter() - started)
        time.sleep(0.6)  # the clipboard is put back
    pids = everyone()
    before = cpu(pids)
    time.sleep(_IDLE)
    used = (cpu(pids) - before) / _IDLE * 100
    took = f"{statistics.median(times) * 1000:.0f} ms after the space" if times else "never"
    return f"{exact} of {count} exact, {took}, {pss(pids):.0f} MB, idle {used:.2f} %"


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder, Screen.start(Path(folder)) as screen, session_bus() as bus:
        with RunningAgent.start(Path(folder) / "home", screen.name, Path(folder)) as agent:
            agent.add("Umlauts", TEXT, ";umlauts")
            agent.call("PUT", "/v1/settings", {"hotkeys.abbreviations": True})
            eventually(lambda: agent.part("abbreviations") == "on", "what is typed is followed")
            print("Alongside:", expand(screen, count, lambda: [agent.process.pid, *agent.children()]))
            screen.stop_all()
        if shutil.which("autokey-qt") is None:
            print("AutoKey is not installed (autokey-qt).")
            return
        home = Path(folder) / "autokey"
        phrases = home / ".config" / "autokey" / "data" / "phrases"
        phrases.mkdir(parents=True)
        (phrases / "umlauts.txt").write_text(TEXT, encoding="utf-8")
        (phrases / ".umlauts.json").write_text(json.dumps(_PHRASE), encoding="utf-8")
        env = agent_env(home, screen.name, Path(folder), bus) | {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
        }
        quiet = subprocess.DEVNULL
        # The first start only writes its settings; phrases that are there already are read at the second.
        first = subprocess.Popen(["autokey-qt"], env=env, stdout=quiet, stderr=quiet)
        eventually((home / ".config" / "autokey" / "autokey.json").exists, "AutoKey has started once")
        end(first)
        other = subprocess.Popen(["autokey-qt"], env=env, stdout=quiet, stderr=quiet)
        try:
            time.sleep(8)  # nothing tells when it listens
            print(
                "AutoKey:", expand(screen, count, lambda: [other.pid]) if other.poll() is None else "it did not start"
            )
        finally:
            end(other)
        screen.stop_all()


if __name__ == "__main__":
    main()
