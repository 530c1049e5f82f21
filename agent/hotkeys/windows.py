"""Hotkeys on Windows, by the ``keyboard`` library's low-level hook.

Not run on Windows by us; tests drive the library with a stand-in for its system backend. Two weaknesses of the library are
mended here: one exception in a callback ends every hotkey silently, so callbacks are wrapped; and keys whose release is never
seen (Win+L locks the screen before the keys come up) count as held for ever, so old ones are forgotten.
"""

import importlib
import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from agent.hotkeys.base import Action, Grab, guarded
from agent.hotkeys.combo import Combo

log = logging.getLogger(__name__)

# A held key repeats about thirty times a second, but only the one pressed last; so a modifier may be silent for a while.
STALE_SECONDS = 10.0

_NAMES = {"super": "windows", "pageup": "page up", "pagedown": "page down", "print": "print screen"}


class KeyboardHotkeys:
    """``keyboard.add_hotkey`` behind our interface."""

    mode = "windows"

    def __init__(self, keyboard: Any = None) -> None:
        """``keyboard``: the library; imported here by default."""
        self._keyboard = keyboard or importlib.import_module("keyboard")
        self._removers: list[Any] = []
        self._forgetting: Any = None

    def set(self, actions: Mapping[Combo, Action]) -> list[Grab]:
        """Listen for exactly these combinations."""
        self._remove_all()
        results = []
        for combo, action in actions.items():
            try:
                # Suppressed, so that the program below does not get the key as well.
                self._removers.append(
                    self._keyboard.add_hotkey(
                        _written(combo), _start(guarded(action, combo.label)), suppress=True, trigger_on_release=False
                    )
                )
            except (ValueError, KeyError, OSError, ImportError) as error:
                problem = f"{combo.label} cannot be used on this keyboard ({error}). Choose another in the settings."
                results.append(Grab(combo, problem))
            else:
                results.append(Grab(combo))
        if self._removers and self._forgetting is None:
            self._forgetting = self._keyboard.hook(self._forget_stuck_keys)
        return results

    def problem_with(self, combo: Combo) -> str:
        """Whether this keyboard has the key; the hook comes before other programs' hotkeys, so none is taken."""
        try:
            self._keyboard.parse_hotkey(_written(combo))
        except (ValueError, KeyError, OSError, ImportError) as error:
            return f"{combo.label} cannot be used on this keyboard ({error}). Choose another."
        return ""

    def stop(self) -> None:
        """Listen to nothing any more."""
        self._remove_all()
        if self._forgetting is not None:
            self._keyboard.unhook(self._forgetting)
            self._forgetting = None

    def _remove_all(self) -> None:
        for remover in self._removers:
            try:
                self._keyboard.remove_hotkey(remover)
            except (KeyError, ValueError):
                log.debug("A hotkey was gone already")
        self._removers = []

    def _forget_stuck_keys(self, event: Any) -> None:
        """Called for every key, after the hotkeys were looked at; must be quick and must not raise."""
        try:
            limit = time.time() - STALE_SECONDS
            with self._keyboard._pressed_events_lock:
                pressed = self._keyboard._pressed_events
                for code in [code for code, down in pressed.items() if code != event.scan_code and down.time < limit]:
                    del pressed[code]
                    self._keyboard._listener.active_modifiers.discard(code)
                    self._keyboard._listener.modifier_states.pop(code, None)
        except Exception:
            log.exception("Keys that are held could not be looked at")


def _written(combo: Combo) -> str:
    """As the library writes it."""
    return "+".join(_NAMES.get(part, part) for part in (*combo.modifiers, combo.key))


def _start(action: Action) -> Action:
    """The hook must return at once, or Windows removes it."""

    def run() -> None:
        threading.Thread(target=action, name="hotkey", daemon=True).start()

    return run
