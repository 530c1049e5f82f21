"""Pasting on Windows: the system's clipboard and Ctrl+V by SendInput. Not run on Windows by us.

Structures and numbers are those of winuser.h. Formats that are not blocks of memory (bitmaps, metafiles) are not kept
themselves, but Windows makes them again from those that are (CF_DIB).
"""

import ctypes
import time
from typing import Any

from agent.paste.base import Target
from agent.paste.borrow import BorrowingPaster

CF_UNICODETEXT = 13
_NOT_MEMORY = {2, 3, 9, 14, 0x0080, 0x0082, 0x0083, 0x008E}  # bitmap, metafile, palette, enhanced metafile, owner-drawn
# Documented for clipboard histories and the cloud clipboard.
_NOT_INTO_HISTORY = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)
_GMEM_MOVEABLE = 0x0002
_INPUT_KEYBOARD = 1
_KEY_UP = 0x0002
_VK_BACK, _VK_CONTROL, _VK_V = 0x08, 0x11, 0x56
_MODIFIERS = (0x10, 0x11, 0x12, 0x5B, 0x5C)  # shift, ctrl, alt, both Windows keys
_OPEN_TRIES, _OPEN_WAIT = 20, 0.01  # another program may hold the clipboard for a moment


class _KeyInput(ctypes.Structure):
    _fields_ = (
        ("wVk", ctypes.c_ushort),
        ("wScan", ctypes.c_ushort),
        ("dwFlags", ctypes.c_ulong),
        ("time", ctypes.c_ulong),
        ("dwExtraInfo", ctypes.c_void_p),
    )


class _Union(ctypes.Union):
    # MOUSEINPUT is the largest member and gives the union its size; it has 8 more bytes than KEYBDINPUT on 64 bit.
    _fields_ = (("ki", _KeyInput), ("padding", ctypes.c_byte * (32 if ctypes.sizeof(ctypes.c_void_p) == 8 else 24)))


class Input(ctypes.Structure):
    """INPUT of winuser.h."""

    _fields_ = (("type", ctypes.c_ulong), ("union", _Union))


