"""A pack's whole life on the command line: started, signed, installed, updated by subscription, removed."""

import io
from contextlib import closing
from pathlib import Path

import pytest

from agent.cli import main
from server.library.library import Library
from server.serve import LIBRARY_FILE
from tests.sharing.conftest import text


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty profile, and a folder to work in."""
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def test_from_new_to_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "harbour.yaml"
    assert main(["pack", "new", "harbour"]) == 0
    assert main(["pack", "new", "harbour"]) == 1, "nothing is overwritten"
    assert main(["pack", "verify", "harbour.yaml"]) == 1
    assert main(["pack", "sign", "harbour.yaml"]) == 0
    assert main(["pack", "verify", "harbour.yaml"]) == 0
    assert main(["pack", "preview", "harbour.yaml"]) == 0
    assert "1 snippet: come in" in capsys.readouterr().out
    assert main(["pack", "install", "harbour.yaml", "--yes"]) == 0
    assert main(["pack", "export", "harbour", "copy.yaml"]) == 0
    assert (tmp_path / "copy.yaml").read_bytes() == pack.read_bytes()
    pack.write_text(pack.read_text(encoding="utf-8").replace("1.0.0", "1.1.0"), encoding="utf-8")
    assert main(["pack", "install", "harbour.yaml", "--yes"]) == 1
    assert "changed after it was signed" in capsys.readouterr().err
    assert main(["pack", "sign", "harbour.yaml"]) == 0
    assert main(["pack", "changes", "copy.yaml", "harbour.yaml"]) == 0
    assert main(["pack", "subscribe", "harbour.yaml"]) == 0
    assert main(["pack", "update", "--yes"]) == 0
    assert main(["pack", "list"]) == 0
    assert "harbour 1.1.0" in capsys.readouterr().out
    assert main(["pack", "search", "doing", "about"]) == 0
    assert main(["pack", "remove", "harbour", "--yes"]) == 0
    assert main(["pack", "remove", "harbour", "--yes"]) == 1
    assert main(["pack", "unsubscribe", "harbour.yaml"]) == 0
    assert main(["pack", "install", "nowhere.yaml", "--yes"]) == 1


def test_each_conflict_and_each_clash_is_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack, library = tmp_path / "harbour.yaml", tmp_path / "home" / "data" / LIBRARY_FILE
    pack.write_text(text(late="We are late.", back="Back."), encoding="utf-8")
    assert main(["pack", "install", str(pack), "--yes"]) == 0
    with closing(Library.open(library)) as opened:
        opened.update("harbour.late", {"body": "My words."})
        opened.update("harbour.back", {"body": "My other words."})
        opened.add({"title": "Mine", "body": "x", "shortcut": ";new"})
    pack.write_text(
        text("1.1.0", late="Their words.", back="Their other words.", new="New.\n    shortcut: ;new"), encoding="utf-8"
    )
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"theirs\nmine\ny\ny\n")))
    assert main(["pack", "install", str(pack)]) == 0
    shown = capsys.readouterr().out
    assert "yours, body:  My words." in shown
    assert "theirs, body: Their words." in shown
    with closing(Library.open(library)) as opened:
        assert opened.get("harbour.late").content.body == "Their words."
        assert opened.get("harbour.back").content.body == "My other words."
        owner = opened.by_shortcut(";new")
        assert owner is not None
        assert owner.id == "harbour.new"
