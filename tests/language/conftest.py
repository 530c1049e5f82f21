"""The engine of all tests that need no other."""

import pytest

from server.language.engine import Engine


@pytest.fixture(scope="session")
def engine(full_engine: Engine) -> Engine:
    return full_engine
