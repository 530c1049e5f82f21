"""What every hotkey backend offers."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from agent.hotkeys.combo import Combo

log = logging.getLogger(__name__)

Action = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Grab:
    """What became of one combination: ``problem`` is empty when it works, else says why and what to do."""

    combo: Combo
    problem: str = ""

    @property
    def works(self) -> bool:
        """Whether pressing it will run the action."""
        return not self.problem


class Hotkeys(Protocol):
    """Global hotkeys."""

    mode: str
    """How it is done, for the status page: "x11", "windows", "macos", "portal" or "none"."""

    def set(self, actions: Mapping[Combo, Action]) -> list[Grab]:
        """Listen for these combinations and no others. Actions run on a thread of their own and may take long."""
        ...

    def stop(self) -> None:
        """Let all combinations go."""
        ...


class NoHotkeys:
    """Where the system has no way to take keys; ``why`` says what to do instead."""

    mode = "none"

    def __init__(self, why: str) -> None:
        """``why`` goes to the status page as the problem of every combination."""
        self._why = why

    def set(self, actions: Mapping[Combo, Action]) -> list[Grab]:
        """Report the reason for each."""
        return [Grab(combo, self._why) for combo in actions]

    def stop(self) -> None:
        """Nothing to let go."""


def guarded(action: Action, name: str) -> Action:
    """The action, with whatever it raises logged instead: in some backends one exception ends all hotkeys."""

    def run() -> None:
        try:
            action()
        except Exception:
            log.exception("The action of hotkey %s failed", name)

    return run
