"""The tray menu for StatusNotifierItem hosts: the com.canonical.dbusmenu interface, version 3.

The interface is described in libdbusmenu's dbus-menu.xml; panels call GetLayout, show it, and send Event "clicked".
"""

from collections.abc import Iterator
from typing import Annotated, Any

from dbus_fast import PropertyAccess, Variant
from dbus_fast.annotations import DBusBool, DBusInt32, DBusSignature, DBusStr, DBusUInt32, DBusVariant
from dbus_fast.errors import DBusError
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from agent.tray.base import Content, MenuItem, perform

MENU_PATH = "/MenuBar"

_Node = tuple[int, dict[str, Variant], list[Any]]  # number, properties, child nodes


class DBusMenu(ServiceInterface):
    """Serves a Content's menu. Everything runs on the bus's thread."""

    def __init__(self, content: Content) -> None:
        """Make the interface; the caller exports it at MENU_PATH."""
        super().__init__("com.canonical.dbusmenu")
        self._content = content
        self._revision = 1
        self._shown: tuple[MenuItem, ...] = ()
        self._items: dict[int, MenuItem] = {}

    def refresh(self) -> None:
        """Tell the panel when the menu is not what it last read."""
        if self._content.menu() != self._shown:
            self._build()
            self.LayoutUpdated()

    def _build(self) -> _Node:
        """The menu as a tree of numbered nodes. Numbers go on rising, so that a late click never hits another item."""
        menu = self._content.menu()
        if menu == self._shown and self._items:
            return self._tree(menu, min(self._items))
        first = max(self._items, default=0) + 1
        if first > 2**30:
            first = 1
        self._shown = menu
        self._items = {}
        self._revision += 1
        return self._tree(menu, first)

    def _tree(self, menu: tuple[MenuItem, ...], first: int) -> _Node:
        number = first - 1

        def node(item: MenuItem) -> _Node:
            nonlocal number
            number += 1
            self._items[number] = item
            own = number
            return own, _properties(item), [node(child) for child in item.submenu]

        return 0, {"children-display": Variant("s", "submenu")}, [node(item) for item in menu]

    def _click(self, number: int) -> bool:
        item = self._items.get(number)
        if item is not None:
            perform(item.action)
        return item is not None

    @dbus_property(access=PropertyAccess.READ)
    def Version(self) -> DBusUInt32:  # noqa: N802 - D-Bus names
        """The version of the interface."""
        return 3

    @dbus_property(access=PropertyAccess.READ)
    def Status(self) -> DBusStr:  # noqa: N802
        """Never in need of attention by itself; the icon says that."""
        return "normal"

    @dbus_property(access=PropertyAccess.READ)
    def TextDirection(self) -> DBusStr:  # noqa: N802
        """Left to right."""
        return "ltr"

    @dbus_property(access=PropertyAccess.READ)
    def IconThemePath(self) -> Annotated[list[str], DBusSignature("as")]:  # noqa: N802
        """Items have no icons."""
        return []

    @dbus_method()
    def GetLayout(  # noqa: N802
        self, parent: DBusInt32, depth: DBusInt32, names: Annotated[list[str], DBusSignature("as")]
    ) -> Annotated[list[Any], DBusSignature("u(ia{sv}av)")]:
        """The part of the tree under ``parent``, ``depth`` levels deep (-1: all)."""
        root = self._build()
        found = next((one for one in _walk(root) if one[0] == parent), None)
        if found is None:
            raise DBusError("org.freedesktop.DBus.Error.InvalidArgs", f"no menu item {parent}")
        return [self._revision, _layout(found, depth, names)]

    @dbus_method()
    def GetGroupProperties(  # noqa: N802
        self, ids: Annotated[list[int], DBusSignature("ai")], names: Annotated[list[str], DBusSignature("as")]
    ) -> Annotated[list[Any], DBusSignature("a(ia{sv})")]:
        """The properties of several items (no ids: all)."""
        return [[one[0], _chosen(one[1], names)] for one in _walk(self._build()) if not ids or one[0] in ids]

    @dbus_method()
    def GetProperty(self, number: DBusInt32, name: DBusStr) -> DBusVariant:  # noqa: N802
        """One property of one item."""
        for one in _walk(self._build()):
            if one[0] == number and name in one[1]:
                return one[1][name]
        raise DBusError("org.freedesktop.DBus.Error.InvalidArgs", f"no property {name} of menu item {number}")

    @dbus_method()
    def Event(self, number: DBusInt32, event: DBusStr, data: DBusVariant, timestamp: DBusUInt32) -> None:  # noqa: N802
        """Something happened to an item."""
        if event == "clicked":
            self._click(number)

    @dbus_method()
    def EventGroup(  # noqa: N802
        self, events: Annotated[list[Any], DBusSignature("a(isvu)")]
    ) -> Annotated[list[int], DBusSignature("ai")]:
        """Several events at once; gives back the ids that are not known."""
        return [number for number, event, _, _ in events if event == "clicked" and not self._click(number)]

    @dbus_method()
    def AboutToShow(self, number: DBusInt32) -> DBusBool:  # noqa: N802
        """Whether the panel has to read the layout again before it shows the menu."""
        return self._content.menu() != self._shown

    @dbus_method()
    def AboutToShowGroup(  # noqa: N802
        self, ids: Annotated[list[int], DBusSignature("ai")]
    ) -> Annotated[list[Any], DBusSignature("aiai")]:
        """The same for several items."""
        stale = self._content.menu() != self._shown
        return [ids if stale else [], []]

    @dbus_signal()
    def LayoutUpdated(self) -> Annotated[list[int], DBusSignature("ui")]:  # noqa: N802
        """The layout under item 0, that is all of it, has changed."""
        return [self._revision, 0]


def _properties(item: MenuItem) -> dict[str, Variant]:
    if item.separator:
        return {"type": Variant("s", "separator"), "visible": Variant("b", True)}
    found = {
        "label": Variant("s", item.label.replace("_", "__")),  # a single underscore marks the access key
        "enabled": Variant("b", item.enabled),
        "visible": Variant("b", True),
    }
    if item.checked is not None:
        found["toggle-type"] = Variant("s", "checkmark")
        found["toggle-state"] = Variant("i", int(item.checked))
    if item.submenu:
        found["children-display"] = Variant("s", "submenu")
    return found


def _chosen(properties: dict[str, Variant], names: list[str]) -> dict[str, Variant]:
    return {name: value for name, value in properties.items() if name in names} if names else properties


def _walk(node: _Node) -> Iterator[_Node]:
    yield node
    for child in node[2]:
        yield from _walk(child)


def _layout(node: _Node, depth: int, names: list[str]) -> list[Any]:
    children = [] if depth == 0 else [Variant("(ia{sv}av)", _layout(child, depth - 1, names)) for child in node[2]]
    return [node[0], _chosen(node[1], names), children]
