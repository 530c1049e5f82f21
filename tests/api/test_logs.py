"""The log file."""

import logging
import stat
from collections.abc import Iterator

import pytest

from server import logs
from server.settings import Folders


@pytest.fixture
def handler(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Iterator[logging.Handler]:
    monkeypatch.setattr(logs, "_LARGEST", 2000)
    started = logs.start(folders, "info")
    yield started
    logs.stop(started)


def test_it_rotates_and_stays_private(handler: logging.Handler, folders: Folders) -> None:
    for number in range(200):
        logging.getLogger("server.test").info("line %d with some words to fill it", number)
    files = sorted(folders.state.iterdir())
    assert [path.name for path in files] == ["alongside.log", *(f"alongside.log.{n}" for n in (1, 2, 3))]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert all(path.stat().st_size <= 2000 for path in files)
    assert "line 199" in files[0].read_text(encoding="utf-8")


def test_an_exception_is_logged_by_place_and_type_only(handler: logging.Handler, folders: Folders) -> None:
    try:
        raise ValueError("Dear Priya")
    except ValueError:
        logging.getLogger("server.test").exception("it failed")
    text = (folders.state / "alongside.log").read_text(encoding="utf-8")
    assert "it failed" in text
    assert "test_logs.py" in text
    assert "ValueError" in text
    assert "Priya" not in text


def test_the_level_is_kept(folders: Folders) -> None:
    handler = logs.start(folders, "error")
    logging.getLogger("server.test").info("quiet")
    logging.getLogger("server.test").error("loud")
    logs.stop(handler)
    text = (folders.state / "alongside.log").read_text(encoding="utf-8")
    assert "loud" in text
    assert "quiet" not in text
