"""The palette's window: a search line, the hits, the text of the chosen one; then the form when it has blanks."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk
from typing import Any

from agent.palette.fillin import fields, fill, parse
from agent.palette.form import Form, type_into
from agent.palette.preview import Preview
from agent.palette.rows import Rows, Snippet
from agent.palette.theme import Look

WIDTH, HEIGHT = 760, 460
_HINTS = "↑↓ choose     Enter paste     Ctrl+1…9 paste     Ctrl+C copy     Esc close"
_FORM_HINTS = "Enter next     Ctrl+Enter paste     Esc back"

Say = Callable[[dict[str, Any]], None]


class Window:
    """One palette in one look. ``say`` sends a message to the agent (see ``agent.palette.child``)."""

    def __init__(self, root: tk.Tk, look: Look, say: Say, wait_for_hits: Callable[[], None]) -> None:
        """Build everything, hidden. ``wait_for_hits`` returns once the search that is under way has been answered."""
        self.root = root
        self.look = look
        self._say = say
        self._your_name = ""
        self._asked = 0  # number of the last search; answers to older ones are dropped
        self._answered = 0
        self._quiet = False
        self._open = False
        self._leaving = ""
        self._snippet: Snippet | None = None
        self._wait_for_hits = wait_for_hits
        self._copy_only = False
        colours = look.colours
        self.frame = tk.Frame(root, background=colours.line)
        self.frame.pack(fill="both", expand=True)
        body = ttk.Frame(self.frame)
        body.pack(fill="both", expand=True, padx=1, pady=1)
        self._search = ttk.Frame(body)
        self._form = Form(body, look, self._finish, self._back, self._hint)
        self._build_search()
        self._footer = ttk.Label(body, style="Hint.TLabel", padding=(look.px(16), look.px(7)), text=_HINTS)
        self._footer.pack(side="bottom", fill="x")
        self._search.pack(fill="both", expand=True)
        root.bind("<FocusOut>", self._on_focus_out)
        root.bind("<Key>", self._on_stray_key)

    def _build_search(self) -> None:
        look, colours = self.look, self.look.colours
        self._query = tk.StringVar(self.root)
        top = ttk.Frame(self._search)
        top.pack(fill="x", padx=look.px(16), pady=look.px(12))
        self.entry = tk.Entry(
            top,
            textvariable=self._query,
            exportselection=False,  # what is selected in the person's own window stays selected
            font=look.search,
            background=colours.surface,
            foreground=colours.text,
            insertbackground=colours.accent,
            insertwidth=look.px(2),
            selectbackground=colours.accent,
            selectforeground=colours.on_accent,
            borderwidth=0,
            highlightthickness=0,
        )
        self.entry.pack(fill="x")
        self._empty = tk.Label(
            self.entry,
            text="Find a snippet",
            font=look.search,
            background=colours.surface,
            foreground=colours.muted,
            cursor="xterm",
        )
        self._empty.bind("<Button-1>", lambda event: self.entry.focus_set())
        ttk.Frame(self._search, style="Line.TFrame", height=1).pack(fill="x")
        halves = ttk.Frame(self._search)
        halves.pack(fill="both", expand=True)
        halves.columnconfigure(0, weight=5, uniform="half")
        halves.columnconfigure(1, weight=4, uniform="half")
        halves.rowconfigure(0, weight=1)
        self.rows = Rows(halves, look, self._show_chosen, self.take)
        self.rows.grid(row=0, column=0, sticky="nswe")
        self._preview = Preview(halves, look)
        self._preview.grid(row=0, column=1, sticky="nswe")
        self._query.trace_add("write", lambda *_: self._on_typed())
        keys: list[tuple[str, Callable[[], None]]] = [
            ("<Return>", self.take),
            ("<KP_Enter>", self.take),
            ("<Escape>", self.close),
            ("<Down>", lambda: self.rows.move(1)),
            ("<Up>", lambda: self.rows.move(-1)),
            ("<Control-n>", lambda: self.rows.move(1)),
            ("<Control-p>", lambda: self.rows.move(-1)),
            ("<Next>", lambda: self.rows.move(self.rows.page())),
            ("<Prior>", lambda: self.rows.move(-self.rows.page())),
            ("<Control-Home>", lambda: self.rows.choose(0)),
            ("<Control-End>", lambda: self.rows.choose(len(self.rows.snippets) - 1)),
            ("<Control-c>", self._copy),
            ("<Control-a>", lambda: self.entry.selection_range(0, "end")),
        ]
        self._plain_keys = {key.strip("<>"): action for key, action in keys if "-" not in key}
        for number in range(1, 10):
            keys.append((f"<Control-Key-{number}>", lambda n=number: self._take_number(n)))  # type: ignore[misc]
            keys.append((f"<Control-KP_{number}>", lambda n=number: self._take_number(n)))  # type: ignore[misc]
        for key, action in keys:
            self.entry.bind(key, lambda event, action=action: self._act(event, action))  # type: ignore[misc]
        self.entry.bind("<Key>", self._on_entry_key)

    def _act(self, event: "tk.Event[tk.Misc]", action: Callable[[], None]) -> str:
        if self._form_shows:
            self._form.key(event)
        elif self._open:  # a second Enter, pressed before the window was gone, must not paste twice
            action()
        return "break"

    def _on_entry_key(self, event: "tk.Event[tk.Misc]") -> str | None:
        if self._form_shows or not self._open:
            if self._open:
                self._form.key(event)
            return "break"
        return None

    @property
    def _form_shows(self) -> bool:
        return bool(self._form.winfo_manager())

    @property
    def is_open(self) -> bool:
        """Whether the palette is on the screen."""
        return self._open

    def show(self, query: str, your_name: str, snippets: list[Snippet], note: str) -> None:
        """Get ready to come up: with the search as it was left, selected, so that typing replaces it, and its hits."""
        self._your_name = your_name
        self._open = True
        if self._leaving:  # of the last time; it would close the palette before the keyboard has come to it
            self.root.after_cancel(self._leaving)
            self._leaving = ""
        self._quiet = True
        self._query.set(query)
        self._quiet = False
        self._show_placeholder()
        self._to_search()
        self.entry.selection_range(0, "end")
        self.entry.icursor("end")
        self._asked += 1  # answers to searches of the last time come too late
        self.results(self._asked, snippets, note)

    def results(self, number: int, snippets: list[Snippet], note: str) -> None:
        """Show what was found for search ``number``; ``note`` says why nothing was."""
        if number < self._asked:
            return
        self._answered = number
        self.rows.fill(snippets)
        if not snippets:
            self._preview.note(note)

    def close(self) -> None:
        """Go away without pasting."""
        self._hide()
        self._say({"is": "closed", "query": self._query.get()})

    def take(self) -> None:
        """Paste the chosen snippet, or ask for its blanks first."""
        self._when_current(lambda: self._take(self.rows.current, copy=False))

    def _take_number(self, number: int) -> None:
        def at() -> None:
            if number <= len(self.rows.snippets):
                self.rows.choose(number - 1)
                self._take(self.rows.current, copy=False)

        self._when_current(at)

    def _copy(self) -> None:
        if self.entry.selection_present():
            self.entry.event_generate("<<Copy>>")
        else:
            self._when_current(lambda: self._take(self.rows.current, copy=True))

    def _when_current(self, action: Callable[[], None]) -> None:
        """Act on the hits of what is typed now. While their answer is on its way, later keys wait as well, so that they
        reach the form and not the search line."""
        if self.pending:
            self._wait_for_hits()
        if self.pending:
            self._hint("Your library does not answer at the moment. Nothing was chosen; try again.")
        else:
            action()

    @property
    def pending(self) -> bool:
        """Whether a search has not been answered yet."""
        return self._answered != self._asked

    def _take(self, snippet: Snippet | None, *, copy: bool) -> None:
        if snippet is None:
            return
        self._snippet, self._copy_only = snippet, copy
        pieces = parse(snippet["body"], self._your_name)
        if not fields(pieces):
            self._finish(fill(pieces, {}))
            return
        self._search.pack_forget()
        self._form.pack(fill="both", expand=True)
        self._hint(_FORM_HINTS if not copy else _FORM_HINTS.replace("paste", "copy"))
        self._form.open(snippet["title"], pieces)

    def _finish(self, text: str) -> None:
        snippet = self._snippet
        self._hide()
        self._say(
            {
                "is": "chosen",
                "id": snippet["id"] if snippet else "",
                "text": text,
                "copy": self._copy_only,
                "query": self._query.get(),
            }
        )

    def _hide(self) -> None:
        self._open = False
        self.root.withdraw()
        self.root.update_idletasks()

    def _to_search(self) -> None:
        self._form.pack_forget()
        self._search.pack(fill="both", expand=True)
        self._hint(_HINTS)
        self.root.update_idletasks()  # as in Form.open
        self.entry.focus_set()

    def _back(self) -> None:
        self._to_search()

    def _hint(self, text: str) -> None:
        self._footer.configure(text=text)

    def _on_typed(self) -> None:
        self._show_placeholder()
        if not self._quiet:
            self._asked += 1
            self._say({"is": "search", "number": self._asked, "query": self._query.get()})

    def _show_placeholder(self) -> None:
        if self._query.get():
            self._empty.place_forget()
        else:
            self._empty.place(x=self.look.px(3), rely=0.5, anchor="w")

    def _show_chosen(self) -> None:
        snippet = self.rows.current
        if snippet is not None and snippet.get("pieces"):
            self._preview.changes(snippet["pieces"])
        elif snippet is not None:
            pieces = parse(snippet["body"], self._your_name)
            self._preview.show(
                pieces, {blank.raw: blank.value for blank in fields(pieces) if not blank.raw.startswith("[[")}
            )

    def _on_stray_key(self, event: "tk.Event[tk.Misc]") -> None:
        """A key that came before the search line had the keyboard, or after a click beside it: no key is lost."""
        if self._open and event.widget is not self.entry and not self._form_shows:
            self.entry.focus_set()
            action = self._plain_keys.get(event.keysym)
            if action is not None:
                action()
            else:
                type_into(self.entry, event)

    def _on_focus_out(self, event: "tk.Event[tk.Misc]") -> None:
        """A click elsewhere closes the search; a form with what was typed into it stays."""
        if event.widget is self.root and self._open:
            self._leaving = self.root.after(150, self._close_if_left)

    def _close_if_left(self) -> None:
        if self._open and self._search.winfo_ismapped() and self.root.focus_displayof() is None:
            self.close()
