"""The browser and the fixture pages, started once for the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.editors import serve
from tests.browser.editors.build import build
from tests.browser.editors.chromium import Chromium
from tests.browser.editors.desk import MAKES, Browser, Desk, Make
from tests.browser.editors.firefox import Firefox

BROWSERS = os.environ.get("ALONGSIDE_BROWSERS", "chromium").split(",")


@pytest.fixture(scope="session")
def probe() -> Path:
    return build()


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    server = serve.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session", params=BROWSERS)
def browser(request: pytest.FixtureRequest, probe: Path, playwright_: Playwright) -> Iterator[Browser]:
    with Chromium(playwright_, probe) if request.param == "chromium" else Firefox(probe) as driver:
        yield driver


@pytest.fixture(params=MAKES, ids=str)
def desk(request: pytest.FixtureRequest, browser: Browser, pages: str) -> Desk:
    make: Make = request.param
    if browser.name == "firefox" and make.framed:
        pytest.skip("the driver cannot type into frames in Firefox")
    return Desk(browser, pages, make)
