"""The text selected in any program, rewritten: what the palette shows of it, with every change marked."""

from typing import Any

from agent.context import Context
from agent.palette.owner import PaletteOwner
from server.errors import ApiError
from server.language.model import Review

LONGEST = 20_000  # characters; a longer selection is hardly a reply
_ENGINE_SECONDS = 20.0
Entry = dict[str, Any]


class SelectionRewriter:
    """What the rewrite hotkey does. Always answers in the palette: with the changes, or with why there are none."""

    def __init__(self, context: Context, owner: PaletteOwner) -> None:
        self._context = context
        self._owner = owner

    def rewrite(self) -> None:
        """Offer the text selected in the active program rewritten; choosing it pastes it over the selection."""
        paster = self._context.paster
        if paster is None or not self._owner.usable or self._owner.palette.is_open:
            return
        target = paster.remember()
        text = paster.selected(target) if paster.tells_selection else ""
        offered, note = self._look_at(text, tells_selection=paster.tells_selection)
        self._owner.offer(target, offered, note)

    def _look_at(self, text: str, *, tells_selection: bool) -> tuple[Entry | None, str]:
        services = self._context.services
        if not tells_selection:
            return None, (
                "This desktop does not tell programs what is selected, so it cannot be rewritten from here. "
                "In the browser, press Alt+Shift+Enter in your reply."
            )
        if services is None:
            return None, self._context.failure or "Alongside is still starting. Try again in a moment."
        if not text.strip():
            return None, "Nothing is selected. Select the words of your reply, then press the keys again."
        if len(text) > LONGEST:
            return None, f"That is more than {LONGEST:,} characters. Select your reply only, then press the keys again."
        engine = services.engine.fetch(_ENGINE_SECONDS)
        if engine is None:
            return None, "The language engine is still loading. Try again in a moment."
        try:
            offered = entry(text, engine.review(text))
        except ApiError as error:
            return None, f"{error.message} {error.next_step}"
        return offered, "" if offered else "Reads well. Nothing to change."


def entry(text: str, review: Review) -> Entry | None:
    """The palette's one entry for a rewritten text; None when there is nothing to change.

    ``pieces``: the text with its changes, each ``[words, "" or "removed" or "added"]``; ``body``: what is pasted.
    """
    if review.rewrite.text == text:
        return None
    pieces: list[list[str]] = []
    at = 0
    for edit in review.rewrite.edits:
        pieces += [[text[at : edit.start], ""], [text[edit.start : edit.end], "removed"], [edit.text, "added"]]
        at = edit.end
    pieces.append([text[at:], ""])
    count = len(review.findings)
    title = f"Your words, rewritten ({count} thing{'' if count == 1 else 's'} to look at)"
    shown = [piece for piece in pieces if piece[0]]
    return {"id": "", "title": title, "body": review.rewrite.text, "shortcut": None, "pieces": shown}
