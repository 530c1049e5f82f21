"""What the tray's menu does."""

import logging
from collections.abc import Callable

from agent.autostart import Autostart, AutostartError
from agent.context import Context

log = logging.getLogger(__name__)


class MenuActions:
    """``agent.menu.Actions``. Without a server, what needs one does nothing."""

    def __init__(
        self,
        context: Context,
        autostart: Autostart,
        *,
        show_palette: Callable[[], bool],
        refresh: Callable[[], None],
        quit_agent: Callable[[], None],
    ) -> None:
        """``refresh`` draws the tray anew."""
        self._context = context
        self._autostart = autostart
        self._refresh = refresh
        self.show_palette = show_palette
        self.quit = quit_agent

    def pause(self, minutes: int | None) -> None:
        """Pause reviews."""
        if (services := self._context.services) is not None:
            services.pause.begin(minutes)
            services.tell("paused")

    def resume(self) -> None:
        """Go on reviewing."""
        if (services := self._context.services) is not None:
            services.pause.end()
            services.tell("resumed")

    def open_page(self, path: str) -> None:
        """Open one of our pages in the browser, signed in."""
        context = self._context
        if context.services is None:
            context.notify("page", "Alongside is still starting", context.failure or "Try again in a moment.")
            return
        import webbrowser  # noqa: PLC0415 - slow to import, and the tray comes first

        link = context.services.page_link(path)
        if not webbrowser.open(link):
            if context.paster is not None:
                context.paster.copy(link)
            context.notify(
                "page", "No browser could be opened", "The address of the page is on the clipboard. It works once."
            )

    def decide_pairing(self, request: str, *, approve: bool) -> None:
        """Let a browser in, or not."""
        if (services := self._context.services) is not None:
            services.pairings.decide(request, approve)
            services.tell("pairing-decided")

    def revoke_pairing(self, pairing: str) -> None:
        """Shut a browser out."""
        if (services := self._context.services) is not None:
            services.pairings.revoke(pairing)
            services.tell("pairing-revoked")

    def ask_about_pairing(self) -> None:
        """Tell that a browser asks to be paired, with the code to compare."""
        services = self._context.services
        asking = services.pairings.requests() if services is not None else []
        if asking:
            newest = asking[-1]
            text = f"{newest.name} asks to use Alongside and shows the code {newest.code}. Approve it only if you see that code there."
            buttons = {"Compare and approve": lambda: self.open_page("/pairing")}
            self._context.notify("pairing", "Pair a browser?", text, buttons)

    def set_at_login(self, wanted: bool) -> None:
        """Start at login, or not."""
        try:
            if wanted:
                self._autostart.enable()
            else:
                self._autostart.disable()
        except AutostartError as error:
            self._context.notify("autostart", "Start at login was not changed", str(error))
        self._refresh()
