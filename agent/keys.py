"""The hotkeys of the settings: taken from the system, taken anew when the settings change, and told of when they cannot be."""

import logging
from collections.abc import Callable

from agent import backends
from agent.context import Context
from agent.hotkeys.base import Grab, Hotkeys, wanted_keys
from agent.hotkeys.combo import Combo
from server.settings import load

log = logging.getLogger(__name__)


class KeyKeeper:
    """Holds the combinations the settings ask for."""

    def __init__(self, context: Context, *, palette: Callable[[], object], rewrite: Callable[[], object]) -> None:
        """What pressing each does. Nothing is listened for before ``start``."""
        self._context = context
        self._palette = _without_result(palette)
        self._rewrite = _without_result(rewrite)
        self._palette_keys: Combo | None = None
        self.backend: Hotkeys | None = None
        self.grabs: list[Grab] = []
        """What became of each combination."""

    @property
    def palette_label(self) -> str:
        """The combination that opens the palette, as people write it; empty when none does."""
        return next((one.combo.label for one in self.grabs if one.works and one.combo == self._palette_keys), "")

    def start(self) -> None:
        """Take the combinations, before the server is there."""
        self.backend = backends.choose_hotkeys(self._context.links)
        self.take(announce=False)

    def take(self, *, announce: bool) -> None:
        """Take what the settings ask for now. ``announce``: say on the desktop when one cannot be had."""
        if self.backend is None:
            return
        services = self._context.services
        settings = services.settings if services is not None else load(self._context.folders.settings_file).settings
        actions, wrong = wanted_keys(
            [(settings.palette_hotkey, self._palette), (settings.rewrite_hotkey, self._rewrite)]
        )
        self._palette_keys = next((keys for keys, action in actions.items() if action == self._palette), None)
        if not actions or [grab.combo for grab in self.grabs if grab.works] != list(actions):
            self.grabs = self.backend.set(actions)
        self.grabs = [grab for grab in self.grabs if grab.combo in actions] + wrong
        failed = [grab for grab in self.grabs if not grab.works]
        if announce and failed and self.backend.mode != "none":
            self._context.notify("hotkey", "A hotkey does not work", failed[0].problem)

    def stop(self) -> None:
        """Let all go."""
        if self.backend is not None:
            self.backend.stop()


def _without_result(action: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        action()

    return run
