"""The agent's side of the palette: starts the window's process, keeps it warm, starts it again when it dies."""

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol

log = logging.getLogger(__name__)

# A window that dies this often within this many seconds will not get better by itself.
_DEATHS_AT_MOST = 5
_DEATHS_SECONDS = 60.0

Snippet = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Look:
    """How the palette appears: where (x, y, width, height of the work area in pixels), how large, light or dark."""

    area: tuple[int, int, int, int]
    scale: float
    dark: bool


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found. ``note`` is shown when nothing was found: why, and what to do."""

    snippets: list[Snippet]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the agent chose: the snippet's id, the finished text, and whether to copy rather than paste it."""

    id: str
    text: str
    copy: bool


class Owner(Protocol):
    """Who uses the palette. All are called on the palette's reader thread."""

    def search(self, query: str) -> Hits:
        """Find snippets for what is typed."""
        ...

    def chosen(self, choice: Choice) -> None:
        """The agent chose a snippet; the window is gone."""
        ...

    def closed(self) -> None:
        """The agent closed the palette; the window is gone."""
        ...

    def missed(self) -> None:
        """It was told to close when it just had closed by itself: whoever pressed the hotkey wants it open."""
        ...

    def broken(self, why: str) -> None:
        """There will be no palette: Tk is missing or has no display. ``why`` is for the status page."""
        ...


def command() -> list[str]:
    """How to start the window's process: by the program itself in a frozen build, else by this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "palette-window"]
    return [sys.executable, "-m", "agent.palette.child"]


class Palette:
    """The palette. Methods may be called from any thread."""

    def __init__(self, owner: Owner, start_look: Look | None = None, start_command: list[str] | None = None) -> None:
        """``start_look`` lets the process build itself in the right look before it is first shown."""
        self._owner = owner
        self._look = start_look
        self._command = start_command or command()
        self._lock = threading.RLock()
        self._process: subprocess.Popen[str] | None = None
        self._pending: dict[str, Any] | None = None
        self._deaths: list[float] = []
        self._stopping = False
        self._ready = threading.Event()
        self._focused = threading.Event()
        self._on_menu: Callable[[list[int]], None] | None = None
        self._open = False
        self._offering = False  # then the palette's search line is not the agent's last search
        self.query = ""
        """The last search; it is offered again."""
        self.closed_at = float("-inf")
        """When it was last put away, on the monotonic clock."""
        self.window = 0
        """The X id of the window; 0 until its process is ready."""

    def start(self) -> None:
        """Start the process, hidden, so that showing it is quick."""
        with self._lock:
            if self._process is None and not self._stopping:
                self._spawn()

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._stopping = True
            process = self._process
        if process is None:
            return
        self._send({"do": "quit"})
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """The process id, None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def is_open(self) -> bool:
        """Whether the palette is on the screen."""
        return self._open

    def wait_ready(self, seconds: float) -> bool:
        """Wait until the process can show the palette."""
        return self._ready.wait(seconds)

    def wait_focused(self, seconds: float) -> bool:
        """Wait until the search line has the keyboard after ``show``."""
        return self._focused.wait(seconds)

    def show(self, look: Look, your_name: str, offered: Hits | None = None) -> None:
        """Bring it up with the last search; or with what is offered (see ``agent.rewrite``) and no search."""
        self._offering = offered is not None
        query = "" if offered else self.query
        hits = offered or self._owner.search(query)
        self._focused.clear()
        self._open = True
        self._look = look
        self._send(
            {
                "do": "show",
                "query": query,
                "snippets": hits.snippets,
                "note": hits.note,
                "area": list(look.area),
                "scale": look.scale,
                "dark": look.dark,
                "your_name": your_name,
            }
        )

    def hide(self) -> None:
        """Put it away, as Esc does."""
        self._send({"do": "hide"})

    def popup(self, items: list[dict[str, Any]], x: int, y: int, on_chosen: Callable[[list[int]], None]) -> None:
        """Show a menu at a place on the screen, for trays that cannot; ``on_chosen`` gets the path of indices."""
        self._on_menu = on_chosen
        self._send({"do": "menu", "items": items, "x": x, "y": y})

    def _send(self, message: dict[str, Any]) -> None:
        with self._lock:
            if self._process is None and not self._stopping:
                self._spawn()
            process = self._process
            if process is None or process.stdin is None:
                return
            try:
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()
            except (OSError, ValueError):
                # It has just died; its reader starts a new one, which gets the message then.
                self._pending = message if message["do"] == "show" else None

    def _spawn(self) -> None:
        environment = {**os.environ, "PYTHONUTF8": "1"}
        if self._look is not None:
            environment["ALONGSIDE_PALETTE_SCALE"] = str(self._look.scale)
            environment["ALONGSIDE_PALETTE_DARK"] = "1" if self._look.dark else "0"
        flags = 0x08000000 if sys.platform == "win32" else 0  # CREATE_NO_WINDOW
        self._ready.clear()
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=environment,
                creationflags=flags,
            )
        except OSError as error:
            self._stopping = True
            self._owner.broken(f"The palette's process could not be started: {error}")
            return
        threading.Thread(target=self._read, args=(self._process,), name="palette", daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        out: IO[str] | None = process.stdout
        for line in out or ():
            try:
                self._hear(json.loads(line))
            except Exception:
                log.exception("A message of the palette could not be handled")
        with contextlib.suppress(OSError):
            if process.stdin is not None:
                process.stdin.close()
            if out is not None:
                out.close()
        self._died(process, process.wait())

    def _hear(self, message: dict[str, Any]) -> None:
        match message.get("is"):
            case "ready":
                self.window = int(message["window"])
                self._ready.set()
                with self._lock:
                    pending, self._pending = self._pending, None
                if pending is not None:
                    self._send(pending)
            case "focused":
                self.window = int(message["window"])
                self._focused.set()
            case "search":
                self._offering = False
                self.query = message["query"]
                hits = self._owner.search(message["query"])
                self._send({"do": "results", "number": message["number"], "snippets": hits.snippets, "note": hits.note})
            case "chosen":
                self._open, self.closed_at = False, time.monotonic()
                self._remember(message["query"])
                self._owner.chosen(Choice(message["id"], message["text"], bool(message["copy"])))
            case "closed":
                self._open, self.closed_at = False, time.monotonic()
                self._remember(message["query"])
                self._owner.closed()
            case "not-open":
                self._open = False
                self._owner.missed()
            case "menu":
                if self._on_menu is not None:
                    self._on_menu(message["path"])
            case "impossible":
                self._stopping = True
                self._owner.broken(f"The palette has no window to show itself in: {message['why']}")

    def _remember(self, query: str) -> None:
        if not self._offering:
            self.query = query

    def _died(self, process: subprocess.Popen[str], status: int) -> None:
        with self._lock:
            if self._process is process:
                self._process = None
            if self._stopping:
                return
            was_open, self._open = self._open, False
            now = time.monotonic()
            self._deaths = [death for death in self._deaths if now - death < _DEATHS_SECONDS] + [now]
            log.warning("The palette's process ended by itself (status %s)", status)
            if len(self._deaths) >= _DEATHS_AT_MOST:
                self._stopping = True
                self._owner.broken(
                    "The palette's window keeps closing by itself. Restart Alongside; the log says more."
                )
                return
            self._spawn()
        if was_open:
            self._owner.closed()
