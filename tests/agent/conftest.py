"""What the tests of the command line share."""

import functools

import pytest

from agent.commands import place
from server.language.engine import Engine


@functools.cache
def _engine() -> Engine:
    return place.load_engine(None)


@pytest.fixture
def loaded_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that run in this process use one engine, loaded once; loading takes a second each time."""
    engine = _engine()
    monkeypatch.setattr(place, "load_engine", lambda _profile: engine)
