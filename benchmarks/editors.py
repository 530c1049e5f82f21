"""What the editor layer costs while an agent types a 2,000-word draft, and 50 random edits in every editor.

    python -m benchmarks.editors typing      main-thread time per key press and the time until the underlines are painted again
    python -m benchmarks.editors sequences   50 seeded edit, replace and undo steps in each editor, every character compared

Needs the test browsers and editors (see docs/editors.md). Figures are medians over 60 key presses.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from tests.browser.editors import serve
from tests.browser.editors.build import build
from tests.browser.editors.chromium import Chromium
from tests.browser.editors.desk import MAKES, Desk
from tests.browser.editors.sequences import run_sequence

SENTENCE = "We are sorry you feel that way about the parcel that came so late last week. "
FILL = """([paragraphs, rich]) => {
  const element = fixture.element;
  if (!rich) { element.value = paragraphs.join('\\n'); element.dispatchEvent(new Event('input', { bubbles: true })); return; }
  element.innerHTML = paragraphs.map((text) => `<p>${text}</p>`).join('');
}"""


@contextmanager
def stage() -> Iterator[tuple[Chromium, str]]:
    """A browser with the layer loaded and the fixture pages served."""
    server = serve.start()
    try:
        with sync_playwright() as playwright, Chromium(playwright, build()) as browser:
            yield browser, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def typing() -> None:
    """Print the layer's own time per key press with 20 underlines in a 2,000-word draft."""
    paragraphs = [SENTENCE * 6] * 22
    with stage() as (browser, url):
        for make in MAKES:
            if make.page not in ("textarea", "contenteditable"):
                continue
            desk = Desk(browser, url, make)
            browser.page_js(FILL, paragraphs, make.rich)
            browser.wait(100)
            text = desk.text()
            starts = [i for i in range(len(text)) if text.startswith("sorry", i)][:20]
            spans = [
                {"id": str(i), "start": i, "end": i + 5, "category": "sympathy", "severity": "high"} for i in starts
            ]
            browser.probe("mark", spans)
            desk.caret_to(len(text) // 2)
            browser.probe("spent")
            costs = []
            for _ in range(60):
                browser.type("x")
                browser.wait(25)
                costs.append(browser.probe("spent"))
            words = len(text.split())
            print(
                f"{make.page}: {words} words, {len(spans)} underlines: {statistics.median(costs):.2f} ms a key, most {max(costs):.2f} ms"
            )


def sequences(steps: int = 50) -> None:
    """Run the long random sequence in each editor; an AssertionError names the step that lost a character."""
    with stage() as (browser, url):
        for seed, make in enumerate(MAKES):
            run_sequence(Desk(browser, url, make), random.Random(seed), steps)
            print(f"{make.page}: {steps} steps, no character lost or changed outside the span")


if __name__ == "__main__":
    {"typing": typing, "sequences": sequences}[sys.argv[1] if len(sys.argv) > 1 else "typing"]()
