"""The command line as a whole: what starts quickly, what is said when something is wrong, and the exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import COMMANDS, main

HEAVY = (
    "spacy",
    "flask",
    "numpy",
    "yaml",
    "jsonschema",
    "PIL",
    "pystray",
    "tkinter",
    "sqlite3",
    "server.language.engine",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which Alongside was never used."""
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("ALONGSIDE_PROFILE", raising=False)
    return tmp_path / "home"


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], [], *([name, "--help"] for name in COMMANDS)], ids=" ".join
)
def test_help_and_version_load_nothing_heavy(words: list[str]) -> None:
    script = (
        "import sys\nfrom agent.cli import main\n"
        f"main({words or ['--help']!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert done.stdout


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)
    assert "Exit codes" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["revue"], "No such command 'revue'"),
        (["review", "--colour"], "No such option"),
        (["review", "--fail-on", "low"], "'low' is not one of"),
        (["review", "--jsonl", "--rewrite"], "--jsonl takes everything from its input lines"),
        (["--profile", "../x", "status"], "cannot be a profile name"),
        (["completion", "cmd"], "'cmd' is not one of"),
    ],
)
def test_a_wrong_call_is_explained(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert not printed.out


@pytest.mark.parametrize(
    "words", [["status"], ["palette"], ["pair"], ["pair", "list"], ["pair", "approve", "ABC-DEF"]], ids=" ".join
)
def test_asking_an_agent_that_does_not_run(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 3
    assert capsys.readouterr().err == "Alongside is not running. Start it from your apps, or run `alongside`.\n"


def test_asking_leaves_no_trace(home: Path) -> None:
    assert main(["status"]) == 3
    assert not home.exists()


def test_extension_prints_the_folder_for_scripts_and_the_way_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extension"]) == 0
    printed = capsys.readouterr()
    assert (Path(printed.out.strip()) / "manifest.json").is_file()
    assert "chrome://extensions" in printed.err
    assert "about:debugging" in printed.err


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o nosort"), ("zsh", "#compdef"), ("fish", "complete --")]
)
def test_completion_scripts(shell: str, mark: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    printed = capsys.readouterr()
    assert mark in printed.out
    assert "_ALONGSIDE_COMPLETE" in printed.out
    assert shell in printed.err


def test_completion_needs_a_shell_it_knows(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert main(["completion"]) == 2
    assert "Say which shell" in capsys.readouterr().err


def test_a_shell_is_offered_the_commands() -> None:
    environment = {
        **os.environ,
        "_ALONGSIDE_COMPLETE": "bash_complete",
        "COMP_WORDS": "alongside re",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(
        [Path(sys.executable).parent / "alongside"], env=environment, capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) == {"plain,report", "plain,review"}


def test_the_reader_of_the_output_may_go_away() -> None:
    """As in ``alongside rules | head``: no traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(
            [Path(sys.executable).parent / "alongside", "rules", "--full"],
            stdout=closed,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 141
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_rules_can_be_searched(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--category", "sympathy", "--severity", "high"]) == 0
    some = capsys.readouterr().out
    assert main(["rules"]) == 0
    everything = capsys.readouterr().out
    assert 0 < len(some) < len(everything)
    one = some.split()[0]
    assert main(["rules", one]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(one)
    assert "   marks " in shown
    assert "   example " in shown


def test_rules_that_do_not_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "zebra-crossing"]) == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith("0 of ")


def test_doctor_finds_a_sound_machine(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    assert "✗" not in shown
    assert "Everything Alongside needs is here." in shown
    assert not home.exists(), "the doctor only looks"


def test_doctor_writes_a_report_to_send_on(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home.parent))
    assert main(["doctor", "--report"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Alongside ")
    assert str(home.parent) not in shown
    assert "✓ Folders: ~/" in shown
    for label in ("Tray icon", "Hotkey", "Snippet palette", "Pasting", "Start at login"):
        assert f" {label}: " in shown


def test_doctor_names_a_wrong_setting_and_a_damaged_library(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config/settings.toml").write_text("[server]\nport = 80\n")
    (home / "data").mkdir()
    (home / "data/library.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "settings.toml, line 2: server.port must be a whole number" in shown
    assert "✗ Library: " in shown
    assert "1 to mend." in shown


def test_status_of_a_damaged_run_file(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data/run.json").write_text(json.dumps({"pid": "x"}))
    assert main(["status"]) == 3


def test_a_defect_of_ours_is_owned_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_profile: str | None) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("agent.commands.rules.read_packs", broken)
    assert main(["rules"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Alongside has a defect here (ZeroDivisionError: division by zero).\n")
    assert "Traceback" not in said


def test_a_folder_that_may_not_be_written(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.write_text("a file where the folder should be")
    assert main(["serve", "--port", "0"]) == 1
    said = capsys.readouterr().err
    assert str(home) in said
    assert "alongside doctor" in said
