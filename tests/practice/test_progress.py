"""What is kept of practice: counts in a file of its own, and nothing else."""

import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from server.practice.progress import Practised, Progress


def progress(path: Path) -> Progress:
    return Progress(path / "practice.sqlite3", today=lambda: date(2026, 3, 2))


def test_counts_add_up(tmp_path: Path) -> None:
    kept = progress(tmp_path)
    assert kept.all() == {}
    for ending in (None, "lost", None, "settled"):
        assert kept.record("scenario", "birthday-parcel", ending)
    kept.record("drill", "birthday-parcel", "settled")
    assert kept.all() == {
        ("scenario", "birthday-parcel"): Practised(4, 1, 0, 1, "2026-03-02"),
        ("drill", "birthday-parcel"): Practised(1, 1, 0, 0, "2026-03-02"),
    }
    assert progress(tmp_path).all() == kept.all()


def test_reset_forgets_all(tmp_path: Path) -> None:
    kept = progress(tmp_path)
    assert kept.reset() == 0
    kept.record("scenario", "birthday-parcel", "settled")
    assert kept.reset() == 1
    assert kept.all() == {}
    assert b"birthday-parcel" not in kept.path.read_bytes()


def test_the_file_is_the_agents_own(tmp_path: Path) -> None:
    kept = progress(tmp_path)
    kept.record("drill", "x", None)
    assert kept.path.stat().st_mode & 0o077 == 0


def test_no_sentence_can_get_in(tmp_path: Path) -> None:
    kept = progress(tmp_path)
    assert not kept.record("drill", "a sentence with spaces", None)
    assert kept.all() == {}


def test_a_damaged_file_is_put_aside_and_begun_anew(tmp_path: Path) -> None:
    kept = progress(tmp_path)
    kept.path.write_bytes(b"no database at all, " * 200)
    assert kept.record("drill", "x", None)
    assert kept.all()[("drill", "x")].replies == 1
    assert (tmp_path / "practice.sqlite3.damaged").read_bytes().startswith(b"no database")


def test_practice_goes_on_when_counts_cannot_be_kept(tmp_path: Path) -> None:
    kept = Progress(tmp_path / "no-such-folder" / "practice.sqlite3")
    assert not kept.record("drill", "x", None)
    assert kept.all() == {}


def test_a_lock_of_another_process_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.practice.progress.BUSY_SECONDS", 0)
    kept = progress(tmp_path)
    kept.record("drill", "x", None)
    other = sqlite3.connect(kept.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert not kept.record("drill", "x", None)
    other.execute("ROLLBACK")
    other.close()
    assert kept.all()[("drill", "x")].replies == 1


def test_threads_count_without_losing_any(tmp_path: Path) -> None:
    kept = progress(tmp_path)
    threads = [threading.Thread(target=lambda: [kept.record("drill", "x", None) for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.all()[("drill", "x")].replies == 40
