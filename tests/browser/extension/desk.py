"""The stage for the extension's end-to-end tests: a helpdesk on the public web, the real server, a real Chromium."""

import json
import os
import random
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Worker

from tests.browser.editors.build import bundle
from tests.browser.flags import FLAGS

ROOT = Path(__file__).parents[3]
EXTENSION = ROOT / "extension"
HERE = Path(__file__).parent
NODE_MODULES = HERE.parent / "node_modules"
EXTENSION_ID = "ehmkmdchaaimjnkjgbcokihlpkjdjmpa"  # follows from the key in the manifest


# Helpdesks' own addresses, which tell the ticket's number.
ROUTES = {
    "/agent/tickets/42": "zendesk",
    "/a/tickets/42": "freshdesk",
    "/a/inbox/x/inbox/all/conversation/731": "intercom",
    "/live-messages/9/inbox/55": "hubspot",
    "/conversation/123/77/": "helpscout",
    "/open/cnv_1x": "front",
    "/app/ticket/5120": "gorgias",
    "/ticket/zoom/34": "zammad",
    "/desktop/tickets/34": "zammad-desktop",
    "/app/accounts/1/conversations/12": "chatwoot",
    "/conversation/88": "freescout",
    "/mail/u/0/": "gmail",
}
HOSTS = [
    "*.zendesk.com", "*.intercom.com", "*.hubspot.com", "*.helpscout.net", "*.frontapp.com", "*.gorgias.com", "*.chatwoot.com",
    "mail.google.com", "*.example.test",
]  # fmt: skip
NO_SCRIPTS = (
    "default-src 'none'; script-src 'none'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)


class _Files(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        clean = path.split("?", maxsplit=1)[0]
        if clean in ROUTES:
            clean = f"/pages/{ROUTES[clean]}.html"
        if clean.startswith("/built/"):
            return str(bundle() / clean.removeprefix("/built/"))
        folder = {"/node_modules": NODE_MODULES.parent, "/extension": ROOT}.get(clean[: clean.find("/", 1)], HERE)
        return str(folder / clean.lstrip("/"))

    def guess_type(self, path: Any) -> str:
        return super().guess_type(path if Path(path).suffix else f"{path}.html")

    def end_headers(self) -> None:
        if "csp" in self.path:
            self.send_header("Content-Security-Policy", NO_SCRIPTS)
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class Desk:
    """Serves the fixture pages over HTTPS, as a helpdesk on the public web would."""

    def __init__(self, folder: Path) -> None:
        certificate, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=desk",
             "-keyout", key, "-out", certificate],
            check=True,
            capture_output=True,
        )  # fmt: skip
        self._web = ThreadingHTTPServer(("127.0.0.1", 0), _Files)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._web.socket = context.wrap_socket(self._web.socket, server_side=True)
        self.port: int = self._web.server_address[1]
        self._thread = threading.Thread(target=self._web.serve_forever, daemon=True)
        self._thread.start()

    def url(self, page: str, host: str = "acme.zendesk.com") -> str:
        """The address of a page under a helpdesk's host name."""
        path = page if page.startswith("/") else f"/pages/{page}"
        return f"https://{host}:{self.port}{path}"

    def close(self) -> None:
        self._web.shutdown()
        self._web.server_close()
        self._thread.join()


class Alongside:
    """The real server of a fresh home folder, on one of the ports that the extension looks at."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it and wait until drafts can be reviewed."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent.cli", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env={**os.environ, "ALONGSIDE_HOME": str(self.home)},
            stdout=subprocess.DEVNULL,
        )
        wait_for(self._is_ready, "the server", seconds=30)

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            pytest.fail("the server could not start")
        return bool(self.call("GET", "/v1/status")["state"] == "ready")

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Call it as its owner does, with the control token of run.json."""
        run = json.loads((self.home / "data" / "run.json").read_text())
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {run['control_token']}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def approve(self, code: str) -> None:
        """Do what the agent does in the tray: approve the request that shows this code."""
        waiting = self.call("GET", "/v1/pairings")["requests"]
        request = next(one["request"] for one in waiting if one["code"] == code)
        self.call("POST", f"/v1/pairings/{request}/approve", {})


def prepared(folder: Path, first_port: int, sites: Sequence[str] = HOSTS) -> Path:
    """The extension, changed in two lines so that tests can share a machine.

    What the browser's own question would grant is granted beforehand (nobody can press it in a headless browser), and the
    extension looks for the server on ten ports of its own, so that other servers on this machine take no part.
    """
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["host_permissions"] += [f"https://{site}/*" for site in sites]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    server_js = copy / "worker" / "server.js"
    source = server_js.read_text()
    assert "27180 + i" in source
    server_js.write_text(source.replace("27180 + i", f"{first_port} + i"))
    return copy


def free_ports() -> int:
    """The first of ten neighbouring ports that nothing listens on."""
    while True:
        first = random.randrange(28000, 60000, 10)
        if all(_is_free(port) for port in range(first, first + 10)):
            return first


