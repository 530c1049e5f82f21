"""The list of snippets: drawn on a canvas, only the rows that are visible, so that a long list costs no more than a short one."""

import tkinter as tk
from collections.abc import Callable
from tkinter import font, ttk
from typing import Any

from agent.palette.fillin import summary
from agent.palette.theme import Look

ROW = 52  # height of a row at 96 dpi
Snippet = dict[str, Any]


class Rows(ttk.Frame):
    """Rows with a title, the first line of the text, the shortcut and the number key. One row is chosen."""

    def __init__(self, parent: tk.Misc, look: Look, on_choose: Callable[[], None], on_take: Callable[[], None]) -> None:
        """``on_choose``: another row is chosen; ``on_take``: a row was double-clicked."""
        super().__init__(parent)
        self._look = look
        self._on_choose = on_choose
        self.snippets: list[Snippet] = []
        self.chosen = 0
        self._top = 0.0  # the first visible row, in rows
        self._canvas = tk.Canvas(
            self, background=look.colours.surface, highlightthickness=0, borderwidth=0, takefocus=False
        )
        self._bar = ttk.Scrollbar(self, command=self._scroll_bar)
        self._canvas.grid(row=0, column=0, sticky="nswe")
        self.columnconfigure(0, weight=1)
        self.rowconfigure(0, weight=1)
        self._canvas.bind("<Configure>", lambda event: self._draw())
        self._canvas.bind("<Button-1>", self._on_click)
        self._canvas.bind("<Double-Button-1>", lambda event: on_take())
        self._canvas.bind("<MouseWheel>", lambda event: self._scroll(-1 if event.delta > 0 else 1))
        self._canvas.bind("<Button-4>", lambda event: self._scroll(-1))
        self._canvas.bind("<Button-5>", lambda event: self._scroll(1))

    def fill(self, snippets: list[Snippet]) -> None:
        """Show these; the first one is chosen."""
        self.snippets = snippets
        self.chosen = 0
        self._top = 0.0
        self._draw()
        self._on_choose()

    @property
    def current(self) -> Snippet | None:
        """The chosen snippet."""
        return self.snippets[self.chosen] if self.snippets else None

    def move(self, step: int) -> None:
        """Choose another row, ``step`` further down."""
        self.choose(self.chosen + step)

    def choose(self, index: int) -> None:
        """Choose a row and bring it into view."""
        if not self.snippets:
            return
        self.chosen = min(max(index, 0), len(self.snippets) - 1)
        page = self._page()
        self._top = min(max(self._top, self.chosen - page + 1), self.chosen)
        self._draw()
        self._on_choose()

    def page(self) -> int:
        """How many rows are wholly visible."""
        return max(1, int(self._page()))

    def _page(self) -> float:
        return max(1.0, self._canvas.winfo_height() / self._look.px(ROW))

    def _scroll(self, rows: int) -> None:
        self._scroll_to(self._top + rows)

    def _scroll_bar(self, kind: str, amount: str, unit: str = "") -> None:
        if kind == "moveto":
            self._scroll_to(float(amount) * len(self.snippets))
        else:
            self._scroll(int(amount) * (self.page() if unit == "pages" else 1))

    def _scroll_to(self, top: float) -> None:
        self._top = min(max(top, 0.0), max(0.0, len(self.snippets) - self._page()))
        self._draw()

    def _on_click(self, event: "tk.Event[tk.Canvas]") -> None:
        index = int(self._top + event.y / self._look.px(ROW))
        if index < len(self.snippets):
            self.choose(index)

    def _draw(self) -> None:
        canvas, look = self._canvas, self._look
        canvas.delete("all")
        width, row = canvas.winfo_width(), look.px(ROW)
        page = self._page()
        first = int(self._top)
        for index in range(first, min(len(self.snippets), first + int(page) + 2)):
            self._draw_row(index, round((index - self._top) * row), width)
        if len(self.snippets) > page:
            self._bar.set(self._top / len(self.snippets), min(1.0, (self._top + page) / len(self.snippets)))
            self._bar.grid(row=0, column=1, sticky="ns")
        else:
            self._bar.grid_remove()

    def _draw_row(self, index: int, y: int, width: int) -> None:
        canvas, look, colours = self._canvas, self._look, self._look.colours
        snippet = self.snippets[index]
        pad, row = look.px(12), look.px(ROW)
        if index == self.chosen:
            canvas.create_rectangle(0, y, width, y + row, fill=colours.chosen, width=0)
            canvas.create_rectangle(0, y, look.px(3), y + row, fill=colours.accent, width=0)
        right = width - pad
        if index < 9:
            right -= self._tag(right, y + look.px(16), f"Ctrl+{index + 1}")
        first_line = " ".join(summary(snippet["body"])[:400].split())
        shortcut = snippet.get("shortcut") or ""
        low = width - pad
        if shortcut:
            low -= self._tag(low, y + look.px(36), shortcut)
        self._text(pad, y + look.px(16), snippet["title"], look.title, colours.text, right - pad)
        self._text(pad, y + look.px(36), first_line, look.small, colours.muted, low - pad)

    def _tag(self, right: int, y: int, text: str) -> int:
        self._canvas.create_text(right, y, anchor="e", text=text, font=self._look.small, fill=self._look.colours.muted)
        return self._look.small.measure(text) + self._look.px(10)

    def _text(self, x: int, y: int, text: str, face: font.Font, colour: str, room: int) -> None:
        self._canvas.create_text(x, y, anchor="w", text=shorten(text, face, room), font=face, fill=colour)


def shorten(text: str, face: font.Font, room: int) -> str:
    """The text, cut with “…” where it is wider than ``room`` pixels."""
    text = text[:300]
    if face.measure(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if face.measure(text[:middle].rstrip() + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
