"""What this desktop allows, found out without starting anything: the same parts as on the status page, as they would be.

Reads and asks only. Nothing private is in it: no draft, no snippet, no name of a window.
"""

import contextlib
import importlib.util
import sys

from agent import autostart, backends, parts
from agent.abbreviations.base import NOT_HERE
from agent.hotkeys.base import Grab, Hotkeys
from agent.hotkeys.combo import Combo, ComboError
from server.services import Part
from server.settings import Folders, load


def report(folders: Folders, profile: str | None = None) -> list[Part]:
    """The desktop's parts, as they would be if Alongside started now. Never raises.

    While Alongside runs, it holds the hotkey itself; ask its status instead.
    """
    links = backends.connect()
    try:
        return _look(links, folders, profile)
    finally:
        links.close()


def _look(links: backends.Links, folders: Folders, profile: str | None) -> list[Part]:
    settings = load(folders.settings_file).settings
    session = Part("session", "Desktop session", "on", links.desktop.name or links.desktop.kind)
    if links.missing:
        session = Part("session", "Desktop session", "degraded", "; ".join(links.missing))
    paster = None
    with contextlib.suppress(Exception):
        paster = backends.choose_paster(links)
    pasting = parts.pasting(paster, links.desktop)
    if paster is not None:
        paster.close()
    return [
        session,
        parts.tray(_tray_mode(links), links),
        _hotkey(links, settings.palette_hotkey),
        parts.abbreviations(
            "" if backends.choose_typing(links) else NOT_HERE, wanted=settings.abbreviations, listening=True
        ),
        _palette(links),
        pasting,
        parts.notifications(links.session, settings.notifications),
        parts.at_login(autostart.choose(profile).enabled()),
    ]


def _tray_mode(links: backends.Links) -> str:
    if links.desktop.kind in {"windows", "macos"}:
        return "pystray"
    if links.session is not None:
        from agent.tray.sni import WATCHER  # noqa: PLC0415 - Linux only

        with contextlib.suppress(Exception):
            if links.session.run(links.session.owner_exists(WATCHER), 3.0):
                return "status-notifier"
    xloop = links.xloop
    if xloop is not None and links.desktop.kind == "x11":
        from agent.x11.windows import has_tray  # noqa: PLC0415 - Linux only

        if xloop.call(lambda: has_tray(xloop.display)):
            return "xembed"
    return "none"


def _hotkey(links: backends.Links, written: str) -> Part:
    grabs: list[Grab] = []
    hotkeys: Hotkeys | None = None
    with contextlib.suppress(Exception):
        hotkeys = backends.choose_hotkeys(links)
    if written.strip() and hotkeys is not None:
        try:
            combo = Combo.parse(written)
        except ComboError as error:
            grabs = [Grab(Combo((), written), str(error))]
        else:
            # The portal would show a dialog, so there it is not tried.
            grabs = [Grab(combo)] if hotkeys.mode == "portal" else hotkeys.set({combo: lambda: None})
            hotkeys.stop()
    return parts.hotkeys(grabs, hotkeys, links.desktop)


def _palette(links: backends.Links) -> Part:
    if links.desktop.kind != "none" and importlib.util.find_spec("tkinter") is None:
        return Part("palette", "Snippet palette", "failed", "Python's tkinter is missing", "Install python3-tk.")
    if links.desktop.kind == "wayland" and links.xloop is None and sys.platform.startswith("linux"):
        return Part(
            "palette", "Snippet palette", "failed", "The palette needs XWayland", "Switch XWayland on in your desktop."
        )
    if links.desktop.kind == "none":
        return parts.palette("", None, links.desktop)
    return Part("palette", "Snippet palette", "on", "Can be shown")
