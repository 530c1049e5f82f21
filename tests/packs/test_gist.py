"""What a server keeps of its packs, read in a process of its own."""

import logging
import sys
from pathlib import Path

import pytest

from phrases import builtin_packs
from server.packs import gist


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    broken = tmp_path / "broken.yaml"
    broken.write_text("pack: [", encoding="utf-8")
    return [*sorted(builtin_packs())[:6], broken]


def test_it_has_what_the_packs_have_and_says_what_is_broken(paths: list[Path]) -> None:
    found = gist.gist(paths)
    assert found == gist.read(paths)
    assert len(found.packs) == 6
    assert found.rules == len(found.examples) > 0
    assert all(not pack.rules for pack in found.packs)
    (notice,) = found.notices
    assert "broken.yaml" in notice


@pytest.mark.parametrize("program", ["/nonexistent/alongside", sys.executable])
def test_where_no_process_helps_the_packs_are_read_here(
    paths: list[Path], program: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gist, "command", lambda: [program, "-c", "import sys; sys.stdin.read()"])
    with caplog.at_level(logging.WARNING, logger="server"):
        assert gist.gist(paths) == gist.read(paths)
    assert "are read in the server's process" in caplog.text
