"""A small text window whose content a test can read.

It says "ready" once it has the keyboard and will not ask for it again; then each line on standard input asks for the content, as JSON.
"""

import json
import sys
import threading
import tkinter as tk


def main() -> None:
    root = tk.Tk(className="Typist")
    text = tk.Text(root, width=60, height=12)
    text.pack()

    def make_room(event: object) -> None:
        """Pasting replaces what is selected, as in other toolkits; Tk on X11 alone would keep it."""
        if text.tag_ranges("sel"):
            text.delete("sel.first", "sel.last")

    text.bind("<<Paste>>", make_room)

    def answer(event: object) -> None:
        sys.stdout.write(json.dumps(text.get("1.0", "end-1c")) + "\n")
        sys.stdout.flush()

    def listen() -> None:
        for _ in sys.stdin:
            root.event_generate("<<Ask>>", when="tail")

    def ready(event: object) -> None:
        text.unbind("<FocusIn>")
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    root.bind("<<Ask>>", answer)
    text.bind("<FocusIn>", ready)
    text.wait_visibility()
    text.focus_force()
    threading.Thread(target=listen, daemon=True).start()
    root.mainloop()


if __name__ == "__main__":
    main()
