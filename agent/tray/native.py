"""The tray on Windows and macOS, by pystray.

Not run on those systems by us; tests drive it with pystray's own base class and a recording backend.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

from agent.icons import picture
from agent.tray.base import Content, MenuItem, perform

_SIZE = 64


class NativeTray:
    """Wraps a pystray icon. ``on_mode`` is told pystray's backend once the icon is up."""

    def __init__(self, content: Content, on_mode: Callable[[str], None], library: Any = None) -> None:
        """``library``: the pystray module; imported here by default, since importing it connects to the desktop."""
        pystray = library or importlib.import_module("pystray")
        self._pystray = pystray
        self._content = content
        self._on_mode = on_mode
        face = content.face()
        self._last = (face, content.menu())
        self._icon = pystray.Icon(
            "alongside",
            picture(face.shape, _SIZE),
            face.tooltip,
            pystray.Menu(lambda: self._items(self._content.menu())),
        )

    def run(self, on_ready: Callable[[], None]) -> None:
        """Show the icon; on macOS this is the application's main loop."""

        def ready(icon: Any) -> None:
            icon.visible = True
            self._on_mode("pystray")
            on_ready()

        self._icon.run(setup=ready)

    def refresh(self) -> None:
        """Draw again what has changed. macOS only lets the main thread touch the icon."""
        if sys.platform == "darwin":
            importlib.import_module("PyObjCTools.AppHelper").callAfter(self._refresh)
        else:
            self._refresh()

    def stop(self) -> None:
        """Take the icon away."""
        self._icon.stop()

    def _refresh(self) -> None:
        face, menu = self._content.face(), self._content.menu()
        before, shown = self._last
        self._last = (face, menu)
        if face.shape != before.shape:
            self._icon.icon = picture(face.shape, _SIZE)
        if face.tooltip != before.tooltip:
            self._icon.title = face.tooltip[:127]  # the longest Windows shows
        if menu != shown:
            self._icon.update_menu()

    def _items(self, menu: tuple[MenuItem, ...]) -> list[Any]:
        return [self._item(item) for item in menu]

    def _item(self, item: MenuItem) -> Any:
        if item.separator:
            return self._pystray.Menu.SEPARATOR
        action: Any = (lambda icon, chosen: perform(item.action)) if item.action else None
        if item.submenu:
            action = self._pystray.Menu(*self._items(item.submenu))
        checked = None if item.checked is None else (lambda chosen: bool(item.checked))
        return self._pystray.MenuItem(
            item.label.replace("&", "&&"), action, checked=checked, default=item.default, enabled=item.enabled
        )
