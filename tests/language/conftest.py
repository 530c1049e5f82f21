"""One engine for all tests that need no other: loading it takes a second."""

import pytest

from server.language.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()
