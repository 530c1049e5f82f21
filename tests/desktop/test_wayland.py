"""On Wayland: sway without a screen, the palette through XWayland, opened by the command, and a Wayland terminal.

sway does not run as root, so there it is started as nobody; the agent and the terminal talk to it all the same.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.screen import ROOT, RunningAgent, end, eventually

TEXT = "ï — 😀\nsecond “line”"


class Sway:
    """A compositor of our own. ``env``: what programs need to find it."""

    def __init__(self, runtime: Path) -> None:
        config = runtime / "config"
        config.write_text(
            "xwayland force\n"
            # XWayland lets in whom it belongs to, and with this whoever runs the test.
            f"exec {'xhost +SI:localuser:root >/dev/null && ' if os.geteuid() == 0 else ''}echo $DISPLAY > {runtime}/display\n",
            encoding="utf-8",
        )
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        if as_nobody:
            shutil.chown(runtime, "nobody")
        own = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}}
        self.env = own | {"XDG_RUNTIME_DIR": str(runtime), "HOME": str(runtime), "LC_ALL": "C.UTF-8"}
        headless = {"WLR_BACKENDS": "headless", "WLR_LIBINPUT_NO_DEVICES": "1", "WLR_RENDERER": "pixman"}
        self.process = subprocess.Popen(
            [*as_nobody, "sway", "--config", str(config)], env=self.env | headless, stderr=subprocess.DEVNULL
        )
        self._started: list[subprocess.Popen[Any]] = []
        try:
            self._wait(runtime)
        except AssertionError:
            self.close()
            raise

    def _wait(self, runtime: Path) -> None:
        display = runtime / "display"
        eventually(lambda: display.exists() and display.read_text(encoding="utf-8").strip(), "sway and XWayland run")
        socket = next(path for path in runtime.glob("sway-ipc.*.sock"))
        self.env |= {
            "DISPLAY": display.read_text(encoding="utf-8").strip(),
            "WAYLAND_DISPLAY": next(path.name for path in runtime.glob("wayland-*") if not path.name.endswith(".lock")),
            "SWAYSOCK": str(socket),
            "XDG_CURRENT_DESKTOP": "sway",
        }

    def run(self, *command: str, **options: Any) -> "subprocess.Popen[Any]":
        """Start a program in it; it ends with the compositor."""
        process: subprocess.Popen[Any] = subprocess.Popen(command, env=self.env, **options)
        self._started.append(process)
        return process

    def press(self, *words: str) -> None:
        """Press keys in an X window, as xdotool does.

        Not by wtype: it brings a keyboard map of its own each time, which X programs may learn of too late.
        """
        subprocess.run(["xdotool", *words], env=self.env, check=True, timeout=20)

    def focused(self) -> str:
        """The app id or X class of the window that has the keyboard."""
        answer = subprocess.run(["swaymsg", "-t", "get_tree"], env=self.env, capture_output=True, text=True, check=True)

        def search(node: dict[str, Any]) -> str:
            if node.get("focused") and node.get("pid"):
                return str(node.get("app_id") or (node.get("window_properties") or {}).get("class") or "?")
            inside = [*node.get("nodes", ()), *node.get("floating_nodes", ())]
            return next((found for child in inside if (found := search(child))), "")

        return search(json.loads(answer.stdout))

    def clipboard(self) -> str:
        """Its text; empty when there is none."""
        done = subprocess.run(["wl-paste", "--no-newline"], env=self.env, capture_output=True, check=False, timeout=20)
        return done.stdout.decode("utf-8", "replace")

    def close(self) -> None:
        """End everything."""
        for process in reversed(self._started):
            end(process)
        end(self.process)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wayland") / "home"


@pytest.fixture(scope="module")
def sway() -> Iterator[Sway]:
    # Not under pytest's own folder, which only its owner may enter.
    with tempfile.TemporaryDirectory() as folder:
        found = Sway(Path(folder))
        try:
            yield found
        finally:
            found.close()


def agent_in(sway: Sway, home: Path, path: str) -> AbstractContextManager[RunningAgent]:
    return RunningAgent.start(
        home,
        sway.env["DISPLAY"],
        Path(sway.env["XDG_RUNTIME_DIR"]),
        WAYLAND_DISPLAY=sway.env["WAYLAND_DISPLAY"],
        XDG_CURRENT_DESKTOP="sway",
        PATH=path,
    )


def choose(sway: Sway, home: Path) -> None:
    """Open the palette as a key bound in the compositor does, and choose the snippet."""
    command = [sys.executable, "-m", "agent.cli", "palette"]
    subprocess.run(command, env=sway.env | {"ALONGSIDE_HOME": str(home)}, cwd=ROOT, check=True, timeout=60)
    eventually(lambda: sway.focused() == "Alongside", "the palette has the keyboard")
    sway.press("type", "--delay", "15", "umlauts")
    sway.press("key", "Return")


# In this order: pasting leaves a keyboard map of wtype's behind.


def test_without_a_way_to_press_keys_it_copies_and_says_so(sway: Sway, home: Path, tmp_path: Path) -> None:
    for name in ("wl-copy", "wl-paste", "cat"):  # which they call
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    with agent_in(sway, home, str(tmp_path)) as agent:
        agent.add("Umlauts", TEXT, ";umlauts")
        assert agent.full_part("paste")["mode"] == "degraded"
        assert "press Ctrl+V" in agent.full_part("paste")["detail"]
        choose(sway, home)
        eventually(lambda: sway.clipboard() == TEXT, "the text is on the clipboard")


def test_the_command_opens_the_palette_and_the_text_is_pasted(sway: Sway, home: Path, tmp_path: Path) -> None:
    with agent_in(sway, home, os.environ["PATH"]) as agent:
        part = agent.full_part("hotkeys")
        assert part["mode"] == "degraded"
        assert "bindsym Ctrl+Alt+space exec alongside palette" in part["detail"] + part["next"]
        target = tmp_path / "typed"
        sway.run("foot", "sh", "-c", f"stty -echo -icanon; cat > {target}", stderr=subprocess.DEVNULL)
        eventually(lambda: target.exists() and sway.focused() == "foot", "a Wayland terminal has the keyboard")
        choose(sway, home)
        eventually(lambda: target.read_text(encoding="utf-8") == TEXT, "the terminal's program gets the text")
