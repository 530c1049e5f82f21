"""Pasting on Wayland with wl-clipboard and wtype, where the compositor lets them; else the text is only copied.

Wayland does not tell which window has the keyboard, so the paste key is Shift+Insert, which terminals take as well as
everybody else, and the text is put on both selections.
"""

import shutil
import subprocess
import time

from agent.paste.base import Target
from agent.paste.borrow import BorrowingPaster

_SECONDS = 2.0
_FOCUS_RETURNS = 0.12  # seconds the compositor needs to give the keyboard back after the palette has gone
_SELECTIONS: tuple[tuple[str, ...], ...] = ((), ("--primary",))


class WaylandTools:
    """The programs wl-copy, wl-paste and wtype."""

    def __init__(self) -> None:
        """Look which of them are installed."""
        self._can_copy = shutil.which("wl-copy") is not None
        self._can_type = self._can_copy and shutil.which("wtype") is not None
        self.mode = "wayland" if self._can_type else "clipboard"

    def foreground(self) -> Target:
        """Not to be known."""
        return Target()

    def activate(self, target: Target) -> None:
        """Not to be asked for."""

    def snapshot(self) -> list[str | None]:
        """The text of both selections."""
        return [self._read(selection) for selection in _SELECTIONS] if self._can_copy else []

    def put(self, text: str, *, secret: bool) -> list[str | None]:
        """Put a text on both selections."""
        if not self._can_copy:
            raise FileNotFoundError("wl-copy")
        for selection in _SELECTIONS:
            self._write(text, selection)
        return [text, text]

    def mark(self) -> list[str | None]:
        """What is there serves as its own mark."""
        return self.snapshot()

    def restore(self, snapshot: list[str | None]) -> None:
        """Put the texts back; a selection that was empty is cleared."""
        for selection, text in zip(_SELECTIONS, snapshot, strict=True):
            if text is None:
                _run(["wl-copy", *selection, "--clear"])
            else:
                self._write(text, selection)

    def modifiers_held(self) -> bool:
        """Not to be known; wtype's own keyboard does not see them."""
        return False

    def press_paste(self, erase: int = 0) -> str:
        """Press Backspace so often, then Shift+Insert, on a virtual keyboard."""
        if not self._can_type:
            return "Press Ctrl+V to paste it."
        time.sleep(_FOCUS_RETURNS)
        done = _run(["wtype", *("-k", "BackSpace") * erase, "-M", "shift", "-k", "Insert", "-m", "shift"])
        return (
            "" if done.returncode == 0 else "This desktop does not let programs press keys. Press Ctrl+V to paste it."
        )

    def _read(self, selection: tuple[str, ...]) -> str | None:
        done = _run(["wl-paste", *selection, "--no-newline", "--type", "text/plain;charset=utf-8"])
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None

    def _write(self, text: str, selection: tuple[str, ...]) -> None:
        # wl-copy stays behind to serve the text; its output must not keep us waiting.
        with subprocess.Popen(
            ["wl-copy", *selection], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as copy:
            try:
                copy.communicate(text.encode(), timeout=_SECONDS)
            except subprocess.TimeoutExpired:
                copy.kill()
        if copy.returncode:
            raise OSError("wl-copy could not take the text")


class WaylandPaster(BorrowingPaster):
    """Pastes with those programs."""

    def __init__(self) -> None:
        """See what is installed."""
        super().__init__(WaylandTools())


def _run(command: list[str]) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, b"", b"")
