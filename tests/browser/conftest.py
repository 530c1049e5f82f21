"""One browser for all tests of our own pages, and a server of its own for each file of tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from server import serve
from server.serve import RunningServer
from server.settings import Folders
from tests.browser.flags import FLAGS
from tests.browser.pages import SNIPPETS, rows, signed_in


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The real server of a new agent, ready to review."""
    folders = Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path_factory.mktemp("alongside"))})
    server = serve.start(folders, port=0)
    assert server.services.engine.fetch(120)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium(playwright_: Playwright) -> Iterator[Browser]:
    """The real browser."""
    browser = playwright_.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def page(running: RunningServer, chromium: Browser) -> Iterator[Page]:
    """The library's page, signed in; the library holds just SNIPPETS."""
    library = running.services.library
    for snippet in library.search(limit=10_000).snippets:
        library.delete(snippet.id)
    library.empty_trash()
    library.add_many(SNIPPETS)
    with signed_in(running, chromium, "/library", permissions=["clipboard-read", "clipboard-write"]) as page:
        expect(rows(page)).to_have_count(len(SNIPPETS))
        yield page