class WindowsSystem:
    """The calls to user32 and kernel32."""

    mode = "windows"

    def __init__(self, user32: Any = None, kernel32: Any = None) -> None:
        """``user32``, ``kernel32``: the libraries; loaded here by default."""
        self._user = user32 or ctypes.WinDLL("user32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
        self._kernel = kernel32 or ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
        for function, restype, argtypes in (
            (self._kernel.GlobalAlloc, ctypes.c_void_p, (ctypes.c_uint, ctypes.c_size_t)),
            (self._kernel.GlobalLock, ctypes.c_void_p, (ctypes.c_void_p,)),
            (self._kernel.GlobalUnlock, ctypes.c_int, (ctypes.c_void_p,)),
            (self._kernel.GlobalSize, ctypes.c_size_t, (ctypes.c_void_p,)),
            (self._kernel.GlobalFree, ctypes.c_void_p, (ctypes.c_void_p,)),
            (self._user.GetClipboardData, ctypes.c_void_p, (ctypes.c_uint,)),
            (self._user.SetClipboardData, ctypes.c_void_p, (ctypes.c_uint, ctypes.c_void_p)),
            (self._user.OpenClipboard, ctypes.c_int, (ctypes.c_void_p,)),
            (self._user.GetForegroundWindow, ctypes.c_void_p, ()),
            (self._user.SetForegroundWindow, ctypes.c_int, (ctypes.c_void_p,)),
            (self._user.RegisterClipboardFormatW, ctypes.c_uint, (ctypes.c_wchar_p,)),
            (self._user.SendInput, ctypes.c_uint, (ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)),
        ):
            # Without these a 64-bit handle would be cut to 32 bits.
            function.restype, function.argtypes = restype, argtypes

    def foreground(self) -> Target:
        """The foreground window."""
        return Target(int(self._user.GetForegroundWindow() or 0))

    def activate(self, target: Target) -> None:
        """Bring it to the foreground; allowed, because the last input was for the palette, which we own."""
        self._user.SetForegroundWindow(target.window)

    def snapshot(self) -> list[tuple[int, bytes]]:
        """Every format that is a block of memory."""
        found: list[tuple[int, bytes]] = []
        self._open()
        try:
            number = self._user.EnumClipboardFormats(0)
            while number:
                if number not in _NOT_MEMORY:
                    data = self._read(number)
                    if data is not None:
                        found.append((number, data))
                number = self._user.EnumClipboardFormats(number)
        finally:
            self._user.CloseClipboard()
        return found

    def put(self, text: str, *, secret: bool) -> int:
        """Put a text there."""
        text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        formats = [(CF_UNICODETEXT, text.encode("utf-16-le", "surrogatepass") + b"\0\0")]
        if secret:  # a zero DWORD means no
            formats += [(int(self._user.RegisterClipboardFormatW(name)), b"\0\0\0\0") for name in _NOT_INTO_HISTORY]
        self.restore(formats)
        return self.mark()

    def mark(self) -> int:
        """The clipboard's sequence number."""
        return int(self._user.GetClipboardSequenceNumber())

    def restore(self, snapshot: list[tuple[int, bytes]]) -> None:
        """Replace the clipboard by these formats."""
        self._open()
        try:
            self._user.EmptyClipboard()
            for number, data in snapshot:
                self._write(number, data)
        finally:
            self._user.CloseClipboard()

    def modifiers_held(self) -> bool:
        """Whether a modifier is down."""
        return any(self._user.GetAsyncKeyState(code) & 0x8000 for code in _MODIFIERS)

    def press_paste(self, erase: int = 0) -> str:
        """Backspaces and Ctrl+V in one call, which no other input can interrupt; modifiers still held are let go first."""
        stuck = [
            (code, _KEY_UP) for code in _MODIFIERS if code != _VK_CONTROL and self._user.GetAsyncKeyState(code) & 0x8000
        ]
        back = [(_VK_BACK, 0), (_VK_BACK, _KEY_UP)] * erase
        strokes = [*stuck, *back, (_VK_CONTROL, 0), (_VK_V, 0), (_VK_V, _KEY_UP), (_VK_CONTROL, _KEY_UP)]
        inputs = (Input * len(strokes))()
        for one, (code, flags) in zip(inputs, strokes, strict=True):
            one.type = _INPUT_KEYBOARD
            one.union.ki = _KeyInput(code, 0, flags, 0, None)
        sent = self._user.SendInput(len(strokes), ctypes.addressof(inputs), ctypes.sizeof(Input))
        # Windows drops input meant for a program with more rights than ours (UIPI).
        return "" if sent == len(strokes) else "This program runs as administrator and does not take keys from others."

    def _open(self) -> None:
        for _ in range(_OPEN_TRIES):
            if self._user.OpenClipboard(None):
                return
            time.sleep(_OPEN_WAIT)
        raise OSError("the clipboard is held by another program")

    def _read(self, number: int) -> bytes | None:
        handle = self._user.GetClipboardData(number)
        place = self._kernel.GlobalLock(handle) if handle else None
        if not place:
            return None
        try:
            return ctypes.string_at(place, self._kernel.GlobalSize(handle))
        finally:
            self._kernel.GlobalUnlock(handle)

    def _write(self, number: int, data: bytes) -> None:
        handle = self._kernel.GlobalAlloc(_GMEM_MOVEABLE, max(1, len(data)))
        place = self._kernel.GlobalLock(handle) if handle else None
        if not place:
            raise OSError("out of memory")
        ctypes.memmove(place, data, len(data))
        self._kernel.GlobalUnlock(handle)
        if not self._user.SetClipboardData(number, handle):
            self._kernel.GlobalFree(handle)  # only then is it still ours
            raise OSError("the clipboard took no data")


class WindowsPaster(BorrowingPaster):
    """Pastes with those calls."""

    def __init__(self) -> None:
        """Load the libraries."""
        super().__init__(WindowsSystem())
