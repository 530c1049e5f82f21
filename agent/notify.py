"""Desktop notifications: short, never with what the agent or a customer wrote in them.

Linux: org.freedesktop.Notifications over D-Bus. Windows and macOS: the tray's own balloon, by pystray.
"""

import logging
from collections.abc import Callable
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.errors import DBusError

from agent.dbus import SessionBus

log = logging.getLogger(__name__)

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"

Action = Callable[[], None]


class Notifier:
    """Shows notifications. A newer one with the same ``about`` replaces the older one instead of piling up."""

    def __init__(self, session: SessionBus, icon: str = "") -> None:
        """``icon``: path of a PNG file."""
        self._session = session
        self._icon = icon
        self._ids: dict[str, int] = {}
        self._actions: dict[int, dict[str, Action]] = {}
        self._listening = False

    def show(self, about: str, title: str, text: str, buttons: dict[str, Action] | None = None) -> None:
        """Show a notification; ``buttons``: label → what it does. The first is also what a click on the text does.

        Returns at once. Without a notification service nothing is shown; the status page has the same words.
        """
        self._session.post(lambda: self._session.keep(self._show(about, title, text, buttons or {})))

    async def _show(self, about: str, title: str, text: str, buttons: dict[str, Action]) -> None:
        if not self._listening:
            self._listening = True
            self._session.bus.add_message_handler(self._on_message)
            await self._session.match(f"type='signal',interface='{_NAME}'")
        keys = [
            key for number, label in enumerate(buttons) for key in ("default" if number == 0 else str(number), label)
        ]
        if buttons:  # the default action has no button of its own, so the first label is offered twice
            keys += ["first", next(iter(buttons))]
        hints = {"desktop-entry": Variant("s", "alongside"), "category": Variant("s", "im")}
        body: list[Any] = ["Alongside", self._ids.get(about, 0), self._icon, title, text, keys, hints, -1]
        try:
            (number,) = await self._session.ask(_NAME, _PATH, _NAME, "Notify", "susssasa{sv}i", body)
        except DBusError as error:
            log.info("No notification was shown: %s", error.type)
            return
        self._ids[about] = number
        actions = list(buttons.values())
        self._actions[number] = {"default" if n == 0 else str(n): action for n, action in enumerate(actions)}
        if actions:
            self._actions[number]["first"] = actions[0]

    def _on_message(self, message: Message) -> None:
        if message.message_type is not MessageType.SIGNAL or message.interface != _NAME:
            return
        if message.member == "ActionInvoked":
            action = self._actions.get(message.body[0], {}).get(message.body[1])
            if action is not None:
                self._session.loop.run_in_executor(None, action)
        elif message.member == "NotificationClosed":
            self._actions.pop(message.body[0], None)
            self._ids = {about: number for about, number in self._ids.items() if number != message.body[0]}
