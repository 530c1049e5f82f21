"""Hotkeys on Wayland, by the desktop portal's GlobalShortcuts (org.freedesktop.portal.GlobalShortcuts, version 1).

KDE Plasma 5.27, GNOME 48 and Hyprland have it. The desktop asks the person once, and may give another combination than the
one wished for.
"""

import asyncio
import contextlib
import logging
import secrets
import threading
from collections.abc import Mapping
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.errors import DBusError

from agent.dbus import SessionBus
from agent.hotkeys.base import Action, Grab, guarded
from agent.hotkeys.combo import Combo

log = logging.getLogger(__name__)

_NAME = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ANSWER_SECONDS = 120.0  # the desktop may show a dialog first

_TRIGGER = {"ctrl": "CTRL", "alt": "ALT", "shift": "SHIFT", "super": "LOGO"}


class PortalHotkeys:
    """One portal session; its shortcuts are bound anew whenever they change."""

    mode = "portal"

    def __init__(self, session: SessionBus, otherwise: str) -> None:
        """``otherwise``: what the person can do instead, for when the portal refuses."""
        self._session = session
        self._otherwise = otherwise
        self._actions: dict[str, Action] = {}
        self._handle = ""
        self._waiting: dict[str, asyncio.Future[tuple[int, dict[str, Variant]]]] = {}
        self._listening = False

    def available(self) -> bool:
        """Whether this desktop has the portal."""
        try:
            self._session.run(self._session.ask(_NAME, _PATH, _PROPERTIES, "Get", "ss", [_INTERFACE, "version"]), 3.0)
        except (DBusError, TimeoutError):
            return False
        return True

    def set(self, actions: Mapping[Combo, Action]) -> list[Grab]:
        """Ask for these combinations; waits for the person's answer where the desktop asks."""
        self._actions = {
            f"alongside-{number}": guarded(action, combo.label)
            for number, (combo, action) in enumerate(actions.items())
        }
        problem = ""
        try:
            self._session.run(self._bind(list(actions)), _ANSWER_SECONDS * 2)
        except (DBusError, TimeoutError, RuntimeError) as error:
            problem = f"The desktop did not give us the key ({error or type(error).__name__}). {self._otherwise}"
        return [Grab(combo, problem) for combo in actions]

    def problem_with(self, combo: Combo) -> str:
        """Only asking for it for good would tell, and the desktop then asks the person."""
        return ""

    def stop(self) -> None:
        """Close the session; the desktop lets the keys go."""
        if self._handle:
            with contextlib.suppress(DBusError, TimeoutError):
                self._session.run(self._close(), 2.0)

    async def _close(self) -> None:
        handle, self._handle = self._handle, ""
        await self._session.ask(_NAME, handle, "org.freedesktop.portal.Session", "Close")

    async def _bind(self, combos: list[Combo]) -> None:
        if self._handle:
            await self._close()
        if not combos:
            return
        if not self._listening:
            self._listening = True
            self._session.bus.add_message_handler(self._on_message)
            await self._session.match(f"type='signal',interface='{_INTERFACE}',member='Activated'")
            await self._session.match("type='signal',interface='org.freedesktop.portal.Request',member='Response'")
        token = f"alongside{secrets.token_hex(6)}"
        opened = await self._request("CreateSession", "a{sv}", [{"session_handle_token": Variant("s", token)}])
        self._handle = str(opened["session_handle"].value)
        shortcuts = [
            [
                f"alongside-{number}",
                {
                    "description": Variant("s", f"Alongside, {combo.label}"),
                    "preferred_trigger": Variant("s", trigger(combo)),
                },
            ]
            for number, combo in enumerate(combos)
        ]
        await self._request("BindShortcuts", "oa(sa{sv})sa{sv}", [self._handle, shortcuts, "", {}])

    async def _request(self, member: str, signature: str, body: list[Any]) -> dict[str, Variant]:
        """Call a portal method and wait for its Response signal. Raises RuntimeError when the answer is no."""
        token = f"alongside{secrets.token_hex(6)}"
        body[-1] = {**body[-1], "handle_token": Variant("s", token)}
        sender = (self._session.bus.unique_name or "").lstrip(":").replace(".", "_")
        path = f"/org/freedesktop/portal/desktop/request/{sender}/{token}"
        future: asyncio.Future[tuple[int, dict[str, Variant]]] = self._session.loop.create_future()
        self._waiting[path] = future
        try:
            (answered,) = await self._session.ask(_NAME, _PATH, _INTERFACE, member, signature, body)
            self._waiting[str(answered)] = future  # portals before 0.9 choose the path themselves
            code, results = await asyncio.wait_for(future, _ANSWER_SECONDS)
        finally:
            self._waiting = {known: one for known, one in self._waiting.items() if one is not future}
        if code != 0:
            raise RuntimeError("it was declined")
        return results

    def _on_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL:
            return
        if message.member == "Response" and message.path in self._waiting:
            future = self._waiting[message.path]
            if not future.done():
                future.set_result((message.body[0], message.body[1]))
        elif message.interface == _INTERFACE and message.member == "Activated" and message.body[0] == self._handle:
            action = self._actions.get(message.body[1])
            if action is not None:
                threading.Thread(target=action, name="hotkey", daemon=True).start()


def trigger(combo: Combo) -> str:
    """The combination as the XDG shortcuts specification writes it: "CTRL+ALT+space"."""
    from agent.x11.keys import NAMED  # noqa: PLC0415 - python-xlib's names for keys are those of xkbcommon

    return "+".join((*(_TRIGGER[name] for name in combo.modifiers), NAMED.get(combo.key, combo.key)))
