"""One display for all desktop tests, and one agent for those that do not end it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.screen import RunningAgent, Screen, eventually, session_bus
from tests.desktop.window import Typist
from tests.desktop.xtray import XTray

UMLAUTS = "ï — 😀\nsecond “line” é\n\nfourth"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need a display."""
    for item in items:
        if "tests/desktop" in str(item.path):
            item.add_marker(pytest.mark.desktop)


@pytest.fixture(scope="session")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A runtime folder without a session bus in it."""
    folder = tmp_path_factory.mktemp("runtime")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="session")
def shared_screen(runtime: Path) -> Iterator[Screen]:
    """The display."""
    with Screen.start(runtime) as screen:
        yield screen


@pytest.fixture
def screen(shared_screen: Screen) -> Iterator[Screen]:
    """The display, with what a test starts on it ended afterwards."""
    yield shared_screen
    shared_screen.stop_all()


@pytest.fixture
def tray(screen: Screen) -> Iterator[XTray]:
    """An XEmbed tray."""
    yield XTray(screen)
    screen.xdotool("mousemove", "300", "300")


@pytest.fixture
def bus() -> Iterator[str]:
    """A private session bus."""
    with session_bus() as address:
        yield address


@pytest.fixture(scope="module")
def agent(shared_screen: Screen, runtime: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAgent]:
    """An agent with a few snippets, without a session bus."""
    home = tmp_path_factory.mktemp("agent") / "home"
    with RunningAgent.start(home, shared_screen.name, runtime) as running:
        eventually(lambda: running.status()["state"] == "ready", "the engine is ready")
        running.add("Umlauts and emoji", UMLAUTS, ";umlauts")
        running.add("Zebra crossing", "The zebra waits.", ";zebra")
        running.add(
            "Quagga with blanks", "Hello [[name]], see you [[when: today|tomorrow]]. {{ ticket.id }}", ";quagga"
        )
        yield running


@pytest.fixture
def typist(screen: Screen, agent: RunningAgent) -> Iterator[Typist]:
    """A text window that has the keyboard; the palette is away before and after."""
    typist = Typist(screen)
    yield typist
    if screen.palette():
        screen.key("Escape", "Escape")
        eventually(lambda: not screen.palette(), "the palette closes")
