"""Holds the engine's process: starts it when a draft is near, ends it when nobody has asked for a while, replaces it when it dies."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from server.engine.model import EngineEndedError, EngineSilentError, Outline
from server.engine.remote import RemoteEngine
from server.errors import ApiError
from server.memory import give_back

log = logging.getLogger(__name__)

EngineState = Literal["starting", "ready", "failed"]
FETCH_SECONDS = 4.0  # a request that needs the engine waits so long for it to load, then is told to try again
MINUTE = 60.0
# An engine that could not be loaded, or died so often in a minute, will not get better by being started again at once.
_DEATHS_AT_MOST = 5
_FAILED_SECONDS = 60.0


class EngineUnwantedError(Exception):
    """The server stopped while the engine was being loaded."""


class Worker(Protocol):
    """What has the engine (``server.engine.process.EngineProcess``)."""

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        ...

    def wait_ready(self) -> Outline:
        """Wait until the engine is loaded. Raises when it cannot be."""
        ...

    def ask(self, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What a method of ``LocalEngine`` gives back. Raises what it may raise, EngineEndedError and EngineDefectError."""
        ...

    def close(self) -> None:
        """End it. Harmless twice."""
        ...


@dataclass(slots=True, eq=False)
class _Held:
    """A worker that is loaded, and how many are asking it just now; ``retired``: nobody new may."""

    worker: Worker
    users: int = 0
    retired: bool = False


