"""What a tray shows, and what every backend can do.

Menus and the picture are plain data made anew whenever something changes, so that a backend only has to draw them.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from agent.icons import Shape

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the menu. Without an action and a submenu it only informs. ``checked`` None: no tick box."""

    label: str
    action: Callable[[], None] | None = field(default=None, compare=False)
    """Two items are the same when they look the same and have the same ``key``; then so do their actions."""
    key: str = ""
    checked: bool | None = None
    submenu: tuple["MenuItem", ...] = ()
    default: bool = False
    """What a plain click on the icon does."""
    separator: bool = False

    @property
    def enabled(self) -> bool:
        """Whether it can be chosen."""
        return self.action is not None or bool(self.submenu)


SEPARATOR = MenuItem("", separator=True)


@dataclass(frozen=True, slots=True)
class Face:
    """The picture and the words shown when the pointer rests on it."""

    shape: Shape
    tooltip: str


class Content(Protocol):
    """Where a tray gets what it shows; called from the tray's thread, so it must be quick."""

    def face(self) -> Face:
        """The picture now."""
        ...

    def menu(self) -> tuple[MenuItem, ...]:
        """The menu now."""
        ...


class Tray(Protocol):
    """A tray icon."""

    def run(self, on_ready: Callable[[], None]) -> None:
        """Show the icon, call ``on_ready`` once, and work until ``stop``.

        Called on the main thread, because macOS wants it there; ``on_ready`` must be quick.
        """
        ...

    def refresh(self) -> None:
        """The content has changed; from any thread."""
        ...

    def stop(self) -> None:
        """Take the icon away and let ``run`` return; from any thread."""
        ...


def perform(action: Callable[[], None] | None) -> None:
    """Run a menu action on a thread of its own, so that the tray stays alive whatever it does."""
    if action is None:
        return

    def work() -> None:
        try:
            action()
        except Exception:
            log.exception("A menu action failed")

    threading.Thread(target=work, name="menu-action", daemon=True).start()


def default_action(menu: tuple[MenuItem, ...]) -> Callable[[], None] | None:
    """What a plain click does."""
    return next((item.action for item in menu if item.default), None)


class NoTray:
    """Where there is no tray at all: ``run`` only waits."""

    def __init__(self) -> None:
        """Nothing to connect to."""
        self._stopped = threading.Event()

    def run(self, on_ready: Callable[[], None]) -> None:
        """Wait for ``stop``. In short steps, so that Ctrl+C is heard on Windows too."""
        on_ready()
        while not self._stopped.wait(1.0):
            pass

    def refresh(self) -> None:
        """Nothing to draw."""

    def stop(self) -> None:
        """Let ``run`` return."""
        self._stopped.set()
