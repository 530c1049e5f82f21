"""Borrowing the clipboard, and the Windows and macOS calls behind it, on stand-ins that keep the systems' rules."""

import ctypes
import types
from typing import Any

import pytest

from agent.paste.base import Target
from agent.paste.borrow import BorrowingPaster
from agent.paste.macos import MacSystem
from agent.paste.windows import CF_UNICODETEXT, Input, WindowsSystem

TEXT = "ï — 😀\nsecond"


class FakeSystem:
    """A clipboard, a window with the keyboard, and a program that reads the clipboard when the paste key is pressed."""

    mode = "fake"

    def __init__(self) -> None:
        self.clipboard: Any = "before"
        self.count = 0
        self.secret = False
        self.window = 7
        self.obedient = True
        self.held = 0
        self.problem = ""
        self.broken = False
        self.pasted: list[str] = []

    def foreground(self) -> Target:
        return Target(self.window)

    def activate(self, target: Target) -> None:
        if self.obedient:
            self.window = target.window

    def snapshot(self) -> Any:
        return self.clipboard

    def put(self, text: str, *, secret: bool) -> int:
        if self.broken:
            raise OSError
        self.secret = secret
        self.restore(text)
        return self.count

    def mark(self) -> int:
        return self.count

    def restore(self, snapshot: Any) -> None:
        self.clipboard = snapshot
        self.count += 1

    def modifiers_held(self) -> bool:
        self.held -= 1
        return self.held >= 0

    def press_paste(self, erase: int = 0) -> str:
        if not self.problem:
            self.pasted.append(self.clipboard)
        return self.problem


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorter waits: no test here is about how long they are."""
    monkeypatch.setattr("agent.paste.borrow.RESTORE_AFTER", 0.05)
    monkeypatch.setattr("agent.paste.borrow.FOCUS_SECONDS", 0.1)


def test_pastes_and_puts_back() -> None:
    system = FakeSystem()
    paster = BorrowingPaster(system)
    outcome = paster.paste(TEXT, paster.remember())
    assert outcome.pasted
    assert system.pasted == [TEXT]
    assert system.secret, "a borrowed clipboard is kept out of histories"
    assert paster.wait_restored(10)
    assert system.clipboard == "before"


def test_two_pastes_put_back_what_was_there_before_both() -> None:
    system = FakeSystem()
    paster = BorrowingPaster(system)
    paster.paste("one", Target(7))
    paster.paste("two", Target(7))
    assert system.pasted == ["one", "two"]
    assert paster.wait_restored(10)
    assert system.clipboard == "before"


def test_what_somebody_else_copies_meanwhile_stays() -> None:
    system = FakeSystem()
    paster = BorrowingPaster(system)
    paster.paste(TEXT, Target(7))
    system.restore("theirs")
    assert paster.wait_restored(10)
    assert system.clipboard == "theirs"


def test_brings_the_window_back_first() -> None:
    system = FakeSystem()
    system.window = 1
    assert BorrowingPaster(system).paste(TEXT, Target(7)).pasted
    assert system.window == 7


def test_waits_for_modifiers() -> None:
    system = FakeSystem()
    system.held = 3
    assert BorrowingPaster(system).paste(TEXT, Target(7)).pasted
    assert system.held == -1


@pytest.mark.parametrize(
    ("change", "says"),
    [({"obedient": False, "window": 1}, "did not take the keyboard"), ({"problem": "Not here."}, "Not here.")],
)
def test_what_cannot_be_pasted_stays_on_the_clipboard(change: dict[str, Any], says: str) -> None:
    system = FakeSystem()
    vars(system).update(change)
    outcome = BorrowingPaster(system).paste(TEXT, Target(7))
    assert not outcome.pasted
    assert says in outcome.why
    assert "on the clipboard" in outcome.why
    assert system.clipboard == TEXT
    assert not system.secret


def test_a_clipboard_that_does_not_work_is_told() -> None:
    system = FakeSystem()
    system.broken = True
    outcome = BorrowingPaster(system).paste(TEXT, Target(7))
    assert not outcome.pasted
    assert "snippet is in your library" in outcome.why


def test_copying_stays() -> None:
    system = FakeSystem()
    BorrowingPaster(system).copy(TEXT)
    assert system.clipboard == TEXT
    assert not system.secret


# Windows


class Calls:
    """A library of functions that may be given argument types, as ctypes' are."""

    def __init__(self, owner: object) -> None:
        self._owner = owner
        self._functions: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name not in self._functions:
            method = getattr(self._owner, name)

            def function(*words: Any) -> Any:
                return method(*words)

            self._functions[name] = function
        return self._functions[name]


