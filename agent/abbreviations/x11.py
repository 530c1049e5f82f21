"""What is typed, on X11: the RECORD extension, which tells of every key without taking any.

Follows the Record Extension Protocol 1.13 and, for what a key types, the X Keyboard Extension's compatibility map (XKB protocol 1.0,
section 12): keysyms of a key stand as group 1 plain and shifted, group 2 plain and shifted, then the third levels.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from Xlib import XK, X
from Xlib.error import ConnectionClosedError, XError
from Xlib.ext import record
from Xlib.protocol import rq

from agent.abbreviations.base import Stroke
from agent.x11.loop import NoDisplay, open_display

log = logging.getLogger(__name__)

_STOP_SECONDS = 5.0
_BREAK = Stroke("break")
_ERASE = XK.string_to_keysym("BackSpace")
_ENTER = {XK.string_to_keysym(name) for name in ("Return", "KP_Enter")}
_LEVEL3 = XK.string_to_keysym("ISO_Level3_Shift")
_GROUP = 0x2000  # bit 13 of the state: the second keyboard layout (bit 14: the third and fourth, of which core X knows nothing)
_WHEEL = range(4, 8)  # buttons that only scroll
# Older keysyms are not Unicode: the second byte names the character set, the first is the code in it (X11 protocol, appendix A).
_OLDER = {
    0x01: "iso8859-2", 0x02: "iso8859-3", 0x03: "iso8859-4", 0x05: "iso8859-6", 0x06: "koi8-r", 0x0C: "iso8859-8", 0x13: "iso8859-15",
}  # fmt: skip


def character(keysym: int) -> str:
    """What a keysym types; "" when that is nothing or not known."""
    if 0x20 <= keysym <= 0x7E or 0xA0 <= keysym <= 0xFF:
        return chr(keysym)
    if 0x01000100 <= keysym <= 0x0110FFFF:
        return chr(keysym - 0x01000000)
    if keysym == 0x20AC:
        return "€"
    codec = _OLDER.get(keysym >> 8)
    return bytes([keysym & 0xFF]).decode(codec, "ignore") if codec and keysym & 0xFF >= 0xA0 else ""


def is_modifier(keysym: int) -> bool:
    """Shift, Caps Lock, AltGr and the like: pressing one alone types nothing and moves nothing."""
    return 0xFFE1 <= keysym <= 0xFFEE or 0xFE01 <= keysym <= 0xFE0F or keysym in (0xFF7E, 0xFF7F)


class X11Typing:
    """A thread with two connections of its own: one that the server writes records to, one to read the keyboard map and to end."""

    mode = "x11"

    def __init__(self, name: str) -> None:
        """``name``: the display. Nothing is connected before ``start``."""
        self._name = name
        self._on_stroke: Callable[[Stroke], None] = lambda stroke: None
        self._records: Any = None
        self._display: Any = None
        self._context: Any = None
        self._thread: threading.Thread | None = None
        self._level3 = 0

    def start(self, on_stroke: Callable[[Stroke], None]) -> str:
        """Begin to listen."""
        self._on_stroke = on_stroke
        try:
            self._records, self._display = open_display(self._name), open_display(self._name)
        except NoDisplay as error:
            return f"There is {error}."
        if not self._display.has_extension("RECORD"):
            self._close()
            return "This X server has no RECORD extension, so what is typed cannot be followed."
        self._level3 = self._mask_of(_LEVEL3)
        nothing = (0, 0)
        ranges = {
            "core_requests": nothing, "core_replies": nothing, "ext_requests": (0, 0, 0, 0), "ext_replies": (0, 0, 0, 0),
            "delivered_events": nothing, "device_events": (X.KeyPress, X.ButtonPress), "errors": nothing,
            "client_started": False, "client_died": False,
        }  # fmt: skip
        self._context = self._records.record_create_context(0, [record.AllClients], [ranges])
        self._records.sync()
        self._thread = threading.Thread(target=self._listen, name="typing", daemon=True)
        self._thread.start()
        return ""

    def stop(self) -> None:
        """End the records; the thread then closes the connections."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        # The two connections belong to the listening thread, so this takes a third one.
        try:
            display = open_display(self._name)
        except NoDisplay:
            return
        display.record_disable_context(self._context)
        display.sync()
        display.close()
        thread.join(_STOP_SECONDS)

    def _listen(self) -> None:
        try:
            self._records.record_enable_context(self._context, self._on_record)
            self._records.record_free_context(self._context)
        except (ConnectionClosedError, XError, OSError) as error:
            if self._thread is not None:
                log.warning("What is typed can no longer be followed: %s", type(error).__name__)
        finally:
            self._close()

    def _close(self) -> None:
        for display in (self._records, self._display):
            try:
                display.close()
            except (ConnectionClosedError, OSError):
                log.debug("A connection was closed already")

    def _on_record(self, reply: Any) -> None:
        """Called by python-xlib for each record; what it raises would end them all."""
        if reply.category != record.FromServer or reply.client_swapped:
            return
        try:
            data = reply.data
            while data:
                event, data = rq.EventField(None).parse_binary_value(data, self._records.display, None, None)
                if (stroke := self._stroke(event)) is not None:
                    self._on_stroke(stroke)
        except Exception:
            log.exception("A key could not be followed")

    def _stroke(self, event: Any) -> Stroke | None:
        if event.type == X.ButtonPress:
            return None if event.detail in _WHEEL else _BREAK
        if event.type != X.KeyPress:
            return None
        self._read_keyboard_changes()
        keysym = self._keysym(event.detail, event.state)
        if is_modifier(keysym):
            return None
        if event.state & self._chord_mask():
            return _BREAK
        if keysym == _ERASE:
            return Stroke("erase")
        if keysym in _ENTER:
            return Stroke("enter")
        typed = character(keysym)
        if event.state & X.LockMask and typed.isalpha():
            typed = typed.lower() if event.state & X.ShiftMask else typed.upper()
        return Stroke("text", typed) if len(typed) == 1 else _BREAK

    def _keysym(self, keycode: int, state: int) -> int:
        shift = 1 if state & X.ShiftMask else 0
        group = 2 if state & _GROUP else 0
        level3 = 4 if self._level3 and state & self._level3 else 0
        display = self._display
        found = int(display.keycode_to_keysym(keycode, level3 + group + shift))
        if not found and not level3:  # a layout with one group, or a key with one level
            found = int(display.keycode_to_keysym(keycode, shift)) or int(display.keycode_to_keysym(keycode, 0))
        return found

    def _chord_mask(self) -> int:
        """Modifiers that make a chord of a key: all but Shift, Caps Lock, Num Lock and AltGr."""
        return int(X.ControlMask | X.Mod1Mask | X.Mod4Mask) & ~self._level3

    def _mask_of(self, keysym: int) -> int:
        code = self._display.keysym_to_keycode(keysym)
        for index, codes in enumerate(self._display.get_modifier_mapping()):
            if code and code in codes:
                return 1 << index
        return 0

    def _read_keyboard_changes(self) -> None:
        while self._display.pending_events():
            event = self._display.next_event()
            if event.type == X.MappingNotify:
                self._display.refresh_keyboard_mapping(event)
                self._level3 = self._mask_of(_LEVEL3)
