"""Looks after the packs while the server runs: a changed pack counts without a restart, and subscriptions are asked when due.

One quiet thread. It looks at the names and times of the files in the packs folder every few seconds, because another program
(the command line, a sync tool) may have changed them, and asks only subscriptions that are due. What is newer is offered; nothing is
installed.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from server.library.errors import LibraryError
from server.sharing.errors import SharingError

if TYPE_CHECKING:  # what fetches packs is loaded when there is something to fetch
    from server.sharing.subscriptions import Subscriptions

log = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
FIRST_CHECK_SECONDS = 60.0  # after the start, when the agent's machine is busy with everything that starts
CHECK_SECONDS = 600.0
Stamp = tuple[object, ...]


class Keeper:
    """``off``: the ids of packs that are switched off, now. ``renew``: called when what the rules are made of changed."""

    def __init__(
        self,
        folder: Path,
        off: Callable[[], Collection[str]],
        renew: Callable[[], None],
        subscriptions: "Subscriptions",
        *,
        every: float = LOOK_SECONDS,
        first_check: float = FIRST_CHECK_SECONDS,
    ) -> None:
        self._folder = folder
        self._off = off
        self._renew = renew
        self._subscriptions = subscriptions
        self._every = every
        self._check_at = time.monotonic() + first_check
        self._seen = self._stamp()
        self._guard = threading.Lock()
        self._unwanted = threading.Event()
        # A daemon: it may be waiting for a server far away, and then nobody should wait for it.
        self._thread = threading.Thread(target=self._run, name="packs-keeper", daemon=True)

    def start(self) -> None:
        """Begin; what changes from now on is noticed."""
        self._thread.start()

    def give_up(self) -> None:
        """End at the next step."""
        self._unwanted.set()

    def ended(self, seconds: float) -> bool:
        """After ``give_up``: wait until nothing here touches the library any more; False when a source still keeps it waiting."""
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def hear(self, event: str) -> None:
        """Something happened in the server; see ``Services.listeners``."""
        if event in ("packs-changed", "settings-changed"):
            self.look()

    def look(self) -> None:
        """Have the rules made anew if the packs, or which of them are on, changed since the last look."""
        with self._guard:
            stamp = self._stamp()
            if stamp == self._seen:
                return
            self._seen = stamp
        self._renew()

    def _stamp(self) -> Stamp:
        files: list[object] = []
        for path in sorted(self._folder.glob("*.yaml")):
            try:
                found = path.stat()
            except OSError:  # it has just gone
                continue
            files.append((path.name, found.st_mtime_ns, found.st_size, found.st_ino))
        return (*files, *self._off())

    def _run(self) -> None:
        while not self._unwanted.wait(self._every):
            try:
                self.look()
                if time.monotonic() >= self._check_at:
                    self._check_at = time.monotonic() + CHECK_SECONDS
                    self._subscriptions.check(due_only=True, wanted=lambda: not self._unwanted.is_set())
            except (
                LibraryError,
                SharingError,
                OSError,
            ) as error:  # a disk that is full or away; the next look may do better
                log.warning("the packs could not be looked after: %s", type(error).__name__)
            except Exception:  # the thread must go on: packs that change later still count
                log.exception("the packs could not be looked after")
