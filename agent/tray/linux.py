"""The tray on Linux: a StatusNotifierItem where a panel takes one, an XEmbed window where only an older tray runs.

Either can appear or go away at any time (a panel restarts, or starts after us at login), so both are watched, and only
one icon is shown.
"""

import logging
import threading
from collections.abc import Callable

from agent.dbus import SessionBus
from agent.tray.base import Content
from agent.x11.loop import XLoop

log = logging.getLogger(__name__)

NOTIFIER = "status-notifier"
XEMBED = "xembed"
NONE = "none"


class LinuxTray:
    """Shows one icon, by the best way there is at the moment; ``mode`` says which."""

    def __init__(
        self,
        content: Content,
        session: SessionBus | None,
        xloop: XLoop | None,
        popup: Callable[[int, int], None],
        on_mode: Callable[[str], None],
    ) -> None:
        """Use what there is of D-Bus and X.

        ``popup(x, y)`` shows the menu for an XEmbed tray; ``on_mode(mode)`` is told "status-notifier", "xembed" or "none"
        whenever that changes, on any thread.
        """
        self._on_mode = on_mode
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._shown = {NOTIFIER: False, XEMBED: False}
        self.mode = NONE
        self._notifier = None
        self._embedded = None
        # Imported here, so that each is only loaded where it can work.
        if session is not None:
            from agent.tray.sni import StatusNotifier  # noqa: PLC0415

            self._notifier = StatusNotifier(session, content, lambda shown: self._report(NOTIFIER, shown))
        if xloop is not None:
            from agent.tray.xembed import XEmbedIcon  # noqa: PLC0415

            self._embedded = XEmbedIcon(xloop, content, lambda shown: self._report(XEMBED, shown), popup)

    def show(self) -> None:
        """Show the icon, or wait for a panel that takes it."""
        shown = False
        if self._notifier is not None:
            try:
                shown = self._notifier.start()
            except Exception:
                log.exception("The tray icon could not be offered over D-Bus")
        if not shown and self._embedded is not None:
            self._embedded.start()

    def run(self, on_ready: Callable[[], None]) -> None:
        """Show the icon; returns after ``stop``."""
        self.show()
        on_ready()
        while not self._stopped.wait(1.0):  # in steps, so that Ctrl+C is heard
            pass

    def refresh(self) -> None:
        """The content has changed; from any thread."""
        if self._notifier is not None:
            self._notifier.refresh()
        if self._embedded is not None:
            self._embedded.refresh()

    def stop(self) -> None:
        """Take the icon away and let ``run`` return."""
        if self._notifier is not None:
            self._notifier.stop()
        if self._embedded is not None:
            self._embedded.stop()
        self._stopped.set()

    def _report(self, way: str, shown: bool) -> None:
        if self._stopped.is_set():
            return
        with self._lock:
            before = dict(self._shown)
            self._shown[way] = shown
            mode = next((one for one in (NOTIFIER, XEMBED) if self._shown[one]), NONE)
            changed = mode != self.mode
            self.mode = mode
        if way == NOTIFIER and shown != before[NOTIFIER] and self._embedded is not None:
            if shown:
                self._embedded.stop()
            else:
                threading.Thread(target=self._embedded.start, daemon=True).start()
        if changed:
            log.info("Tray icon: %s", mode)
            self._on_mode(mode)
