"""The tray icon as a StatusNotifierItem over D-Bus: KDE, XFCE, Cinnamon, waybar, GNOME with its extension. No GTK.

Follows the StatusNotifierItem specification (freedesktop.org), as KDE's watcher and panels implement it.
"""

import logging
import os
from collections.abc import Callable
from typing import Annotated, Any

from dbus_fast import BusType, Message, MessageType, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusInt32, DBusObjectPath, DBusSignature, DBusStr
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal
from PIL import Image

from agent.dbus import SessionBus
from agent.icons import Shape, picture
from agent.tray.base import Content, default_action, perform
from agent.tray.dbusmenu import MENU_PATH, DBusMenu

log = logging.getLogger(__name__)

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
ITEM_PATH = "/StatusNotifierItem"
_SIZES = (16, 22, 24, 32, 48, 64)


def argb(image: Image.Image) -> bytes:
    """The picture as the specification wants it: 32 bits a pixel, ARGB, network byte order."""
    rgba = image.tobytes()
    data = bytearray(len(rgba))
    data[0::4], data[1::4], data[2::4], data[3::4] = rgba[3::4], rgba[0::4], rgba[1::4], rgba[2::4]
    return bytes(data)


class _Item(ServiceInterface):
    def __init__(self, content: Content) -> None:
        super().__init__("org.kde.StatusNotifierItem")
        self._content = content

    @dbus_property(access=PropertyAccess.READ)
    def Category(self) -> DBusStr:  # noqa: N802 - D-Bus names
        return "ApplicationStatus"

    @dbus_property(access=PropertyAccess.READ)
    def Id(self) -> DBusStr:  # noqa: N802
        return "alongside"

    @dbus_property(access=PropertyAccess.READ)
    def Title(self) -> DBusStr:  # noqa: N802
        return "Alongside"

    @dbus_property(access=PropertyAccess.READ)
    def Status(self) -> DBusStr:  # noqa: N802
        return "Active"

    @dbus_property(access=PropertyAccess.READ)
    def WindowId(self) -> DBusInt32:  # noqa: N802
        return 0

    @dbus_property(access=PropertyAccess.READ)
    def IconName(self) -> DBusStr:  # noqa: N802
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def IconThemePath(self) -> DBusStr:  # noqa: N802
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def IconPixmap(self) -> Annotated[list[Any], DBusSignature("a(iiay)")]:  # noqa: N802
        shape = self._content.face().shape
        return [[size, size, argb(picture(shape, size))] for size in _SIZES]

    @dbus_property(access=PropertyAccess.READ)
    def OverlayIconName(self) -> DBusStr:  # noqa: N802
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def OverlayIconPixmap(self) -> Annotated[list[Any], DBusSignature("a(iiay)")]:  # noqa: N802
        return []

    @dbus_property(access=PropertyAccess.READ)
    def AttentionIconName(self) -> DBusStr:  # noqa: N802
        return ""

    @dbus_property(access=PropertyAccess.READ)
    def AttentionIconPixmap(self) -> Annotated[list[Any], DBusSignature("a(iiay)")]:  # noqa: N802
        return [[size, size, argb(picture(Shape.ATTENTION, size))] for size in _SIZES]

    @dbus_property(access=PropertyAccess.READ)
    def ToolTip(self) -> Annotated[list[Any], DBusSignature("(sa(iiay)ss)")]:  # noqa: N802
        return ["", [], self._content.face().tooltip, ""]

    @dbus_property(access=PropertyAccess.READ)
    def ItemIsMenu(self) -> DBusBool:  # noqa: N802
        return False

    @dbus_property(access=PropertyAccess.READ)
    def Menu(self) -> DBusObjectPath:  # noqa: N802
        return MENU_PATH

    @dbus_method()
    def Activate(self, x: DBusInt32, y: DBusInt32) -> None:  # noqa: N802
        perform(default_action(self._content.menu()))

    @dbus_method()
    def SecondaryActivate(self, x: DBusInt32, y: DBusInt32) -> None:  # noqa: N802
        """A middle click does nothing: too easily done by accident."""

    @dbus_method()
    def ContextMenu(self, x: DBusInt32, y: DBusInt32) -> None:  # noqa: N802
        """Panels show the menu themselves."""

    @dbus_method()
    def Scroll(self, delta: DBusInt32, orientation: DBusStr) -> None:  # noqa: N802
        """Scrolling over the icon does nothing."""

    @dbus_signal()
    def NewIcon(self) -> None:  # noqa: N802
        """The picture has changed."""

    @dbus_signal()
    def NewToolTip(self) -> None:  # noqa: N802
        """The tool tip has changed."""

    @dbus_signal()
    def NewTitle(self) -> None:  # noqa: N802
        """The title has changed."""


