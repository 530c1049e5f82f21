"""The palette's process. Reads one JSON message a line from standard input, writes one a line to standard output.

To the palette:
  {"do": "show", "query", "snippets", "note", "area": [x, y, width, height], "scale", "dark", "your_name"}
  {"do": "results", "number", "snippets", "note"}
  {"do": "menu", "items": [item…], "x", "y", "dark", "scale"} - an item: {"label", "enabled", "checked": bool or null, "items", "separator"}
  {"do": "hide"} · {"do": "quit"} (also: end of input)
From the palette:
  {"is": "ready", "window"} · {"is": "focused", "window"} · {"is": "search", "number", "query"} · {"is": "closed", "query"}
  {"is": "chosen", "id", "text", "copy", "query"} · {"is": "menu", "path": [index…] or null}
  {"is": "not-open"} - told to hide when it had been closed already
"""

import contextlib
import json
import os
import queue
import sys
import threading
import time
import tkinter as tk
from functools import partial
from typing import Any

from agent.palette.theme import Look
from agent.palette.window import HEIGHT, WIDTH, Window

_MESSAGE = "<<AlongsideMessage>>"
_FOCUS_TRIES, _FOCUS_AGAIN = 10, 100  # milliseconds
_LOOP_SECONDS = 0.05
_ANSWER_SECONDS = 1.0  # a search takes a few milliseconds; when the agent hangs, nothing is chosen


