"""Windows to type into whose text can be read."""

import json
import subprocess
import sys
from pathlib import Path

from tests.desktop.screen import Screen, eventually


class Typist:
    """The text window of ``typist.py``, which has the keyboard."""

    def __init__(self, screen: Screen) -> None:
        self._process = screen.run(
            sys.executable,
            str(Path(__file__).with_name("typist.py")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"
        eventually(lambda: screen.active() and screen.active() == screen.find("typist"), "the text window is active")

    def text(self) -> str:
        """What stands in it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        return str(json.loads(self._process.stdout.readline()))


def terminal(screen: Screen, folder: Path, stty: str) -> Path:
    """A terminal that has the keyboard, set up by ``stty``'s words; its program writes all it gets into the file."""
    target = folder / "typed"
    screen.run("xterm", "-u8", "-e", f"stty {stty}; cat > {target}")
    eventually(lambda: target.exists() and screen.active() == screen.find("xterm"), "the terminal is active")
    return target