class Browser:
    """A real Chromium with the real extension."""

    def __init__(
        self, playwright: Playwright, profile: Path, desk: Desk, *, extension: Path, dark: bool = False
    ) -> None:
        self.context: BrowserContext = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path="/usr/bin/chromium",
            headless=True,
            ignore_https_errors=True,
            color_scheme="dark" if dark else "light",
            viewport={"width": 1000, "height": 760},
            args=[
                *FLAGS,
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
                f"--host-resolver-rules={', '.join(f'MAP {host} 127.0.0.1' for host in HOSTS)}",
                f"--ip-address-space-overrides=127.0.0.1:{desk.port}=public",
            ],
        )
        self.worker: Worker = (
            self.context.service_workers[0]
            if self.context.service_workers
            else self.context.wait_for_event("serviceworker")
        )
        wait_for(
            lambda: self.worker.evaluate("async () => (await chrome.scripting.getRegisteredContentScripts()).length"),
            "the sites that the extension may run on",
            seconds=30,
        )

    def close(self) -> None:
        self.context.close()

    def page(self, url: str) -> Page:
        page = self.context.new_page()
        page.goto(url)
        return page

    def own_page(self, name: str) -> Page:
        """One of the extension's own pages."""
        return self.page(f"chrome-extension://{EXTENSION_ID}/pages/{name}.html")

    def pair(self, server: Alongside) -> None:
        """Pair by the welcome page, as a person does."""
        page = self.own_page("welcome")
        page.get_by_role("button", name="Pair this browser").click()
        server.approve(page.locator(".code").inner_text())
        page.get_by_role("button", name="Unpair").wait_for()
        page.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def wait_for(true: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Wait until ``true()`` holds; returns what it gave. Raises AssertionError when it never does."""
    end = time.monotonic() + seconds
    last: Exception | None = None
    while time.monotonic() < end:
        try:
            value = true()
            if value:
                return value
        except Exception as error:  # noqa: BLE001 - not there yet
            last = error
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what}") from last


class Surface:
    """Looks into the closed shadow root of our own surfaces, which the page itself cannot do.

    The browser's debugging protocol sees closed roots; tests read what a person would see and press where they would.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cdp = page.context.new_cdp_session(page)

    def read(self, script: str, *arguments: Any) -> Any:
        """Run ``script`` (a function body with ``root``) on the shadow root; None when there is none."""
        root = self._root()
        if root is None:
            return None
        node = self.cdp.send("DOM.resolveNode", {"backendNodeId": root})["object"]["objectId"]
        answer = self.cdp.send(
            "Runtime.callFunctionOn",
            {
                "objectId": node,
                "functionDeclaration": f"function(...args) {{ const root = this; {script} }}",
                "arguments": [{"value": argument} for argument in arguments],
                "returnByValue": True,
            },
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def _root(self) -> int | None:
        document = self.cdp.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        return _find_root(document)

    def badge(self) -> str:
        """What the badge says ("" when it is not there)."""
        shown = """const b = root.querySelector('.badge');
            return b?.matches(':popover-open') ? b.querySelector('button').ariaLabel.replace('Alongside: ', '') : ''"""
        return self.read(shown) or ""

    def text(self, box: str) -> str:
        """The words of an open box (card, rewrite, palette, panel, choices), "" when it is closed."""
        shown = "const b = root.querySelector(args[0]); return b?.matches(':popover-open') ? b.innerText : ''"
        return self.read(shown, f".{box}") or ""

    def wait_ready(self) -> None:
        """Until the extension has looked at the reply box that was just stepped into."""
        wait_for(lambda: self.read("return root.querySelector('.badge')?.matches(':popover-open')"), "the extension")

    def wait_badge(self, label: str) -> None:
        try:
            wait_for(lambda: self.badge() == label, f"the badge to say “{label}”")
        except AssertionError as error:
            raise AssertionError(f"the badge says “{self.badge()}”, not “{label}”") from error

    def wait_open(self, box: str) -> str:
        return str(wait_for(lambda: self.text(box), f"the {box} to open"))

    def wait_closed(self, box: str) -> None:
        wait_for(lambda: not self.text(box), f"the {box} to close")

    def spoken(self) -> str:
        return self.read("return root.querySelector('[role=status]').textContent") or ""

    def click(self, box: str, label: str) -> None:
        """Press a button with the real mouse."""
        spot = self.read(
            """const b = [...root.querySelectorAll(args[0] + ' button, ' + args[0] + ' [role=option]')]
                 .find((e) => (e.ariaLabel ?? e.innerText).includes(args[1]));
               const r = b.getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2}""",
            f".{box}",
            label,
        )
        self.page.mouse.click(spot["x"], spot["y"])


def _find_root(node: dict[str, Any]) -> int | None:
    if node.get("localName") == "alongside-ui":
        return int(node["shadowRoots"][0]["backendNodeId"])
    inner = [*node.get("children", []), *node.get("shadowRoots", [])]
    if "contentDocument" in node:
        inner.append(node["contentDocument"])
    return next(filter(None, map(_find_root, inner)), None)
