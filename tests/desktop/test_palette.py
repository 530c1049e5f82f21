"""The palette on a real display: real keys open it, filter it, and its text arrives in real programs."""

import subprocess
import sys
import time
from pathlib import Path

from tests.desktop.conftest import UMLAUTS
from tests.desktop.screen import RunningAgent, Screen, eventually, kill
from tests.desktop.window import Typist, terminal

HOTKEY = "ctrl+alt+space"


def open_palette(screen: Screen) -> None:
    screen.key(HOTKEY)
    eventually(screen.palette, "the hotkey opens the palette")


def search(screen: Screen, words: str) -> None:
    open_palette(screen)
    screen.type(words)


def test_types_filters_and_pastes_exactly(screen: Screen, typist: Typist) -> None:
    search(screen, "umlauts")
    screen.key("Return")
    eventually(lambda: typist.text() == UMLAUTS, "the text arrives exactly")
    assert not screen.palette()


def test_the_clipboard_is_as_it_was(screen: Screen, typist: Typist) -> None:
    screen.copy("kept — é")
    search(screen, "zebra")
    screen.key("Return")
    eventually(lambda: typist.text() == "The zebra waits.", "the text arrives")
    eventually(lambda: screen.clipboard() == "kept — é", "the clipboard is put back")


def test_an_empty_clipboard_is_empty_again(screen: Screen, typist: Typist) -> None:
    search(screen, "zebra")
    screen.key("Return")
    eventually(lambda: typist.text() == "The zebra waits.", "the text arrives")
    eventually(lambda: screen.clipboard() != "The zebra waits.", "the snippet does not stay on the clipboard")


def test_escape_changes_nothing_and_gives_the_keyboard_back(screen: Screen, typist: Typist) -> None:
    search(screen, "zebra")
    screen.key("Escape")
    eventually(lambda: screen.active() == screen.find("typist"), "the window before is active again")
    screen.type("mine")
    eventually(lambda: typist.text() == "mine", "typing goes on")


def test_the_hotkey_closes_it_again(screen: Screen, typist: Typist) -> None:
    open_palette(screen)
    screen.key(HOTKEY)
    eventually(lambda: screen.active() == screen.find("typist"), "the palette is away")


def test_opened_again_at_once_it_stays(screen: Screen, typist: Typist) -> None:
    for _ in range(5):
        open_palette(screen)
        screen.key("Escape")
        eventually(lambda: screen.active() == screen.find("typist"), "the palette is away")
    open_palette(screen)
    time.sleep(0.4)  # longer than a palette that was left stays open
    assert screen.palette()


def test_typing_ahead_reaches_the_form(screen: Screen, typist: Typist) -> None:
    open_palette(screen)
    screen.xdotool("key", "--delay", "1", *"quagga", "Return", *"Ada", "Return", "Return", "1", "7", "Return")
    eventually(lambda: typist.text() == "Hello Ada, see you today. 17", "no key is lost")


def test_numbers_choose(screen: Screen, typist: Typist) -> None:
    search(screen, "zebra")
    screen.key("ctrl+1")
    eventually(lambda: typist.text() == "The zebra waits.", "the first hit arrives")


def test_the_hotkey_in_the_moment_of_closing_opens_it_again(screen: Screen, typist: Typist) -> None:
    for _ in range(3):
        open_palette(screen)
        screen.xdotool("key", "Escape", "ctrl+alt+space")
        eventually(screen.palette, "it is open again")
        screen.key("Escape")
        eventually(lambda: not screen.palette(), "closed")


def test_the_last_search_is_offered_again(screen: Screen, typist: Typist) -> None:
    search(screen, "zebra")
    screen.key("Escape")
    eventually(lambda: not screen.palette(), "closed")
    open_palette(screen)
    screen.key("Return")
    eventually(lambda: typist.text() == "The zebra waits.", "the last search is still there")


def test_blanks_are_asked_for(screen: Screen, typist: Typist) -> None:
    search(screen, "quagga")
    screen.key("Return")
    screen.type("Ada")
    screen.key("Return")  # to the second field, which has its first choice
    screen.key("Return")  # to the third
    screen.type("17")
    screen.key("Return")
    eventually(lambda: typist.text() == "Hello Ada, see you today. 17", "the filled text arrives")


def test_blanks_left_empty_stay_visible(screen: Screen, typist: Typist) -> None:
    search(screen, "quagga")
    screen.key("Return", "ctrl+Return")
    eventually(lambda: typist.text() == "Hello [[name]], see you today. {{ ticket.id }}", "the blanks stay as written")


def test_escape_leaves_the_form_first(screen: Screen, typist: Typist) -> None:
    search(screen, "quagga")
    screen.key("Return", "Escape")
    assert screen.palette()
    screen.key("Escape")
    eventually(lambda: not screen.palette(), "the second Escape closes the palette")
    assert typist.text() == ""


