"""Hotkeys on X11 by XGrabKey: no rights needed, no cost for other keys, and the server says when one is taken."""

import logging
import threading
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from Xlib import X
from Xlib.error import BadAccess

from agent.hotkeys.base import Action, Grab, guarded
from agent.hotkeys.combo import Combo
from agent.x11 import keys
from agent.x11.loop import XLoop

log = logging.getLogger(__name__)


class X11Hotkeys:
    """Grabs on the root window. Caps Lock and Num Lock make no difference."""

    mode = "x11"

    def __init__(self, loop: XLoop) -> None:
        """Register with the loop; nothing is grabbed yet."""
        self._loop = loop
        self._actions: dict[Combo, Action] = {}
        self._grabbed: dict[tuple[int, int], Combo] = {}
        self._released: tuple[int, int] = (0, -1)  # keycode and time of the last release
        self._locks = 0
        loop.on(X.KeyPress, self._on_press)
        loop.on(X.KeyRelease, self._on_release)
        loop.on(X.MappingNotify, self._on_mapping)

    def set(self, actions: Mapping[Combo, Action]) -> list[Grab]:
        """Grab exactly these combinations."""
        self._actions = {combo: guarded(action, combo.label) for combo, action in actions.items()}
        return self._loop.call(self._grab_all)

    def problem_with(self, combo: Combo) -> str:
        """Grab it for a moment, unless it is ours already."""
        return self._loop.call(lambda: self._try(combo))

    def stop(self) -> None:
        """Ungrab everything."""
        self._actions = {}
        self._loop.call(self._grab_all)

    def _grab_all(self) -> list[Grab]:
        self._ungrab_all()
        display = self._loop.display
        masks = keys.modifier_masks(display)
        self._locks = X.LockMask | masks["numlock"]
        return [Grab(combo, self._grab_one(combo, masks)) for combo in self._actions]

    def _try(self, combo: Combo) -> str:
        if combo in self._grabbed.values():
            return ""
        masks = keys.modifier_masks(self._loop.display)
        self._locks = X.LockMask | masks["numlock"]
        problem = self._grab_one(combo, masks)
        for code, mask in [place for place, grabbed in self._grabbed.items() if grabbed == combo]:
            for locks in self._lock_states():
                self._loop.root.ungrab_key(code, mask | locks)
            del self._grabbed[code, mask]
        self._loop.display.sync()
        return problem

    def _grab_one(self, combo: Combo, masks: Mapping[str, int]) -> str:
        code = keys.keycode(self._loop.display, combo.key)
        if not code:
            return f"This keyboard layout has no key “{combo.key}”. Choose another in the settings."
        mask = 0
        for name in combo.modifiers:
            mask |= masks[name]
        return self._grab(combo, code, mask)

    def _grab(self, combo: Combo, code: int, mask: int) -> str:
        errors: list[Any] = []
        for locks in self._lock_states():
            self._loop.root.grab_key(
                code,
                mask | locks,
                True,
                X.GrabModeAsync,
                X.GrabModeAsync,
                onerror=lambda error, request: errors.append(error),
            )
        self._loop.display.sync()
        if not errors:
            self._grabbed[code, mask] = combo
            return ""
        for locks in self._lock_states():
            self._loop.root.ungrab_key(code, mask | locks)
        if any(isinstance(error, BadAccess) for error in errors):
            return f"{combo.label} is already taken by another program. Choose another combination in the settings."
        return f"The X server refused {combo.label}: {errors[0]}"

    def _lock_states(self) -> list[int]:
        bits = [1 << bit for bit in range(8) if self._locks & (1 << bit)]
        return [sum(chosen) for size in range(len(bits) + 1) for chosen in combinations(bits, size)]

    def _ungrab_all(self) -> None:
        for code, mask in self._grabbed:
            for locks in self._lock_states():
                self._loop.root.ungrab_key(code, mask | locks)
        self._grabbed.clear()
        self._loop.display.sync()

    def _on_press(self, event: Any) -> None:
        if self._released == (event.detail, event.time):
            return  # auto-repeat sends a release and a press with the same time
        combo = self._grabbed.get((event.detail, event.state & 0xFF & ~self._locks))
        action = self._actions.get(combo) if combo else None
        if action is not None:
            threading.Thread(target=action, name="hotkey", daemon=True).start()

    def _on_release(self, event: Any) -> None:
        self._released = (event.detail, event.time)

    def _on_mapping(self, event: Any) -> None:
        if event.request == X.MappingKeyboard and self._actions:
            for grab in self._grab_all():
                if not grab.works:
                    log.warning("After the keyboard layout changed: %s", grab.problem)
