"""What the doctor finds out about a desktop, on real ones."""

from pathlib import Path

import pytest

from agent import doctor
from server.services import Part
from server.settings import Folders
from tests.desktop.screen import Screen, eventually
from tests.desktop.xtray import XTray


def look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, display: str) -> dict[str, Part]:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("DISPLAY", display)
    found = doctor.report(Folders(tmp_path / "config", tmp_path / "data", tmp_path / "state"))
    return {part.id: part for part in found}


def test_on_a_real_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, screen: Screen) -> None:
    found = look(monkeypatch, tmp_path, screen.name)
    assert found["tray"].mode == "degraded"
    assert found["hotkeys"].mode == found["palette"].mode == found["paste"].mode == "on"
    assert "D-Bus" in found["session"].detail


def test_with_a_tray(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, screen: Screen, tray: XTray) -> None:
    eventually(lambda: look(monkeypatch, tmp_path, screen.name)["tray"].mode == "on", "the tray is found")


def test_without_a_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found = look(monkeypatch, tmp_path, "")
    assert {found[name].mode for name in ("tray", "hotkeys", "palette", "paste")} == {"off"}
