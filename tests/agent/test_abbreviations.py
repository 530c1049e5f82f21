"""Typed abbreviations without a display: the word that is typed, when it is replaced, and what Windows tells."""

import queue
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Xlib import XK

from agent.abbreviations.base import LONGEST, Stroke, Word, may_be_typed
from agent.abbreviations.expander import Expander
from agent.abbreviations.windows import KeyboardTyping
from agent.abbreviations.x11 import character, is_modifier
from agent.paste.base import Target, Typed
from tests.agent.fake_keyboard import CODES, FakeSystem

BREAK, ERASE, ENTER = Stroke("break"), Stroke("erase"), Stroke("enter")


def typed(*what: str | Stroke) -> list[Stroke]:
    strokes: list[Stroke] = []
    for one in what:
        strokes += [Stroke("text", char) for char in one] if isinstance(one, str) else [one]
    return strokes


def ended(*what: str | Stroke) -> list[str]:
    word = Word()
    return [found for stroke in typed(*what) if (found := word.add(stroke))]


@pytest.mark.parametrize(
    ("strokes", "words"),
    [
        ((";late ",), [";late"]),
        (("so ;late then ",), ["so", ";late", "then"]),
        ((";grüße ",), [";grüße"]),
        (
            (
                ";laX",
                ERASE,
                "te ",
            ),
            [";late"],
        ),
        ((";late", ERASE, " "), [";lat"]),
        ((";la", BREAK, "te "), ["te"]),
        ((";late", ENTER, " "), []),
        (("x;late ",), ["x;late"]),
        ((ERASE, ERASE, ";late "), [";late"]),
        (("y" * (LONGEST + 5) + " ", ";late "), [";late"]),
        (("y" * (LONGEST + 5), ERASE, " "), []),
        ((";late\t", " "), []),
    ],
)
def test_the_word_that_a_space_ends(strokes: tuple[str | Stroke, ...], words: list[str]) -> None:
    assert ended(*strokes) == words


@given(st.text(max_size=80))
def test_a_word_is_never_more_than_was_typed(text: str) -> None:
    found = ended(text)
    assert all(word in text and " " not in word and len(word) <= LONGEST for word in found)


def test_only_what_cannot_be_a_word_of_its_own_is_an_abbreviation() -> None:
    assert may_be_typed(";late")
    assert may_be_typed("/ü")
    assert not may_be_typed("late")
    assert not may_be_typed(";")
    assert not may_be_typed("")


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("semicolon", ";"),
        ("adiaeresis", "ä"),
        ("EuroSign", "€"),
        ("Cyrillic_zhe", "ж"),
        ("lstroke", "ł"),
        ("dead_acute", ""),
        ("Multi_key", ""),
        ("Left", ""),
        ("F5", ""),
    ],
)
def test_what_a_keysym_types(name: str, types: str) -> None:
    from Xlib.keysymdef import cyrillic, latin2, xkb

    groups: list[Any] = [XK, cyrillic, latin2, xkb]
    keysym = (
        next(getattr(group, f"XK_{name}") for group in groups if hasattr(group, f"XK_{name}"))
        if name != "EuroSign"
        else 0x20AC
    )
    assert character(keysym) == types


def test_unicode_keysyms_and_modifiers() -> None:
    assert character(0x01000000 + ord("ő")) == "ő"
    assert is_modifier(XK.XK_Shift_L)
    assert is_modifier(0xFE03)  # ISO_Level3_Shift
    assert not is_modifier(XK.XK_Return)


class FakeUser32:
    """GetAsyncKeyState: which keys are down, and which buttons were pressed since it was last asked."""

    def __init__(self) -> None:
        self.down: set[int] = set()
        self.clicked: set[int] = set()
        self.fails_at = 0  # at which key, counted by the first question that is asked for each
        self._keys = 0

    def GetAsyncKeyState(self, key: int) -> int:  # noqa: N802 - the system's name
        self._keys += key == 0x01
        if self._keys == self.fails_at:
            raise OSError
        since = key in self.clicked
        self.clicked.discard(key)
        return (0x8000 if key in self.down else 0) | since


