"""The agent itself: makes its parts, starts them in order behind the tray, and ends them."""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent import autostart, backends
from agent.abbreviations.expander import Expander
from agent.actions import MenuActions
from agent.context import Context, say
from agent.keys import KeyKeeper
from agent.palette.owner import PaletteOwner
from agent.reload import SettingsWatch
from agent.rewrite import SelectionRewriter
from agent.state import TrayContent
from server.memory import give_back
from server.settings import Folders

if TYPE_CHECKING:  # the server is imported after the tray is visible
    from server.serve import RunningServer

log = logging.getLogger(__name__)

_TICK_SECONDS = 5.0  # how often pauses that end and settings that change are noticed
_PACKS_SECONDS = 120.0  # after which the tray no longer waits for the packs to be read


class Agent:
    """The running agent."""

    def __init__(self, folders: Folders, profile: str | None = None) -> None:
        """Connect to the desktop; nothing is visible before ``run``."""
        self._context = Context(folders, backends.connect())
        self._autostart = autostart.choose(profile)
        self._server: RunningServer | None = None
        self._stopping = threading.Event()
        self._tray_mode = "none"
        self.found_another = False
        """Whether another agent of this profile turned out to be running."""
        self._watch = SettingsWatch(self._context)
        self._owner = PaletteOwner(self._context, self._refresh)
        self._keys = KeyKeeper(
            self._context,
            palette=self._owner.toggle,
            rewrite=SelectionRewriter(self._context, self._owner).rewrite,
        )
        self._expander = Expander(self._context, self._owner, lambda: backends.choose_typing(self._context.links))
        self._actions = MenuActions(
            self._context,
            self._autostart,
            show_palette=self._owner.toggle,
            refresh=self._refresh,
            quit_agent=self.quit,
        )
        content = TrayContent(self._context, self._keys, self._owner, self._autostart, self._actions)
        self._tray = backends.choose_tray(
            self._context.links,
            content,
            lambda x, y: self._owner.popup(content.menu(), x, y),
            self._tray_changed,
        )

    @property
    def failure(self) -> str:
        """Why the server could not be started; empty when it could."""
        return self._context.failure

    def run(self) -> None:
        """Show the tray, start everything behind it, and work until ``quit``. On the main thread."""
        links = self._context.links
        if links.desktop.kind == "none":
            reason = next((why for why in links.missing if why.startswith("X11")), "no display")
            say(f"There is no desktop here ({reason}). Alongside serves without tray, hotkeys and palette.")
        try:
            self._tray.run(lambda: threading.Thread(target=self._start, name="start", daemon=True).start())
        finally:
            self.quit()
            self._finish()

    def quit(self) -> None:
        """Stop everything; ``run`` returns soon after. From any thread."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._tray.stop()

    def _start(self) -> None:
        """Everything that comes after the tray, on a thread of its own; an agent that only looks as if it ran is worse than none."""
        try:
            self._attempt("paste", self._start_paster)
            self._attempt("hotkeys", self._keys.start)
            self._owner.start()
            self._start_server()
        except Exception as error:
            log.exception("Alongside could not be started")
            self._fail(str(error) or type(error).__name__)
            return
        if self._server is None:
            return
        self._attempt("hotkeys", lambda: self._keys.take(announce=True))
        self._attempt("abbreviations", self._expander.follow_settings)
        self._attempt("notifications", self._start_notifier)
        threading.Thread(target=self._tick, name="tick", daemon=True).start()
        self._refresh()
        self._server.services.engine.wait(_PACKS_SECONDS)
        self._refresh()
        give_back()  # what starting took, and waiting does not need

    def _attempt(self, what: str, work: Callable[[], None]) -> None:
        """One part that fails must not keep the others from starting."""
        try:
            work()
        except Exception:
            log.exception("%s could not be started", what)

    def _fail(self, why: str) -> None:
        """Say that there is no server; without a tray to say it with, end."""
        self._context.failure = why
        if self._tray_mode == "none":
            self.quit()
            return
        self._refresh()
        self._attempt("notifications", self._start_notifier)
        self._context.notify("failed", "Alongside could not start", why)

    def _start_paster(self) -> None:
        self._context.paster = backends.choose_paster(self._context.links)

    def _start_server(self) -> None:
        from agent import parts  # noqa: PLC0415 - these take a while to import, so only now
        from server import serve  # noqa: PLC0415
        from server.runinfo import AlreadyRunningError  # noqa: PLC0415

        context, desktop = self._context, self._context.links.desktop
        try:
            server = serve.start(context.folders)
        except AlreadyRunningError:
            self.found_another = True
            self.quit()
            return
        services = server.services
        services.listeners.append(self._heard)
        services.parts += [
            lambda: parts.tray(self._tray_mode, context.links),
            lambda: parts.hotkeys(self._keys.grabs, self._keys.backend, desktop),
            lambda: parts.abbreviations(
                self._expander.problem, wanted=services.settings.abbreviations, listening=self._expander.listening
            ),
            lambda: parts.palette(self._owner.problem, self._owner.palette.pid, desktop),
            lambda: parts.pasting(context.paster, desktop),
            lambda: parts.notifications(context.notifier, services.settings.notifications),
            lambda: parts.at_login(self._autostart.enabled()),
        ]
        services.show_palette = self._owner.toggle
        services.hotkeys = self._keys
        self._server = server
        context.services = services
        self._say_where(server)

    def _say_where(self, server: "RunningServer") -> None:
        """Tell a person at a terminal where it is and how to open it; there may be no tray to click."""
        if server.note:
            say(server.note)
        if self._context.links.desktop.kind != "none":
            say(f"Alongside runs at {server.url}. Open its page from the tray, or by running `alongside` again.")
            return
        say(
            f"Alongside runs at {server.url}. Open this address in a browser on this machine; it works once, for two minutes:\n"
            f"  {server.services.page_link('/')}\n"
            "Run `alongside` again for a new one. Stop Alongside with Ctrl+C."
        )

    def _start_notifier(self) -> None:
        if self._context.links.session is not None:
            from agent.notify import Notifier  # noqa: PLC0415

            icon = str(autostart.write_icon(self._context.folders.data))
            self._context.notifier = Notifier(self._context.links.session, icon)

    def _finish(self) -> None:
        self._owner.palette.stop()
        self._attempt("stopping the hotkeys", self._keys.stop)
        self._attempt("stopping the abbreviations", self._expander.stop)
        if self._context.paster is not None:
            self._attempt("closing the clipboard", self._context.paster.close)
        if self._server is not None:
            self._server.stop()
        self._context.links.close()

    def _tick(self) -> None:
        """Notice what nobody tells us: pauses that end, settings edited by hand, the clock that jumped."""
        while not self._stopping.wait(_TICK_SECONDS):
            self._attempt("reading the settings", self._watch.look)
            self._refresh()

    def _heard(self, event: str) -> None:
        """Something happened in the server."""
        if event == "settings-changed":
            self._attempt("hotkeys", lambda: self._keys.take(announce=True))
            self._attempt("abbreviations", self._expander.follow_settings)
        elif event == "pairing-asked":
            self._actions.ask_about_pairing()
        self._refresh()

    def _refresh(self) -> None:
        self._tray.refresh()

    def _tray_changed(self, mode: str) -> None:
        self._tray_mode = mode
