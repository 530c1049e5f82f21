"""Starts and stops the server of a profile: lock, port, library, engine, waitress, run.json, in this order."""

import contextlib
import json
import logging
import os
import secrets
import socket
import threading
import time
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from filelock import BaseFileLock
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from server import logs, runinfo, settings
from server.app import create_app
from server.engine.model import Outline
from server.engine.process import EngineProcess
from server.engine.slot import EngineSlot
from server.errors import ApiError
from server.insights.names import Names
from server.insights.service import INSIGHTS_FILE, Insights
from server.library.errors import LibraryError
from server.library.library import Library
from server.library.rescue import open_library
from server.packs.gist import gist
from server.packs.installed import used_packs
from server.pairing import PAIRINGS_FILE, Pairings
from server.services import Notice, Services
from server.settings import Folders
from server.sharing.errors import SharingError
from server.sharing.keeper import Keeper
from server.sharing.packs import Packs
from server.sharing.subscriptions import Subscriptions

log = logging.getLogger(__name__)

LIBRARY_FILE = "library.sqlite3"
_LARGEST_REQUEST = 4 * 1024 * 1024  # bytes read at all; the application itself refuses bodies of half this size
_STOP_SECONDS = 5.0


class _JsonErrors(ErrorTask):  # type: ignore[misc]
    """Answers what never reaches the application (malformed HTTP, far too large) in the shape of all other errors."""

    def execute(self) -> None:
        error = self.request.error
        too_large = error.code in (413, 431)
        answer = ApiError(
            error.code,
            "too-large" if too_large else "bad-request",
            f"The request cannot be read: {error.reason}.",
            next_step="Send less at once." if too_large else "Send a valid HTTP request.",
            limit=_LARGEST_REQUEST if error.code == 413 else None,
        )
        body = json.dumps(answer.as_dict()).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _JsonErrors


