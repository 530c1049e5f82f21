"""One thread that owns one X connection: hotkeys, the tray window and the clipboard are its tenants.

Nobody else touches the connection. python-xlib (0.33) means to allow several threads, but when one waits for a reply while another
reads what has arrived, the reply can be missed and the first waits for ever (seen at 3 of 58 starts on a busy processor). So
whoever needs events registers a handler, and work from other threads is handed over with ``call``.
"""

import contextlib
import logging
import os
import select
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from Xlib import X
from Xlib.display import Display
from Xlib.error import ConnectionClosedError, DisplayError, XauthError, XError

from agent.x11.windows import same_client

log = logging.getLogger(__name__)

T = TypeVar("T")

Handler = Callable[[Any], None]

_CALL_SECONDS = 20.0  # how long the X server may take on a busy machine


class NoDisplay(Exception):  # noqa: N818 - a state of the machine, not a mistake
    """There is no X server to talk to. The message says which display was tried and why it failed."""


def open_display(name: str | None = None) -> Any:
    """Connect to the X server ``name`` (default: ``$DISPLAY``).

    Raises NoDisplay when there is none or it refuses us.
    """
    try:
        display = Display(name)
    except (DisplayError, OSError, XauthError, ConnectionClosedError) as error:
        raise NoDisplay(f"no X display {name or os.environ.get('DISPLAY', '')!r}: {error}") from error
    # Errors of requests nobody waits for (a window that closed meanwhile) are normal life on X.
    display.set_error_handler(lambda error, request: log.debug("X error: %s", error))
    return display


class XLoop:
    """The event loop. ``start`` it once; ``stop`` ends the thread and closes the connection."""

    def __init__(self, name: str | None = None) -> None:
        """Connect at once, so that a missing display is known here. Raises NoDisplay."""
        self._display: Any = open_display(name)
        self.name: str = self._display.get_display_name()
        self._handlers: dict[int, list[Handler]] = {}
        self._jobs: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        self._thread = threading.Thread(target=self._run, name="x11", daemon=True)
        self._stopping = False
        self.closed = threading.Event()

    @property
    def display(self) -> Any:
        """The connection, for the loop's own thread. Raises RuntimeError on any other while the loop runs."""
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            raise RuntimeError("the X connection belongs to its own thread; use XLoop.call")
        return self._display

    @property
    def root(self) -> Any:
        """The root window; as ``display``."""
        return self.display.screen().root

    def start(self) -> None:
        """Begin to read events."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and the connection; safe to call twice and from any thread."""
        self._stopping = True
        self._wake()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout=5)

    def on(self, event_type: int, handler: Handler) -> None:
        """Call ``handler(event)`` on the loop's thread for every event of this type."""
        self._handlers.setdefault(event_type, []).append(handler)

    def call(self, work: Callable[[], T], timeout: float = _CALL_SECONDS) -> T:
        """Run ``work`` on the loop's thread and give back its result.

        Raises what ``work`` raises; NoDisplay when the loop has ended.
        """
        if threading.current_thread() is self._thread:
            return work()
        future: Future[T] = Future()

        def job() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - handed to the caller
                future.set_exception(error)

        self.post(job)
        if self.closed.is_set():
            raise NoDisplay("the X connection has ended")
        return future.result(timeout)

    def post(self, work: Callable[[], None]) -> None:
        """Run ``work`` on the loop's thread soon."""
        with self._lock:
            self._jobs.append(work)
        self._wake()

    def atom(self, name: str) -> int:
        """The atom of that name; from any thread (python-xlib keeps a cache)."""
        return self.call(lambda: int(self._display.get_atom(name)))

    def same_client(self, first: int, second: int) -> bool:
        """Whether two windows belong to one program; from any thread."""
        return same_client(self._display, first, second)

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            os.write(self._wake_write, b".")

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._run_jobs()
                while self._display.pending_events():
                    self._dispatch(self._display.next_event())
                    self._run_jobs()
                self._display.flush()
                with self._lock:
                    waiting = bool(self._jobs)
                if not waiting and not self._stopping and not self._display.pending_events():
                    ready, _, _ = select.select([self._display.fileno(), self._wake_read], [], [])
                    if self._wake_read in ready:
                        os.read(self._wake_read, 4096)
        except (ConnectionClosedError, OSError) as error:
            if not self._stopping:
                log.warning("The X server went away: %s", error)
        finally:
            self.closed.set()
            with contextlib.suppress(ConnectionClosedError, OSError, XError):
                self._display.close()

    def _run_jobs(self) -> None:
        with self._lock:
            jobs, self._jobs = self._jobs, []
        for job in jobs:
            try:
                job()
            except ConnectionClosedError:
                raise
            except Exception:
                log.exception("A job on the X thread failed")

    def _dispatch(self, event: Any) -> None:
        if event.type == X.MappingNotify:
            self._display.refresh_keyboard_mapping(event)
        for handler in self._handlers.get(event.type, ()):
            try:
                handler(event)
            except ConnectionClosedError:
                raise
            except Exception:  # one tenant's mistake must not end the others
                log.exception("Handling an X event failed")
