"""A key combination as people write it in the settings ("ctrl+alt+space"), and as they read it ("Ctrl+Alt+Space")."""

import sys
from dataclasses import dataclass

MODIFIERS = ("ctrl", "alt", "shift", "super")
_MODIFIER_WORDS = {
    "ctrl": "ctrl", "control": "ctrl", "strg": "ctrl", "alt": "alt", "option": "alt", "opt": "alt", "shift": "shift",
    "super": "super", "win": "super", "windows": "super", "cmd": "super", "command": "super", "meta": "super",
}  # fmt: skip
_KEY_WORDS = {
    "return": "enter", "escape": "esc", "del": "delete", "ins": "insert", "pgup": "pageup", "page up": "pageup",
    "pgdn": "pagedown", "page down": "pagedown", "spacebar": "space", "plus": "+", "minus": "-", "comma": ",",
    "period": ".", "dot": ".", "slash": "/", "semicolon": ";",
}  # fmt: skip
NAMED_KEYS = frozenset(
    {"space", "enter", "tab", "esc", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown", "up", "down", "left",
     "right", "pause", "print", "menu"} | {f"f{n}" for n in range(1, 25)}
)  # fmt: skip
_LABELS = {
    "ctrl": "Ctrl",
    "alt": "Alt",
    "shift": "Shift",
    "super": "Super",
    "esc": "Esc",
    "pageup": "Page Up",
    "pagedown": "Page Down",
}
_MAC_LABELS = {"ctrl": "⌃", "alt": "⌥", "shift": "⇧", "super": "⌘"}


class ComboError(ValueError):
    """What was written is no usable combination. The message says why and gives an example."""


@dataclass(frozen=True, slots=True)
class Combo:
    """Modifiers (of MODIFIERS, in that order) and one key: a character in its unshifted form, or one of NAMED_KEYS."""

    modifiers: tuple[str, ...]
    key: str

    @classmethod
    def parse(cls, written: str) -> "Combo":
        """Read "Ctrl + Alt + Space" in any spelling and order. Raises ComboError."""
        text = written.strip().lower()
        if text.endswith("++"):  # "ctrl++": the plus key itself
            text = text[:-1] + "plus"
        parts = [part.strip() for part in text.split("+")]
        if not text or "" in parts:
            raise ComboError(f"“{written}” is not a key combination. Write it like “ctrl+alt+space”.")
        modifiers: set[str] = set()
        keys: list[str] = []
        for part in parts:
            if part in _MODIFIER_WORDS:
                modifiers.add(_MODIFIER_WORDS[part])
            else:
                keys.append(_KEY_WORDS.get(part, part))
        if len(keys) != 1:
            raise ComboError(
                f"“{written}” needs exactly one key besides {', '.join(MODIFIERS)}. Write it like “ctrl+alt+space”."
            )
        key = keys[0]
        if len(key) != 1 and key not in NAMED_KEYS:
            raise ComboError(
                f"“{key}” in “{written}” is not a key Alongside knows. Use a letter, a digit, F1 to F24 or “space”."
            )
        if not modifiers - {"shift"} and not key.startswith("f"):
            raise ComboError(
                f"“{written}” would take a key away from typing. Add Ctrl, Alt or Super, such as “ctrl+alt+{key}”."
            )
        if not modifiers and len(key) == 1:
            raise ComboError(f"“{written}” would take a key away from typing. Add Ctrl, Alt or Super.")
        return cls(tuple(name for name in MODIFIERS if name in modifiers), key)

    def __str__(self) -> str:
        """The spelling of the settings file."""
        return "+".join((*self.modifiers, self.key))

    @property
    def label(self) -> str:
        """As menus write it on this system."""
        key = _LABELS.get(
            self.key, self.key.upper() if len(self.key) == 1 or self.key.startswith("f") else self.key.title()
        )
        if sys.platform == "darwin":
            return "".join(_MAC_LABELS[name] for name in self.modifiers) + key
        names = {**_LABELS, "super": "Win"} if sys.platform == "win32" else _LABELS
        return "+".join((*(names[name] for name in self.modifiers), key))
