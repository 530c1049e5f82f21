"""Keys on X11: modifier masks as this keyboard has them, and chords pressed with the XTest extension."""

import time
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from typing import Any

from Xlib import XK, X
from Xlib.ext import xtest

_MODIFIER_KEYSYMS = {
    "ctrl": ("Control_L", "Control_R"),
    "shift": ("Shift_L", "Shift_R"),
    "alt": ("Alt_L", "Alt_R", "Meta_L"),
    "super": ("Super_L", "Super_R"),
    "numlock": ("Num_Lock",),
}
_FIXED = {"ctrl": X.ControlMask, "shift": X.ShiftMask}
_USUAL = {"alt": X.Mod1Mask, "super": X.Mod4Mask, "numlock": X.Mod2Mask}

NAMED = {
    "space": "space", "enter": "Return", "tab": "Tab", "esc": "Escape", "backspace": "BackSpace", "delete": "Delete",
    "insert": "Insert", "home": "Home", "end": "End", "pageup": "Prior", "pagedown": "Next", "up": "Up", "down": "Down",
    "left": "Left", "right": "Right", "pause": "Pause", "print": "Print", "menu": "Menu",
}  # fmt: skip


def keysym(key: str) -> int:
    """The keysym of a key by our name for it (see ``agent.hotkeys.combo``); 0 when X knows no such key."""
    if len(key) == 1:
        code = ord(key)
        # Latin-1 characters are their own keysyms, all others are 0x01000000 + code point (X11 protocol, appendix A).
        return code if 0x20 <= code <= 0xFF else 0x01000000 | code
    name = NAMED.get(key, key.upper() if key.startswith("f") else key)
    return int(XK.string_to_keysym(name))


def keycode(display: Any, key: str) -> int:
    """The keycode that types this key on the current layout, 0 when the layout has none."""
    return int(display.keysym_to_keycode(keysym(key)))


def modifier_masks(display: Any) -> dict[str, int]:
    """Which mask bit each modifier has on this keyboard: ``{"ctrl", "shift", "alt", "super", "numlock"}``."""
    mapping = display.get_modifier_mapping()
    masks = dict(_FIXED)
    for name, usual in _USUAL.items():
        codes = {display.keysym_to_keycode(XK.string_to_keysym(symbol)) for symbol in _MODIFIER_KEYSYMS[name]} - {0}
        masks[name] = usual
        for index, keycodes in enumerate(mapping):
            if index >= X.Mod1MapIndex and codes.intersection(keycodes):
                masks[name] = 1 << index
                break
    return masks


def modifier_keycodes(display: Any) -> set[int]:
    """Keycodes of every modifier that is held, not locked (Caps Lock and Num Lock are left out)."""
    codes: set[int] = set()
    for name in ("ctrl", "shift", "alt", "super"):
        for symbol in _MODIFIER_KEYSYMS[name]:
            found = display.keysym_to_keycode(XK.string_to_keysym(symbol))
            if found:
                codes.add(int(found))
    level3 = display.keysym_to_keycode(XK.string_to_keysym("ISO_Level3_Shift"))
    return codes | ({int(level3)} if level3 else set())


def held(display: Any, codes: Iterable[int]) -> set[int]:
    """Which of these keycodes are down now."""
    keymap = display.query_keymap()
    return {code for code in codes if keymap[code // 8] & (1 << (code % 8))}


def wait_for_release(display: Any, seconds: float) -> set[int]:
    """Wait until no modifier is held; gives back those still held when the time is up."""
    codes = modifier_keycodes(display)
    deadline = time.monotonic() + seconds
    while (down := held(display, codes)) and time.monotonic() < deadline:
        time.sleep(0.004)
    return down


class Pressed(Enum):
    """What became of a chord."""

    DONE = "done"
    NO_KEY = "the layout has no such key"
    UNWANTED = "it was no longer wanted"


def press(
    display: Any,
    modifiers: Iterable[str],
    key: str,
    after: Sequence[str] = (),
    wanted_still: Callable[[], bool] = lambda: True,
) -> Pressed:
    """Press and release a chord with XTest, as a keyboard would.

    Modifiers that are held and not wanted are let go first; then the keys of ``after`` are pressed, all in one go.
    ``wanted_still`` is asked at the last moment.
    """
    code = keycode(display, key)
    before = [keycode(display, name) for name in after]
    if not code or 0 in before:
        return Pressed.NO_KEY
    wanted = [display.keysym_to_keycode(XK.string_to_keysym(_MODIFIER_KEYSYMS[name][0])) for name in modifiers]
    held_now = held(display, modifier_keycodes(display)) - set(wanted)
    if not wanted_still():
        return Pressed.UNWANTED
    for stuck in held_now:
        xtest.fake_input(display, X.KeyRelease, stuck)
    for other in before:
        xtest.fake_input(display, X.KeyPress, other)
        xtest.fake_input(display, X.KeyRelease, other)
    for modifier in wanted:
        xtest.fake_input(display, X.KeyPress, modifier)
    xtest.fake_input(display, X.KeyPress, code)
    xtest.fake_input(display, X.KeyRelease, code)
    for modifier in reversed(wanted):
        xtest.fake_input(display, X.KeyRelease, modifier)
    display.sync()
    return Pressed.DONE
