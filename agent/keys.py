"""The hotkeys of the settings: taken from the system, taken anew when the settings change, and told of when they cannot be."""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent import backends
from agent.context import Context
from agent.hotkeys.base import Action, Grab, Hotkeys, wanted_keys
from agent.hotkeys.combo import Combo, ComboError
from server.settings import Settings, load

if TYPE_CHECKING:  # imported after the tray is visible
    from server.services import HotkeyCheck

log = logging.getLogger(__name__)

PALETTE, REWRITE = "hotkeys.palette", "hotkeys.rewrite"
_DOES = {PALETTE: "opens the palette", REWRITE: "rewrites the selection"}


class KeyKeeper:
    """Holds the combinations the settings ask for (``server.services.HotkeyDesk``)."""

    def __init__(self, context: Context, *, palette: Callable[[], object], rewrite: Callable[[], object]) -> None:
        """What pressing each does. Nothing is listened for before ``start``."""
        self._context = context
        self._actions = {PALETTE: _without_result(palette), REWRITE: _without_result(rewrite)}
        self._palette_keys: Combo | None = None
        self._resting: threading.Timer | None = None
        self._lock = threading.RLock()
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
        written = _written(self._settings())
        actions, wrong = wanted_keys([(written[setting], action) for setting, action in self._actions.items()])
        with self._lock:
            self._end_rest()
            palette = self._actions[PALETTE]
            self._palette_keys = next((keys for keys, action in actions.items() if action == palette), None)
            if not actions or [grab.combo for grab in self.grabs if grab.works] != list(actions):
                self.grabs = self.backend.set(actions)
            self.grabs = [grab for grab in self.grabs if grab.combo in actions] + wrong
            failed = [grab for grab in self.grabs if not grab.works]
        if announce and failed and self.backend.mode != "none":
            self._context.notify("hotkey", "A hotkey does not work", failed[0].problem)

    def check(self, setting: str, combination: str) -> "HotkeyCheck":
        """Whether this combination could be had for this setting."""
        from server.services import HotkeyCheck  # noqa: PLC0415

        try:
            combo = Combo.parse(combination)
        except ComboError as error:
            return HotkeyCheck(combination, combination, str(error))
        others = {key: words for key, words in _written(self._settings()).items() if key != setting}
        clash = next((key for key, words in others.items() if _parsed(words) == combo), None)
        problem = f"{combo.label} already {_DOES[clash]}. Choose another for one of them." if clash else ""
        if not problem and self.backend is not None:
            with self._lock:
                problem = self.backend.problem_with(combo)
        return HotkeyCheck(str(combo), combo.label, problem, "" if problem else _warning(combo))

    def rest(self, seconds: float) -> None:
        """Let all combinations go for so long; 0: take them back now."""
        if self.backend is None:
            return
        if seconds <= 0:
            self.take(announce=False)
            return
        with self._lock:
            self._end_rest()
            self.backend.set({})
            self.grabs = []
            self._resting = threading.Timer(seconds, self.take, kwargs={"announce": False})
            self._resting.daemon = True
            self._resting.start()

    def stop(self) -> None:
        """Let all go."""
        with self._lock:
            self._end_rest()
            if self.backend is not None:
                self.backend.stop()

    def _end_rest(self) -> None:
        resting, self._resting = self._resting, None
        if resting is not None:
            resting.cancel()

    def _settings(self) -> Settings:
        services = self._context.services
        return services.settings if services is not None else load(self._context.folders.settings_file).settings


def _written(settings: Settings) -> dict[str, str]:
    return {PALETTE: settings.palette_hotkey, REWRITE: settings.rewrite_hotkey}


def _parsed(words: str) -> Combo | None:
    try:
        return Combo.parse(words)
    except ComboError:
        return None


def _warning(combo: Combo) -> str:
    """What programs themselves commonly do with it."""
    if combo.modifiers in {("ctrl",), ("ctrl", "shift")} and len(combo.key) == 1:
        return f"Many programs use {combo.label} themselves; there it will no longer do what it did."
    if combo.modifiers == ("alt",) and len(combo.key) == 1:
        return f"Many programs open a menu with {combo.label}; there it will no longer do that."
    return ""


def _without_result(action: Callable[[], object]) -> Action:
    def run() -> None:
        action()

    return run
