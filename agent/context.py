"""What the agent's parts share: the connections from the start, the rest as it comes up. Each part reads what it needs."""

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.paste.base import Paster
from server.settings import Folders

if TYPE_CHECKING:  # the server is imported after the tray is visible
    from agent.backends import Links
    from agent.notify import Notifier
    from server.services import Services


@dataclass(slots=True)
class Context:
    """One running agent. What is None has not started yet, or cannot here."""

    folders: Folders
    links: "Links"
    paster: Paster | None = None
    services: "Services | None" = None
    notifier: "Notifier | None" = None
    failure: str = ""
    """Why the server could not be started; empty when it could."""

    def notify(self, about: str, title: str, text: str, buttons: dict[str, Callable[[], None]] | None = None) -> None:
        """Show a desktop notification, where there are any and they are wanted (see ``Notifier.show``)."""
        services = self.services
        if self.notifier is not None and (services is None or services.settings.notifications):
            self.notifier.show(about, title, text, buttons)


def say(text: str) -> None:
    """To the terminal we were started from, if there is one (a program started by the desktop may have none)."""
    if sys.stdout is not None:
        with contextlib.suppress(OSError):
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()
