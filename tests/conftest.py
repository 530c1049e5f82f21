"""What tests of several parts share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    """The one Playwright of the run: a second one in the same thread does not start while the first is there.

    It keeps an event loop running in this thread, so tests that need one of their own run it in another thread.
    """
    with sync_playwright() as playwright:
        yield playwright
