"""Start at login: an XDG autostart entry, a Run key of the registry, or a launch agent. Nothing needs more rights.

The entry itself is the setting, so that what the desktop's own tools change is what we show.
Linux follows the Desktop Application Autostart Specification 0.5 (freedesktop.org). Windows and macOS have not been run
by us; tests use a stand-in for the registry and the real file formats.
"""

import importlib
import os
import plistlib
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from agent.icons import app_icon

ENTRY = "alongside"
_MAC_LABEL = "io.github.alongside"


class AutostartError(Exception):
    """The entry could not be changed. The message says why and what to do; nothing was changed."""


class Autostart(Protocol):
    """Whether Alongside starts when the person logs in."""

    def enabled(self) -> bool:
        """Whether it does now."""
        ...

    def enable(self) -> None:
        """Make it so. Raises AutostartError."""
        ...

    def disable(self) -> None:
        """Undo it. Raises AutostartError."""
        ...


def program(profile: str | None = None) -> list[str]:
    """The command that starts Alongside, with absolute paths, as it was started now."""
    if getattr(sys, "frozen", False):
        silent = Path(sys.executable).with_name("alongsidew.exe")  # on Windows: the same without a console window
        base = [str(silent) if silent.exists() else sys.executable]
    else:
        beside = Path(sys.executable).with_name("alongside.exe" if sys.platform == "win32" else "alongside")
        found = str(beside) if beside.exists() else shutil.which("alongside")
        base = [found] if found else [sys.executable, "-m", "agent.cli"]
    return [*base, "--profile", profile] if profile else base


def choose(profile: str | None = None) -> Autostart:
    """The way of this system."""
    command = program(profile)
    name = f"{ENTRY}-{profile}" if profile else ENTRY
    if sys.platform == "win32":
        return RunKey(command, name)
    if sys.platform == "darwin":
        return LaunchAgent(command, name)
    return XdgAutostart(command, name)


class XdgAutostart:
    """``~/.config/autostart/alongside.desktop``."""

    def __init__(self, command: Sequence[str], name: str = ENTRY, folder: Path | None = None) -> None:
        """``folder``: the user's configuration folder, by default ``$XDG_CONFIG_HOME`` or ``~/.config``."""
        base = folder or Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        self.file = base / "autostart" / f"{name}.desktop"
        self._command = command

    def enabled(self) -> bool:
        """The file is there and neither we nor the desktop's settings have switched it off."""
        try:
            lines = {line.strip() for line in self.file.read_text(encoding="utf-8").splitlines()}
        except (OSError, UnicodeDecodeError):
            return False
        return "Hidden=true" not in lines and "X-GNOME-Autostart-enabled=false" not in lines

    def enable(self) -> None:
        """Write the entry."""
        text = desktop_entry(self._command) + "X-GNOME-Autostart-enabled=true\nX-GNOME-Autostart-Delay=2\n"
        _write(self.file, text.encode())

    def disable(self) -> None:
        """Remove the entry."""
        _remove(self.file)


class LaunchAgent:
    """``~/Library/LaunchAgents/io.github.alongside.plist``; launchd reads it at the next login."""

    def __init__(self, command: Sequence[str], name: str = ENTRY, folder: Path | None = None) -> None:
        """``folder``: by default the person's own LaunchAgents folder."""
        base = folder or Path.home() / "Library" / "LaunchAgents"
        self._label = name.replace(ENTRY, _MAC_LABEL, 1)
        self.file = base / f"{self._label}.plist"
        self._command = command

    def enabled(self) -> bool:
        """The file is there and not switched off."""
        try:
            entry = plistlib.loads(self.file.read_bytes())
        except (OSError, plistlib.InvalidFileException):
            return False
        return bool(entry.get("RunAtLoad")) and not entry.get("Disabled")

    def enable(self) -> None:
        """Write the property list."""
        entry = {
            "Label": self._label,
            "ProgramArguments": list(self._command),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        _write(self.file, plistlib.dumps(entry))

    def disable(self) -> None:
        """Remove it."""
        _remove(self.file)


class RunKey:
    """``HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run``."""

    PATH = r"Software\Microsoft\Windows\CurrentVersion\Run"

    def __init__(self, command: Sequence[str], name: str = ENTRY, registry: Any = None) -> None:
        """``registry``: the winreg module."""
        self._registry = registry or importlib.import_module("winreg")
        self._command = command
        self._name = name.capitalize()

    def enabled(self) -> bool:
        """The value is there."""
        reg = self._registry
        try:
            with reg.OpenKey(reg.HKEY_CURRENT_USER, self.PATH) as key:
                value, _ = reg.QueryValueEx(key, self._name)
        except OSError:
            return False
        return bool(value)

    def enable(self) -> None:
        """Set the value."""
        reg = self._registry
        line = " ".join(f'"{part}"' if " " in part else part for part in self._command)
        try:
            with reg.CreateKey(reg.HKEY_CURRENT_USER, self.PATH) as key:
                reg.SetValueEx(key, self._name, 0, reg.REG_SZ, line)
        except OSError as error:
            raise AutostartError(
                f"Windows did not allow the change ({error}). Start at login stays as it was."
            ) from error

    def disable(self) -> None:
        """Delete the value."""
        reg = self._registry
        try:
            with reg.OpenKey(reg.HKEY_CURRENT_USER, self.PATH, 0, reg.KEY_SET_VALUE) as key:
                reg.DeleteValue(key, self._name)
        except FileNotFoundError:
            return
        except OSError as error:
            raise AutostartError(
                f"Windows did not allow the change ({error}). Start at login stays as it was."
            ) from error


def desktop_entry(command: Sequence[str], icon: str = "alongside") -> str:
    """A desktop entry that starts Alongside (Desktop Entry Specification 1.5)."""
    line = " ".join(_quoted(part) for part in command)
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.5\nName=Alongside\n"
        "Comment=Words that understand, while you write to customers\n"
        f"Exec={line}\nIcon={icon}\nTerminal=false\nCategories=Office;\nStartupNotify=false\n"
    )


def write_icon(folder: Path) -> Path:
    """Write the application's icon as a PNG file for notifications; gives back its path. Raises OSError."""
    path = folder / "icon.png"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        app_icon(128).save(path)
    return path


def _quoted(part: str) -> str:
    """An argument of an Exec line: quoted where it has reserved characters, with % doubled."""
    part = part.replace("%", "%%")
    if not part or any(char in part for char in " \t\n\"'\\><~|&;$*?#()`"):
        inner = "".join(f"\\{char}" if char in '"`$\\' else char for char in part)
        # The value is a string of the desktop entry too, where a backslash stands for itself only when doubled.
        return '"' + inner.replace("\\", "\\\\") + '"'
    return part


def _write(file: Path, data: bytes) -> None:
    temporary = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(file)
    except OSError as error:
        raise AutostartError(
            f"{file} could not be written ({error.strerror}). Start at login stays as it was."
        ) from error


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise AutostartError(
            f"{file} could not be removed ({error.strerror}). Start at login stays as it was."
        ) from error
