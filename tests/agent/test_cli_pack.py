"""``alongside pack check``: what a team lead reads when something in their pack is wrong."""

from pathlib import Path

import pytest

from agent.cli import main

GOOD = """\
pack: harbour-support
title: Harbour support
version: 1.0.0
language: en
rules:
  - id: calm-down-please
    category: dismissive
    severity: high
    match: ["please relax about <our> (boat|ferry)"]
    why: "They hear that their worry is the problem."
    say: ["I'll find out about the crossing now"]
    examples:
      - "Please relax about our ferry. => We'll find out about the crossing now."
      - "please relax about our boat"
      - "So please relax about our ferry, sir."
    leave-alone:
      - "Relax on board with a coffee."
      - "Our ferry leaves at noon."
words:
  our: [our, the]
"""


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, loaded_engine: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty profile, and the engine loaded."""
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack in which nothing is wrong."""
    path = tmp_path / "harbour.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_pack(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", str(pack)]) == 0
    assert capsys.readouterr().out == f"{pack}: 1 rule with 5 examples. Nothing is wrong.\n"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("severity: high", "severity: huge", 8, "huge"),
        ("    why:", "    wy:", 6, "why"),
        ("(boat|ferry)", "(boat|ferry", 6, "(boat|ferry"),
        ("about our boat", "about our bus", 6, "does not mark its example 'please relax about our bus'"),
        ("the crossing now.", "the crossing.", 6, "which should become"),
        ("Relax on board", "Please relax about our ferry", 6, "leave-alone"),
        ("title: Harbour", "title: [Harbour", 2, ""),
    ],
)
def test_a_mistake_is_named_with_file_line_and_rule(
    pack: Path, old: str, new: str, line: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in GOOD
    pack.write_text(GOOD.replace(old, new), encoding="utf-8")
    assert main(["pack", "check", str(pack)]) == 1
    printed = capsys.readouterr()
    first = printed.out.splitlines()[0]
    assert first.startswith(f"{pack}:")
    assert line <= int(first.split(":")[1]) <= line + 13, "in the rule"
    assert said in printed.out
    assert printed.err.startswith("1 pack to mend.")


def test_a_folder_stands_for_its_packs(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pack.parent / "second.yml").write_text(GOOD.replace("harbour-support", "second"), encoding="utf-8")
    (pack.parent / "notes.txt").write_text("not a pack")
    assert main(["pack", "check", str(pack.parent)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_one_broken_pack_does_not_hide_the_others(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = pack.parent / "a-broken.yaml"
    broken.write_bytes(b"\xff\xfe\x00")
    assert main(["pack", "check", str(broken), str(pack)]) == 1
    out = capsys.readouterr().out
    assert "a-broken.yaml" in out
    assert f"{pack}: 1 rule with 5 examples. Nothing is wrong." in out


def test_files_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "check", str(tmp_path / "none.yaml")]) == 2
    assert main(["pack", "check", str(tmp_path)]) == 2
    assert main(["pack", "check"]) == 2
    err = capsys.readouterr().err
    assert "There is no file" in err
    assert "There is no pack in" in err