class RunningServer:
    """The server of one profile, answering on its own thread. Made by ``start``; ``stop`` ends it.

    ``note`` says when another port than the wanted one is used, and why.
    """

    def __init__(
        self,
        services: Services,
        keeper: Keeper,
        web: Any,
        lock: BaseFileLock,
        log_handler: logging.Handler,
        note: str | None,
    ) -> None:
        self.services = services
        self._keeper = keeper
        self.note = note
        self._web = web  # waitress has no types
        self._lock = lock
        self._log_handler = log_handler
        self._stopping = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="server", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return self.services.port

    @property
    def url(self) -> str:
        """The address, without a trailing slash."""
        return self.services.origin

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the server has stopped, at most so long; whether it has."""
        return self._stopped.wait(seconds)

    def stop(self) -> None:
        """Finish the requests that are being answered, then free the port, the library and the lock. Harmless twice."""
        if self._stopped.is_set():
            return
        self.services.engine.give_up()
        self._keeper.give_up()
        # Waitress's sockets are touched on its own thread only; the trigger wakes it.
        self._web.trigger.pull_trigger(lambda: wasyncore.dispatcher.close(self._web))  # no new connections
        self._web.task_dispatcher.shutdown(timeout=_STOP_SECONDS)
        self._stopping.set()
        with contextlib.suppress(OSError):  # it may have seen the flag, and closed the trigger, by itself
            self._web.trigger.pull_trigger()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        sockets = self._web._map
        try:
            while not self._stopping.is_set():
                wasyncore.loop(timeout=1, map=sockets, count=1)
            deadline = time.monotonic() + _STOP_SECONDS
            while self._unsent() and time.monotonic() < deadline:
                wasyncore.loop(timeout=0.1, map=sockets, count=1)
            wasyncore.close_all(sockets)
        except Exception:
            log.exception("the server stopped unexpectedly")
        finally:
            runinfo.remove(self.services.folders)
            self.services.engine.give_up()
            self.services.engine.close()
            # SQLite crashes when its connection is closed under a thread that writes.
            if self._keeper.ended(_STOP_SECONDS) and self.services.engine.prepared_or_never(_STOP_SECONDS):
                self.services.library.close()
            self.services.insights.close()
            self._lock.release()
            log.info("stopped")
            logs.stop(self._log_handler)
            self._stopped.set()

    def _unsent(self) -> bool:
        return any(channel.total_outbufs_len for channel in self._web.active_channels.values())


def start(folders: Folders, *, port: int | None = None) -> RunningServer:
    """Start the server of a profile and return once it answers; packs are read in the background, the language engine is
    loaded when a draft is near.

    ``port``: instead of the one in the settings; 0 lets the system choose. Raises AlreadyRunningError, PortsTakenError,
    LibraryError, or OSError when the folders cannot be made or written.
    """
    folders.create()
    with contextlib.ExitStack() as undo:  # undone only when something below fails
        lock = runinfo.take_lock(folders)
        undo.callback(lock.release)
        loaded = settings.load(folders.settings_file)
        log_handler = logs.start(folders, loaded.settings.log_level)
        undo.callback(logs.stop, log_handler)
        if not folders.settings_file.exists():
            settings.write_private(folders.settings_file, settings.template())
        bound, note = runinfo.bind(loaded.settings.port if port is None else port)
        undo.callback(bound.close)
        library = open_library(folders.data / LIBRARY_FILE)
        undo.callback(library.close)
        services = _services(folders, loaded, library, bound.getsockname()[1], note)
        keeper = _keeper(services)
        web = _web_server(create_app(services), bound, loaded.settings.threads)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        info = runinfo.RunInfo(os.getpid(), services.port, services.control_token, services.version, started)
        runinfo.write(folders, info)
        undo.pop_all()
    services.engine.start()
    keeper.start()
    log.info("started on port %d", services.port)
    return RunningServer(services, keeper, web, lock, log_handler, note)


def _services(folders: Folders, loaded: settings.Loaded, library: Library, port: int, note: str | None) -> Services:
    pairings = Pairings(folders.data / PAIRINGS_FILE)
    services = Services(
        settings=loaded.settings,
        folders=folders,
        port=port,
        control_token=secrets.token_urlsafe(32),
        version=version("alongside"),
        engine=EngineSlot(
            lambda: _make(services), lambda: _prepare(services), lambda: services.settings.engine_rest_minutes
        ),
        library=library,
        insights=Insights(
            folders.data / INSIGHTS_FILE,
            enabled=lambda: services.settings.insights,
            keep_days=lambda: services.settings.insights_days,
            with_tickets=lambda: services.settings.insights_tickets,
        ),
        pairings=pairings,
    )
    noticed = [Notice("port", "warning", note)] if note else []
    noticed += [Notice(f"settings-{n}", "warning", str(problem)) for n, problem in enumerate(loaded.problems)]
    noticed += [Notice(f"pairings-{n}", "warning", text) for n, text in enumerate(pairings.notices)]
    services.notices.append(lambda: [*noticed, *services.troubles.values()])
    services.notices.append(
        lambda: [Notice(f"insights-{n}", "warning", text) for n, text in enumerate(services.insights.notices)]
    )
    services.notices.append(lambda: [Notice(f"library-{n}", "warning", text) for n, text in enumerate(library.notices)])
    return services


def _keeper(services: Services) -> Keeper:
    """What looks after the packs: it hears of changes, and says which newer ones are offered."""
    shelf = Packs(services.folders.data, services.library)
    subscriptions = Subscriptions(services.library, shelf)
    keeper = Keeper(shelf.folder, lambda: services.settings.packs_off, services.engine.renew, subscriptions)
    services.listeners.append(keeper.hear)

    def offered() -> list[Notice]:
        try:
            newer = subscriptions.offered()
        except LibraryError:  # the library's own part says what is wrong
            return []
        return [Notice(f"offer-{one.pack}", "info", f"{one.title} {one.version} is there. See Packs.") for one in newer]

    services.notices.append(offered)
    return keeper


def _prepare(services: Services) -> Outline:
    """Read all packs that are not switched off, and bring their snippets into the library."""
    try:
        with Packs(services.folders.data, services.library).settled():
            return _bring_in(services)
    except (SharingError, LibraryError) as error:  # another program is busy with the packs, or nothing can be written
        log.warning("the packs are read as they are: %s", type(error).__name__)
        return _bring_in(services)


def _bring_in(services: Services) -> Outline:
    found = gist(used_packs(services.folders.data, services.settings.packs_off))
    services.names = Names(found.examples, found.situations)
    services.engine.check_wanted()
    try:
        services.library.sync_packs(found.packs)
        services.troubles.pop("library-sync", None)
    except LibraryError as error:  # reviews work without the library
        log.warning("the packs' snippets were not brought in: %s", type(error).__name__)
        message = f"The packs' snippets could not be brought in. {error.message} {error.next}"
        services.troubles["library-sync"] = Notice("library-sync", "warning", message)
    return Outline(found.rules, len(found.packs), found.notices)


def _make(services: Services) -> EngineProcess:
    """A process with the engine of all packs that are not switched off."""
    return EngineProcess(used_packs(services.folders.data, services.settings.packs_off), services.settings.threads)


def _web_server(app: Flask, bound: socket.socket, threads: int) -> Any:
    web = create_server(
        app,
        sockets=[bound],
        threads=threads,
        connection_limit=64,
        channel_timeout=60,
        max_request_header_size=16 * 1024,
        max_request_body_size=_LARGEST_REQUEST,
        # What does not fit these buffers waitress writes to a temporary file, and drafts do not go to disk.
        inbuf_overflow=2 * _LARGEST_REQUEST,
        outbuf_overflow=64 * 1024 * 1024,
        ident="",
        log_socket_errors=False,
    )
    web.channel_class = _Channel
    return web
