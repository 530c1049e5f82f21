"""Picks, for this desktop, how to show the tray, take hotkeys and paste. Each step down says why."""

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.abbreviations.base import Typing
from agent.desktop import Desktop, how_to_bind
from agent.hotkeys.base import Hotkeys, NoHotkeys
from agent.paste.base import Paster
from agent.tray.base import Content, NoTray, Tray

if TYPE_CHECKING:
    from agent.dbus import SessionBus
    from agent.x11.loop import XLoop

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Links:
    """The connections to the desktop there are, and why the others are missing."""

    desktop: Desktop
    session: "SessionBus | None" = None
    xloop: "XLoop | None" = None
    missing: tuple[str, ...] = ()

    def close(self) -> None:
        """End them."""
        if self.xloop is not None:
            self.xloop.stop()
        if self.session is not None:
            self.session.close()


def connect() -> Links:
    """Connect to what this desktop has. Never raises."""
    desktop = Desktop.detect()
    missing: list[str] = []
    session = xloop = None
    if sys.platform.startswith("linux"):
        from agent.dbus import NoBus, SessionBus  # noqa: PLC0415 - Linux only

        try:
            session = SessionBus.connect()
        except (NoBus, TimeoutError) as error:
            missing.append(f"D-Bus: {error}")
        if desktop.kind in {"x11", "wayland"}:
            from agent.x11.loop import NoDisplay, XLoop  # noqa: PLC0415

            try:
                xloop = XLoop()
                xloop.start()
            except NoDisplay as error:
                missing.append(f"X11: {error}")
    if desktop.kind == "x11" and xloop is None:
        desktop = Desktop("none", desktop.name)
    return Links(desktop, session, xloop, tuple(missing))


def choose_tray(
    links: Links, content: Content, popup: Callable[[int, int], None], on_mode: Callable[[str], None]
) -> Tray:
    """The tray icon."""
    if links.desktop.kind in {"windows", "macos"}:
        from agent.tray.native import NativeTray  # noqa: PLC0415

        return NativeTray(content, on_mode)
    if links.desktop.kind == "none":
        on_mode("none")
        return NoTray()
    from agent.tray.linux import LinuxTray  # noqa: PLC0415

    # Under Wayland an XEmbed tray of XWayland would not be seen.
    xloop = links.xloop if links.desktop.kind == "x11" else None
    return LinuxTray(content, links.session, xloop, popup, on_mode)


def choose_hotkeys(links: Links) -> Hotkeys:
    """The global hotkeys."""
    match links.desktop.kind:
        case "windows":
            from agent.hotkeys.windows import KeyboardHotkeys  # noqa: PLC0415

            return KeyboardHotkeys()
        case "macos":
            from agent.hotkeys.macos import MacHotkeys  # noqa: PLC0415

            return MacHotkeys()
        case "x11" if links.xloop is not None:
            from agent.hotkeys.x11 import X11Hotkeys  # noqa: PLC0415

            return X11Hotkeys(links.xloop)
        case "wayland":
            if links.session is not None:
                from agent.hotkeys.portal import PortalHotkeys  # noqa: PLC0415

                portal = PortalHotkeys(links.session, how_to_bind(links.desktop))
                if portal.available():
                    return portal
            return NoHotkeys(f"This desktop does not let programs listen for keys. {how_to_bind(links.desktop)}")
    return NoHotkeys("There is no display, so there are no hotkeys.")


def choose_typing(links: Links) -> Typing | None:
    """How to hear what is typed; None where that cannot be known."""
    match links.desktop.kind:
        case "windows":
            from agent.abbreviations.windows import KeyboardTyping  # noqa: PLC0415

            return KeyboardTyping()
        case "x11" if links.xloop is not None:
            from agent.abbreviations.x11 import X11Typing  # noqa: PLC0415

            return X11Typing(links.xloop.name)
    return None


def choose_paster(links: Links) -> Paster | None:
    """How to paste; None where there is no desktop."""
    match links.desktop.kind:
        case "windows":
            from agent.paste.windows import WindowsPaster  # noqa: PLC0415

            return WindowsPaster()
        case "macos":
            from agent.paste.macos import MacPaster  # noqa: PLC0415

            return MacPaster()
        case "x11" if links.xloop is not None:
            from agent.paste.x11 import X11Paster  # noqa: PLC0415

            return X11Paster(links.xloop)
        case "wayland":
            from agent.paste.wayland import WaylandPaster  # noqa: PLC0415

            return WaylandPaster()
    return None
