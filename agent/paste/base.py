"""What every way of pasting offers.

Pasting goes through the clipboard and the paste key: typing a text key by key corrupts everything the keyboard layout
does not have, and fires shortcuts on the way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

TYPED_ON = "You typed on in the meantime, so nothing was changed."
RESTORE_AFTER = 0.35  # seconds after the last program fetched the text; browsers fetch in several steps


@dataclass(frozen=True, slots=True)
class Target:
    """The window that had the keyboard. ``window`` is the system's own number for it, 0 when it cannot be known."""

    window: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """An abbreviation before the caret that makes way for the text: its ``length`` in characters, and whether it ``is_last``, that is
    whether nothing has been typed since."""

    length: int
    is_last: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a paste. Not ``pasted``: the text is on the clipboard, and ``why`` says what to do."""

    pasted: bool
    why: str = ""


class Paster(Protocol):
    """A way of pasting."""

    mode: str
    """For the status page: "x11", "wayland", "windows", "macos" or "clipboard"."""
    tells_selection: bool
    """Whether ``selected`` can know what is selected in another program."""

    def remember(self) -> Target:
        """The window that has the keyboard now."""
        ...

    def selected(self, target: Target) -> str:
        """The text that is selected in the target; empty when there is none or the system does not tell."""
        ...

    def paste(self, text: str, target: Target, typed: Typed | None = None) -> Outcome:
        """Put the text into the target. Blocks until it is there; putting the clipboard back may follow later.

        ``typed``: what is taken away first, with Backspace, in one go with the paste key; when it is no longer the last thing
        typed, nothing is touched.
        """
        ...

    def copy(self, text: str) -> None:
        """Only put the text on the clipboard."""
        ...

    def close(self) -> None:
        """Let go of what it holds open."""
        ...
