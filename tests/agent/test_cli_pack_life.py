"""A pack's whole life on the command line: started, signed, installed, updated by subscription, removed."""

from pathlib import Path

import pytest

from agent.cli import main


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
