"""A library on a real file in a temporary folder, and a clock that goes when told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.library.library import Library


class Clock:
    """The time in UTC; ``clock.on(days=1)`` lets time pass."""

    def __init__(self) -> None:
        self.time = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        # Every look is a millisecond later, so that two changes never have the same time.
        self.time += timedelta(milliseconds=1)
        return self.time

    def on(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.sqlite3"


@pytest.fixture
def library(path: Path, clock: Clock) -> Iterator[Library]:
    opened = Library.open(path, now=clock)
    yield opened
    opened.close()


Titles = Callable[..., list[str]]


@pytest.fixture
def titles(library: Library) -> Titles:
    """``titles("late")``: what a search finds, best first."""

    def search(query: str = "", **more: object) -> list[str]:
        return [snippet.content.title for snippet in library.search(query, **more).snippets]  # type: ignore[arg-type]

    return search
