"""What the server works with, in one place: built once at start, handed to ``server.app.create_app``."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from server.engine.slot import EngineSlot
from server.insights.names import Names
from server.pairing import Pairings
from server.sessions import PageSessions
from server.settings import Folders, Settings

if TYPE_CHECKING:
    from server.insights.service import Insights
    from server.library.library import Library

log = logging.getLogger(__name__)

Mode = Literal["on", "starting", "degraded", "off", "failed"]
Level = Literal["info", "warning", "error"]


class Pause:
    """Whether reviews in the browser are paused, and until when. Safe to use from several threads."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._paused = False
        self._until: datetime | None = None

    def begin(self, minutes: int | None) -> None:
        """Pause for so many minutes; None: until ``end``."""
        with self._lock:
            self._paused = True
            self._until = None if minutes is None else self._now() + timedelta(minutes=minutes)

    def end(self) -> None:
        """Go on reviewing."""
        with self._lock:
            self._paused, self._until = False, None

    def state(self) -> tuple[bool, datetime | None]:
        """(paused, until when or None); a pause that is over counts no more."""
        with self._lock:
            if self._paused and self._until is not None and self._now() >= self._until:
                self._paused, self._until = False, None
            return self._paused, self._until


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the program on the status page.

    ``mode``: how it works now. ``detail``: one line, for people. ``next``: what to do about it, or "".
    """

    id: str
    label: str
    mode: Mode
    detail: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the agent should know, shown on the status page until it is mended. ``message``: for people."""

    id: str
    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class HotkeyCheck:
    """Whether a combination could be had: as the settings write it, as people do, why not (or ""), and what to bear in mind (or "")."""

    combination: str
    label: str
    problem: str = ""
    warning: str = ""


class HotkeyDesk(Protocol):
    """The desktop agent's hotkeys, as far as the settings page needs them."""

    def check(self, setting: str, combination: str) -> HotkeyCheck:
        """Whether this combination could be had for this setting (such as “hotkeys.palette”). Changes nothing."""
        ...

    def rest(self, seconds: float) -> None:
        """Let all combinations go for so long, so that they can be pressed in the page; 0: take them back now."""
        ...


@dataclass(slots=True)
class Services:
    """Everything the blueprints and pages use. Built by ``server.serve``; tests build their own.

    ``parts`` and ``notices``: functions that are asked at every status call; the desktop agent adds its own
    (``services.parts.append(tray.part)``). ``listeners`` are told what happened, on the thread on which it happened:
    “pairing-asked”, “pairing-decided”, “pairing-revoked”, “paused”, “resumed”, “settings-changed”, “library-changed”,
    “packs-changed”.
    ``names``: what the packs call their rules and situations, known before the engine is loaded.
    ``troubles``: notices by id that their cause puts there and takes away again.
    ``show_palette`` is set by the desktop agent: opens its snippet palette and says whether it could; so is ``hotkeys``.
    """

    settings: Settings
    folders: Folders
    port: int
    control_token: str
    version: str
    engine: EngineSlot
    library: "Library"
    insights: "Insights"
    pairings: Pairings
    names: Names = field(default_factory=Names)
    sessions: PageSessions = field(default_factory=PageSessions)
    pause: Pause = field(default_factory=Pause)
    parts: list[Callable[[], Part]] = field(default_factory=list)
    notices: list[Callable[[], list[Notice]]] = field(default_factory=list)
    troubles: dict[str, Notice] = field(default_factory=dict)
    listeners: list[Callable[[str], None]] = field(default_factory=list)
    show_palette: Callable[[], bool] | None = None
    hotkeys: HotkeyDesk | None = None

    @property
    def origin(self) -> str:
        """The server's own origin, such as “http://127.0.0.1:27180”."""
        return f"http://127.0.0.1:{self.port}"

    def tell(self, event: str) -> None:
        """Tell the listeners; one that fails is logged and does not stop the others."""
        for listener in list(self.listeners):
            try:
                listener(event)
            except Exception:  # a listener of another part must not break the request it learns about
                log.exception("a listener failed at %s", event)

    def page_link(self, path: str = "/") -> str:
        """A one-time address that signs the agent's browser in and leads to ``path``. Raises ValueError."""
        return f"{self.origin}/open?key={self.sessions.new_link(path)}"
