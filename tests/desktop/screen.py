"""A real X display with a window manager, a private D-Bus session and a real agent, started and ended by the tests."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from agent.x11 import windows
from agent.x11.clipboard import Reader
from agent.x11.loop import NoDisplay, open_display

T = TypeVar("T")
ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0  # seconds; only a test that fails waits this long


def eventually(check: Callable[[], T], what: str, seconds: float = PATIENCE) -> T:
    """Wait until ``check`` gives something true, and give that back."""
    deadline = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        assert time.monotonic() < deadline, f"this did not happen: {what}"
        time.sleep(0.02)


def end(process: "subprocess.Popen[Any]") -> None:
    """End a process that a test started, and wait for it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


class Screen:
    """An Xvfb display with openbox. ``name`` is its DISPLAY."""

    def __init__(self, name: str, runtime: Path) -> None:
        self.name = name
        self.runtime = runtime
        self.display = open_display(name)
        self.root = self.display.screen().root
        self._processes: list[subprocess.Popen[Any]] = []

    @classmethod
    @contextlib.contextmanager
    def start(cls, runtime: Path, size: str = "1280x800x24") -> Iterator["Screen"]:
        """Start the server and the window manager; both end with the block."""
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as numbers:
            name = f":{numbers.readline().strip()}"
        manager = None
        try:
            manager = subprocess.Popen(
                ["openbox", "--sm-disable"], env=environment(name, runtime), stderr=subprocess.DEVNULL
            )

            def connect() -> "Screen | None":
                try:
                    return cls(name, runtime)
                except NoDisplay:
                    return None

            screen = eventually(connect, "the X server answers")
            assert screen is not None
            eventually(lambda: windows.has_window_manager(screen.display), "a window manager runs")
            yield screen
            screen.display.close()
        finally:
            for process in (manager, server):
                if process is not None:
                    end(process)

    def run(self, *command: str, **options: Any) -> "subprocess.Popen[Any]":
        """Start a program on the display; ``stop_all`` ends it."""
        env = environment(self.name, self.runtime) | options.pop("env", {})
        process: subprocess.Popen[Any] = subprocess.Popen(command, env=env, **options)
        self._processes.append(process)
        return process

    def stop_all(self) -> None:
        """End every program started with ``run``, newest first."""
        while self._processes:
            end(self._processes.pop())

    def xdotool(self, *words: str) -> None:
        """Press keys and click, as a person would."""
        subprocess.run(["xdotool", *words], env=environment(self.name, self.runtime), check=True, capture_output=True)

    def key(self, *chords: str) -> None:
        """Press chords such as "ctrl+alt+space"."""
        self.xdotool("key", "--clearmodifiers", *chords)

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        self.xdotool("type", "--delay", "15", text)

    def active(self) -> int:
        """The active window."""
        return windows.active_window(self.display)

    def find(self, name: str) -> int:
        """The id of a mapped window whose WM_CLASS holds ``name``; 0 when there is none. Looks at all windows."""
        return next((one for one, classes in self.windows() if name in classes), 0)

    def windows(self) -> list[tuple[int, tuple[str, str]]]:
        """Every window that has a WM_CLASS and is on the screen."""
        found = []
        waiting = [self.root]
        while waiting:
            window = waiting.pop()
            with contextlib.suppress(Exception):  # windows come and go while we look
                waiting += window.query_tree().children
                if (classes := window.get_wm_class()) and windows.exists(self.display, window.id):
                    found.append((window.id, (classes[0].lower(), classes[1].lower())))
        return found

    def choose(self, open_menu: Callable[[], None], keys: tuple[str, ...], done: Callable[[], bool], what: str) -> None:
        """Open one of Tk's menus and choose by keys until it is ``done``.

        A menu takes the keyboard a moment after it is on the screen, and nothing tells when; keys pressed before that are
        lost, so this tries again.
        """
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, f"this did not happen: {what}"
            if not self.find("menu"):
                open_menu()
                eventually(lambda: self.find("menu"), "the menu opens")
            time.sleep(0.1)
            self.key(*keys)
            with contextlib.suppress(AssertionError):
                eventually(done, what, 2)
            if self.find("menu"):
                self.key("Escape", "Escape")

    def palette(self) -> int:
        """The palette's window when it has the keyboard, else 0."""
        active = self.active()
        classes = windows.window_class(self.display, active) if active else ("", "")
        return active if "alongside" in classes and windows.exists(self.display, active) else 0

    def clipboard(self, selection: str = "CLIPBOARD") -> str | None:
        """What is on the clipboard, as text."""
        display = open_display(self.name)
        try:
            return Reader(display).text(selection)
        finally:
            display.close()

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, as another program does."""
        owner = self.run("xclip", "-selection", "clipboard", "-quiet", stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert owner.stdin is not None
        owner.stdin.write(text.encode())
        owner.stdin.close()
        eventually(lambda: self.clipboard() == text, "the clipboard has the text")


def environment(display: str, runtime: Path) -> dict[str, str]:
    """An environment with this display and no session bus."""
    env = {
        key: value for key, value in os.environ.items() if key not in {"WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
    }
    env |= {"DISPLAY": display, "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8", "NO_AT_BRIDGE": "1"}
    if not display:
        del env["DISPLAY"]
    return env


class RunningAgent:
    """A real ``alongside`` with folders of its own."""

    def __init__(self, home: Path, process: "subprocess.Popen[Any]") -> None:
        self.home = home
        self.process = process

    @classmethod
    @contextlib.contextmanager
    def start(
        cls,
        home: Path,
        display: str,
        runtime: Path,
        bus: str = "",
        wait: bool = True,
        module: str = "agent.cli",
        **env: str,
    ) -> Iterator["RunningAgent"]:
        """Start it; with ``wait``, until it serves and its palette is ready."""
        with (home.parent / f"{home.name}.out").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", module],
                env=agent_env(home, display, runtime, bus, **env),
                stdout=out,
                stderr=out,
                cwd=ROOT,
            )
        agent = cls(home, process)
        try:
            if wait:
                agent.wait_until_started()
            yield agent
        finally:
            end(process)

    def wait_until_started(self) -> None:
        """Wait until it serves and its palette is ready; says where each thread hangs when that does not happen."""

        def started() -> bool:
            assert self.process.poll() is None, f"the agent ended with {self.process.returncode}"
            return self.part("palette") in {"on", "off"}

        try:
            eventually(started, "the agent starts")
        except AssertionError as error:
            self.process.send_signal(signal.SIGABRT)  # Python then prints the stack of every thread
            self.process.wait()
            raise AssertionError(f"{error}\n{self.output()}") from None

    def output(self) -> str:
        """What it has written to its standard streams."""
        return (self.home.parent / f"{self.home.name}.out").read_text(encoding="utf-8", errors="replace")

    def info(self) -> dict[str, Any]:
        """Its run.json."""
        found: dict[str, Any] = json.loads((self.home / "data" / "run.json").read_text(encoding="utf-8"))
        return found

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request with its control token."""
        info = self.info()
        request = urllib.request.Request(
            f"http://127.0.0.1:{info['port']}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {info['control_token']}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def status(self) -> dict[str, Any]:
        """Its status."""
        found: dict[str, Any] = self.call("GET", "/v1/status")
        return found

    def part(self, name: str) -> str:
        """The mode of a part; empty while it does not answer."""
        try:
            return str(self.full_part(name)["mode"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def full_part(self, name: str) -> dict[str, Any]:
        """A part of the status."""
        found: dict[str, Any] = {part["id"]: part for part in self.status()["parts"]}[name]
        return found

    def add(self, title: str, body: str, shortcut: str | None = None) -> str:
        """Add a snippet."""
        return str(self.call("POST", "/v1/snippets", {"title": title, "body": body, "shortcut": shortcut})["id"])

    def opened(self) -> list[str]:
        """The addresses it has opened in the browser."""
        file = self.home / "opened"
        return file.read_text(encoding="utf-8").split() if file.exists() else []

    def children(self) -> list[int]:
        """The process ids of its child processes: the palette's, and the engine's when it is awake."""
        return [pid for pid, _ in self._children()]

    def palettes(self) -> list[int]:
        """The process id of its palette; none while there is none."""
        return [pid for pid, command in self._children() if "agent.palette.child" in command]

    def engines(self) -> list[int]:
        """The process id of its language engine; none while it rests."""
        return [pid for pid, command in self._children() if "server.engine.child" in command]

    def _children(self) -> list[tuple[int, str]]:
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        rows = [line.strip().partition(" ") for line in listed.stdout.splitlines()]
        return [(int(pid), command) for pid, _, command in rows]


def agent_env(home: Path, display: str, runtime: Path, bus: str = "", **more: str) -> dict[str, str]:
    """The environment of an agent that touches nothing outside ``home``."""
    env = environment(display, runtime) | {"ALONGSIDE_HOME": str(home), "XDG_CONFIG_HOME": str(home / "xdg")}
    env["PYTHONFAULTHANDLER"] = "1"
    env["BROWSER"] = f"{sys.executable} {ROOT / 'tests/desktop/record_address.py'} {home / 'opened'} %s"
    if bus:
        env["DBUS_SESSION_BUS_ADDRESS"] = bus
    return env | more


@contextlib.contextmanager
def session_bus() -> Iterator[str]:
    """A private session bus; gives its address."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1", "--nopidfile"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # No service files of this machine: a test must not start them.
        env={**os.environ, "XDG_DATA_DIRS": "/nonexistent", "XDG_DATA_HOME": "/nonexistent"},
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().strip()
    finally:
        end(daemon)


def kill(pid: int) -> None:
    """End a process that the test's own agent started, without warning."""
    os.kill(pid, signal.SIGKILL)


def have(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None
