"""The desktop parts' lines on the status page: how each works now, and what to do where it does less."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.desktop import Desktop, how_to_bind
from agent.hotkeys.base import Grab, Hotkeys
from agent.paste.base import Paster
from server.services import Part

if TYPE_CHECKING:
    from agent.backends import Links

_TRAYS = {
    "status-notifier": "In the panel, as a StatusNotifierItem",
    "xembed": "In the panel's older (XEmbed) tray",
    "pystray": "In the notification area",
}
_HOTKEYS = {"x11": "X11 key grab", "windows": "keyboard hook", "macos": "system hotkey", "portal": "desktop portal"}
_PASTING = {
    "x11": "Clipboard and Ctrl+V (Shift+Insert in terminals); the clipboard is put back",
    "windows": "Clipboard and Ctrl+V; the clipboard's text is put back",
    "macos": "Clipboard and ⌘V; the clipboard's text is put back",
    "wayland": "wl-copy and wtype; the clipboard's text is put back",
}


def tray(mode: str, links: "Links") -> Part:
    """The tray icon."""
    if mode in _TRAYS:
        return Part("tray", "Tray icon", "on", _TRAYS[mode])
    if links.desktop.kind == "none":
        reason = "; ".join(links.missing) or "no display"
        return Part("tray", "Tray icon", "off", f"There is no desktop here ({reason})", "")
    if links.desktop.name == "GNOME":
        extra = "GNOME shows tray icons with its extension “AppIndicator and KStatusNotifierItem Support”."
    else:
        extra = "Add a system tray (status notifier) to your panel; the icon appears by itself."
    return Part(
        "tray",
        "Tray icon",
        "degraded",
        "No panel shows tray icons",
        f"{extra} Until then, run `alongside` again to open this page.",
    )


def hotkeys(grabs: Sequence[Grab], backend: Hotkeys | None, desktop: Desktop) -> Part:
    """The global hotkeys."""
    label = "Hotkey"
    if backend is None:
        return Part("hotkeys", label, "starting")
    if not grabs:
        return Part("hotkeys", label, "off", "No combination is set", "Set one under [hotkeys] in the settings file.")
    failed = [grab for grab in grabs if not grab.works]
    if not failed:
        names = ", ".join(grab.combo.label for grab in grabs)
        return Part("hotkeys", label, "on", f"{names} ({_HOTKEYS.get(backend.mode, backend.mode)})")
    if backend.mode == "none":
        return Part(
            "hotkeys", label, "off" if desktop.kind == "none" else "degraded", "No global hotkey", failed[0].problem
        )
    return Part(
        "hotkeys",
        label,
        "failed",
        failed[0].problem,
        f"Choose another under [hotkeys] in the settings file. {how_to_bind(desktop)}",
    )


def abbreviations(problem: str, *, wanted: bool, listening: bool) -> Part:
    """Typed abbreviations."""
    label = "Typed abbreviations"
    if not wanted:
        return Part("abbreviations", label, "off", "Switched off in the settings")
    if problem:
        return Part("abbreviations", label, "degraded", problem, "Use the snippet palette, or Tab in the browser.")
    if not listening:
        return Part("abbreviations", label, "starting")
    return Part("abbreviations", label, "on", "A shortcut such as ;late and a space become the snippet")


def palette(problem: str, pid: int | None, desktop: Desktop) -> Part:
    """The snippet palette."""
    if desktop.kind == "none":
        return Part(
            "palette",
            "Snippet palette",
            "off",
            "There is no display",
            "Use the library page, or the palette in the browser.",
        )
    if problem:
        following = "Install python3-tk." if "tkinter" in problem or "Tk" in problem else "Restart Alongside."
        return Part("palette", "Snippet palette", "failed", problem, following)
    if pid is None:
        return Part("palette", "Snippet palette", "starting")
    return Part("palette", "Snippet palette", "on", "Ready in the background")


def pasting(paster: Paster | None, desktop: Desktop) -> Part:
    """Pasting into other programs."""
    if paster is None:
        if desktop.kind == "none":
            return Part("paste", "Pasting", "off", "There is no display")
        return Part("paste", "Pasting", "starting")
    if paster.mode == "clipboard":
        return Part(
            "paste",
            "Pasting",
            "degraded",
            "Snippets are copied; press Ctrl+V yourself",
            "On Wayland, install wl-clipboard and wtype.",
        )
    return Part("paste", "Pasting", "on", _PASTING.get(paster.mode, paster.mode))


def notifications(notifier: object | None, wanted: bool) -> Part:
    """Desktop notifications."""
    if not wanted:
        return Part("notifications", "Notifications", "off", "Switched off in the settings")
    if notifier is None:
        return Part(
            "notifications", "Notifications", "off", "This desktop takes none from us; this page has the same words"
        )
    return Part("notifications", "Notifications", "on", "Shown by the desktop")


def at_login(enabled: bool) -> Part:
    """Start at login."""
    if enabled:
        return Part("login", "Start at login", "on", "Starts when you log in")
    return Part("login", "Start at login", "off", "Switch it on in the tray menu")
