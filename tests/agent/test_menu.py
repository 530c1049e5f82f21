"""What the tray shows and offers in each state."""

import types
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from agent import menu
from agent.icons import Shape
from agent.menu import Browser, State
from agent.tray.base import MenuItem, default_action

NOW = datetime(2026, 3, 4, 14, 30, tzinfo=timezone(timedelta(hours=2)))
READY = State(phase="ready", rules=200, hotkey="Ctrl+Alt+Space", version="1.2.3")


class Recorder(types.SimpleNamespace):
    """Notes what the menu does."""

    def __init__(self) -> None:
        super().__init__(done=[])

    def __getattr__(self, name: str) -> object:
        def act(*words: object, **options: object) -> bool:
            self.done.append((name, *words, *options.values()))
            return True

        return act


def labels(state: State) -> list[str]:
    return [item.label for item in menu.build(state, Recorder(), NOW) if not item.separator]


def item(state: State, do: Recorder, *path: str) -> MenuItem:
    items, found = menu.build(state, do, NOW), None
    for label in path:
        found = next(one for one in items if one.label == label)
        items = found.submenu
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("state", "shape", "says"),
    [
        (State(), Shape.STARTING, "Starting…"),
        (READY, Shape.ON, "Ready"),
        (replace(READY, paused=True), Shape.PAUSED, "Paused"),
        (
            replace(READY, paused=True, paused_until=datetime(2026, 3, 4, 13, 0, tzinfo=UTC)),
            Shape.PAUSED,
            "Paused until 15:00",
        ),
        (
            replace(READY, paused=True, paused_until=datetime(2026, 3, 5, 4, 0, tzinfo=UTC)),
            Shape.PAUSED,
            "Paused until tomorrow 06:00",
        ),
        (replace(READY, phase="failed", problem="Drafts are not reviewed"), Shape.ATTENTION, "Drafts are not reviewed"),
        (replace(READY, asking=[Browser("r", "Chrome", "ABC")]), Shape.ATTENTION, "A browser asks to be paired"),
    ],
)
def test_picture_and_words(state: State, shape: Shape, says: str) -> None:
    assert menu.face(state, NOW).shape is shape
    assert menu.face(state, NOW).tooltip == f"Alongside — {says}"
    assert labels(state)[0] == says


def test_the_whole_menu() -> None:
    assert labels(READY) == [
        "Ready", "Pause", "Snippet palette (Ctrl+Alt+Space)", "Open library", "Insights", "Pair a browser…",
        "Start at login", "Settings", "Status", "About Alongside 1.2.3", "Quit",
    ]  # fmt: skip


def test_what_is_not_there_is_not_offered() -> None:
    assert "Snippet palette" not in " ".join(labels(replace(READY, palette=False)))
    assert "Pause" not in labels(replace(READY, paused=True))
    assert "Resume" in labels(replace(READY, paused=True))
    assert "Snippet palette" in labels(replace(READY, hotkey=""))


@pytest.mark.parametrize(
    ("path", "does"),
    [
        (("Pause", "For 15 minutes"), ("pause", 15)),
        (("Pause", "For 1 hour"), ("pause", 60)),
        (("Pause", "Until tomorrow morning"), ("pause", 15 * 60 + 30)),
        (("Pause", "Until I resume"), ("pause", None)),
        (("Snippet palette (Ctrl+Alt+Space)",), ("show_palette",)),
        (("Open library",), ("open_page", "/library")),
        (("Pair a browser…",), ("open_page", "/pairing")),
        (("Start at login",), ("set_at_login", True)),
        (("Insights",), ("open_page", "/insights")),
        (("Settings",), ("open_page", "/settings")),
        (("Status",), ("open_page", "/status")),
        (("Quit",), ("quit",)),
        (("Firefox shows K7P", "Approve"), ("decide_pairing", "r1", True)),
        (("Firefox shows K7P", "Refuse"), ("decide_pairing", "r1", False)),
        (("Paired browsers", "Chrome", "Revoke"), ("revoke_pairing", "p1")),
    ],
)
def test_every_line_does_what_it_says(path: tuple[str, ...], does: tuple[object, ...]) -> None:
    do = Recorder()
    state = replace(
        READY,
        asking=[Browser("r1", "Firefox", "K7P")],
        paired=[Browser("p1", "Chrome", last_used="2026-03-01T10:00:00Z")],
    )
    action = item(state, do, *path).action
    assert action is not None
    action()
    assert do.done == [does]


def test_a_click_opens_the_library() -> None:
    do = Recorder()
    action = default_action(menu.build(READY, do, NOW))
    assert action is not None
    action()
    assert do.done == [("open_page", "/library")]


def test_start_at_login_is_ticked() -> None:
    assert item(replace(READY, at_login=True), Recorder(), "Start at login").checked is True
    assert item(READY, Recorder(), "Start at login").checked is False


@pytest.mark.parametrize(
    ("now", "minutes"),
    [
        ("2026-03-04T14:30", 930),
        ("2026-03-04T23:30", 390),
        ("2026-03-04T01:00", 300),
        ("2026-03-04T02:01", 1679),
        ("2026-03-04T05:59", 1441),
    ],
)
def test_tomorrow_begins_at_six_and_not_soon(now: str, minutes: int) -> None:
    assert menu.minutes_until_morning(datetime.fromisoformat(now).replace(tzinfo=UTC)) == minutes


def test_menus_that_look_the_same_are_the_same() -> None:
    state = replace(READY, paired=[Browser("p1", "Chrome")])
    assert menu.build(state, Recorder(), NOW) == menu.build(state, Recorder(), NOW)
    other = replace(READY, paired=[Browser("p2", "Chrome")])
    assert menu.build(state, Recorder(), NOW) != menu.build(other, Recorder(), NOW)


def test_long_names_are_cut() -> None:
    assert len(menu.short("x" * 500)) == menu.LONGEST
    assert menu.short("a\n b") == "a b"
