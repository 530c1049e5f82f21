"""Start at login: the real files, and a stand-in for the registry."""

import plistlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.autostart import AutostartError, LaunchAgent, RunKey, XdgAutostart, choose, desktop_entry, program

COMMAND = ["/opt/my apps/alongside", "--profile", "50% $off"]


def test_linux_writes_and_removes_an_entry(tmp_path: Path) -> None:
    autostart = XdgAutostart(COMMAND, folder=tmp_path)
    assert not autostart.enabled()
    autostart.disable()  # nothing there is fine
    autostart.enable()
    assert autostart.enabled()
    text = autostart.file.read_text(encoding="utf-8")
    assert text.startswith("[Desktop Entry]\n")
    assert "\nType=Application\n" in text
    autostart.disable()
    assert not autostart.file.exists()
    assert list(autostart.file.parent.iterdir()) == []


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_linux_sees_what_the_desktop_switched_off(line: str, tmp_path: Path) -> None:
    autostart = XdgAutostart(COMMAND, folder=tmp_path)
    autostart.enable()
    text = autostart.file.read_text(encoding="utf-8").replace("X-GNOME-Autostart-enabled=true\n", "")
    autostart.file.write_text(f"{text}{line}\n", encoding="utf-8")
    assert not autostart.enabled()
    autostart.enable()
    assert autostart.enabled()


def exec_arguments(entry: str) -> list[str]:
    """The arguments of an entry's Exec line, read by the two steps of the specification: the string, then the quoting."""
    (line,) = [line.removeprefix("Exec=") for line in entry.splitlines() if line.startswith("Exec=")]
    line = line.replace("\\\\", "\\")
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    return [(re.sub(r"\\(.)", r"\1", quoted) if quoted else bare).replace("%%", "%") for quoted, bare in parts]


@pytest.mark.parametrize("command", [COMMAND, ["/usr/bin/alongside"], ['/a"b', "c`d", "e\\f", "$g"]])
def test_linux_quotes_the_command(command: list[str]) -> None:
    assert exec_arguments(desktop_entry(command)) == command


def test_linux_says_when_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("in the way", encoding="utf-8")
    with pytest.raises(AutostartError, match=r"could not be written .* stays as it was"):
        XdgAutostart(COMMAND, folder=tmp_path).enable()


def test_macos_writes_and_removes_a_launch_agent(tmp_path: Path) -> None:
    autostart = LaunchAgent(COMMAND, folder=tmp_path)
    assert not autostart.enabled()
    autostart.enable()
    assert autostart.enabled()
    entry = plistlib.loads(autostart.file.read_bytes())
    assert entry["ProgramArguments"] == COMMAND
    assert entry["Label"] == autostart.file.stem
    autostart.disable()
    assert not autostart.enabled()
    autostart.file.write_bytes(b"not a property list")
    assert not autostart.enabled()


class FakeKey:
    def __init__(self, values: dict[str, str], *, writable: bool) -> None:
        self.values, self.writable = values, writable

    def __enter__(self) -> "FakeKey":
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""


class FakeRegistry:
    """winreg, for one key: writing needs the right, and missing values are FileNotFoundError."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, REG_SZ = object(), 2, 1

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.locked = False

    def OpenKey(self, root: object, path: str, reserved: int = 0, access: int = 0) -> FakeKey:  # noqa: N802
        assert root is self.HKEY_CURRENT_USER
        assert path == r"Software\Microsoft\Windows\CurrentVersion\Run"
        return FakeKey(self.values, writable=access == self.KEY_SET_VALUE)

    def CreateKey(self, root: object, path: str) -> FakeKey:  # noqa: N802
        if self.locked:
            raise PermissionError("Access is denied")
        return FakeKey(self.values, writable=True)

    def QueryValueEx(self, key: FakeKey, name: str) -> tuple[str, int]:  # noqa: N802
        if name not in key.values:
            raise FileNotFoundError
        return key.values[name], self.REG_SZ

    def SetValueEx(self, key: FakeKey, name: str, reserved: int, kind: int, value: str) -> None:  # noqa: N802
        assert key.writable
        assert kind == self.REG_SZ
        key.values[name] = value

    def DeleteValue(self, key: FakeKey, name: str) -> None:  # noqa: N802
        assert key.writable
        if name not in key.values:
            raise FileNotFoundError
        del key.values[name]


def test_windows_sets_and_deletes_the_value() -> None:
    registry: Any = FakeRegistry()
    autostart = RunKey([r"C:\Program Files\alongside.exe", "--profile", "x"], registry=registry)
    assert not autostart.enabled()
    autostart.disable()
    autostart.enable()
    assert registry.values == {"Alongside": '"C:\\Program Files\\alongside.exe" --profile x'}
    assert autostart.enabled()
    autostart.disable()
    assert registry.values == {}


def test_windows_says_when_it_may_not() -> None:
    registry: Any = FakeRegistry()
    registry.locked = True
    with pytest.raises(AutostartError, match="Windows did not allow the change"):
        RunKey(COMMAND, registry=registry).enable()


def test_the_command_that_is_started_exists_and_is_absolute() -> None:
    command = program()
    assert Path(command[0]).is_absolute()
    answer = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("alongside ")


def test_a_profile_has_an_entry_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    choose("work").enable()
    assert (tmp_path / "autostart" / "alongside-work.desktop").exists()
    assert "--profile work" in (tmp_path / "autostart" / "alongside-work.desktop").read_text(encoding="utf-8")
    assert not choose().enabled()


def test_a_frozen_program_starts_itself_on_windows_without_a_black_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "alongside.exe"))
    assert program() == [str(tmp_path / "alongside.exe")]
    (tmp_path / "alongsidew.exe").touch()
    assert program("x") == [str(tmp_path / "alongsidew.exe"), "--profile", "x"]
