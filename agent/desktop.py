"""What kind of desktop this is: it decides which backends are tried."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dbus_fast.errors import DBusError

from agent.dbus import SessionBus

Kind = Literal["windows", "macos", "wayland", "x11", "none"]


@dataclass(frozen=True, slots=True)
class Desktop:
    """``kind`` is how windows are shown, ``name`` the desktop environment ("GNOME", "KDE", …), if it says so."""

    kind: Kind
    name: str = ""

    @classmethod
    def detect(cls, environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> "Desktop":
        """Read it from the environment."""
        env = os.environ if environ is None else environ
        if platform == "win32":
            return cls("windows", "Windows")
        if platform == "darwin":
            return cls("macos", "macOS")
        name = (env.get("XDG_CURRENT_DESKTOP") or env.get("DESKTOP_SESSION") or "").split(":")[-1]
        if env.get("WAYLAND_DISPLAY"):
            return cls("wayland", name)
        if env.get("DISPLAY"):
            return cls("x11", name)
        return cls("none", name)


# Where each desktop keeps its own shortcuts; shown where we cannot take keys ourselves.
_BIND = {
    "GNOME": "Settings → Keyboard → View and Customise Shortcuts → Custom Shortcuts",
    "KDE": "System Settings → Keyboard → Shortcuts → Add New → Command",
    "XFCE": "Settings → Keyboard → Application Shortcuts",
    "Cinnamon": "System Settings → Keyboard → Shortcuts → Custom Shortcuts",
    "MATE": "Control Centre → Keyboard Shortcuts → Add",
    "sway": "~/.config/sway/config: bindsym Ctrl+Alt+space exec alongside palette",
    "Hyprland": "hyprland.conf: bind = CTRL ALT, space, exec, alongside palette",
}


def how_to_bind(desktop: Desktop) -> str:
    """How to bind `alongside palette` to a key in this desktop's own settings."""
    place = next((text for name, text in _BIND.items() if name.lower() == desktop.name.lower()), "")
    return f"Bind the command `alongside palette` to a key: {place or 'in your desktop’s keyboard settings'}."


def prefers_dark(desktop: Desktop, session: SessionBus | None) -> bool:
    """Whether the desktop asks for dark windows. False when it does not say."""
    if desktop.kind == "windows":
        return _windows_dark()
    if desktop.kind == "macos":
        return _macos_dark()
    if session is None:
        return False
    try:
        # The value is 0: no preference, 1: dark, 2: light (org.freedesktop.portal.Settings, version 1).
        (value,) = session.run(
            session.ask(
                "org.freedesktop.portal.Desktop",
                "/org/freedesktop/portal/desktop",
                "org.freedesktop.portal.Settings",
                "Read",
                "ss",
                ["org.freedesktop.appearance", "color-scheme"],
            ),
            1.0,
        )
    except (DBusError, TimeoutError):
        return False
    while hasattr(value, "value"):  # Read wraps the variant in another one
        value = value.value
    return bool(value == 1)


def _windows_dark() -> bool:
    import winreg  # noqa: PLC0415 - Windows only

    path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:  # type: ignore[attr-defined,unused-ignore]
            return bool(winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False


def _macos_dark() -> bool:
    try:
        answer = subprocess.run(
            ["/usr/bin/defaults", "read", "-g", "AppleInterfaceStyle"],
            capture_output=True,
            text=True,
            timeout=2,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.stdout.strip() == "Dark"
