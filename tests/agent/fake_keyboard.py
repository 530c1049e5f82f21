"""A stand-in for the system side of the ``keyboard`` library: key events are put in, presses it makes are recorded."""

import queue
import types
from collections.abc import Callable, Iterator
from typing import Any

import keyboard
from keyboard import KeyboardEvent

_KEYS = [
    "ctrl", "left ctrl", "alt", "left alt", "shift", "left shift", "right shift", "space", "enter", "windows", "left windows",
    "alt gr", "é", *"abcdefghijklmnopqrstuvwxyz0123456789",
]  # fmt: skip
CODES = {name: number for number, name in enumerate(_KEYS, start=1)}
for _both in ("ctrl", "alt", "shift", "windows"):
    CODES[_both] = CODES[f"left {_both}"]


class FakeSystem:
    """Takes the place of ``keyboard._os_keyboard``; ``sent`` is what the library pressed and released."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self._events: queue.Queue[KeyboardEvent | None] = queue.Queue()
        self.passed_on: list[tuple[str, str]] = []

    def install(self) -> types.ModuleType:
        """A fresh library that works on this system."""
        keyboard._os_keyboard = self
        keyboard._listener = type(keyboard._listener)()
        keyboard._hotkeys.clear()
        keyboard._hooks.clear()
        keyboard._pressed_events.clear()
        keyboard._physically_pressed_keys.clear() if hasattr(keyboard, "_physically_pressed_keys") else None
        keyboard._logically_pressed_keys.clear()
        library: types.ModuleType = keyboard
        return library

    def init(self) -> None:
        """Nothing to open."""

    def map_name(self, name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The codes of a key's name; as on Linux, none for a name it does not know."""
        if name in CODES:
            yield CODES[name], ()

    def listen(self, callback: Callable[[KeyboardEvent], bool]) -> None:
        """Hand every event to the library, as the hook does; what it lets through reaches the program below."""
        while (event := self._events.get()) is not None:
            if callback(event):
                self.passed_on.append((event.event_type, event.name))

    def press(self, code: int) -> None:
        self.sent.append(("down", code))

    def release(self, code: int) -> None:
        self.sent.append(("up", code))

    def type_unicode(self, character: str) -> None:
        self.sent.append(("unicode", ord(character)))

    def event(self, kind: str, name: str, time: float | None = None) -> None:
        """A key goes "down" or "up"; ``time`` as the clock says, or as given."""
        details: dict[str, Any] = {} if time is None else {"time": time}
        self._events.put(KeyboardEvent(kind, CODES[name], name=name, **details))

    def tap(self, *names: str) -> None:
        """Press keys in this order and let them go in the other."""
        for name in names:
            self.event("down", name)
        for name in reversed(names):
            self.event("up", name)

    def close(self) -> None:
        """End the listening thread."""
        self._events.put(None)
