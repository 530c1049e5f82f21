"""Pasting where the system keeps the clipboard itself: take it, press the paste key, put it back.

One way of doing it for Windows, macOS and Wayland; each brings a ``System`` with the calls it needs.
"""

import logging
import threading
import time
from typing import Any, Protocol

from agent.paste.base import RESTORE_AFTER, TYPED_ON, Outcome, Target, Typed

log = logging.getLogger(__name__)

FOCUS_SECONDS = 1.5
RELEASE_SECONDS = 0.7


class System(Protocol):
    """The calls to the system. Any may raise OSError."""

    mode: str

    def foreground(self) -> Target:
        """The window that has the keyboard; window 0 when that cannot be known."""
        ...

    def activate(self, target: Target) -> None:
        """Ask for the keyboard to go there."""
        ...

    def snapshot(self) -> Any:
        """Everything on the clipboard that can be put back later."""
        ...

    def put(self, text: str, *, secret: bool) -> Any:
        """Put a text there and give back a mark that changes when somebody else puts something. ``secret``: not into histories."""
        ...

    def mark(self) -> Any:
        """The mark now."""
        ...

    def restore(self, snapshot: Any) -> None:
        """Put a snapshot back."""
        ...

    def modifiers_held(self) -> bool:
        """Whether Ctrl, Alt, Shift or a system key is down."""
        ...

    def press_paste(self, erase: int = 0) -> str:
        """Press Backspace so often, then the paste key. Gives back why it could not, empty when it could."""
        ...


class BorrowingPaster:
    """Pastes through a System's clipboard. One at a time; a paste soon after another keeps what was there before both."""

    def __init__(self, system: System) -> None:
        self._system = system
        self.mode = system.mode
        self.tells_selection = False  # not without pressing keys in the other program
        self._lock = threading.Lock()
        self._back = threading.Condition()
        self._before: tuple[Any] | None = None  # what is still to be put back
        self._mark: Any = None
        self._turn = 0

    def remember(self) -> Target:
        """The window that has the keyboard now."""
        return self._system.foreground()

    def selected(self, target: Target) -> str:
        """Not told by these systems."""
        return ""

    def copy(self, text: str) -> None:
        """Put the text on the clipboard, to stay."""
        with self._lock, self._back:
            self._keep(text)

    def paste(self, text: str, target: Target, typed: Typed | None = None) -> Outcome:
        """Paste into the target."""
        with self._lock:
            try:
                self._borrow(text)
                if not self._wait_for_focus(target):
                    return self._give_up(text, "The window you came from did not take the keyboard back.")
                deadline = time.monotonic() + RELEASE_SECONDS
                while self._system.modifiers_held() and time.monotonic() < deadline:
                    time.sleep(0.005)
                if typed is not None and not typed.is_last():
                    return self._give_up(text, TYPED_ON)
                problem = self._system.press_paste(typed.length if typed else 0)
            except OSError as error:
                log.warning("A paste failed: %s", type(error).__name__)
                return self._give_up(text, "The system did not allow the paste.")
            if problem:
                return self._give_up(text, problem)
            threading.Thread(target=self._put_back, args=(self._turn,), name="clipboard-restore", daemon=True).start()
            return Outcome(True)

    def close(self) -> None:
        """Put the clipboard back first."""
        self.wait_restored(2 * RESTORE_AFTER)

    def wait_restored(self, seconds: float) -> bool:
        """Wait until the clipboard is what it was before the last paste."""
        with self._back:
            return self._back.wait_for(lambda: self._before is None, seconds)

    def _borrow(self, text: str) -> None:
        with self._back:
            self._turn += 1
            if self._before is None or self._system.mark() != self._mark:
                self._before = (self._system.snapshot(),)
            self._mark = self._system.put(text, secret=True)

    def _wait_for_focus(self, target: Target) -> bool:
        if not target.window:
            return True  # cannot be known here; the palette has gone and the system has chosen
        deadline = time.monotonic() + FOCUS_SECONDS
        asked = False
        while self._system.foreground().window != target.window:
            if time.monotonic() > deadline:
                return False
            if not asked:
                self._system.activate(target)
                asked = True
            time.sleep(0.005)
        return True

    def _give_up(self, text: str, why: str) -> Outcome:
        try:
            with self._back:
                self._keep(text)
        except OSError:
            return Outcome(False, f"{why} The clipboard could not be used either; the snippet is in your library.")
        return Outcome(False, f"{why} The text is on the clipboard.")

    def _keep(self, text: str) -> None:
        self._turn += 1
        self._before = None
        self._system.put(text, secret=False)
        self._back.notify_all()

    def _put_back(self, turn: int) -> None:
        time.sleep(RESTORE_AFTER)
        with self._back:
            if turn != self._turn or self._before is None:
                return  # a later paste puts it back
            try:
                if self._system.mark() == self._mark:  # else somebody copied something meanwhile; theirs to keep
                    self._system.restore(self._before[0])
            except OSError:
                log.warning("The clipboard could not be put back")
            self._before = None
            self._back.notify_all()
