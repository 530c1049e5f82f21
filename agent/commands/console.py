"""What the terminal we write to can show."""

import os
import shutil

NARROWEST, WIDEST = 40, 100


def width() -> int:
    """How many columns to write for: the terminal's, within what is good to read."""
    return max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))


def colour() -> bool | None:
    """Whether to colour output: False with NO_COLOR (no-color.org) or a dumb terminal, True with FORCE_COLOR.

    None: only when the output is a terminal.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return True if os.environ.get("FORCE_COLOR") else None
