"""A profile's packs on real files, and texts of packs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.library.library import Library
from server.sharing.packs import Packs
from server.sharing.sources import Found

Text = Callable[..., str]


def text(version: str = "1.0.0", pack: str = "harbour", **bodies: str) -> str:
    """A pack of snippets, by id."""
    head = f"pack: {pack}\ntitle: Harbour\nversion: {version}\nlanguage: en\nfuture-field: {{kept: yes}}\nsnippets:\n"
    entries = (f"  - id: {name}\n    title: About {name}\n    body: {body}\n" for name, body in bodies.items())
    return head + "".join(entries)


def found(text_: str, source: str = "/shared/harbour.yaml") -> Found:
    return Found(source, text_)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.open(tmp_path / "library.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def packs(tmp_path: Path, library: Library) -> Packs:
    return Packs(tmp_path, library)
