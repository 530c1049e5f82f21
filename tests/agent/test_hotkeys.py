"""Combinations, and the Windows and macOS backends on stand-ins for their systems."""

import contextlib
import threading
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

import keyboard
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.hotkeys.base import NoHotkeys, guarded
from agent.hotkeys.combo import MODIFIERS, NAMED_KEYS, Combo, ComboError
from agent.hotkeys.macos import MacHotkeys, key_name
from agent.hotkeys.portal import trigger
from agent.hotkeys.windows import STALE_SECONDS, KeyboardHotkeys
from tests.agent.fake_keyboard import CODES, FakeSystem

PALETTE = Combo.parse("ctrl+alt+space")


@pytest.mark.parametrize(
    ("written", "stored", "label"),
    [
        ("ctrl+alt+space", "ctrl+alt+space", "Ctrl+Alt+Space"),
        (" Alt + CTRL + Space ", "ctrl+alt+space", "Ctrl+Alt+Space"),
        ("Control+Shift+F5", "ctrl+shift+f5", "Ctrl+Shift+F5"),
        ("win+j", "super+j", "Super+J"),
        ("ctrl+;", "ctrl+;", "Ctrl+;"),
        ("ctrl++", "ctrl++", "Ctrl++"),
        ("f9", "f9", "F9"),
        ("ctrl+pgup", "ctrl+pageup", "Ctrl+Page Up"),
        ("ctrl+é", "ctrl+é", "Ctrl+É"),
    ],
)
def test_reads_any_spelling(written: str, stored: str, label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    combo = Combo.parse(written)
    assert str(combo) == stored
    assert combo.label == label
    assert Combo.parse(str(combo)) == combo


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "not a key combination"),
        ("ctrl+", "not a key combination"),
        ("ctrl+alt", "exactly one key"),
        ("ctrl+a+b", "exactly one key"),
        ("ctrl+hyperspace", "not a key Alongside knows"),
        ("a", "take a key away from typing"),
        ("shift+a", "take a key away from typing"),
        ("space", "take a key away from typing"),
    ],
)
def test_says_what_is_wrong(written: str, says: str) -> None:
    with pytest.raises(ComboError, match=says):
        Combo.parse(written)


@given(st.sets(st.sampled_from(MODIFIERS), min_size=1), st.sampled_from([*sorted(NAMED_KEYS), *"abcz059,.;-+"]))
def test_what_is_written_is_read_again(modifiers: set[str], key: str) -> None:
    if modifiers == {"shift"} and not key.startswith("f"):
        return
    combo = Combo(tuple(name for name in MODIFIERS if name in modifiers), key)
    assert Combo.parse(str(combo)) == combo


@given(st.text(max_size=30))
def test_nothing_written_breaks_it(text: str) -> None:
    with contextlib.suppress(ComboError):
        combo = Combo.parse(text)
        assert combo.key


def test_an_action_that_fails_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise RuntimeError

    guarded(fail, "Ctrl+Alt+Space")()
    assert "Ctrl+Alt+Space failed" in caplog.text


def test_no_hotkeys_says_why() -> None:
    (grab,) = NoHotkeys("bind it yourself").set({PALETTE: print})
    assert not grab.works
    assert grab.problem == "bind it yourself"


@pytest.mark.parametrize(
    ("written", "spelt"), [("ctrl+alt+space", "CTRL+ALT+space"), ("super+shift+enter", "SHIFT+LOGO+Return")]
)
def test_portals_get_their_own_spelling(written: str, spelt: str) -> None:
    assert trigger(Combo.parse(written)) == spelt


# Windows


def wait_for(check: Callable[[], bool]) -> None:
    """Wait until the library's own threads have come so far."""
    deadline = time.monotonic() + 10
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.fixture
def system() -> Iterator[FakeSystem]:
    fake = FakeSystem()
    yield fake
    fake.close()


def waiting(count: int) -> tuple[Callable[[], None], Callable[[], bool]]:
    """An action, and a function that waits until it has run ``count`` times."""
    gate = threading.Semaphore(0)

    def reached() -> bool:
        return all(gate.acquire(timeout=10) for _ in range(count))

    return gate.release, reached


