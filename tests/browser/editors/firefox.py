"""Drives the real Firefox over WebDriver BiDi with the probe extension installed.

The protocol: https://w3c.github.io/webdriver-bidi/ . Only what the suite needs.
"""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from tests.browser.editors.chromium import CALL

KEYS = {
    "Control": "\ue009",
    "Shift": "\ue008",
    "Enter": "\ue007",
    "Backspace": "\ue003",
}
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
    "toolkit.telemetry.server": "",
}


class Firefox:
    """One browser for the whole run; `open` gives a fresh page."""

    name = "firefox"

    def __init__(self, extension: Path) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="alongside-firefox-")
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        Path(self.folder.name, "user.js").write_text("\n".join(lines), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # Given an address, Firefox puts the focus into the page; without one it stays in the address bar, and editors hear of no focus.
        self.process = subprocess.Popen(
            [
                *("firefox-esr", "--headless", "--no-remote", "--profile", self.folder.name),
                *("--remote-debugging-port", str(port), "about:license"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.socket = self._connect(port)
        self.last = 0
        self.errors: list[str] = []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        self.send("webExtension.install", extensionData={"type": "path", "path": str(extension)})
        self.top: str = self.send("browsingContext.getTree")["contexts"][0]["context"]
        self.send("browsingContext.activate", context=self.top)
        self.send("browsingContext.setViewport", context=self.top, viewport={"width": 1280, "height": 720})
        self.context = self.top

    def _connect(self, port: int) -> ClientConnection:
        for _ in range(100):
            try:
                return connect(f"ws://127.0.0.1:{port}/session", max_size=None, legacy=True)
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("Firefox did not open its remote port within 10 seconds")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()
        self.process.terminate()
        self.process.wait(20)
        self.folder.cleanup()

    def send(self, method: str, **params: Any) -> Any:
        """Send one command and wait for its answer."""
        self.last += 1
        self.socket.send(json.dumps({"id": self.last, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(30))
            if message.get("id") == self.last:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['message']}")
                return message["result"]
            if message.get("method") == "log.entryAdded":
                entry = message["params"]
                if entry["type"] == "javascript" and entry["level"] == "error":
                    self.errors.append(entry["text"])

    def open(self, url: str) -> None:
        """Open a fixture page; calls go to the frame the editor lives in."""
        self.send("browsingContext.navigate", context=self.top, url=url, wait="complete")
        self.context = self.top
        self._until("() => document.documentElement.dataset.ready === 'yes'")
        self.errors.clear()
        self.enter_frame()

    def enter_frame(self) -> None:
        """Send calls to the frame that the fixture names, or to the page itself."""
        self.context = self.top
        if self.page_js("() => Boolean(window.fixture?.frame)"):
            self.context = self.send("browsingContext.getTree", root=self.top)["contexts"][0]["children"][0]["context"]
        self._until("() => document.documentElement.dataset.probe === 'ready'")

    def _until(self, condition: str) -> None:
        for _ in range(400):
            if self.frame_js(condition):
                return
            time.sleep(0.025)
        raise TimeoutError(condition)

    def probe(self, name: str, *args: Any) -> Any:
        """Call the editor layer in the extension's world."""
        return self._evaluate(self.context, CALL, name, list(args))

    def page_js(self, source: str, *args: Any) -> Any:
        """Evaluate a function in the top page's own world."""
        return self._evaluate(self.top, source, *args)

    def frame_js(self, source: str, *args: Any) -> Any:
        """Evaluate a function in the world of the editor's frame."""
        return self._evaluate(self.context, source, *args)

    def _evaluate(self, context: str, source: str, *args: Any) -> Any:
        answer = self.send(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await ({source})({json.dumps(list(args))}) ?? null)",
            target={"context": context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def type(self, text: str) -> None:
        self._keys(
            [action for key in text for action in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})]
        )

    def press(self, key: str) -> None:
        parts = [KEYS.get(part, part) for part in key.split("+")]
        down = [{"type": "keyDown", "value": part} for part in parts]
        self._keys([*down, *({"type": "keyUp", "value": part} for part in reversed(parts))])

    def _keys(self, actions: list[dict[str, str]]) -> None:
        self.send(
            "input.performActions",
            context=self.context,
            actions=[{"type": "key", "id": "keyboard", "actions": actions}],
        )

    def click(self, x: float, y: float) -> None:
        steps: list[dict[str, str | int]] = [{"type": "pointerMove", "x": round(x), "y": round(y)}]
        steps += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.send(
            "input.performActions", context=self.context, actions=[{"type": "pointer", "id": "mouse", "actions": steps}]
        )

    def wait(self, ms: float) -> None:
        time.sleep(ms / 1000)
