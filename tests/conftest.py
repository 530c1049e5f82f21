"""What tests of several parts share."""

from collections.abc import Iterator

import hypothesis
import pytest
from playwright.sync_api import Playwright, sync_playwright

from server.language.engine import Engine

# Nothing is timed in a test: a busy machine is no defect.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    """The one Playwright of the run: a second one in the same thread does not start while the first is there.

    It keeps an event loop running in this thread, so tests that need one of their own run it in another thread.
    """
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def full_engine() -> Engine:
    """The engine with all built-in packs. One for the run: building it takes a second, and nothing in it changes."""
    return Engine()