def test_copying_leaves_it_on_the_clipboard(screen: Screen, typist: Typist) -> None:
    search(screen, "umlauts")
    screen.key("End", "ctrl+c")
    eventually(lambda: screen.clipboard() == UMLAUTS, "the text is on the clipboard")
    assert typist.text() == ""


def test_uses_are_counted(screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    def uses() -> int:
        return int(agent.call("GET", "/v1/snippets?q=zebra")["snippets"][0]["uses"])

    before = uses()
    search(screen, "zebra")
    screen.key("Return")
    eventually(lambda: uses() == before + 1, "the use is counted")


def test_caps_lock_and_num_lock_make_no_difference(screen: Screen, typist: Typist) -> None:
    screen.xdotool("key", "Caps_Lock", "Num_Lock")
    try:
        screen.xdotool("key", "ctrl+alt+space")
        eventually(screen.palette, "the hotkey works with the locks on")
    finally:
        screen.xdotool("key", "Caps_Lock", "Num_Lock")


def test_the_command_opens_it(screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    assert agent.call("POST", "/v1/palette", {}) == {"shown": True}
    eventually(screen.palette, "the palette opens")


def test_a_killed_palette_comes_back(screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    (first,) = agent.palettes()
    open_palette(screen)
    kill(first)
    eventually(lambda: agent.palettes() not in ([], [first]), "a new palette is started")
    eventually(lambda: not screen.palette(), "the old one is gone")
    search(screen, "zebra")
    screen.key("Return")
    eventually(lambda: typist.text() == "The zebra waits.", "it works as before")


def test_pastes_into_a_terminal(screen: Screen, agent: RunningAgent, tmp_path: Path) -> None:
    target = terminal(screen, tmp_path, "-echo -icanon")
    search(screen, "umlauts")
    screen.key("Return")
    eventually(lambda: target.read_text(encoding="utf-8") == UMLAUTS, "the terminal's program gets the text")


def test_pastes_into_a_browser(screen: Screen, agent: RunningAgent, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>empty</title><textarea autofocus rows=9></textarea><script>"
        "const box = document.querySelector('textarea'); box.focus();"
        "box.addEventListener('input', () => { document.title = 'T' + encodeURIComponent(box.value); });"
        "box.addEventListener('focus', () => { document.title = 'ready'; }); box.blur(); box.focus();</script>",
        encoding="utf-8",
    )
    screen.run(
        "chromium", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-background-networking",
        "--password-store=basic", "--ozone-platform=x11", f"--user-data-dir={tmp_path / 'profile'}", f"--app=file://{page}",
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def title() -> str:
        window = screen.find("chromium")
        name = window and screen.display.create_resource_object("window", window).get_full_text_property(
            screen.display.intern_atom("_NET_WM_NAME")
        )
        return str(name or "")

    eventually(
        lambda: title().startswith("ready") and screen.active() == screen.find("chromium"), "the page has the keyboard"
    )
    search(screen, "umlauts")
    screen.key("Return")
    wanted = "T" + subprocess.run(
        [sys.executable, "-c", "import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))", UMLAUTS],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    eventually(lambda: title() == wanted, "the browser's text field has the text")


def test_a_selection_is_rewritten_in_place(screen: Screen, typist: Typist, agent: RunningAgent) -> None:
    def loaded() -> bool:
        try:
            return bool(agent.call("POST", "/v1/review", {"draft": "I'm sorry you feel that way."})["findings"])
        except OSError:  # the engine is loading
            return False

    eventually(loaded, "the engine is loaded")
    draft = "I'm sorry you feel that way. 42 parcels — é"
    screen.copy(
        draft
    )  # xdotool types letters that are on no key by changing the keyboard, which goes wrong on a busy machine
    screen.key("ctrl+v")
    eventually(lambda: typist.text() == draft, "the draft is there")
    screen.key("ctrl+slash")  # Tk's "select all"
    screen.key("ctrl+alt+r")
    eventually(screen.palette, "the rewrite is offered")
    assert typist.text() == draft, "nothing is changed unasked"
    screen.key("Escape")
    eventually(lambda: screen.active() == screen.find("typist"), "Escape gives the keyboard back")
    assert typist.text() == draft
    screen.key("ctrl+slash")
    screen.key("ctrl+alt+r")
    eventually(screen.palette, "the rewrite is offered again")
    screen.key("Return")
    screen.key("ctrl+Return")  # pastes with what is still blank, if there is a blank
    eventually(lambda: typist.text() != draft, "the rewrite takes the selection's place")
    assert "sorry you feel" not in typist.text()
    assert "42 parcels — é" in typist.text()
