"""Serves the fixture pages: one shell for all, the bundles, and npm packages that load files of their own."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BROWSER = Path(__file__).resolve().parent.parent
BUILT = BROWSER / ".built" / "pages"
SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title>
<link rel="icon" href="data:,">{css}</head><body style="margin: 16px; font: 16px sans-serif">
<div id="editor"></div><script type="module" src="/pages/{bundle}.js"></script></body></html>"""


class Handler(SimpleHTTPRequestHandler):
    """`/editor/NAME` is a page, `/pages/…` a bundle, `/npm/…` a file of a package."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if not path.startswith("/editor/"):
            super().do_GET()
            return
        name = path.removeprefix("/editor/")
        bundle = name.removesuffix("-inline") if name.startswith("tinymce") else name
        css = f'<link rel="stylesheet" href="/pages/{bundle}.css">' if (BUILT / f"{bundle}.css").exists() else ""
        body = SHELL.format(name=name, bundle=bundle, css=css).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        path = path.partition("?")[0]
        for prefix, folder in (("/pages/", BUILT), ("/npm/", BROWSER / "node_modules")):
            if path.startswith(prefix):
                return str(folder / path.removeprefix(prefix))
        return str(BUILT / "missing")

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


def start() -> ThreadingHTTPServer:
    """Serve on a free loopback port in a thread; the caller shuts it down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
