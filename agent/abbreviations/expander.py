"""Puts a snippet in the place of its abbreviation, if nothing has happened in between."""

import logging
import time
from collections.abc import Callable
from functools import partial

from agent.abbreviations.base import NOT_HERE, Stroke, Typing, Word, may_be_typed
from agent.context import Context
from agent.palette.fillin import fields, fill, parse
from agent.palette.owner import PaletteOwner, for_palette
from agent.palette.process import Choice
from agent.paste.base import Target, Typed
from agent.tray.base import perform

log = logging.getLogger(__name__)

_JUST_CLOSED = 1.0  # seconds in which an Enter or a chord may still be the one that closed the palette


class Expander:
    """Follows the strokes while it is switched on in the settings."""

    def __init__(self, context: Context, owner: PaletteOwner, choose: Callable[[], Typing | None]) -> None:
        """``choose`` makes this desktop's way of hearing keys, None where there is none; called when it is first wanted."""
        self._context = context
        self._owner = owner
        self._choose = choose
        self._typing: Typing | None = None
        self._word = Word()
        self._where = Target()  # the window in which the word was begun
        self._strokes = 0
        self._doubtful = float(
            "-inf"
        )  # when an Enter or a chord last came to the person's window while the palette was still open
        self.problem = ""
        """Why it does not work although it is wanted."""

    @property
    def listening(self) -> bool:
        """Whether it follows what is typed."""
        return self._typing is not None

    def follow_settings(self) -> None:
        """Begin or end, as the settings say now."""
        services = self._context.services
        wanted = services is not None and services.settings.abbreviations
        if wanted and self._typing is None:
            typing = self._choose()
            self.problem = NOT_HERE if typing is None else ""
            if typing is not None:
                self.problem = typing.start(self._heard)
                self._typing = None if self.problem else typing
        elif not wanted:
            self.problem = ""
            self.stop()

    def stop(self) -> None:
        """End."""
        typing, self._typing = self._typing, None
        if typing is not None:
            typing.stop()
        self._word.forget()

    def _heard(self, stroke: Stroke) -> None:
        if self._goes_to_the_palette(stroke):
            return
        self._strokes += 1
        paster = self._context.paster
        if paster is None:
            return
        if stroke.kind == "text" and self._word.begins:
            self._where = paster.remember()
        ended = self._word.add(stroke)
        if may_be_typed(ended) and paster.remember() == self._where:  # all of it went into one window
            self._look_up(ended)

    def _goes_to_the_palette(self, stroke: Stroke) -> bool:
        """Keys pressed in our own window change nothing in the person's text."""
        paster, palette = self._context.paster, self._owner.palette
        if palette.is_open:
            if paster is not None and paster.remember().window == self._where.window:
                if stroke.kind not in {"enter", "break"}:
                    return False
                self._doubtful = (
                    time.monotonic()
                )  # the key that closes it, heard of when the keyboard is back already, or one's own
            return paster is not None
        return stroke.kind in {"enter", "break"} and time.monotonic() - palette.closed_at < _JUST_CLOSED

    def _look_up(self, shortcut: str) -> None:
        services = self._context.services
        try:
            snippet = services.library.by_shortcut(shortcut) if services is not None else None
        except Exception:  # a library that cannot be read must not end the thread that follows the keys
            log.exception("A shortcut could not be looked up")
            return
        if snippet is None or services is None:
            return
        self._doubtful = float("-inf")
        typed = Typed(len(shortcut) + 1, partial(self._is_last, self._strokes))
        pieces = parse(snippet.content.body, services.settings.your_name)
        if fields(pieces):
            perform(partial(self._owner.offer, self._where, for_palette(snippet.as_dict()), typed=typed))
        else:
            choice = Choice(snippet.id, fill(pieces, {}), copy=False)
            perform(partial(self._owner.deliver, choice, self._where, typed))

    def _is_last(self, strokes: int) -> bool:
        closes = abs(self._owner.palette.closed_at - self._doubtful) < _JUST_CLOSED
        return self._strokes == strokes and (closes or self._doubtful == float("-inf"))