class Windows:
    """The library on a stand-in for its system, and what the backend told."""

    def __init__(self) -> None:
        self.system, self.user = FakeSystem(), FakeUser32()
        CODES.setdefault(";", 200)
        CODES.setdefault("backspace", 201)
        self.told: queue.Queue[Stroke] = queue.Queue()
        self.typing = KeyboardTyping(self.system.install(), self.user)
        assert self.typing.start(self.told.put) == ""

    def next(self, count: int) -> list[Stroke]:
        return [self.told.get(timeout=20) for _ in range(count)]


@pytest.fixture
def windows() -> Iterator[Windows]:
    found = Windows()
    yield found
    found.typing.stop()
    found.system.close()


def test_windows_tells_what_is_typed(windows: Windows) -> None:
    for name in (";", "é", "left shift", "a", "backspace", "space"):
        windows.system.tap(name)
    assert windows.next(5) == typed(";éa", ERASE, " ")


def test_windows_tells_of_clicks_and_chords(windows: Windows) -> None:
    windows.user.clicked = {0x01}
    windows.system.tap("a")
    assert windows.next(2) == [BREAK, Stroke("text", "a")]
    windows.user.down = {0x11}
    windows.system.tap("v")
    assert windows.next(1) == [BREAK]
    windows.user.down = {0x11, 0x12, 0xA5}  # AltGr is Ctrl and Alt as well, and types
    windows.system.tap("q")
    assert windows.next(1) == [Stroke("text", "q")]


def test_a_failure_behind_it_does_not_end_the_hook(windows: Windows) -> None:
    windows.user.fails_at = 2
    for name in "abc":
        windows.system.tap(name)
    assert windows.next(2) == typed("ac"), "the key that failed is left out, and those after it are heard"


class Desk:
    """Everything an expander works with: a library of one snippet, a paster that says which window is active, and the palette's owner."""

    def __init__(self) -> None:
        self.window = 1
        self.delivered: queue.Queue[tuple[str, int, int, bool]] = queue.Queue()
        content = SimpleNamespace(body="It is late.")
        library = SimpleNamespace(
            by_shortcut=lambda words: SimpleNamespace(id="s", content=content) if words == ";late" else None
        )
        settings = SimpleNamespace(abbreviations=True, your_name="")
        context: Any = SimpleNamespace(
            paster=SimpleNamespace(remember=lambda: Target(self.window)),
            services=SimpleNamespace(library=library, settings=settings),
        )
        self.palette = SimpleNamespace(is_open=False, closed_at=float("-inf"))
        owner: Any = SimpleNamespace(palette=self.palette, deliver=self._deliver)
        self.typing: Any = SimpleNamespace(start=self._start, stop=lambda: None)
        self.expander = Expander(context, owner, lambda: self.typing)
        self.expander.follow_settings()

    def _start(self, on_stroke: Any) -> str:
        self._on_stroke = on_stroke
        return ""

    def type(self, *what: str | Stroke) -> None:
        for stroke in typed(*what):
            self._on_stroke(stroke)

    def _deliver(self, choice: Any, target: Target, making_way: Typed) -> None:
        self.delivered.put((choice.text, target.window, making_way.length, making_way.is_last()))


def test_the_snippet_goes_where_its_shortcut_was_typed() -> None:
    desk = Desk()
    desk.type("so ;late ")
    assert desk.delivered.get(timeout=20) == ("It is late.", 1, 6, True)


def test_a_word_begun_in_another_window_is_left_alone() -> None:
    desk = Desk()
    desk.type(";la")
    desk.window = 2
    desk.type("te ", ";late ")
    assert desk.delivered.get(timeout=20)[1] == 2, "the second, which was typed in one window"
    assert desk.delivered.empty()


def test_keys_pressed_in_the_palette_change_nothing() -> None:
    desk = Desk()
    desk.type(";la")
    desk.window, desk.palette.is_open = 9, True
    desk.type("xyz", BREAK)
    desk.window, desk.palette.is_open, desk.palette.closed_at = 1, False, time.monotonic()
    desk.type(ENTER, "te ")  # the Enter that closed it may be heard late
    assert desk.delivered.get(timeout=20) == ("It is late.", 1, 6, True)
