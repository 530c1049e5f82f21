"""Colours, fonts and measures of the palette. The colours are those of the whole family (pages, badge, card)."""

import tkinter as tk
from dataclasses import dataclass
from tkinter import font, ttk
from typing import Any


@dataclass(frozen=True, slots=True)
class Colours:
    """One theme."""

    surface: str
    raised: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    chosen: str  # background of the chosen row


LIGHT = Colours("#ffffff", "#f6f7f9", "#1c2430", "#5a6472", "#dfe3e8", "#0f6f68", "#ffffff", "#e3f0ee")
DARK = Colours("#15181e", "#1e232b", "#e8ebf0", "#a2adbb", "#313844", "#5fd3c6", "#10201e", "#233b3b")


class Look:
    """Fonts and ttk styles for one scale and one theme. ``px`` turns measures at 96 dpi into pixels."""

    def __init__(self, root: tk.Tk, scale: float, *, dark: bool) -> None:
        self.scale = scale
        self.colours = DARK if dark else LIGHT
        family = font.nametofont("TkDefaultFont", root=root).actual("family")

        def make(size: int, weight: str = "normal") -> font.Font:
            return font.Font(root=root, family=family, size=-self.px(size), weight=weight)  # type: ignore[arg-type]

        self.search = make(19)
        self.title = make(14, "bold")
        self.body = make(14)
        self.small = make(12)
        self._style(root)

    def px(self, measure: float) -> int:
        """Pixels for a measure given at 96 dpi."""
        return max(1, round(measure * self.scale))

    def _style(self, root: tk.Tk) -> None:
        c = self.colours
        style = ttk.Style(root)
        style.theme_use("clam")
        style.configure(
            ".", background=c.surface, foreground=c.text, font=self.body, borderwidth=0, focuscolor=c.accent
        )
        style.configure("TFrame", background=c.surface)
        style.configure("Line.TFrame", background=c.line)
        style.configure("Raised.TFrame", background=c.raised)
        style.configure("TLabel", background=c.surface, foreground=c.text)
        style.configure("Muted.TLabel", foreground=c.muted, font=self.small)
        style.configure("Hint.TLabel", background=c.raised, foreground=c.muted, font=self.small)
        style.configure("Title.TLabel", font=self.title)
        entry = {"fieldbackground": c.raised, "foreground": c.text, "insertcolor": c.text, "bordercolor": c.line}
        style.configure("TEntry", **entry, lightcolor=c.raised, darkcolor=c.raised, borderwidth=1, padding=self.px(6))
        style.map("TEntry", bordercolor=[("focus", c.accent)], lightcolor=[("focus", c.accent)])
        style.configure(
            "TCombobox",
            **entry,
            background=c.raised,
            arrowcolor=c.muted,
            arrowsize=self.px(14),
            lightcolor=c.raised,
            darkcolor=c.raised,
            padding=self.px(6),
        )
        style.map(
            "TCombobox",
            bordercolor=[("focus", c.accent)],
            lightcolor=[("focus", c.accent)],
            fieldbackground=[("readonly", c.raised)],
            foreground=[("readonly", c.text)],
        )
        for option, value in (
            ("*TCombobox*Listbox.background", c.raised),
            ("*TCombobox*Listbox.foreground", c.text),
            ("*TCombobox*Listbox.selectBackground", c.accent),
            ("*TCombobox*Listbox.selectForeground", c.on_accent),
            ("*TCombobox*Listbox.font", self.body),
        ):
            root.option_add(option, value)
        style.configure(
            "Vertical.TScrollbar",
            background=c.line,
            troughcolor=c.surface,
            bordercolor=c.surface,
            lightcolor=c.line,
            darkcolor=c.line,
            arrowsize=self.px(9),  # clam's scrollbars are as wide as their arrows
            gripcount=0,
        )
        thumb = ("Vertical.Scrollbar.thumb", {"expand": "1", "sticky": "nswe"})
        bar: Any = [("Vertical.Scrollbar.trough", {"sticky": "ns", "children": [thumb]})]
        style.layout("Vertical.TScrollbar", bar)
        style.map("Vertical.TScrollbar", background=[("active", c.muted)])
