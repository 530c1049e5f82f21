"""A small text window whose content a test can read: each line on standard input asks for it, as JSON, and empties it."""

import json
import sys
import threading
import tkinter as tk


def main() -> None:
    root = tk.Tk(className="Typist")
    text = tk.Text(root, width=60, height=12)
    text.pack()

    def answer(event: object) -> None:
        sys.stdout.write(json.dumps(text.get("1.0", "end-1c")) + "\n")
        sys.stdout.flush()

    def listen() -> None:
        for _ in sys.stdin:
            root.event_generate("<<Ask>>", when="tail")

    root.bind("<<Ask>>", answer)
    root.after(50, text.focus_force)
    threading.Thread(target=listen, daemon=True).start()
    root.mainloop()


if __name__ == "__main__":
    main()
