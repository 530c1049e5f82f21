"""What every hotkey backend offers."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from agent.hotkeys.combo import Combo, ComboError

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

    def problem_with(self, combo: Combo) -> str:
        """Why this combination could not be had; empty when it could, or when only trying for good would tell. Keeps nothing."""
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

    def problem_with(self, combo: Combo) -> str:
        """The reason."""
        return self._why

    def stop(self) -> None:
        """Nothing to let go."""


def wanted_keys(written: Sequence[tuple[str, Action]]) -> tuple[dict[Combo, Action], list[Grab]]:
    """What is to be listened for, from the settings' words and actions; and what cannot be, with the reason. Empty: none."""
    actions: dict[Combo, Action] = {}
    wrong: list[Grab] = []
    for words, action in written:
        if not words.strip():
            continue
        try:
            combo = Combo.parse(words)
        except ComboError as error:
            wrong.append(Grab(Combo((), words), str(error)))
            continue
        if combo in actions:
            wrong.append(
                Grab(combo, f"{combo.label} stands for two things in your settings. Choose another for one of them.")
            )
        else:
            actions[combo] = action
    return actions, wrong


def guarded(action: Action, name: str) -> Action:
    """The action, with whatever it raises logged instead: in some backends one exception ends all hotkeys."""

    def run() -> None:
        try:
            action()
        except Exception:
            log.exception("The action of hotkey %s failed", name)

    return run
