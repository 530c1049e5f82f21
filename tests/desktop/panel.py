"""A panel with a status-notifier tray: the watcher and host KDE and others run, as far as an icon can tell."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

from dbus_fast import BusType, Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusBool, DBusInt32, DBusSignature, DBusStr
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "/StatusNotifierItem"
MENU = "/MenuBar"


class Panel(ServiceInterface):
    """The watcher, with itself as host. ``items`` are the bus names that registered, in order."""

    def __init__(self) -> None:
        super().__init__(WATCHER)
        self.items: list[str] = []
        self.signals: list[str] = []
        self._bus: MessageBus

    @classmethod
    @contextlib.asynccontextmanager
    async def start(cls, address: str) -> AsyncIterator["Panel"]:
        """Run a panel on the bus until the block ends."""
        panel = cls()
        bus = await MessageBus(bus_address=address, bus_type=BusType.SESSION).connect()
        panel._bus = bus
        bus.export("/StatusNotifierWatcher", panel)
        await bus.request_name(WATCHER)
        bus.add_message_handler(panel._note_signal)
        await panel._call(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "AddMatch", "s", [f"type='signal',path='{ITEM}'"]
        )
        await panel._call(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "AddMatch", "s", [f"type='signal',path='{MENU}'"]
        )
        try:
            yield panel
        finally:
            bus.disconnect()

    @dbus_method()
    def RegisterStatusNotifierItem(self, service: DBusStr) -> None:  # noqa: N802 - D-Bus names
        self.items.append(service)
        self.StatusNotifierItemRegistered(service)

    @dbus_method()
    def RegisterStatusNotifierHost(self, service: DBusStr) -> None:  # noqa: N802
        self.StatusNotifierHostRegistered()

    @dbus_property(access=PropertyAccess.READ)
    def RegisteredStatusNotifierItems(self) -> Annotated[list[str], DBusSignature("as")]:  # noqa: N802
        return self.items

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> DBusBool:  # noqa: N802
        return True

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> DBusInt32:  # noqa: N802
        return 0

    @dbus_signal()
    def StatusNotifierItemRegistered(self, service: str) -> DBusStr:  # noqa: N802
        return service

    @dbus_signal()
    def StatusNotifierHostRegistered(self) -> None:  # noqa: N802
        """A host is there."""

    async def get(self, name: str) -> Any:
        """A property of the newest item."""
        interface = "org.kde.StatusNotifierItem"
        answer = await self._call(
            self.items[-1], ITEM, "org.freedesktop.DBus.Properties", "Get", "ss", [interface, name]
        )
        return answer[0].value

    async def click(self) -> None:
        """A left click on the icon."""
        await self._call(self.items[-1], ITEM, "org.kde.StatusNotifierItem", "Activate", "ii", [0, 0])

    async def menu(self) -> dict[str, int]:
        """The menu as a panel shows it: label (or "parent/label") → item number. Separators are left out."""
        await self._call(self.items[-1], MENU, "com.canonical.dbusmenu", "AboutToShow", "i", [0])
        answer = await self._call(self.items[-1], MENU, "com.canonical.dbusmenu", "GetLayout", "iias", [0, -1, []])
        found: dict[str, int] = {}

        def walk(node: list[Any], path: str) -> None:
            number, properties, children = node
            label = str(properties["label"].value) if "label" in properties else ""
            here = f"{path}/{label}" if path and label else label or path
            if label:
                found[here] = number
            for child in children:
                walk(child.value, here)

        walk(answer[1], "")
        return found

    async def properties(self, number: int) -> dict[str, Any]:
        """All properties of a menu item."""
        answer = await self._call(
            self.items[-1], MENU, "com.canonical.dbusmenu", "GetGroupProperties", "aias", [[number], []]
        )
        return {name: value.value for name, value in answer[0][0][1].items()}

    async def choose(self, label: str) -> None:
        """Open the menu and click an item."""
        number = (await self.menu())[label]
        await self._call(
            self.items[-1], MENU, "com.canonical.dbusmenu", "Event", "isvu", [number, "clicked", Variant("i", 0), 0]
        )

    async def _call(
        self, destination: str, path: str, interface: str, member: str, signature: str, body: list[Any]
    ) -> list[Any]:
        reply = await self._bus.call(
            Message(
                destination=destination, path=path, interface=interface, member=member, signature=signature, body=body
            )
        )
        assert reply.message_type is not MessageType.ERROR, f"{member}: {reply.error_name} {reply.body}"
        return list(reply.body)

    def _note_signal(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL and message.path in {ITEM, MENU}:
            self.signals.append(str(message.member))
