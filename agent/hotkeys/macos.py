"""Hotkeys on macOS, by QuickMacHotKey (RegisterEventHotKey): no permission needed. Not run on macOS by us.

Key codes are those of HIToolbox's Events.h for the ANSI layout.
"""

import importlib
import threading
from collections.abc import Mapping
from typing import Any

from agent.hotkeys.base import Action, Grab, guarded
from agent.hotkeys.combo import Combo

MODIFIERS = {"super": "cmdKey", "shift": "shiftKey", "alt": "optionKey", "ctrl": "controlKey"}
KEYS = {
    "space": "kVK_Space", "enter": "kVK_Return", "tab": "kVK_Tab", "esc": "kVK_Escape", "backspace": "kVK_Delete",
    "delete": "kVK_ForwardDelete", "insert": "kVK_Help", "home": "kVK_Home", "end": "kVK_End", "pageup": "kVK_PageUp",
    "pagedown": "kVK_PageDown", "up": "kVK_UpArrow", "down": "kVK_DownArrow", "left": "kVK_LeftArrow",
    "right": "kVK_RightArrow", ",": "kVK_ANSI_Comma", ".": "kVK_ANSI_Period", "/": "kVK_ANSI_Slash",
    ";": "kVK_ANSI_Semicolon", "'": "kVK_ANSI_Quote", "[": "kVK_ANSI_LeftBracket", "]": "kVK_ANSI_RightBracket",
    "\\": "kVK_ANSI_Backslash", "-": "kVK_ANSI_Minus", "=": "kVK_ANSI_Equal", "`": "kVK_ANSI_Grave",
}  # fmt: skip


def key_name(key: str) -> str:
    """The name of a key's code in ``quickmachotkey.constants``."""
    if key in KEYS:
        return KEYS[key]
    return f"kVK_{key.upper()}" if len(key) > 1 else f"kVK_ANSI_{key.upper()}"


class MacHotkeys:
    """Registered hotkeys; their events arrive on the main thread's loop, which the tray runs."""

    mode = "macos"

    def __init__(self, library: Any = None, constants: Any = None) -> None:
        """``library``, ``constants``: quickmachotkey and its constants; imported here by default."""
        self._library = library or importlib.import_module("quickmachotkey")
        self._constants = constants or importlib.import_module("quickmachotkey.constants")
        self._registered: list[Any] = []

    def set(self, actions: Mapping[Combo, Action]) -> list[Grab]:
        """Register exactly these combinations."""
        self.stop()
        results = []
        for combo, action in actions.items():
            code = getattr(self._constants, key_name(combo.key), None)
            if code is None:
                results.append(Grab(combo, f"macOS has no key “{combo.key}”. Choose another in the settings."))
                continue
            masks = [getattr(self._constants, MODIFIERS[name]) for name in combo.modifiers]
            handler = _handler(guarded(action, combo.label))
            register = self._library.quickHotKey(virtualKey=code, modifierMask=self._library.mask(*masks))
            self._registered.append(register(handler))
            results.append(Grab(combo))
        return results

    def problem_with(self, combo: Combo) -> str:
        """Whether there is such a key; the system does not tell who else has a combination."""
        known = getattr(self._constants, key_name(combo.key), None) is not None
        return "" if known else f"macOS has no key “{combo.key}”. Choose another."

    def stop(self) -> None:
        """Unregister all."""
        for handler in self._registered:
            handler.unregister()
        self._registered = []


def _handler(action: Action) -> Any:
    """A function of its own for each hotkey, because the library hangs its methods on it; leaves the main thread at once."""

    def run() -> None:
        threading.Thread(target=action, name="hotkey", daemon=True).start()

    return run
