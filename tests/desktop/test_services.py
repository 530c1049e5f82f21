"""Notifications and the shortcuts portal, against services on a private session bus that answer as the desktop's do."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from dbus_fast import BusType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.annotations import DBusDict, DBusInt32, DBusObjectPath, DBusSignature, DBusStr, DBusUInt32
from dbus_fast.service import ServiceInterface, dbus_method, dbus_property, dbus_signal

from agent.dbus import NoBus, SessionBus
from agent.desktop import Desktop, prefers_dark
from agent.hotkeys.combo import Combo
from agent.hotkeys.portal import PortalHotkeys
from agent.notify import Notifier

PALETTE = Combo.parse("ctrl+alt+space")


class Notifications(ServiceInterface):
    """org.freedesktop.Notifications."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.shown: list[tuple[int, str, str, list[str]]] = []
        self.arrived = threading.Semaphore(0)

    @dbus_method()
    def Notify(  # noqa: N802 - D-Bus names
        self,
        app: DBusStr,
        replaces: DBusUInt32,
        icon: DBusStr,
        title: DBusStr,
        text: DBusStr,
        actions: Annotated[list[str], DBusSignature("as")],
        hints: DBusDict,
        timeout: DBusInt32,
    ) -> DBusUInt32:
        number = replaces or len(self.shown) + 1
        self.shown.append((number, title, text, actions))
        self.arrived.release()
        return number

    @dbus_signal()
    def ActionInvoked(self, number: int, key: str) -> Annotated[list[Any], DBusSignature("us")]:  # noqa: N802
        return [number, key]


class Request(ServiceInterface):
    """org.freedesktop.portal.Request: the answer to a portal's call."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.portal.Request")

    @dbus_signal()
    def Response(self, code: int, results: dict[str, Variant]) -> Annotated[list[Any], DBusSignature("ua{sv}")]:  # noqa: N802
        return [code, results]


class Shortcuts(ServiceInterface):
    """org.freedesktop.portal.GlobalShortcuts. ``answer``: the code of the response to BindShortcuts (1: the person said no)."""

    def __init__(self, bus: MessageBus, answer: int) -> None:
        super().__init__("org.freedesktop.portal.GlobalShortcuts")
        self._bus, self._answer = bus, answer
        self.bound: list[Any] = []
        self.session = ""

    @dbus_property(access=PropertyAccess.READ)
    def version(self) -> DBusUInt32:
        return 1

    @dbus_method()
    def CreateSession(self, options: DBusDict) -> DBusObjectPath:  # noqa: N802
        self.session = f"/org/freedesktop/portal/desktop/session/x/{options['session_handle_token'].value}"
        return self._respond(options, 0, {"session_handle": Variant("s", self.session)})

    @dbus_method()
    def BindShortcuts(  # noqa: N802
        self,
        session: DBusObjectPath,
        shortcuts: Annotated[list[Any], DBusSignature("a(sa{sv})")],
        parent: DBusStr,
        options: DBusDict,
    ) -> DBusObjectPath:
        assert session == self.session
        self.bound = shortcuts
        return self._respond(options, self._answer, {})

    @dbus_signal()
    def Activated(  # noqa: N802
        self, session: str, shortcut: str
    ) -> Annotated[list[Any], DBusSignature("osta{sv}")]:
        return [session, shortcut, 0, {}]

    def _respond(self, options: dict[str, Variant], code: int, results: dict[str, Variant]) -> str:
        path = f"/org/freedesktop/portal/desktop/request/x/{options['handle_token'].value}"
        request = Request()
        self._bus.export(path, request)
        asyncio.get_running_loop().call_later(0.05, request.Response, code, results)
        return path


class Settings(ServiceInterface):
    """org.freedesktop.portal.Settings, for a desktop that asks for dark windows."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.portal.Settings")

    @dbus_method()
    def Read(self, namespace: DBusStr, key: DBusStr) -> Annotated[Variant, DBusSignature("v")]:  # noqa: N802
        assert (namespace, key) == ("org.freedesktop.appearance", "color-scheme")
        return Variant("v", Variant("u", 1))


