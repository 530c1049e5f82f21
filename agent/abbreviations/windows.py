"""What is typed, on Windows: the ``keyboard`` library's hook, and the system's word on modifiers and mouse buttons.

Not run on Windows by us; tests drive the library with a stand-in for its system backend.
"""

import ctypes
import importlib
import logging
from collections.abc import Callable
from typing import Any

from agent.abbreviations.base import Stroke

log = logging.getLogger(__name__)

_CTRL, _ALT, _LEFT_WINDOWS, _RIGHT_WINDOWS, _ALT_GR = 0x11, 0x12, 0x5B, 0x5C, 0xA5  # virtual keys of winuser.h
_MOUSE_BUTTONS = (0x01, 0x02, 0x04)
_SILENT = {"shift", "caps lock", "num lock", "scroll lock", "ctrl", "alt", "alt gr", "windows"}
_NAMED = {"space": Stroke("text", " "), "backspace": Stroke("erase"), "enter": Stroke("enter")}


class KeyboardTyping:
    """``keyboard.hook`` behind our interface."""

    mode = "windows"

    def __init__(self, keyboard: Any = None, user32: Any = None) -> None:
        """``keyboard``: the library; ``user32``: the system's; both loaded here by default."""
        self._keyboard = keyboard or importlib.import_module("keyboard")
        self._user = user32 or ctypes.WinDLL("user32")  # type: ignore[attr-defined,unused-ignore]
        self._hook: Any = None
        self._on_stroke: Callable[[Stroke], None] = lambda stroke: None

    def start(self, on_stroke: Callable[[Stroke], None]) -> str:
        """Begin to listen."""
        self._on_stroke = on_stroke
        try:
            self._hook = self._keyboard.hook(self._heard)
        except (OSError, ImportError) as error:
            return f"Windows does not let us follow the keys ({error})."
        return ""

    def stop(self) -> None:
        """Listen no more."""
        hook, self._hook = self._hook, None
        if hook is not None:
            self._keyboard.unhook(hook)

    def _heard(self, event: Any) -> None:
        """Called for every key. What it raised would end all hotkeys with it."""
        try:
            if event.event_type != "down":
                return
            if any(
                self._user.GetAsyncKeyState(button) for button in _MOUSE_BUTTONS
            ):  # down, or pressed since we last asked
                self._on_stroke(Stroke("break"))
            if (stroke := self._stroke(event.name or "")) is not None:
                self._on_stroke(stroke)
        except Exception:
            log.exception("A key could not be followed")

    def _stroke(self, name: str) -> Stroke | None:
        if name.removeprefix("left ").removeprefix("right ") in _SILENT:
            return None
        chord = any(self._held(key) for key in (_CTRL, _ALT, _LEFT_WINDOWS, _RIGHT_WINDOWS))
        if chord and not self._held(_ALT_GR):
            return Stroke("break")
        if name in _NAMED:
            return _NAMED[name]
        return Stroke("text", name) if len(name) == 1 else Stroke("break")

    def _held(self, key: int) -> bool:
        return bool(self._user.GetAsyncKeyState(key) & 0x8000)