class FakeWindows:
    """user32 and kernel32: the clipboard must be open to be changed, and memory given to it is no longer ours."""

    def __init__(self) -> None:
        self.memory: dict[int, Any] = {}
        self.board: dict[int, int] = {}
        self.open = False
        self.busy = 0
        self.sequence = 1
        self.names: dict[str, int] = {}
        self.keys: list[tuple[int, int]] = []
        self.down: set[int] = set()
        self.blocked = False
        self._next = 0x1_0000_0000  # a handle that does not fit into 32 bits

    def GlobalAlloc(self, flags: int, size: int) -> int:  # noqa: N802 - names of the system
        assert flags == 2, "the clipboard takes movable memory only"
        self._next += 16
        self.memory[self._next] = ctypes.create_string_buffer(size)
        return self._next

    def GlobalLock(self, handle: int) -> int:  # noqa: N802
        return ctypes.addressof(self.memory[handle])

    def GlobalUnlock(self, handle: int) -> int:  # noqa: N802
        assert handle in self.memory
        return 0

    def GlobalSize(self, handle: int) -> int:  # noqa: N802
        return len(self.memory[handle])

    def GlobalFree(self, handle: int) -> int:  # noqa: N802
        del self.memory[handle]
        return 0

    def OpenClipboard(self, window: None) -> int:  # noqa: N802
        assert not self.open
        self.busy -= 1
        self.open = self.busy < 0
        return int(self.open)

    def CloseClipboard(self) -> int:  # noqa: N802
        assert self.open
        self.open = False
        return 1

    def EmptyClipboard(self) -> int:  # noqa: N802
        assert self.open
        for handle in self.board.values():
            del self.memory[handle]
        self.board = {}
        self.sequence += 1
        return 1

    def SetClipboardData(self, number: int, handle: int) -> int:  # noqa: N802
        assert self.open
        self.board[number] = handle
        self.sequence += 1
        return handle

    def GetClipboardData(self, number: int) -> int:  # noqa: N802
        assert self.open
        return self.board.get(number, 0)

    def EnumClipboardFormats(self, number: int) -> int:  # noqa: N802
        assert self.open
        numbers = [0, *self.board, 0]
        return numbers[numbers.index(number) + 1]

    def GetClipboardSequenceNumber(self) -> int:  # noqa: N802
        return self.sequence

    def RegisterClipboardFormatW(self, name: str) -> int:  # noqa: N802
        return self.names.setdefault(name, 0xC000 + len(self.names))

    def GetForegroundWindow(self) -> int:  # noqa: N802
        return 42

    def SetForegroundWindow(self, window: int) -> int:  # noqa: N802
        return 1

    def GetAsyncKeyState(self, code: int) -> int:  # noqa: N802
        return -0x8000 if code in self.down else 0

    def SendInput(self, count: int, place: int, size: int) -> int:  # noqa: N802
        assert size == ctypes.sizeof(Input)
        if self.blocked:
            return 0
        for one in (Input * count).from_address(place):
            assert one.type == 1
            self.keys.append((one.union.ki.wVk, one.union.ki.dwFlags))
        return count

    def text(self) -> str:
        """What a program reads."""
        return bytes(self.memory[self.board[CF_UNICODETEXT]]).decode("utf-16-le").rstrip("\0")


def windows() -> tuple[FakeWindows, WindowsSystem]:
    fake = FakeWindows()
    return fake, WindowsSystem(Calls(fake), Calls(fake))


def test_windows_offers_the_text_as_its_programs_expect_it() -> None:
    fake, system = windows()
    mark = system.put(TEXT, secret=True)
    assert fake.text() == TEXT.replace("\n", "\r\n")
    assert "CanIncludeInClipboardHistory" in fake.names
    assert mark == system.mark()
    assert not fake.open


def test_windows_puts_every_block_of_memory_back() -> None:
    fake, system = windows()
    system.put("before", secret=False)
    fake.open = True
    fake.SetClipboardData(8, fake.GlobalAlloc(2, 5))  # a picture (CF_DIB)
    fake.SetClipboardData(2, 0xDEAD)  # its bitmap handle, which is no memory
    fake.open = False
    kept = system.snapshot()
    fake.board.pop(2)
    system.put(TEXT, secret=True)
    system.restore(kept)
    assert fake.text() == "before"
    assert fake.memory[fake.board[8]].raw == b"\0" * 5
    assert 2 not in fake.board


def test_windows_waits_for_a_busy_clipboard_and_says_when_it_stays_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.paste.windows._OPEN_WAIT", 0)
    fake, system = windows()
    fake.busy = 3
    system.put(TEXT, secret=False)
    fake.busy = 1000
    with pytest.raises(OSError, match="held by another program"):
        system.put(TEXT, secret=False)