class Service:
    """A bus connection on a thread of its own, with interfaces on it."""

    def __init__(self, address: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.bus = self.run(self._connect(address))

    async def _connect(self, address: str) -> MessageBus:
        return await MessageBus(bus_address=address, bus_type=BusType.SESSION).connect()

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def offer(self, name: str, path: str, *interfaces: ServiceInterface) -> None:
        async def go() -> None:
            for interface in interfaces:
                self.bus.export(path, interface)
            await self.bus.request_name(name)

        self.run(go())

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.bus.disconnect)
        self.loop.call_soon_threadsafe(lambda: self.loop.call_later(0.05, self.loop.stop))
        self._thread.join(10)
        self.loop.close()


@pytest.fixture
def service(bus: str) -> Iterator[Service]:
    found = Service(bus)
    yield found
    found.close()


@pytest.fixture
def session(bus: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SessionBus]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    found = SessionBus.connect()
    yield found
    found.close()


def test_without_a_bus_it_says_which_variable_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with pytest.raises(NoBus, match="DBUS_SESSION_BUS_ADDRESS"):
        SessionBus.connect()


def test_shows_a_notification_and_acts_on_its_button(service: Service, session: SessionBus) -> None:
    desktop = Notifications()
    service.offer("org.freedesktop.Notifications", "/org/freedesktop/Notifications", desktop)
    pressed = threading.Event()
    notifier = Notifier(session)
    notifier.show("pairing", "Pair a browser?", "Code ABC", {"Compare": pressed.set})
    assert desktop.arrived.acquire(timeout=20)
    number, title, text, actions = desktop.shown[0]
    assert (title, text) == ("Pair a browser?", "Code ABC")
    assert actions == ["default", "Compare", "first", "Compare"]
    session.run(asyncio.sleep(0.1))  # the number is known to us once the answer has been read
    service.loop.call_soon_threadsafe(desktop.ActionInvoked, number, "first")
    assert pressed.wait(20)

    notifier.show("pairing", "Pair a browser?", "Code XYZ")
    assert desktop.arrived.acquire(timeout=20)
    assert desktop.shown[1][0] == number, "the newer one takes the place of the older"


def test_without_a_notification_service_nothing_breaks(session: SessionBus) -> None:
    Notifier(session).show("x", "title", "text")
    assert session.run(session.owner_exists("org.freedesktop.Notifications")) is False


def test_the_portal_binds_and_runs_the_action(service: Service, session: SessionBus) -> None:
    portal = Shortcuts(service.bus, 0)
    service.offer("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", portal)
    hotkeys = PortalHotkeys(session, "bind it yourself")
    assert hotkeys.available()
    pressed = threading.Event()
    (grab,) = hotkeys.set({PALETTE: pressed.set})
    assert grab.works
    assert portal.bound[0][1]["preferred_trigger"].value == "CTRL+ALT+space"
    service.loop.call_soon_threadsafe(portal.Activated, portal.session, portal.bound[0][0])
    assert pressed.wait(20)


def test_the_portal_says_no(service: Service, session: SessionBus) -> None:
    service.offer("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", Shortcuts(service.bus, 1))
    (grab,) = PortalHotkeys(session, "Bind it yourself.").set({PALETTE: print})
    assert not grab.works
    assert "declined" in grab.problem
    assert "Bind it yourself." in grab.problem


def test_without_a_portal_it_is_not_available(session: SessionBus) -> None:
    assert not PortalHotkeys(session, "").available()


def test_dark_desktops_are_noticed(service: Service, session: SessionBus) -> None:
    assert not prefers_dark(Desktop("x11"), session)
    service.offer("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", Settings())
    assert prefers_dark(Desktop("x11"), session)