class EngineSlot:
    """The engine, which takes seconds and most of the memory to load: the server answers from the start without it.

    ``start`` first runs ``prepare`` (what is needed before any draft: the packs' snippets). The worker is made by ``make`` when
    the engine is first asked for, or when a draft is near (``wake``). After ``rest_minutes`` without a question it is ended, and
    made again as the first time; 0: never ended. When packs changed, ``renew`` does all this again behind the worker that is there.
    """

    def __init__(
        self,
        make: Callable[[], Worker],
        prepare: Callable[[], Outline] = Outline,
        rest_minutes: Callable[[], float] = lambda: 0,
    ) -> None:
        self._make = make
        self._prepare = prepare
        self._rest_minutes = rest_minutes
        self._remote = RemoteEngine(self._ask)
        self._outline: Outline | None = None
        self._prepared = threading.Event()
        self._preparing = threading.Lock()
        self._unwanted = threading.Event()
        self._loading = threading.Lock()  # one at a time
        self._change = threading.Condition()  # guards all below, and is notified when loading ends
        self._held: _Held | None = None
        self._coming: Worker | None = None
        self._loader: threading.Thread | None = None
        self._renewer: threading.Thread | None = None
        self._outdated = False
        self._used = 0.0
        self._deaths: list[float] = []
        self._failed: float | None = None

    def start(self) -> None:
        """Begin to prepare, once; returns at once."""
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
        with self._change:
            self._outdated = True
            if self._renewer is None:
                self._renewer = threading.Thread(target=self._run_renewals, name="engine-renewer")
                self._renewer.start()

    @property
    def renewing(self) -> bool:
        """Whether changed packs are being read, so that what they bring does not count yet."""
        return self._renewer is not None

    def wake(self) -> None:
        """A draft is near: begin to load unless it is loaded, and rest only after the full time from now. Returns at once.

        Does nothing before the packs are read, and for a minute after loading failed.
        """
        with self._change:
            self._used = time.monotonic()
            if self._loader is not None or self.loaded is not None or not self._prepared.is_set():
                return
            if self._unwanted.is_set() or self._failed_lately():
                return
            self._failed = None
            self._loader = threading.Thread(target=self._run_load, name="engine-loader", daemon=True)
            self._loader.start()

    def give_up(self) -> None:
        """Nobody waits for the engine any more: loading, if it is under way, ends. Who is being answered still is."""
        self._unwanted.set()
        with self._change:
            coming = self._coming
        if coming is not None:
            coming.close()

    def close(self) -> None:
        """End the worker. Only after ``give_up``."""
        with self._change:
            held, self._held = self._held, None
        if held is not None:
            held.worker.close()

    def check_wanted(self) -> None:
        """Called by ``prepare`` between its steps. Raises EngineUnwantedError after ``give_up``."""
        if self._unwanted.is_set():
            raise EngineUnwantedError

    def wait(self, seconds: float) -> EngineState:
        """Wait until it can be asked, at most so long, and say how it stands."""
        self._prepared.wait(seconds)
        return self.state

    @property
    def state(self) -> EngineState:
        """“starting” until it can be asked, then “ready” (loaded or not); “failed” when it could not be loaded."""
        if self._failed is not None and self.loaded is None:
            return "failed"
        return "ready" if self._prepared.is_set() else "starting"

    @property
    def loaded(self) -> Worker | None:
        """The worker, if it is loaded."""
        held = self._held
        return held.worker if held is not None and held.worker.alive else None

    @property
    def loading(self) -> bool:
        """Whether it is being loaded."""
        return self._loader is not None

    @property
    def outline(self) -> Outline | None:
        """What is known of the engine: as last loaded, or before that as prepared."""
        return self._outline

    def fetch(self, seconds: float | None = None) -> RemoteEngine | None:
        """The engine, loaded if need be; None when that takes longer than ``seconds`` (default: ``FETCH_SECONDS``) or fails."""
        held = self._take(FETCH_SECONDS if seconds is None else seconds)
        if held is None:
            return None
        self._give_back(held)
        return self._remote

    def get(self) -> RemoteEngine:
        """The engine. Raises ApiError 503 when it is not loaded within a few seconds and when it could not be loaded."""
        engine = self.fetch()
        if engine is None:
            raise self._why_not()
        return engine

    # Asking

    def _ask(self, name: str, /, *values: Any, **named: Any) -> Any:
        for _ in range(2):  # what ended the worker was probably not the question
            held = self._take(FETCH_SECONDS)
            if held is None:
                raise self._why_not()
            try:
                return held.worker.ask(name, values, named)
            except EngineSilentError:
                self._bury(held)
                break
            except EngineEndedError:
                self._bury(held)
            finally:
                self._give_back(held)
        raise ApiError(
            503,
            "engine-ended",
            "The language engine ended before it had read this.",
            what="Your draft is untouched.",
            next_step="Try again. If it happens again, see `alongside doctor`, and whether this machine is short of memory.",
        )

    def _take(self, seconds: float) -> _Held | None:
        """The worker, with this caller counted as its user; None when it is not loaded within so many seconds."""
        deadline = time.monotonic() + seconds
        if not self._prepared.wait(seconds):
            return None
        self.wake()
        with self._change:
            self._change.wait_for(lambda: self._loader is None, deadline - time.monotonic())
            held = self._held
            if held is None or not held.worker.alive:
                return None
            held.users += 1
            return held

    def _give_back(self, held: _Held) -> None:
        with self._change:
            held.users -= 1
            self._used = time.monotonic()
        self._close_unused(held)

    def _close_unused(self, held: _Held) -> None:
        if held.retired and not held.users:
            held.worker.close()

    def _why_not(self) -> ApiError:
        if self.state == "failed":
            return ApiError(
                503,
                "engine-failed",
                "The language engine could not be loaded, so drafts cannot be reviewed.",
                what="Your draft is untouched and your snippets work.",
                next_step="Run `alongside doctor` to see why, then restart Alongside.",
            )
        return ApiError(
            503,
            "starting",
            "Alongside is still starting.",
            what="Your draft is untouched.",
            next_step="Try again in a moment.",
            headers={"Retry-After": "1"},
        )

    def _bury(self, held: _Held) -> None:
        """The worker has died under a question."""
        with self._change:
            if held.retired:  # by another of its users, or because there is a new one
                return
            held.retired = True
            if self._held is held:
                self._held = None
            now = time.monotonic()
            self._deaths = [death for death in self._deaths if now - death < _FAILED_SECONDS] + [now]
            if len(self._deaths) >= _DEATHS_AT_MOST:
                self._failed = now
        log.warning("the language engine's process ended by itself")

    # Loading

    def _failed_lately(self) -> bool:
        return self._failed is not None and time.monotonic() - self._failed < _FAILED_SECONDS

    def _run_load(self) -> None:
        try:
            self._load()
        except EngineUnwantedError:
            pass
        except Exception:  # whatever went wrong, the library and the pages still work
            log.exception("the language engine could not be loaded")
            self._failed = time.monotonic()
        finally:
            with self._change:
                self._loader = None
                self._change.notify_all()

    def _load(self) -> None:
        with self._loading:
            self.check_wanted()
            worker = self._make()
            with self._change:
                self._coming = worker
            held = _Held(worker)
            try:
                self.check_wanted()
                outline = worker.wait_ready()
                with self._change:
                    self.check_wanted()
                    old, self._held = self._held, held
                    self._outline, self._failed, self._used = outline, None, time.monotonic()
                    if old is not None:
                        old.retired = True
            except BaseException:
                worker.close()
                self.check_wanted()  # then it was ended by us
                raise
            finally:
                with self._change:
                    self._coming = None
        if old is not None:
            self._close_unused(old)
        threading.Thread(target=self._rest, args=(held,), name="engine-rest", daemon=True).start()

    def _rest(self, held: _Held) -> None:
        """End a worker that nobody has asked for a while."""
        pause = MINUTE
        while not self._unwanted.wait(pause):
            with self._change:
                if held.retired:
                    return
                minutes = self._rest_minutes()  # at every look: the setting may have changed
                left = self._used + minutes * MINUTE - time.monotonic()
                pause = min(MINUTE, max(0.05, left)) if minutes else MINUTE
                if minutes and left <= 0 and not held.users:
                    held.retired, self._held = True, None
                    break
        else:
            return
        held.worker.close()
        give_back()
        log.info("the language engine rests")

    # Packs

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
        give_back()

    def _read_packs(self) -> None:
        with self._preparing:
            self.check_wanted()
            self._outline = self._prepare()

    def _run_renewals(self) -> None:
        while True:
            with self._change:
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
        self._read_packs()
        if (
            self._loader is not None or self.loaded is not None
        ):  # one that is coming may have begun with the packs of before
            self._load()
