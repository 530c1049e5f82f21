"""Typed abbreviations in real programs, with real keys."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.conftest import UMLAUTS
from tests.desktop.screen import RunningAgent, Screen, environment, eventually
from tests.desktop.window import Typist, terminal


@pytest.fixture(autouse=True)
def switched_on(agent: RunningAgent) -> None:
    """Wanted in the settings; the running agent takes it up."""
    agent.call("PUT", "/v1/settings", {"hotkeys.abbreviations": True})
    eventually(lambda: agent.part("abbreviations") == "on", "what is typed is followed")


@pytest.fixture
def german(screen: Screen) -> Iterator[None]:
    """A keyboard with ü and ß on it."""

    def layout(name: str) -> None:
        subprocess.run(["setxkbmap", name], env=environment(screen.name, screen.runtime), check=True)

    layout("de")
    yield
    layout("us")


def test_a_shortcut_and_a_space_become_the_snippet(screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    screen.copy("kept")
    screen.type("Hi! ;umlauts ")
    eventually(
        lambda: typist.text() == f"Hi! {UMLAUTS}", "the snippet stands in its place, and what was before it stays"
    )
    eventually(lambda: screen.clipboard() == "kept", "the clipboard is put back")
    eventually(lambda: agent.call("GET", "/v1/snippets?q=umlauts")["snippets"][0]["uses"] > 0, "the use is counted")


def test_all_else_stays_as_typed(screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    words = "x;zebra ;zebr ;nothing zebra "
    screen.type(words)
    screen.type(";zeb")
    screen.key("Left", "Right")  # the caret may be anywhere now
    screen.type("ra ")
    agent.call("PUT", "/v1/settings", {"hotkeys.abbreviations": False})
    eventually(lambda: agent.part("abbreviations") == "off", "it is switched off")
    screen.type(";zebra ")
    eventually(lambda: typist.text() == f"{words};zebra ;zebra ", "nothing is replaced")


def test_blanks_are_asked_for_first(screen: Screen, typist: Typist) -> None:
    screen.type("So: ;quagga ")
    eventually(screen.palette, "the palette offers the snippet")
    assert typist.text() == "So: ;quagga ", "until it is chosen, what was typed stays"
    screen.key("Return")
    screen.type("Ada")
    screen.key("Return", "Return")
    screen.type("17")
    screen.key("Return")
    eventually(lambda: typist.text() == "So: Hello Ada, see you today. 17", "the filled text stands in its place")


def test_letters_of_another_keyboard(german: None, screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    agent.add("Greeting", "Grüße aus Köln — 😀", ";grüße")
    screen.type(";grüße ")
    eventually(lambda: typist.text() == "Grüße aus Köln — 😀", "as many letters go as were typed")


def test_in_a_terminal(screen: Screen, agent: RunningAgent, tmp_path: Path) -> None:
    target = terminal(screen, tmp_path, "iutf8")
    uses = agent.call("GET", "/v1/snippets?q=zebra")["snippets"][0]["uses"]
    screen.type("Look: ;zebra ")
    eventually(lambda: agent.call("GET", "/v1/snippets?q=zebra")["snippets"][0]["uses"] > uses, "the snippet is pasted")
    screen.key("Return")
    eventually(lambda: target.read_text(encoding="utf-8") == "Look: The zebra waits.\n", "the program gets the text")
