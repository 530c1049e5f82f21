"""What is typed, as every system tells it, and the word that it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

LONGEST = 40  # characters of a word that are kept; nothing else is, and nothing is ever written down

NOT_HERE = "This desktop does not let programs follow what is typed."

Kind = Literal["text", "erase", "enter", "break"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """One key or mouse button that went down.

    “text” typed ``text`` (one character), “erase” took one away, “enter” began a new line, “break” is all else that may have moved
    the caret or changed the text in a way that cannot be known: arrows, clicks, chords, dead keys.
    """

    kind: Kind
    text: str = ""


class Typing(Protocol):
    """Tells of the strokes in all programs."""

    mode: str
    """"x11" or "windows"."""

    def start(self, on_stroke: Callable[[Stroke], None]) -> str:
        """Begin to listen; gives back why that cannot be, or "". ``on_stroke`` is called on the backend's own thread, in order, and
        must be quick."""
        ...

    def stop(self) -> None:
        """Listen no more. Harmless twice."""
        ...


class Word:
    """The word before the caret, as far as it was typed without a break.

    Feed it strokes; ``add`` gives back the word that a space has just ended, and "" otherwise.
    """

    def __init__(self) -> None:
        self._typed = ""
        self._too_long = False

    def add(self, stroke: Stroke) -> str:
        """One more stroke."""
        match stroke.kind:
            case "text" if stroke.text == " ":
                ended, too_long = self._typed, self._too_long
                self.forget()
                return "" if too_long else ended
            case "text" if not stroke.text.isspace():
                self._too_long = self._too_long or len(self._typed) == LONGEST
                self._typed += "" if self._too_long else stroke.text
            case "erase" if not self._too_long:
                self._typed = self._typed[:-1]
            case _:
                self.forget()
        return ""

    @property
    def begins(self) -> bool:
        """Whether the next character is a word's first."""
        return not self._typed

    def forget(self) -> None:
        """The caret may be anywhere now."""
        self._typed, self._too_long = "", False


def may_be_typed(shortcut: str) -> bool:
    """Whether a shortcut can be an abbreviation: one that begins like a word would fire inside of ordinary writing."""
    return len(shortcut) > 1 and not shortcut[0].isalnum() and not any(char.isspace() for char in shortcut)
