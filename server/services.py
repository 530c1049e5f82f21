"""What the server works with, in one place: built once at start, handed to ``server.app.create_app``."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

from server.errors import ApiError
from server.insights.names import Names
from server.pairing import Pairings
from server.sessions import PageSessions
from server.settings import Folders, Settings

if TYPE_CHECKING:  # importing the engine loads spaCy, and the tray must be visible before that
    from server.insights.service import Insights
    from server.language.engine import Engine
    from server.library.library import Library

log = logging.getLogger(__name__)

EngineState = Literal["starting", "ready", "failed"]
FETCH_SECONDS = 4.0  # a request that needs the engine waits so long for it to load, then is told to try again
Mode = Literal["on", "starting", "degraded", "off", "failed"]
Level = Literal["info", "warning", "error"]


class EngineUnwantedError(Exception):
    """The server stopped while the engine was being loaded."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What is told of an engine: its rules and packs, counted, and what could not be loaded."""

    rules: int = 0
    packs: int = 0
    notices: tuple[str, ...] = ()


class EngineSlot:
    """Holds the language engine, which takes seconds and most of the memory to load: the server answers from the start.

    ``load`` builds the engine; it runs once, on its own thread. Without ``prepare`` it does so when ``start`` is called; with it,
    ``start`` runs ``prepare`` (what is needed before any draft: the packs' snippets), and the engine is loaded when it is first
    asked for, or when a draft is near (``wake``). When packs changed, ``renew`` does all this again behind the engine that is there.
    """

    def __init__(self, load: Callable[[], "Engine"], prepare: Callable[[], "Outline"] | None = None) -> None:
        self._load = load
        self._prepare = prepare
        self._outline: Outline | None = None
        self._engine: Engine | None = None
        self._done = threading.Event()
        self._prepared = threading.Event()
        self._unwanted = threading.Event()
        self._preparing = threading.Lock()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._renewer: threading.Thread | None = None
        self._outdated = False

    @classmethod
    def of(cls, engine: "Engine") -> "EngineSlot":
        """A slot whose engine is there already."""
        slot = cls(lambda: engine)
        slot._run()
        return slot

    def start(self) -> None:
        """Begin to prepare, or where there is nothing to prepare to load, once; returns at once."""
        if self._prepare is None:
            self.wake()
        else:
            threading.Thread(target=self._run_prepare, name="packs-reader").start()

    def prepared_or_never(self, seconds: float) -> bool:
        """After ``give_up``: wait until nothing here writes to the library any more; False when it still does."""
        ended = self._preparing.acquire(timeout=seconds)
        if ended:
            self._preparing.release()
        return ended

    def renew(self) -> None:
        """Packs came, changed or went: read them again, and load the engine anew if it is loaded; returns at once.

        Until then the old engine answers; it also stays when the new one cannot be loaded.
        """
        with self._guard:
            self._outdated = True
            if self._renewer is None:
                self._renewer = threading.Thread(target=self._run_renewals, name="engine-renewer")
                self._renewer.start()

    @property
    def renewing(self) -> bool:
        """Whether changed packs are being read, so that what they bring does not count yet."""
        return self._renewer is not None

    def wake(self) -> None:
        """A draft is near: begin to load, once; returns at once."""
        with self._guard:
            if self._thread is not None or self._done.is_set():
                return
            # No daemon: Python ends those wherever they are, and inside the C++ of the engine's libraries that aborts the program.
            self._thread = threading.Thread(target=self._run, name="engine-loader")
            self._thread.start()

    def wake_if_prepared(self) -> None:
        """Begin to load if that only waits for somebody to ask."""
        if self._outline is not None:
            self.wake()

    def give_up(self) -> None:
        """Nobody waits for the engine any more: loading, if it is under way, ends at its next step."""
        self._unwanted.set()

    def check_wanted(self) -> None:
        """Called by ``load`` between its steps. Raises EngineUnwantedError after ``give_up``."""
        if self._unwanted.is_set():
            raise EngineUnwantedError

    def wait(self, seconds: float) -> EngineState:
        """Wait until it can be asked (or cannot ever), at most so long, and say how it stands."""
        (self._done if self._prepare is None else self._prepared).wait(seconds)
        return self.state

    @property
    def state(self) -> EngineState:
        """“starting” until it can be asked, then “ready”; “failed” when it could not be loaded."""
        if self._done.is_set():
            return "ready" if self._engine is not None else "failed"
        return "ready" if self._outline is not None else "starting"

    @property
    def loaded(self) -> "Engine | None":
        """The engine, if it is loaded."""
        return self._engine if self._done.is_set() else None

    @property
    def outline(self) -> "Outline | None":
        """What is known of it: as loaded, or before that as prepared."""
        engine = self.loaded
        if engine is not None:
            return Outline(engine.rule_count, len(engine.packs), engine.notices)
        return self._outline

    def fetch(self, seconds: float = FETCH_SECONDS) -> "Engine | None":
        """The engine, loaded if need be; None when that takes longer than ``seconds`` or fails."""
        if self._prepare is not None and not self._done.is_set():
            deadline = time.monotonic() + seconds
            if self._prepared.wait(seconds):
                self.wake_if_prepared()
                self._done.wait(deadline - time.monotonic())
        return self.loaded

    def get(self) -> "Engine":
        """The engine. Raises ApiError 503 when it is not loaded within a few seconds and when it could not be loaded."""
        engine = self.fetch()
        if engine is not None:
            return engine
        if not self._done.is_set():
            raise ApiError(
                503,
                "starting",
                "Alongside is still starting.",
                what="Your draft is untouched.",
                next_step="Try again in a moment.",
                headers={"Retry-After": "1"},
            )
        raise ApiError(
            503,
            "engine-failed",
            "The language engine could not be loaded, so drafts cannot be reviewed.",
            what="Your draft is untouched and your snippets work.",
            next_step="Run `alongside doctor` to see why, then restart Alongside.",
        )

    def _run_prepare(self) -> None:
        try:
            self._read_packs()
        except EngineUnwantedError:
            pass
        except Exception:  # loading says what is wrong, when it comes to that
            log.exception("the packs could not be read")
            self._outline = Outline()
        finally:
            self._prepared.set()

    def _read_packs(self) -> None:
        assert self._prepare is not None  # noqa: S101 - for the type checker
        with self._preparing:
            self.check_wanted()
            self._outline = self._prepare()

    def _run_renewals(self) -> None:
        while True:
            with self._guard:
                if not self._outdated or self._unwanted.is_set():
                    self._renewer = None
                    return
                self._outdated = False
            try:
                self._renew()
            except EngineUnwantedError:
                pass
            except Exception:  # reviews go on with the rules of before
                log.exception("changed packs could not be taken over")

    def _renew(self) -> None:
        if self._prepare is not None:
            self._read_packs()
        if self._thread is not None or self._done.is_set():
            self._done.wait()  # it may have begun with the packs of before
            self._engine = self._load()

    def _run(self) -> None:
        try:
            self._engine = self._load()
        except EngineUnwantedError:
            pass
        except Exception:  # whatever went wrong, the library and the pages still work
            log.exception("the language engine could not be loaded")
        finally:
            self._done.set()


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
