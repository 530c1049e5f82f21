"""Starting, stopping and surviving: second starts, crashes, missing desktops, taken keys."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from Xlib import X

from agent.x11 import keys
from agent.x11.loop import open_display
from tests.desktop.screen import ROOT, RunningAgent, Screen, agent_env, eventually, kill

START = [sys.executable, "-m", "agent.cli"]


def start_again(home: Path, display: str, runtime: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        START, env=agent_env(home, display, runtime), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_second_start_opens_the_first_ones_page(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with RunningAgent.start(home, screen.name, runtime) as first:
        second = start_again(home, screen.name, runtime)
        assert second.returncode == 0, second.stderr
        assert "already running" in second.stdout
        (address,) = eventually(first.opened, "the page is opened")
        assert address.startswith(f"http://127.0.0.1:{first.info()['port']}/open?key=")
        assert first.process.poll() is None
        assert first.info()["pid"] == first.process.pid

        stat = (home / "data" / "run.json").stat()
        assert stat.st_mode & 0o777 == 0o600
        os.kill(first.process.pid, signal.SIGTERM)
        assert first.process.wait(20) == 0
        assert not (home / "data" / "run.json").exists()


def test_starts_after_a_crash_and_loses_nothing(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with RunningAgent.start(home, screen.name, runtime) as first:
        kept = first.add("Kept", "Still here after a crash.")
        (palette,) = first.palettes()
        kill(first.process.pid)
        first.process.wait(10)
    assert (home / "data" / "run.json").exists(), "a crash leaves its file behind"
    eventually(lambda: not Path(f"/proc/{palette}").exists(), "the palette does not outlive the agent")
    with RunningAgent.start(home, screen.name, runtime) as again:
        assert again.info()["pid"] == again.process.pid
        assert again.call("GET", f"/v1/snippets/{kept}")["body"] == "Still here after a crash."


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        '{"pid": 1}',
        "[]",
        json.dumps({"pid": 1, "port": 9, "control_token": "x", "version": "0", "started": ""}),
    ],
)
def test_a_stale_run_file_is_no_obstacle(content: str, screen: Screen, runtime: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "data" / "run.json").write_text(content, encoding="utf-8")
    (home / "data" / "server.lock").write_text("", encoding="utf-8")
    with RunningAgent.start(home, "", runtime) as agent:
        assert agent.info()["pid"] == agent.process.pid


def test_without_a_desktop_it_serves_and_says_so(runtime: Path, tmp_path: Path) -> None:
    with RunningAgent.start(tmp_path / "home", "", runtime) as agent:
        assert "There is no desktop here" in agent.output()
        url = f"http://127.0.0.1:{agent.info()['port']}"
        assert f"Alongside runs at {url}" in agent.output()
        link = next(word for word in agent.output().split() if word.startswith(f"{url}/open?key="))
        with urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(link, timeout=20) as page:
            assert page.status == 200, "the address that is printed opens the pages"
        assert agent.part("tray") == agent.part("hotkeys") == agent.part("palette") == agent.part("paste") == "off"
        with pytest.raises(OSError, match="503"):
            agent.call("POST", "/v1/palette", {})
        agent.process.send_signal(signal.SIGINT)
        assert agent.process.wait(20) == 0


def test_spacy_is_loaded_with_the_first_draft_and_only_in_its_own_process(runtime: Path, tmp_path: Path) -> None:
    with RunningAgent.start(tmp_path / "home", "", runtime) as agent:
        eventually(lambda: agent.status()["state"] == "ready", "the packs are read")
        memory = Path(f"/proc/{agent.process.pid}/maps")
        assert agent.status()["rules"] > 0
        assert agent.engines() == []
        draft = {"draft": "I'm sorry you feel that way."}

        def reviewed() -> bool:  # on a busy machine loading takes longer than one request waits
            with contextlib.suppress(OSError):
                return bool(agent.call("POST", "/v1/review", draft)["findings"])
            return False

        eventually(reviewed, "the first draft is reviewed")
        (engine,) = agent.engines()
        assert "/spacy/" in Path(f"/proc/{engine}/maps").read_text(encoding="utf-8")
        assert "/spacy/" not in memory.read_text(encoding="utf-8")
        agent.process.send_signal(signal.SIGINT)
        assert agent.process.wait(20) == 0
        assert not Path(f"/proc/{engine}").exists()


def test_a_display_that_is_gone_counts_as_none(runtime: Path, tmp_path: Path) -> None:
    with RunningAgent.start(tmp_path / "home", ":4711", runtime) as agent:
        assert "There is no desktop here" in agent.output()
        assert agent.part("tray") == "off"


def test_a_broken_session_bus_is_told_and_harmless(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    with RunningAgent.start(tmp_path / "home", screen.name, runtime, bus="unix:path=/nonexistent/bus") as agent:
        assert agent.part("hotkeys") == "on"
        assert agent.part("tray") == "degraded"
        assert agent.part("notifications") == "off"


def test_a_taken_hotkey_is_named(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    other = open_display(screen.name)
    try:
        code = keys.keycode(other, "space")
        other.screen().root.grab_key(code, X.ControlMask | X.Mod1Mask, True, X.GrabModeAsync, X.GrabModeAsync)
        other.sync()
        with RunningAgent.start(tmp_path / "home", screen.name, runtime) as agent:
            part = agent.full_part("hotkeys")
            assert part["mode"] == "failed"
            assert "Ctrl+Alt+Space is already taken" in part["detail"]
            assert "alongside palette" in part["next"]

            settings = agent.home / "config" / "settings.toml"
            settings.write_text('[hotkeys]\npalette = "super+j"\n', encoding="utf-8")
            eventually(lambda: agent.part("hotkeys") == "on", "another combination is taken up without a restart")
            assert "Super+J" in agent.full_part("hotkeys")["detail"]
            screen.key("super+j")
            eventually(screen.palette, "the new combination works")
            screen.key("Escape")
    finally:
        other.close()


def test_a_combination_that_makes_no_sense_is_named(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.toml").write_text('[hotkeys]\npalette = "ctrl+alt"\n', encoding="utf-8")
    with RunningAgent.start(home, screen.name, runtime) as agent:
        part = agent.full_part("hotkeys")
        assert part["mode"] == "failed"
        assert "“ctrl+alt” needs exactly one key" in part["detail"]


def test_a_palette_that_cannot_live_is_given_up(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    with RunningAgent.start(tmp_path / "home", screen.name, runtime) as agent:
        gone: set[int] = set()
        for _ in range(5):
            (child,) = eventually(lambda: [pid for pid in agent.palettes() if pid not in gone], "a palette runs")
            gone.add(child)
            kill(child)
        eventually(lambda: agent.part("palette") == "failed", "the status page says so")
        assert "Restart Alongside" in agent.full_part("palette")["next"]
        with pytest.raises(OSError, match="503"):
            agent.call("POST", "/v1/palette", {})


def test_works_in_the_c_locale(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    with RunningAgent.start(
        tmp_path / "home", screen.name, runtime, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    ) as agent:
        agent.add("Ünïcode — 😀", "ï — 😀")
        agent.call("POST", "/v1/palette", {})
        eventually(screen.palette, "the palette opens")
        screen.key("ctrl+c")
        eventually(lambda: screen.clipboard() == "ï — 😀", "the text survives")


def test_tells_when_the_folders_cannot_be_written(screen: Screen, runtime: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be", encoding="utf-8")
    ended = start_again(tmp_path / "home", screen.name, runtime)
    assert ended.returncode == 1
    assert str(tmp_path / "home") in ended.stderr
    assert "Traceback" not in ended.stderr
