"""How long a snippet takes from Enter to standing in a text window, and how often it arrives exactly.

    python -m benchmarks.desktop_paste [TIMES]

Text with umlauts, dashes, emoji and newlines goes through the whole way: hotkey, palette, Enter, paste. The receiving window is a Tk
text that is asked what stands in it.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from agent.x11 import keys
from tests.desktop.screen import RunningAgent, Screen, eventually
from tests.desktop.window import Typist

TEXT = "ï — 😀\nsecond “line” é\n\nfourth"


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    times: list[float] = []
    exact = 0
    with tempfile.TemporaryDirectory() as folder, Screen.start(Path(folder)) as screen:
        home = Path(folder) / "home"
        with RunningAgent.start(home, screen.name, Path(folder)) as agent:
            eventually(lambda: agent.status()["state"] == "ready", "the engine is ready")
            agent.add("Exactly this", TEXT, ";exactly")
            window = Typist(screen)
            typed = ""
            for number in range(count):
                keys.press(screen.display, ("ctrl", "alt"), "space")
                eventually(screen.palette, "the palette opens")
                if number == 0:
                    screen.type("exactly")  # the palette remembers the search
                started = time.perf_counter()
                keys.press(screen.display, (), "enter")
                while len(now := window.text()) <= len(typed):
                    time.sleep(0.002)
                times.append(time.perf_counter() - started)
                exact += now == typed + TEXT
                typed = now
                if number % 20 == 19:  # a long text would make asking slow
                    keys.press(screen.display, ("ctrl",), "/")
                    keys.press(screen.display, (), "delete")
                    eventually(lambda: window.text() == "", "the window is emptied")
                    typed = ""
            screen.stop_all()
    print(f"{exact} of {count} pastes exact")
    print(f"pasted {statistics.median(times) * 1000:.0f} ms after Enter (median; most {max(times) * 1000:.0f} ms)")


if __name__ == "__main__":
    main()
