"""The pack editor with a large pack: how long a key press keeps the page busy, how many checks are asked for, and how soon one is there.

    python -m benchmarks.pack_editor [SNIPPETS] [RULES]

A real Chromium types 60 letters, 12 a second, into a snippet in the middle of the text, against the real server.
"""

import random
import statistics
import sys
import tempfile
import time

from playwright.sync_api import expect, sync_playwright

from server import serve
from server.settings import Folders
from tests.browser.flags import FLAGS

LETTERS = 60
EVERY = 1 / 12
PATIENCE = 120_000
_WORDS = "we the order parcel refund today your you bank team sent depot morning answer keep next step card name open write".split()
_WATCH = """() => {
    window.tasks = [];
    new PerformanceObserver((list) => { for (const one of list.getEntries()) tasks.push(one.duration); }).observe({type: 'longtask'});
    window.presses = [];
    const field = document.querySelector('[data-text]');
    field.addEventListener('keydown', () => {
        const began = performance.now();
        requestAnimationFrame(() => { const channel = new MessageChannel();
            channel.port1.onmessage = () => presses.push(performance.now() - began); channel.port2.postMessage(0); });
    }, true);
}"""


def pack(snippets: int, rules: int) -> str:
    """A pack's text of that size."""
    chance = random.Random(5)
    lines = [
        "pack: big",
        "title: Big",
        "version: 1.0.0",
        "language: en",
        "author: Ours",
        "license: CC-BY-4.0",
        "rules:",
    ]
    for number in range(rules):
        words = f"{' '.join(chance.sample(_WORDS, 2))} number {number}"
        lines += [
            f"  - id: rule-{number}",
            "    category: dismissive",
            "    severity: medium",
            f'    match: ["{words}"]',
            '    why: "It closes a door."',
            f'    say: ["I will look at it, {number}"]',
            f'    examples: ["Now {words}.", "See {words} here.", "So {words} is it."]',
            '    leave-alone: ["All is well."]',
        ]
    lines.append("snippets:")
    for number in range(snippets):
        body = " ".join(chance.choice(_WORDS) for _ in range(35))
        lines += [
            f"  - id: snippet-{number}",
            f"    title: Snippet number {number}",
            f'    shortcut: ";s{number}"',
            f'    body: "Hi {{{{ticket.requester.first_name}}}}, {body}."',
            "    folder: Big",
            "    tags: [first, second]",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and print."""
    snippets, rules = (int(sys.argv[at]) if len(sys.argv) > at else most for at, most in ((1, 1000), (2, 100)))
    text = pack(snippets, rules)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        folders = Folders.find(environ={"ALONGSIDE_HOME": home})
        packs = folders.data / "packs"
        packs.mkdir(parents=True)
        (packs / "big.yaml").write_text(text, encoding="utf-8")
        server = serve.start(folders, port=0)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.set_default_timeout(PATIENCE)
            page.goto(server.services.page_link("/packs/edit/big"))
            page.get_by_text("Nothing is wrong").wait_for()
            whole = page.locator("[data-whole]")
            expect(whole).to_be_empty(timeout=PATIENCE)
            page.evaluate(_WATCH)
            page.evaluate(
                "() => { const f = document.querySelector('[data-text]'); const at = f.value.indexOf('Hi {{', f.value.length / 2) + 3;"
                " f.focus(); f.setSelectionRange(at, at); }"
            )
            asked: list[float] = []
            page.on("request", lambda request: asked.append(time.perf_counter()) if "check" in request.url else None)
            for _ in range(LETTERS):
                page.keyboard.type("x")
                page.wait_for_timeout(EVERY * 1000)
            last = time.perf_counter()
            expect(whole).not_to_be_empty(timeout=PATIENCE)
            first = time.perf_counter() - last
            expect(whole).to_be_empty(timeout=PATIENCE)
            all_ = time.perf_counter() - last
            presses, tasks = page.evaluate("[presses, tasks]")
        finally:
            browser.close()
            server.stop()
    presses.sort()
    print(f"{len(text):,} letters, {text.count(chr(10)):,} lines, {snippets:,} snippets, {rules} rules")
    print(
        f"a key press until it is painted: {statistics.median(presses):.0f} ms (95 % within"
        f" {presses[int(len(presses) * 0.95)]:.0f} ms, most {presses[-1]:.0f} ms); tasks over 50 ms: {len(tasks)},"
        f" longest {max(tasks, default=0):.0f} ms"
    )
    print(
        f"{len(asked)} checks for {LETTERS} letters; the first answer {first:.1f} s after the last letter, all {all_:.1f} s"
    )


if __name__ == "__main__":
    main()
