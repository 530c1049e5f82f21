"""The tray icon in a status-notifier panel, over a private D-Bus session."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.panel import Panel
from tests.desktop.screen import PATIENCE, RunningAgent, Screen
from tests.desktop.xtray import XTray


async def soon(check: Callable[[], Awaitable[Any]], what: str) -> Any:
    """Wait until ``check`` gives something true."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found = await check()
        if found:
            return found
        assert time.monotonic() < deadline, f"this did not happen: {what}"
        await asyncio.sleep(0.02)


@pytest.fixture
def bus_agent(shared_screen: Screen, runtime: Path, bus: str, tmp_path: Path) -> Iterator[RunningAgent]:
    """An agent on a private session bus."""
    with RunningAgent.start(tmp_path / "home", shared_screen.name, runtime, bus) as running:
        yield running


def test_registers_with_a_panel_and_serves_its_menu(bus: str, bus_agent: RunningAgent, screen: Screen) -> None:
    async def go() -> None:
        async with Panel.start(bus) as panel:
            await soon(lambda: _value(panel.items), "the icon registers")
            await soon(lambda: _value(bus_agent.part("tray") == "on"), "the status page says so")
            assert "StatusNotifierItem" in bus_agent.full_part("tray")["detail"]

            pixmaps = await panel.get("IconPixmap")
            assert [entry[0] for entry in pixmaps] == [16, 22, 24, 32, 48, 64]
            assert all(len(data) == width * height * 4 for width, height, data in pixmaps)
            assert await panel.get("Id") == "alongside"
            await soon(lambda: _value(bus_agent.status()["state"] == "ready"), "the engine is ready")
            await soon(lambda: _label(panel, "Ready"), "the menu says so")
            assert (await panel.get("ToolTip"))[2] == "Alongside — Ready"

            labels = await panel.menu()
            for wanted in (
                "Ready", "Pause/For 15 minutes", "Pause/For 1 hour", "Pause/Until tomorrow morning", "Snippet palette (Ctrl+Alt+Space)",
                "Open library", "Insights", "Pair a browser…", "Start at login", "Settings", "Status", "Quit",
            ):  # fmt: skip
                assert wanted in labels
            assert (await panel.properties(labels["Ready"]))["enabled"] is False

            before = len(panel.signals)
            await panel.choose("Pause/For 1 hour")
            await soon(lambda: _value(bus_agent.status()["state"] == "paused"), "the menu pauses")
            await soon(lambda: _value({"NewIcon", "LayoutUpdated"} <= set(panel.signals[before:])), "the panel is told")
            tip = (await panel.get("ToolTip"))[2]
            assert tip.startswith("Alongside — Paused until ")
            await panel.choose("Resume")
            await soon(lambda: _value(bus_agent.status()["state"] == "ready"), "the menu resumes")

            await panel.choose("Start at login")
            entry = bus_agent.home / "xdg" / "autostart" / "alongside.desktop"
            await soon(lambda: _value(entry.exists()), "the entry is written")
            number = (await panel.menu())["Start at login"]
            assert (await panel.properties(number))["toggle-state"] == 1
            await panel.choose("Start at login")
            await soon(lambda: _value(not entry.exists()), "the entry is removed")

            await panel.click()
            await soon(lambda: _value(bus_agent.opened()), "a click opens the library")

    run(go())


def test_registers_again_when_the_panel_restarts_and_quits(bus: str, bus_agent: RunningAgent, tray: XTray) -> None:
    async def go() -> None:
        await soon(lambda: _value(tray.icon()), "without a panel it docks into the XEmbed tray")
        async with Panel.start(bus) as panel:
            await soon(lambda: _value(panel.items), "the icon registers")
            await soon(lambda: _value(tray.icon() is None), "and leaves the XEmbed tray, so that there is one icon")
        await soon(lambda: _value(tray.icon()), "when the panel goes, it docks again")
        async with Panel.start(bus) as panel:
            await soon(lambda: _value(panel.items), "the icon registers with the new panel")
            await panel.choose("Quit")
            await soon(lambda: _value(bus_agent.process.poll() == 0), "the menu ends the agent")
            assert not (bus_agent.home / "data" / "run.json").exists()

    run(go())


def test_a_browser_that_asks_shows_in_the_menu(bus: str, bus_agent: RunningAgent) -> None:
    origin = "chrome-extension://" + "abcdefghijklmnop" * 2

    def post(path: str, body: dict[str, str]) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{bus_agent.info()['port']}{path}",
            data=json.dumps(body).encode(),
            headers={"Origin": origin, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    async def go() -> None:
        async with Panel.start(bus) as panel:
            await soon(lambda: _value(panel.items), "the icon registers")
            asked = post("/v1/pairings", {"name": "Chrome"})
            code = asked["code"]
            await soon(lambda: _label(panel, f"Chrome shows {code}/Approve"), "the menu shows the code")
            assert (await panel.get("ToolTip"))[2] == "Alongside — A browser asks to be paired"
            await panel.choose(f"Chrome shows {code}/Approve")
            await soon(lambda: _no_label(panel, f"Chrome shows {code}"), "it is decided")
            assert post(f"/v1/pairings/{asked['request']}/claim", {"secret": asked["secret"]})["state"] == "approved"
            await soon(lambda: _label(panel, "Paired browsers/Chrome/Revoke"), "it is paired")
            await panel.choose("Paired browsers/Chrome/Revoke")
            await soon(lambda: _no_label(panel, "Paired browsers"), "it is shut out again")

    run(go())


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run ``work`` in a thread of its own: the browser tests leave an event loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _value(value: Any) -> Any:
    return value


async def _label(panel: Panel, label: str) -> bool:
    return label in await panel.menu()


async def _no_label(panel: Panel, label: str) -> bool:
    return label not in await panel.menu()
