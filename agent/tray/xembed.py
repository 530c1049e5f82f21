"""The tray icon as a window docked into an XEmbed tray: older panels such as trayer, tint2, i3bar, LXDE.

Follows the System Tray Protocol 0.4 and XEMBED 0.5 (freedesktop.org). The icon docks again when a panel (re)starts, which
announces itself with a MANAGER message. XEmbed trays have no menus, so a click asks ``popup`` to show ours.
"""

import logging
from collections.abc import Callable
from typing import Any

from PIL import Image
from Xlib import X, Xatom, Xutil
from Xlib.error import XError
from Xlib.protocol import event as xevent

from agent.icons import picture
from agent.tray.base import Content, Face, default_action, perform
from agent.x11.loop import XLoop
from agent.x11.windows import tray_selection

log = logging.getLogger(__name__)

_REQUEST_DOCK = 0
_MAPPED = 1  # XEMBED_MAPPED


class XEmbedIcon:
    """The docked icon. ``on_shown(bool)`` is told, on the X thread, whether it is docked."""

    def __init__(
        self, loop: XLoop, content: Content, on_shown: Callable[[bool], None], popup: Callable[[int, int], None]
    ) -> None:
        """Nothing is shown before ``start``. ``popup(x, y)`` shows the menu at a place on the screen."""
        self._loop = loop
        self._content = content
        self._on_shown = on_shown
        self._popup = popup
        self._window: Any = None
        self._gc: Any = None
        self._manager = 0
        self._wanted = False
        self._drawn: Face | None = None
        self._selection = loop.call(lambda: tray_selection(loop.display))
        for event_type, handler in (
            (X.Expose, self._on_expose),
            (X.ConfigureNotify, self._on_expose),
            (X.ReparentNotify, self._on_reparent),
            (X.ButtonPress, self._on_button),
            (X.DestroyNotify, self._on_destroy),
            (X.ClientMessage, self._on_client_message),
        ):
            loop.on(event_type, handler)

    def start(self) -> bool:
        """Dock now, or as soon as a tray appears. Gives back whether there is a tray now."""
        return self._loop.call(self._start)

    def refresh(self) -> None:
        """The content has changed; from any thread."""
        if self._window is not None and self._content.face() != self._drawn:
            self._loop.post(self._redraw)

    def stop(self) -> None:
        """Take the icon away."""
        self._loop.post(self._remove)

    def _start(self) -> bool:
        self._wanted = True
        self._loop.root.change_attributes(event_mask=X.StructureNotifyMask)  # for the MANAGER message
        return self._dock()

    def _remove(self) -> None:
        self._wanted = False
        self._discard_window()
        self._on_shown(False)

    def _discard_window(self) -> None:
        if self._window is not None:
            self._window.destroy()
            self._window = None
            self._loop.display.flush()

    def _dock(self) -> bool:
        """Make a window and ask the tray to take it. A window that lost its tray is not used again: it may have died with it."""
        self._discard_window()
        display = self._loop.display
        owner = display.get_selection_owner(self._selection)
        if isinstance(owner, int) or not self._wanted:
            self._manager = 0
            self._on_shown(False)
            return False
        self._manager = int(owner.id)
        owner.change_attributes(event_mask=X.StructureNotifyMask)
        self._window = self._create_window()
        self._gc = self._window.create_gc()
        owner.send_event(
            xevent.ClientMessage(
                window=owner,
                client_type=self._loop.atom("_NET_SYSTEM_TRAY_OPCODE"),
                data=(32, [X.CurrentTime, _REQUEST_DOCK, self._window.id, 0, 0]),
            ),
            event_mask=X.NoEventMask,
        )
        display.flush()
        return True

    def _create_window(self) -> Any:
        screen = self._loop.display.screen()
        window = self._loop.root.create_window(
            0,
            0,
            24,
            24,
            0,
            screen.root_depth,
            window_class=X.InputOutput,
            background_pixmap=X.ParentRelative,
            event_mask=X.ExposureMask | X.StructureNotifyMask | X.ButtonPressMask,
        )
        window.set_wm_class("alongside", "Alongside")
        window.set_wm_name("Alongside")
        window.set_wm_normal_hints(flags=Xutil.PMinSize, min_width=16, min_height=16)
        info = self._loop.atom("_XEMBED_INFO")
        window.change_property(info, info, 32, [0, _MAPPED])
        window.change_property(
            self._loop.atom("_NET_WM_NAME"), self._loop.atom("UTF8_STRING"), 8, self._content.face().tooltip.encode()
        )
        window.change_property(Xatom.WM_COMMAND, Xatom.STRING, 8, b"alongside")
        return window

    def _redraw(self) -> None:
        if self._window is None:
            return
        face = self._drawn = self._content.face()
        try:
            size = self._window.get_geometry()
            self._window.change_property(
                self._loop.atom("_NET_WM_NAME"), self._loop.atom("UTF8_STRING"), 8, face.tooltip.encode()
            )
            # The panel's own background shows through: let the server paint it, read it, and blend the picture into it.
            self._window.clear_area(0, 0, size.width, size.height)
            raw = self._window.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
            ground = Image.frombytes("RGB", (size.width, size.height), _bytes(raw.data), "raw", "BGRX")
            side = min(size.width, size.height)
            sign = picture(face.shape, side)
            ground.paste(sign, ((size.width - side) // 2, (size.height - side) // 2), sign)
            self._window.put_image(
                self._gc, 0, 0, size.width, size.height, X.ZPixmap, size.depth, 0, ground.tobytes("raw", "BGRX")
            )
            self._loop.display.flush()
        except XError as error:  # the tray closed while we drew
            log.debug("The tray icon could not be drawn: %s", error)

    def _on_expose(self, event: Any) -> None:
        if self._window is not None and event.window.id == self._window.id and getattr(event, "count", 0) == 0:
            self._redraw()

    def _on_reparent(self, event: Any) -> None:
        if self._window is None or event.window.id != self._window.id:
            return
        docked = event.parent.id != self._loop.root.id
        self._on_shown(docked)
        if not docked:  # the tray went away and gave the window back
            self._dock()

    def _on_button(self, event: Any) -> None:
        if self._window is None or event.window.id != self._window.id:
            return
        if event.detail == X.Button1:
            perform(default_action(self._content.menu()))
        elif event.detail == X.Button3:
            # The press holds the pointer; the menu needs it.
            self._loop.display.ungrab_pointer(event.time)
            self._loop.display.flush()
            x, y = event.root_x, event.root_y
            perform(lambda: self._popup(x, y))

    def _on_destroy(self, event: Any) -> None:
        if self._window is not None and event.window.id == self._window.id:
            self._window = None
            self._on_shown(False)
            if self._wanted:
                self._dock()
        elif event.window.id == self._manager:
            self._dock()

    def _on_client_message(self, event: Any) -> None:
        if event.client_type == self._loop.atom("MANAGER") and event.data[1][1] == self._selection and self._wanted:
            self._dock()


def _bytes(data: Any) -> bytes:
    return data.encode("latin-1") if isinstance(data, str) else bytes(data)