class StatusNotifier:
    """Registers the item with the panel's watcher, and again whenever the panel restarts.

    ``on_shown(bool)`` is told, on the bus's thread, whether a panel shows the icon now.
    """

    def __init__(self, session: SessionBus, content: Content, on_shown: Callable[[bool], None]) -> None:
        """Nothing is exported before ``start``."""
        self._session = session
        self._item = _Item(content)
        self._menu = DBusMenu(content)
        self._on_shown = on_shown
        self._face = content.face
        self._last_face = content.face()
        self._bus: MessageBus | None = None
        self._name = f"org.kde.StatusNotifierItem-{os.getpid()}-1"

    def start(self) -> bool:
        """Export the item and register. Gives back whether a panel shows it; when none does, it waits for one."""
        return self._session.run(self._start())

    def refresh(self) -> None:
        """The content has changed; from any thread."""
        self._session.post(self._announce)

    def stop(self) -> None:
        """Take the icon away: a watcher drops an item whose connection closes."""
        bus = self._bus
        if bus is not None:
            self._session.post(bus.disconnect)

    def _announce(self) -> None:
        face = self._face()
        if face != self._last_face:
            self._last_face = face
            self._item.NewIcon()
            self._item.NewToolTip()
        self._menu.refresh()

    async def _start(self) -> bool:
        # A connection of its own, so that closing it removes the icon and nothing else.
        self._bus = await MessageBus(bus_address=self._session.address, bus_type=BusType.SESSION).connect()
        self._bus.export(ITEM_PATH, self._item)
        self._bus.export(MENU_PATH, self._menu)
        await self._bus.request_name(self._name)
        self._session.bus.add_message_handler(self._on_message)
        await self._session.match(
            f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{WATCHER}'"
        )
        await self._session.match(f"type='signal',interface='{WATCHER}',path='{WATCHER_PATH}'")
        return await self._register()

    async def _register(self) -> bool:
        """Register with the watcher; a panel shows the icon once the watcher has a host."""
        shown = False
        try:
            if await self._session.owner_exists(WATCHER):
                await self._session.ask(WATCHER, WATCHER_PATH, WATCHER, "RegisterStatusNotifierItem", "s", [self._name])
                shown = await self._has_host()
        except DBusError as error:
            log.warning("The panel did not take the tray icon: %s", error)
        self._on_shown(shown)
        return shown

    async def _has_host(self) -> bool:
        try:
            answer = await self._session.ask(
                WATCHER,
                WATCHER_PATH,
                "org.freedesktop.DBus.Properties",
                "Get",
                "ss",
                [WATCHER, "IsStatusNotifierHostRegistered"],
            )
        except DBusError:
            return True  # a watcher without that property is a panel of its own
        return bool(answer[0].value)

    def _on_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        if message.member == "NameOwnerChanged" and message.body[0] == WATCHER:
            if message.body[2]:
                self._session.keep(self._register())
            else:
                self._on_shown(False)
        elif message.interface == WATCHER and message.member == "StatusNotifierHostRegistered":
            self._on_shown(True)
        elif message.interface == WATCHER and message.member == "StatusNotifierHostUnregistered":
            self._session.keep(self._report_host())

    async def _report_host(self) -> None:
        self._on_shown(await self._has_host())
