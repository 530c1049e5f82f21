"""The text of a snippet, read-only, with its blanks marked."""

import tkinter as tk
from collections.abc import Mapping

from agent.palette.fillin import Piece
from agent.palette.theme import Look


class Preview(tk.Text):
    """Shows what will be pasted. Blanks that are still empty are underlined; filled ones stand out in the accent colour."""

    def __init__(self, parent: tk.Misc, look: Look) -> None:
        colours = look.colours
        super().__init__(
            parent,
            wrap="word",
            font=look.body,
            background=colours.raised,
            foreground=colours.text,
            borderwidth=0,
            highlightthickness=0,
            padx=look.px(16),
            pady=look.px(12),
            spacing2=look.px(3),
            spacing3=look.px(3),
            takefocus=False,
            cursor="arrow",
            state="disabled",
            width=1,
            height=1,
        )
        self.tag_configure("blank", foreground=colours.accent, underline=True)
        self.tag_configure("filled", foreground=colours.accent)
        self.tag_configure("removed", foreground=colours.muted, overstrike=True)
        self.tag_configure("added", foreground=colours.accent, underline=True)
        self.tag_configure("note", foreground=colours.muted)

    def show(self, pieces: list[Piece], values: Mapping[str, str]) -> None:
        """Show the pieces with these values put in."""
        self._replace(
            [(p, "") if isinstance(p, str) else _marked(p.raw, p.label, values.get(p.raw, "")) for p in pieces]
        )

    def changes(self, pieces: list[list[str]]) -> None:
        """Show a text with its changes: pieces of words and "" or "removed" or "added"."""
        self._replace([(words, tag) for words, tag in pieces])

    def note(self, text: str) -> None:
        """Show a remark instead of a snippet."""
        self._replace([(text, "note")])

    def _replace(self, parts: list[tuple[str, str]]) -> None:
        self.configure(state="normal")
        self.delete("1.0", "end")
        for text, tag in parts:
            self.insert("end", text, tag)
        self.configure(state="disabled")


def _marked(raw: str, label: str, value: str) -> tuple[str, str]:
    return (value, "filled") if value else (label if raw.startswith("[[") else raw, "blank")
