"""A text that is changed step by step and still knows what each change did to the original."""

from server.language.model import Edit
from server.language.realise import Patch


class Edited:
    """``text`` is the text now; ``edits()`` are the changes from the original; ``last_end`` is where the last change ends."""

    def __init__(self, original: str) -> None:
        self._original = original
        self._edits: list[Edit] = []
        self.text = original
        self.last_end = 0

    @property
    def changed(self) -> bool:
        """Whether anything was applied."""
        return bool(self._edits)

    def apply(self, patch: Patch) -> None:
        """Change ``text[patch.start:patch.end]`` to ``patch.text``; changes that touch are joined."""
        start, end, text = patch.start, patch.end, patch.text
        before: list[Edit] = []
        after: list[Edit] = []
        shift = 0  # how far the text now is ahead of the original, left of where we stand
        first, last = start, end
        seen_start = seen_end = False
        for edit in self._edits:
            now = edit.start + shift
            grown = now + len(edit.text)
            if grown < start:
                before.append(edit)
            elif now > end:
                if not seen_start:
                    first, seen_start = start - shift, True
                if not seen_end:
                    last, seen_end = end - shift, True
                after.append(edit)
            else:  # touches: the old change's words outside the new one stay as part of one change
                text = edit.text[: max(start - now, 0)] + text if now < start else text
                if not seen_start:
                    first, seen_start = min(start, now) - shift if now >= start else edit.start, True
                if grown > end:
                    text += edit.text[end - now :]
                    last, seen_end = edit.end, True
                else:
                    last, seen_end = edit.end + (end - grown), True
            shift += len(edit.text) - (edit.end - edit.start)
        if not seen_start:
            first = start - shift
        if not seen_end:
            last = end - shift
        self._edits = [*before, Edit(first, last, text), *after]
        self.text = self.text[: patch.start] + patch.text + self.text[patch.end :]
        self.last_end = patch.start + len(patch.text)

    def edits(self) -> tuple[Edit, ...]:
        """The changes from the original, in order, apart from each other, and of whole words, which is how people read them."""
        real = [edit for edit in self._edits if self._original[edit.start : edit.end] != edit.text]
        before = [*(edit.start for edit in real), len(self._original) + 1][1:]
        return tuple(self._to_the_word_end(edit, end) for edit, end in zip(real, before, strict=True))

    def _to_the_word_end(self, edit: Edit, before: int) -> Edit:
        """The edit with the rest of a word that it changes the first letter of ("but y" becomes "Y" in "but your")."""
        end, text = edit.end, self._original
        while edit.text[-1:].isalnum() and text[end : end + 1].isalnum():
            end += 1
        return Edit(edit.start, end, edit.text + text[edit.end : end]) if end < before else edit