def test_windows_runs_the_action_and_keeps_the_key_from_others(system: FakeSystem) -> None:
    hotkeys = KeyboardHotkeys(system.install())
    action, reached = waiting(2)
    (grab,) = hotkeys.set({PALETTE: action})
    assert grab.works
    system.tap("ctrl", "alt", "space")
    system.tap("ctrl", "alt", "space")
    assert reached()
    assert ("down", "space") not in system.passed_on
    hotkeys.stop()


def test_windows_survives_an_action_that_fails(system: FakeSystem) -> None:
    hotkeys = KeyboardHotkeys(system.install())
    gate = threading.Semaphore(0)

    def fail() -> None:
        gate.release()
        raise RuntimeError

    hotkeys.set({PALETTE: fail})
    for _ in range(3):
        system.tap("ctrl", "alt", "space")
        assert gate.acquire(timeout=10)
    hotkeys.stop()


def test_windows_forgets_keys_whose_release_was_never_seen(system: FakeSystem) -> None:
    hotkeys = KeyboardHotkeys(system.install())
    action, reached = waiting(1)
    hotkeys.set({PALETTE: action})
    # Win+L: the lock screen gets the releases.
    long_ago = time.time() - STALE_SECONDS - 1
    system.event("down", "windows", long_ago)
    system.event("down", "l", long_ago)
    stuck = {CODES["windows"], CODES["l"]}
    system.tap("a")
    wait_for(lambda: ("up", "a") in system.passed_on)
    wait_for(lambda: not stuck & set(keyboard._pressed_events))
    system.tap("ctrl", "alt", "space")
    assert reached()
    hotkeys.stop()


def test_windows_replaces_combinations(system: FakeSystem) -> None:
    hotkeys = KeyboardHotkeys(system.install())
    first: list[int] = []
    hotkeys.set({PALETTE: lambda: first.append(1)})
    action, reached = waiting(1)
    hotkeys.set({Combo.parse("ctrl+shift+j"): action})
    system.tap("ctrl", "alt", "space")
    system.tap("ctrl", "shift", "j")
    assert reached()
    assert first == []
    hotkeys.stop()


def test_windows_names_keys_it_does_not_have(system: FakeSystem) -> None:
    (grab,) = KeyboardHotkeys(system.install()).set({Combo.parse("ctrl+ø"): print})
    assert "Ctrl+Ø cannot be used on this keyboard" in grab.problem


# macOS


class FakeCarbon(types.SimpleNamespace):
    """quickmachotkey, as far as it registers and runs handlers."""

    def __init__(self) -> None:
        super().__init__(registered={})

    def mask(self, *masks: int) -> int:
        return sum(masks)

    def quickHotKey(self, *, virtualKey: int, modifierMask: int) -> Callable[[Any], Any]:  # noqa: N802, N803
        def register(handler: Any) -> Any:
            self.registered[virtualKey, modifierMask] = handler
            handler.unregister = lambda: self.registered.pop((virtualKey, modifierMask))
            return handler

        return register


CONSTANTS = types.SimpleNamespace(
    controlKey=0x1000, optionKey=0x800, cmdKey=0x100, shiftKey=0x200, kVK_Space=0x31, kVK_ANSI_J=0x26, kVK_F5=0x60
)


def test_macos_registers_and_lets_go() -> None:
    carbon = FakeCarbon()
    hotkeys = MacHotkeys(carbon, CONSTANTS)
    action, reached = waiting(1)
    (grab,) = hotkeys.set({PALETTE: action})
    assert grab.works
    assert list(carbon.registered) == [(0x31, 0x1800)]
    carbon.registered[0x31, 0x1800]()
    assert reached()
    hotkeys.set({Combo.parse("cmd+shift+j"): print})
    assert list(carbon.registered) == [(0x26, 0x300)]
    hotkeys.stop()
    assert carbon.registered == {}


def test_macos_names_keys_it_does_not_have() -> None:
    (grab,) = MacHotkeys(FakeCarbon(), CONSTANTS).set({Combo.parse("ctrl+é"): print})
    assert "macOS has no key “é”" in grab.problem


@pytest.mark.parametrize(
    ("key", "name"), [("j", "kVK_ANSI_J"), ("f5", "kVK_F5"), ("space", "kVK_Space"), ("delete", "kVK_ForwardDelete")]
)
def test_macos_key_names(key: str, name: str) -> None:
    assert key_name(key) == name
