"""What tests of our own pages share: a signed-in page whose scripts must not fail, and the checks every page must pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from server.serve import RunningServer

AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PATIENCE = 30_000  # milliseconds; only a test that fails waits this long
SNIPPETS: list[dict[str, Any]] = [
    {
        "title": "Late order",
        "body": "You planned around [[when: Friday|Monday]].",
        "shortcut": ";late",
        "folder": "Orders",
    },
    {"title": "Refund sent", "body": "Hi {{ticket.requester.first_name}}, the refund left us.", "steps": ["solve"]},
    {"title": "Password reset", "body": "I sent you a link.", "tags": ["account"], "emotions": ["confusion"]},
]


@contextmanager
def signed_in(running: RunningServer, chromium: Browser, path: str, **options: Any) -> Iterator[Page]:
    """A page of the server in a window of its own. No script may fail, and the content policy must not be broken.

    ``options``: of the window, such as ``locale``.
    """
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, base_url=running.url, **options)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    problems: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            problems.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(running.services.page_link(path))
    yield page
    context.close()
    assert problems == []


def rows(page: Page) -> Locator:
    """The snippets in the library's list."""
    return page.locator("#list [role=option]")


def chosen(page: Page) -> Locator:
    """The title of the snippet that is chosen there."""
    return page.locator("[role=option][aria-selected=true] .name")


def check(page: Page, what: str) -> None:
    """No violation that axe can see, and nothing wider than the page. In both themes, but for narrow pages: same colours."""
    width = page.evaluate("innerWidth")
    for theme in ("light", "dark") if width > 1000 else ("light",):
        page.emulate_media(color_scheme=theme)
        found = page.evaluate(AXE.read_text(encoding="utf-8") + ";axe.run(document, {resultTypes: ['violations']})")
        assert found["passes"], "axe did not run"
        violations = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
        assert violations == [], f"{what} in {theme}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{what} is too wide"
