"""One connection to the session bus on a thread of its own; tray, notifications and portals share it."""

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusError

log = logging.getLogger(__name__)

T = TypeVar("T")


class NoBus(Exception):  # noqa: N818 - a state of the machine, not a mistake
    """There is no session bus, or it does not answer. The message says which."""


class SessionBus:
    """The session bus. Made by ``connect``; ``call`` and ``run`` work from any thread."""

    def __init__(self, bus: MessageBus, loop: asyncio.AbstractEventLoop, address: str) -> None:
        """Use ``SessionBus.connect``."""
        self.bus = bus
        self.loop = loop
        self.address = address
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def connect(cls, seconds: float = 3.0) -> "SessionBus":
        """Connect in the background thread. Raises NoBus."""
        address = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or _usual_address()
        if not address:
            raise NoBus("there is no D-Bus session (DBUS_SESSION_BUS_ADDRESS is not set)")
        ready: Future[MessageBus] = Future()
        loop = asyncio.new_event_loop()

        async def start() -> None:
            try:
                bus = MessageBus(bus_address=address, bus_type=BusType.SESSION)
                ready.set_result(await asyncio.wait_for(bus.connect(), seconds))
            except Exception as error:  # noqa: BLE001 - every way to fail means the same: no bus
                ready.set_exception(NoBus(f"the D-Bus session does not answer: {error or type(error).__name__}"))

        def work() -> None:
            asyncio.set_event_loop(loop)
            loop.create_task(start()).add_done_callback(lambda task: loop.stop() if ready.exception() else None)
            loop.run_forever()
            loop.close()

        threading.Thread(target=work, name="dbus", daemon=True).start()
        return cls(ready.result(seconds + 2), loop, address)

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 5.0) -> T:
        """Run a coroutine on the bus's thread and wait for its result. Raises TimeoutError or what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def post(self, work: Callable[[], Any]) -> None:
        """Run something on the bus's thread soon."""
        self.loop.call_soon_threadsafe(work)

    def keep(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine in the background; on the bus's thread only. What it raises is logged."""
        task = self.loop.create_task(work)
        self._tasks.add(task)  # a task that nothing holds may be collected while it waits

        def done(task: asyncio.Task[Any]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and task.exception() is not None:
                log.warning("A D-Bus exchange failed: %r", task.exception())

        task.add_done_callback(done)

    async def ask(
        self,
        destination: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: list[Any] | None = None,
    ) -> list[Any]:
        """Call a method and give back what it answers. Raises DBusError when it answers with an error."""
        message = Message(
            destination=destination, path=path, interface=interface, member=member, signature=signature, body=body or []
        )
        reply = await self.bus.call(message)
        if reply.message_type is MessageType.ERROR:
            text = str(reply.body[0]) if reply.body else reply.error_name or "error"
            raise DBusError(reply.error_name or "org.freedesktop.DBus.Error.Failed", text)
        return list(reply.body)

    async def owner_exists(self, name: str) -> bool:
        """Whether some program has this bus name."""
        answer = await self.ask(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner", "s", [name]
        )
        return bool(answer[0])

    async def match(self, rule: str) -> None:
        """Ask the bus for signals that fit a match rule."""
        await self.ask("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", "s", [rule])

    def close(self) -> None:
        """Disconnect and end the thread."""

        def end() -> None:
            self.bus.disconnect()
            self.loop.call_later(0.05, self.loop.stop)

        if self.loop.is_running():
            self.loop.call_soon_threadsafe(end)


def _usual_address() -> str:
    """Where systemd puts the session bus when the variable is missing (started from a bare shell)."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return f"unix:path={runtime}/bus" if runtime and (Path(runtime) / "bus").exists() else ""
