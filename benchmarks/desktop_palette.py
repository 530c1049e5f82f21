"""How long the palette takes from the hotkey to having the keyboard (warm).

    python -m benchmarks.desktop_palette [TIMES]

The key is pressed with XTest, as a keyboard would; the X server's own FocusIn and FocusOut events tell when the window that had
the keyboard has lost it to the palette.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from agent.x11 import keys
from tests.desktop.screen import RunningAgent, Screen, eventually
from tests.desktop.window import Typist


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    times: list[float] = []
    with tempfile.TemporaryDirectory() as folder, Screen.start(Path(folder)) as screen:
        home = Path(folder) / "home"
        with RunningAgent.start(home, screen.name, Path(folder)) as agent:
            eventually(lambda: agent.status()["state"] == "ready", "the engine is ready")
            Typist(screen)  # a window to come from
            for _ in range(count):
                started = time.perf_counter()
                keys.press(screen.display, ("ctrl", "alt"), "space")
                while not palette_has_focus(screen):
                    time.sleep(0.001)
                times.append(time.perf_counter() - started)
                keys.press(screen.display, (), "esc")
                eventually(lambda: screen.active() == screen.find("typist"), "the palette closes")
            screen.stop_all()
    median, late = statistics.median(times) * 1000, sorted(times)[int(count * 0.95)] * 1000
    print(f"palette focused after {median:.0f} ms (median of {count}; 95 % within {late:.0f} ms)")


def palette_has_focus(screen: Screen) -> bool:
    """Whether the input focus is on a window of the palette."""
    focus = screen.display.get_input_focus().focus
    if isinstance(focus, int):
        return False
    for _ in range(4):
        classes = focus.get_wm_class()
        if classes:
            return bool(classes[1] == "Alongside")
        parent = focus.query_tree().parent
        if isinstance(parent, int):
            return False
        focus = parent
    return False


if __name__ == "__main__":
    main()