def test_windows_presses_ctrl_v_and_lets_held_keys_go_first() -> None:
    fake, system = windows()
    fake.down = {0x12}  # Alt
    assert system.modifiers_held()
    assert system.press_paste() == ""
    assert fake.keys == [(0x12, 2), (0x11, 0), (0x56, 0), (0x56, 2), (0x11, 2)]


def test_windows_takes_an_abbreviation_away_in_the_same_call() -> None:
    fake, system = windows()
    assert system.press_paste(2) == ""
    assert fake.keys == [(0x08, 0), (0x08, 2)] * 2 + [(0x11, 0), (0x56, 0), (0x56, 2), (0x11, 2)]


def test_windows_says_when_a_program_takes_no_keys() -> None:
    fake, system = windows()
    fake.blocked = True
    assert "administrator" in system.press_paste()


def test_windows_remembers_the_window() -> None:
    _, system = windows()
    assert system.foreground() == Target(42)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the size is that of 64-bit Windows")
def test_windows_input_has_the_size_windows_expects() -> None:
    long_is_four = ctypes.sizeof(ctypes.c_ulong) == 4  # on Windows; elsewhere the numbers before the pointer are wider
    assert ctypes.sizeof(Input) == (40 if long_is_four else 48) or not long_is_four


# macOS


class FakeBoard:
    """NSPasteboard."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = [{"public.utf8-plain-text": b"before", "public.png": b"picture"}]
        self.changes = 0

    def pasteboardItems(self) -> list[Any]:  # noqa: N802
        return [types.SimpleNamespace(types=lambda i=item: list(i), dataForType_=item.get) for item in self.items]

    def clearContents(self) -> None:  # noqa: N802
        self.items = []
        self.changes += 1

    def setString_forType_(self, text: str, kind: str) -> None:  # noqa: N802
        if not self.items:
            self.items.append({})
        self.items[0][kind] = text.encode()

    def writeObjects_(self, objects: list[Any]) -> None:  # noqa: N802
        self.items += [item.kinds for item in objects]

    def changeCount(self) -> int:  # noqa: N802
        return self.changes


class FakeItem:
    """NSPasteboardItem."""

    def __init__(self) -> None:
        self.kinds: dict[str, Any] = {}

    @classmethod
    def alloc(cls) -> "FakeItem":
        return cls()

    def init(self) -> "FakeItem":
        return self

    def setData_forType_(self, data: Any, kind: str) -> None:  # noqa: N802
        self.kinds[kind] = data


def macos(*, allowed: bool = True) -> tuple[FakeBoard, list[Any], MacSystem]:
    board, posted = FakeBoard(), list[Any]()
    appkit = types.SimpleNamespace(
        NSPasteboard=types.SimpleNamespace(generalPasteboard=lambda: board),
        NSPasteboardItem=FakeItem,
        NSWorkspace=types.SimpleNamespace(
            sharedWorkspace=lambda: types.SimpleNamespace(
                frontmostApplication=lambda: types.SimpleNamespace(
                    processIdentifier=lambda: 99, localizedName=lambda: "Mail"
                )
            )
        ),
    )
    quartz = types.SimpleNamespace(
        CGPreflightPostEventAccess=lambda: allowed,
        CGRequestPostEventAccess=lambda: posted.append("asked"),
        CGEventCreateKeyboardEvent=lambda source, key, down: {"key": key, "down": down},
        CGEventSetFlags=lambda event, flags: event.update(flags=flags),
        CGEventPost=lambda tap, event: posted.append(event),
        CGEventSourceFlagsState=lambda state: 0x100000,
        kCGEventFlagMaskCommand=0x100000,
        kCGHIDEventTap=0,
        kCGEventSourceStateCombinedSessionState=0,
    )
    return board, posted, MacSystem(appkit, quartz)


def test_macos_puts_every_type_back() -> None:
    board, _, system = macos()
    kept = system.snapshot()
    mark = system.put(TEXT, secret=True)
    assert board.items[0]["public.utf8-plain-text"] == TEXT.encode()
    assert "org.nspasteboard.ConcealedType" in board.items[0]
    assert system.mark() == mark
    system.restore(kept)
    assert board.items == [{"public.utf8-plain-text": b"before", "public.png": b"picture"}]
    assert system.mark() != mark


def test_macos_presses_command_v() -> None:
    _, posted, system = macos()
    assert system.press_paste() == ""
    assert posted == [{"key": 9, "down": True, "flags": 0x100000}, {"key": 9, "down": False, "flags": 0x100000}]
    assert system.modifiers_held()
    assert system.foreground() == Target(99, "Mail")


def test_macos_asks_for_permission_and_says_where() -> None:
    _, posted, system = macos(allowed=False)
    assert "Accessibility" in system.press_paste()
    assert posted == ["asked"]
