"""The text selected in any program, rewritten: what the palette shows of it, with every change marked."""

from typing import Any

from server.language.model import Review

LONGEST = 20_000  # characters; a longer selection is hardly a reply
Entry = dict[str, Any]


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
