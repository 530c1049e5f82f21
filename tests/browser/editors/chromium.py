"""Drives the real Chromium with the probe extension loaded."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import CDPSession, Frame, Playwright

from tests.browser.flags import FLAGS

CALL = """([name, args]) => new Promise((resolve, reject) => {
  const id = Math.random();
  const hear = ({ data }) => {
    if (data?.probe?.id !== id || !data.answer) return;
    window.removeEventListener("message", hear);
    data.answer.error ? reject(new Error(data.answer.error)) : resolve(data.answer.value);
  };
  window.addEventListener("message", hear);
  window.postMessage({ probe: { id, name, args } }, "*");
})"""


class Chromium:
    """One browser for the whole run; `open` gives a fresh page."""

    name = "chromium"

    def __init__(self, playwright: Playwright, extension: Path) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="alongside-chromium-")
        self.context = playwright.chromium.launch_persistent_context(
            self.folder.name,
            executable_path="/usr/bin/chromium",
            headless=True,
            args=[*FLAGS, f"--disable-extensions-except={extension}", f"--load-extension={extension}"],
        )
        self.page = self.context.pages[0]
        self.page.set_default_timeout(10_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.frame: Frame = self.page.main_frame
        self._cdp: CDPSession | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.context.close()
        self.folder.cleanup()

    def open(self, url: str) -> None:
        """Open a fixture page; calls go to the frame the editor lives in."""
        self.errors.clear()
        self.page.goto(url)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.enter_frame()

    def enter_frame(self) -> None:
        """Send calls to the frame that the fixture names, or to the page itself."""
        self.frame = self.page.main_frame
        holder = self.page.evaluate_handle("() => fixture.frame ?? null").as_element()
        if holder:
            inner = holder.content_frame()
            assert inner is not None
            self.frame = inner
        self.frame.wait_for_selector("html[data-probe]", state="attached")

    def probe(self, name: str, *args: Any) -> Any:
        """Call the editor layer in the extension's world."""
        return self.frame.evaluate(CALL, [name, list(args)])

    def page_js(self, source: str, *args: Any) -> Any:
        """Evaluate a function in the top page's own world."""
        return self.page.evaluate(source, list(args))

    def frame_js(self, source: str, *args: Any) -> Any:
        """Evaluate a function in the world of the editor's frame."""
        return self.frame.evaluate(source, list(args))

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def compose(self, text: str) -> None:
        """Begin or go on composing with an input method."""
        self.cdp.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    def commit(self, text: str) -> None:
        """End the composition."""
        self.cdp.send("Input.insertText", {"text": text})

    @property
    def cdp(self) -> CDPSession:
        self._cdp = self._cdp or self.context.new_cdp_session(self.page)
        return self._cdp

    def wait(self, ms: float) -> None:
        self.page.wait_for_timeout(ms)