class Child:
    """Owns the Tk root and translates messages into calls."""

    def __init__(self) -> None:
        """Build the window, hidden, in the look of the environment variables of ``agent.palette.process``."""
        self._inbox: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._news = threading.Semaphore(0)
        self._lock = threading.Lock()
        self.root = tk.Tk(className="Alongside")
        self.root.withdraw()
        self.root.title("Alongside")
        self.root.resizable(False, False)
        self.root.protocol("WM_DELETE_WINDOW", self._closed_by_window_manager)
        with contextlib.suppress(tk.TclError):
            self.root.attributes("-topmost", True)
        with contextlib.suppress(tk.TclError):  # X11 only: no title bar, but an ordinary window otherwise
            self.root.attributes("-type", "splash")
        self._awaiting_focus = False
        self._popup: tk.Menu | None = None
        self.root.bind(_MESSAGE, lambda event: self._read_inbox())
        self.root.bind("<FocusIn>", self._on_focus, add=True)
        scale = float(os.environ.get("ALONGSIDE_PALETTE_SCALE") or 0) or self.root.winfo_fpixels("1i") / 96.0
        self._build(scale, dark=os.environ.get("ALONGSIDE_PALETTE_DARK") == "1")

    def _build(self, scale: float, *, dark: bool) -> None:
        for child in self.root.winfo_children():
            child.destroy()
        self._shape = (scale, dark)
        self.look = Look(self.root, scale, dark=dark)
        self.root.configure(background=self.look.colours.surface)
        self.window = Window(self.root, self.look, self.say, self._wait_for_hits)
        self.root.update_idletasks()

    def say(self, message: dict[str, Any]) -> None:
        """Send a message to the agent."""
        with self._lock:
            sys.stdout.write(json.dumps(message) + "\n")
            sys.stdout.flush()

    def run(self) -> None:
        """Work until the agent says quit or goes away."""
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._wake, daemon=True).start()
        self.say({"is": "ready", "window": self.root.winfo_id()})
        self.root.mainloop()

    def _listen(self) -> None:
        for line in sys.stdin:
            with contextlib.suppress(ValueError):
                self._inbox.put(json.loads(line))
                self._news.release()
        self._inbox.put(None)
        self._news.release()

    def _wake(self) -> None:
        """Tell Tk of each message. On a thread of its own: the call waits for Tk's loop, and reading must not."""
        while self._news.acquire():
            while not self._told():
                time.sleep(_LOOP_SECONDS)

    def _told(self) -> bool:
        try:
            self.root.event_generate(_MESSAGE, when="tail")
        except RuntimeError:  # Tk's loop has not started yet
            return False
        except tk.TclError:  # the window is gone, and nobody waits for the message
            return True
        return True

    def _read_inbox(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                message = self._inbox.get_nowait()
                if message is None or message.get("do") == "quit":
                    self.root.destroy()
                    return
                self._obey(message)

    def _wait_for_hits(self) -> None:
        """Read messages until the current search is answered; in the meantime Tk keeps the keys that are pressed."""
        deadline = time.monotonic() + _ANSWER_SECONDS
        with contextlib.suppress(queue.Empty):
            while self.window.pending:
                message = self._inbox.get(timeout=max(0.0, deadline - time.monotonic()))
                if message is None or message.get("do") == "quit":
                    self._inbox.put(message)
                    self._news.release()
                    return
                self._obey(message)

    def _obey(self, message: dict[str, Any]) -> None:
        match message.get("do"):
            case "show":
                self._show(message)
            case "results":
                self.window.results(message["number"], message["snippets"], message["note"])
            case "hide":
                if self.window.is_open:
                    self.window.close()
                else:
                    self.say({"is": "not-open"})
            case "menu":
                self._menu(message)

    def _show(self, message: dict[str, Any]) -> None:
        # A scale of 0 means that only Tk knows it (Windows, macOS).
        shape = (float(message["scale"]) or self.root.winfo_fpixels("1i") / 96.0, bool(message["dark"]))
        if shape != self._shape:
            self._build(shape[0], dark=shape[1])
        self.window.show(message["query"], message["your_name"], message["snippets"], message["note"])
        x, y, width, height = message["area"]
        if not width:
            width, height = self.root.winfo_screenwidth(), self.root.winfo_screenheight()
        wide, high = min(self.look.px(WIDTH), width), min(self.look.px(HEIGHT), height)
        self.root.geometry(f"{wide}x{high}+{x + (width - wide) // 2}+{y + (height - high) // 3}")
        self._awaiting_focus = True
        self.root.deiconify()
        self.root.lift()
        self.window.entry.focus_force()
        self.root.after(_FOCUS_AGAIN, self._ask_again, _FOCUS_TRIES)

    def _ask_again(self, tries: int) -> None:
        """Ask for the keyboard again while no part of the palette has it: window managers refuse it now and then, and X does while the
        window is not up yet."""
        if self._awaiting_focus and self.window.is_open and self.root.focus_displayof() is None:
            self.root.lift()
            self.window.entry.focus_force()
            if tries > 1:
                self.root.after(_FOCUS_AGAIN, self._ask_again, tries - 1)

    def _on_focus(self, event: "tk.Event[tk.Misc]") -> None:
        if self._awaiting_focus and event.widget is self.window.entry:
            self._awaiting_focus = False
            self.root.update_idletasks()
            self.say({"is": "focused", "window": self.root.winfo_id()})

    def _closed_by_window_manager(self) -> None:
        self.window.close()

    def _menu(self, message: dict[str, Any]) -> None:
        """The tray's menu, for trays that have none of their own."""
        if self._popup is not None:
            self._popup.destroy()
        self._popup = self._make_menu(self.root, message["items"], ())
        # Beside the pointer, never under it: letting the button go must not choose anything.
        x, y, gap = message["x"], message["y"], self.look.px(12)
        self._popup.update_idletasks()  # only then is its height known
        below = y < self.root.winfo_screenheight() // 2
        self._popup.tk_popup(x, y + gap if below else max(0, y - gap - self._popup.winfo_reqheight()))
        self._popup.focus_force()  # the root is hidden, so the keyboard would go nowhere

    def _make_menu(self, parent: tk.Misc, items: list[dict[str, Any]], path: tuple[int, ...]) -> tk.Menu:
        colours, look = self.look.colours, self.look
        menu = tk.Menu(
            parent,
            tearoff=False,
            font=look.body,
            background=colours.raised,
            foreground=colours.text,
            activebackground=colours.chosen,
            activeforeground=colours.text,
            disabledforeground=colours.muted,
            selectcolor=colours.accent,
            borderwidth=look.px(2),
            activeborderwidth=0,
            relief="flat",
        )
        for index, item in enumerate(items):
            here = (*path, index)
            state: Any = "normal" if item["enabled"] else "disabled"
            if item["separator"]:
                menu.add_separator(background=colours.raised)
            elif item["items"]:
                menu.add_cascade(label=item["label"], menu=self._make_menu(menu, item["items"], here))
            elif item["checked"] is not None:
                variable = tk.BooleanVar(menu, item["checked"])
                menu.add_checkbutton(
                    label=item["label"], state=state, variable=variable, command=partial(self._chosen, here)
                )
                setattr(menu, f"variable_{index}", variable)  # Tk forgets variables that nothing holds
            else:
                menu.add_command(label=item["label"], state=state, command=partial(self._chosen, here))
        return menu

    def _chosen(self, path: tuple[int, ...]) -> None:
        self.say({"is": "menu", "path": list(path)})


def main() -> None:
    """Run the palette; only the agent starts it."""
    if sys.platform == "win32":  # without this Windows scales the window up as a blurred picture
        import ctypes  # noqa: PLC0415

        with contextlib.suppress(AttributeError, OSError):
            ctypes.windll.shcore.SetProcessDpiAwareness(1)
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    try:
        child = Child()
    except tk.TclError as error:
        sys.stdout.write(json.dumps({"is": "impossible", "why": str(error)}) + "\n")
        sys.stdout.flush()
        sys.exit(3)
    child.run()


if __name__ == "__main__":
    main()
