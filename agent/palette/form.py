"""The form for a snippet with blanks: one field each, the text beside it growing as they are filled."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from agent.palette.fillin import Field, Piece, fields, fill
from agent.palette.preview import Preview
from agent.palette.theme import Look

CONTROL, ALT = 0x4, 0x8  # bits of a key event's state


class Form(ttk.Frame):
    """Fields and preview. ``on_done(text)`` gets the finished text; ``on_hint(text)`` what the footer should say."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        on_done: Callable[[str], None],
        on_back: Callable[[], None],
        on_hint: Callable[[str], None],
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._on_done = on_done
        self._on_hint = on_hint
        self._pieces: list[Piece] = []
        self._fields: list[Field] = []
        self._values: dict[str, tk.StringVar] = {}
        self._inputs: list[ttk.Entry] = []
        self._current = 0  # the field that has the keyboard, or will have it as soon as it is on the screen
        self._asked_again = False
        self._heading = ttk.Label(self, style="Title.TLabel")
        self._heading.pack(anchor="w", padx=look.px(16), pady=(look.px(14), look.px(6)))
        halves = ttk.Frame(self)
        halves.pack(fill="both", expand=True)
        halves.columnconfigure(0, weight=2, uniform="half")
        halves.columnconfigure(1, weight=3, uniform="half")
        halves.rowconfigure(0, weight=1)
        self._canvas = tk.Canvas(halves, background=look.colours.surface, highlightthickness=0, takefocus=False)
        self._canvas.grid(row=0, column=0, sticky="nswe")
        self._rows = ttk.Frame(self._canvas)
        self._inside = self._canvas.create_window(0, 0, window=self._rows, anchor="nw")
        self._canvas.bind("<Configure>", lambda event: self._canvas.itemconfigure(self._inside, width=event.width))
        self._rows.bind("<Configure>", lambda event: self._canvas.configure(scrollregion=self._canvas.bbox("all")))
        self._preview = Preview(halves, look)
        self._preview.grid(row=0, column=1, sticky="nswe")
        self._on_back = on_back

    def open(self, title: str, pieces: list[Piece]) -> None:
        """Show the form for these pieces; the first field that is still empty has the keyboard."""
        for child in self._rows.winfo_children():
            child.destroy()
        self._pieces, self._fields = pieces, fields(pieces)
        self._values, self._inputs, self._asked_again = {}, [], False
        self._heading.configure(text=title)
        for field in self._fields:
            self._add(field)
        self._canvas.yview_moveto(0)
        self._show_text()
        first = next((i for i, field in enumerate(self._fields) if not field.value or field.choices), 0)
        self._focus(first)

    def forward(self, event: object = None) -> str:
        """Enter: to the next field; after the last one, done. Blanks are asked for once more, then left as they are."""
        if self._current + 1 < len(self._inputs):
            self._focus(self._current + 1)
            return "break"
        blank = [i for i, field in enumerate(self._fields) if not self._values[field.raw].get().strip()]
        if blank and not self._asked_again:
            self._asked_again = True
            names = ", ".join(self._fields[i].label for i in blank)
            self._on_hint(f"Still blank: {names}. Enter again on the last field pastes it as it is.")
            self._focus(blank[0])
            return "break"
        return self.finish()

    def finish(self, event: object = None) -> str:
        """Done, whatever is blank."""
        self._on_done(self.text())
        return "break"

    def key(self, event: "tk.Event[tk.Misc]") -> None:
        """A key that came while the field was not on the screen yet: Tk gives it the keyboard only then, and fast typists
        do not wait for that."""
        box = self._inputs[self._current]
        if event.keysym in {"Return", "KP_Enter"}:
            if int(event.state) & CONTROL:
                self.finish()
            else:
                self.forward()
        elif event.keysym == "Escape":
            self._on_back()
        else:
            type_into(box, event)

    def text(self) -> str:
        """The snippet with what has been filled in so far."""
        return fill(self._pieces, {raw: variable.get().strip() for raw, variable in self._values.items()})

    def _add(self, field: Field) -> None:
        look = self._look
        variable = tk.StringVar(self, field.value)
        self._values[field.raw] = variable
        variable.trace_add("write", lambda *_: self._show_text())
        label = field.label[:1].upper() + field.label[1:]
        ttk.Label(self._rows, text=label, style="Muted.TLabel").pack(
            anchor="w", padx=look.px(16), pady=(look.px(4), look.px(2))
        )
        box: ttk.Entry
        if field.choices:
            box = ttk.Combobox(self._rows, textvariable=variable, values=field.choices, font=look.body)
        else:
            box = ttk.Entry(self._rows, textvariable=variable, font=look.body)
        box.pack(fill="x", padx=look.px(16), pady=(0, look.px(4)))
        box.bind("<Return>", self.forward)
        box.bind("<KP_Enter>", self.forward)
        box.bind("<Control-Return>", self.finish)
        box.bind("<Escape>", self._back)
        box.bind("<FocusIn>", self._on_focus)
        self._inputs.append(box)

    def _back(self, event: object = None) -> str:
        self._on_back()
        return "break"

    def _focus(self, index: int) -> None:
        box = self._inputs[index]
        self._current = index
        box.focus_set()
        box.selection_range(0, "end")
        box.icursor("end")

    def _on_focus(self, event: "tk.Event[tk.Misc]") -> None:
        self._current = next(i for i, box in enumerate(self._inputs) if box is event.widget)
        self._into_view(event.widget)

    def _into_view(self, box: tk.Misc) -> None:
        self._rows.update_idletasks()
        whole = max(1, self._rows.winfo_height())
        top, bottom = self._canvas.yview()
        if box.winfo_y() / whole < top or (box.winfo_y() + box.winfo_height()) / whole > bottom:
            self._canvas.yview_moveto(max(0.0, (box.winfo_y() - self._look.px(24)) / whole))

    def _show_text(self) -> None:
        self._preview.show(self._pieces, {raw: variable.get().strip() for raw, variable in self._values.items()})


def type_into(box: tk.Entry | ttk.Entry, event: "tk.Event[tk.Misc]") -> None:
    """Do with a typed character or a backspace what the box would have done, had it had the keyboard.

    The event cannot simply be sent on: Tk gives every key event to whatever has the keyboard.
    """
    typed = event.char if event.char.isprintable() and not int(event.state) & (CONTROL | ALT) else ""
    if not typed and event.keysym != "BackSpace":
        return
    if box.selection_present():
        box.delete("sel.first", "sel.last")
    elif not typed:
        box.delete(max(0, box.index("insert") - 1), "insert")
    box.insert("insert", typed)
