"""What the editor layer costs while an agent types, whether it keeps memory, and whether random edits ever lose a character.

    python -m benchmarks.editors typing               time on the page's thread per key press, and from key to painted underlines
    python -m benchmarks.editors memory               the page's JavaScript heap before and after 1,000 key presses
    python -m benchmarks.editors sequences [MAKE…]    50 seeded sequences of edits, replacements and undos in each editor

Needs the test browsers and editors (see docs/editors.md). Figures are medians over 60 key presses, with 20 underlines.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.editors import serve
from tests.browser.editors.build import build
from tests.browser.editors.chromium import Chromium
from tests.browser.editors.desk import MAKES, Desk, painted
from tests.browser.editors.sequences import run_sequence

SENTENCE = "We are sorry you feel that way about the parcel that came so late last week. "
#: drafts by what is hard about them: paragraphs of HTML
PARAGRAPHS = [SENTENCE * 6] * 22
DRAFTS = {
    "2,000 words in 22 paragraphs": PARAGRAPHS,
    "2,000 words, bold and links throughout": [
        text.replace("sorry", "<b>sorry</b>").replace("parcel", '<a href="#x">parcel</a>') for text in PARAGRAPHS
    ],
    "2,000 words with uneven spaces": [text.replace(". ", ".  ").replace("that", "\n  that") for text in PARAGRAPHS],
    "20,000 characters in 260 lines": [SENTENCE] * 260,
    "20,000 characters in one paragraph": [SENTENCE * 260],
}
FILL = """([paragraphs, rich]) => {
  const element = fixture.element;
  if (rich) element.innerHTML = paragraphs.map((text) => `<p>${text}</p>`).join('');
  else {
    const page = new DOMParser().parseFromString(paragraphs.join('\\n'), 'text/html');
    element.value = page.body.textContent;
    element.dispatchEvent(new Event('input', { bubbles: true }));
  }
}"""
#: from the key press to the end of the frame that shows it
CLOCK = """() => {
  window.frames_ = [];
  addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => frames_.push(performance.now() - timeStamp);
    after.port2.postMessage(null);
  }), true);
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


def filled(browser: Chromium, url: str, page: str, paragraphs: list[str]) -> tuple[Desk, str]:
    """A desk with a long draft, the caret in its middle."""
    make = next(make for make in MAKES if make.page == page)
    desk = Desk(browser, url, make)
    browser.page_js(FILL, paragraphs, make.rich)
    browser.wait(100)
    text = desk.text()
    desk.caret_to(len(text) // 2)
    return desk, text


def marks(text: str) -> list[dict[str, Any]]:
    """20 underlines, spread over the draft."""
    starts = [i for i in range(len(text)) if text.startswith("sorry", i)]
    return [
        {"id": str(i), "start": i, "end": i + 5, "category": "sympathy", "severity": "high"}
        for i in starts[:: max(1, len(starts) // 20)][:20]
    ]


def typing(keys: int = 60) -> None:
    """Print the layer's own time per key press and the time until the frame with the underlines is there."""
    with stage() as (browser, url):
        for page in ("textarea", "contenteditable"):
            for name, paragraphs in DRAFTS.items():
                if page == "textarea" and "bold" in name:
                    continue
                _, text = filled(browser, url, page, paragraphs)
                browser.probe("mark", marks(text))
                browser.page_js(CLOCK)
                browser.wait(50)
                browser.probe("spent")
                costs = []
                for _ in range(keys):
                    browser.type("x")
                    browser.wait(40)
                    costs.append(browser.probe("spent"))
                assert painted(browser) == {"alongside-sympathy": ["sorry"] * 20}
                shown = browser.page_js("() => frames_")
                print(
                    f"{page}, {name} ({len(text.split())} words, {len(text)} characters): "
                    f"{statistics.median(costs):.2f} ms of the page's thread a key (most {max(costs):.2f}), "
                    f"underlines painted {statistics.median(shown):.0f} ms after the key (most {max(shown):.0f})"
                )


def memory(keys: int = 1000) -> None:
    """Print the heap in use, after collecting garbage, as the keys are pressed; underlines are set anew at every tenth."""
    with stage() as (browser, url):
        for page in ("textarea", "contenteditable"):
            desk, text = filled(browser, url, page, DRAFTS["2,000 words in 22 paragraphs"])
            sizes = []
            for key in range(keys + 1):
                if key % (keys // 4) == 0:
                    browser.probe("log")  # what the test's own listener has kept
                    browser.cdp.send("HeapProfiler.collectGarbage")
                    sizes.append(browser.cdp.send("Runtime.getHeapUsage")["usedSize"] / 1e6)
                if key % 10 == 0:
                    browser.probe("mark", marks(desk.text()))
                browser.type("x") if key % 2 == 0 else browser.press("Backspace")
            after = ", ".join(f"{size:.2f}" for size in sizes)
            print(f"{page}, {len(text.split())} words: {after} MB after 0, 250, 500, 750 and 1,000 key presses")


def sequences(*pages: str, count: int = 50, steps: int = 4) -> None:
    """Run random sequences in each editor; an AssertionError names the step that lost a character."""
    with stage() as (browser, url):
        for make in MAKES:
            if pages and make.page not in pages:
                continue
            for seed in range(count):
                try:
                    run_sequence(Desk(browser, url, make), random.Random(f"{make.page} {seed}"), steps)
                except AssertionError as error:
                    raise AssertionError(f"{make.page}, sequence {seed}: {error}") from error
            print(f"{make.page}: {count} sequences of {steps} steps, no character lost or changed", flush=True)


COMMANDS: dict[str, Callable[..., None]] = {"typing": typing, "memory": memory, "sequences": sequences}

if __name__ == "__main__":
    COMMANDS[sys.argv[1] if len(sys.argv) > 1 else "typing"](*sys.argv[2:])
