"""The tray icon in a real XEmbed tray: trayer."""

from agent.icons import Shape
from tests.desktop.screen import RunningAgent, Screen, eventually
from tests.desktop.xtray import XTray


def test_docks_shows_its_state_and_opens_the_library(screen: Screen, tray: XTray, agent: RunningAgent) -> None:
    eventually(tray.icon, "the icon docks")
    eventually(lambda: agent.part("tray") == "on", "the status page says so")
    eventually(lambda: tray.shows(Shape.ON), "the picture is whole")
    tray.click(1)
    eventually(lambda: any("/open?key=" in address for address in agent.opened()), "a click opens the library")


def test_its_menu_pauses_and_resumes(screen: Screen, tray: XTray, agent: RunningAgent) -> None:
    eventually(lambda: tray.shows(Shape.ON), "the icon docks")
    screen.choose(
        lambda: tray.click(3),
        ("Down", "Right", "Return"),
        lambda: agent.status()["state"] == "paused",
        "Pause → For 15 minutes",
    )
    assert agent.status()["paused_until"]
    eventually(lambda: tray.shows(Shape.PAUSED), "the picture is hollow")
    screen.choose(lambda: tray.click(3), ("Down", "Return"), lambda: agent.status()["state"] == "ready", "Resume")
    eventually(lambda: tray.shows(Shape.ON), "the picture is filled")


def test_docks_again_when_the_tray_restarts(screen: Screen, tray: XTray, agent: RunningAgent) -> None:
    eventually(tray.icon, "the icon docks")
    tray.stop()
    eventually(lambda: agent.part("tray") == "degraded", "the status page says that no panel shows it")
    tray.start()
    eventually(lambda: tray.shows(Shape.ON), "the icon docks again")
