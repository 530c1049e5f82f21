"""``alongside library``: what the commands print and do, on a real profile."""

import json
from pathlib import Path

import pytest

from agent.cli import main

CSV = "title,body,shortcut\nLate order,You planned around it.,;late\nRefund sent,The refund left us.,\nEmpty,,\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def csv(tmp_path: Path) -> str:
    path = tmp_path / "phrases.csv"
    path.write_text(CSV, encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """What a command prints, on both outputs."""
    capsys.readouterr()
    assert main(["library", *words]) == code
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_in_out_and_back(capsys: pytest.CaptureFixture[str], csv: str, tmp_path: Path) -> None:
    assert "Nothing was changed" in run(capsys, "import", csv, "--dry-run")
    assert "Nothing here" in run(capsys, "list")
    said = run(capsys, "import", csv, "--into", "Old")
    assert "2 new, 1 left out" in said
    assert "row 4, “Empty”: it has no text" in said
    assert "(Old)" in run(capsys, "list")
    assert "2  Old" in run(capsys, "list", "--folders")
    assert "Late order" in run(capsys, "search", "lat")
    assert run(capsys, "search", "--body", ";late") == "You planned around it.\n"
    assert json.loads(run(capsys, "search", "refund", "--json"))["title"] == "Refund sent"
    assert "Try fewer" in run(capsys, "search", "elephant", code=1)
    out = str(tmp_path / "all.jsonl")
    assert "2 snippets written" in run(capsys, "export", out)
    assert "is there already" in run(capsys, "export", out, code=2)
    run(capsys, "export", out, "--force")
    assert "2 here already" in run(capsys, "import", out)
    assert "phrases.csv" in run(capsys, "undo")
    assert "Undone: 2 snippets" in run(capsys, "undo", "1")
    assert "cannot be undone" in run(capsys, "undo", "1", code=1)
    assert "Nothing here" in run(capsys, "list")


def test_a_copy_and_back(capsys: pytest.CaptureFixture[str], csv: str) -> None:
    assert "no copy yet" in run(capsys, "backup", "--list")
    run(capsys, "import", csv)
    name = run(capsys, "backup").split("/")[-1].split(" ")[0]
    assert name in run(capsys, "backup", "--list")
    run(capsys, "undo", "1")
    assert "2 snippets" in run(capsys, "restore", name, "--yes")
    assert "Late order" in run(capsys, "list")
    assert "There is no copy" in run(capsys, "restore", "none.sqlite3", "--yes", code=2)


@pytest.mark.parametrize(
    "words", [["import", "none.csv"], ["export", "--format", "docx"], ["import", "{csv}", "--columns", "x=1"]]
)
def test_what_was_called_wrongly_is_said(capsys: pytest.CaptureFixture[str], csv: str, words: list[str]) -> None:
    run(capsys, *(word.format(csv=csv) for word in words), code=2)


def test_a_broken_file_changes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    broken = tmp_path / "x.csv"
    broken.write_text('title,body\na,"never closed\n', encoding="utf-8")
    said = run(capsys, "import", str(broken), code=1)
    assert "line 2" in said
    assert "Nothing was imported." in said
    assert "Nothing here" in run(capsys, "list")


def test_columns_are_chosen_and_exports_are_printed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("one,two\nshort,a longer text than this\n", encoding="utf-8")
    run(capsys, "import", str(odd), "--columns", "title=2,body=1")
    assert "a longer text than this" in run(capsys, "list")
    for kind in ("jsonl", "yaml", "espanso", "csv"):
        assert "a longer text" in run(capsys, "export", "--format", kind)
