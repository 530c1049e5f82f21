"""The pystray tray of Windows and macOS, on pystray's own base class with a backend that records."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from agent.icons import Shape
from agent.tray.base import SEPARATOR, Face, MenuItem
from agent.tray.native import NativeTray


@pytest.fixture
def pystray(monkeypatch: pytest.MonkeyPatch) -> Any:
    """pystray with its dummy backend, which shows nothing; everything above the backend is the real library."""
    monkeypatch.setenv("PYSTRAY_BACKEND", "dummy")
    import pystray

    stopped = threading.Event()

    class Icon(pystray._base.Icon):  # type: ignore[misc]
        def _show(self) -> None:
            """Visible."""

        def _hide(self) -> None:
            """Hidden."""

        def _update_icon(self) -> None:
            self._icon_valid = True

        def _update_title(self) -> None:
            """Nothing to draw."""

        def _update_menu(self) -> None:
            """Nothing to draw."""

        def _run(self) -> None:
            self._mark_ready()
            stopped.wait(20)

        def _stop(self) -> None:
            stopped.set()

    monkeypatch.setattr(pystray, "Icon", Icon)
    return pystray


class Content:
    def __init__(self, action: Callable[[], None]) -> None:
        self.shape = Shape.STARTING
        self.action = action

    def face(self) -> Face:
        return Face(self.shape, f"Alongside — {self.shape}")

    def menu(self) -> tuple[MenuItem, ...]:
        return (
            MenuItem("Ready"),
            SEPARATOR,
            MenuItem("Pause", submenu=(MenuItem("For 1 hour", self.action),)),
            MenuItem("Start at login", self.action, checked=True),
            MenuItem("This & that", self.action, default=True),
        )


def test_shows_follows_and_acts(pystray: Any) -> None:
    acted, shown = threading.Semaphore(0), threading.Event()
    content = Content(acted.release)
    modes: list[str] = []
    tray = NativeTray(content, modes.append, pystray)
    runner = threading.Thread(target=tray.run, args=(shown.set,))
    runner.start()
    assert shown.wait(20)
    icon = tray._icon
    assert modes == ["pystray"]
    assert icon.visible

    items = list(icon.menu.items)
    assert [str(item.text) for item in items if item is not pystray.Menu.SEPARATOR] == [
        "Ready",
        "Pause",
        "Start at login",
        "This && that",
    ]
    assert items[0].enabled is False
    assert items[3].checked is True
    next(iter(items[2].submenu.items))(icon)
    assert acted.acquire(timeout=20)
    icon()  # a plain click
    assert acted.acquire(timeout=20)

    before = icon.icon
    content.shape = Shape.ON
    tray.refresh()
    assert icon.icon is not before
    assert icon.title == "Alongside — on"
    tray.stop()
    runner.join(20)
    assert not runner.is_alive()
