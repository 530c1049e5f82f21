"""``alongside review --csv``: an export of sent replies, with all that goes wrong in exports."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.batch import job, worker
from agent.batch.tally import Tally
from agent.cli import main
from agent.commands import place
from server.language.engine import Engine

pytestmark = pytest.mark.usefixtures("loaded_engine")
BAD = "Sorry you feel that way. Calm down and read our policy before you write again, since we have nothing to add to it at all."
GOOD = (
    "You planned around Friday and we missed it, so no wonder this is frustrating. I have asked the courier where it is, "
    "and I will write to you today by noon. Could you tell me which door is best?"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def table(folder: Path, rows: list[list[str]], head: str = "Ticket ID,Assignee,Reply") -> Path:
    file = folder / "tickets.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([head.split(","), *rows])
    return file


def run(*words: str, processes: str = "1") -> int:
    return main(["review", "--csv", "--processes", processes, *words])


def test_tables_examples_and_what_was_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["1", "Ann", BAD], ["2", "Ben", GOOD], ["2", "Ben", GOOD], ["3", "Ann", ""], ["4", "Ben", f"<p>{BAD}</p>"]]
    file = table(tmp_path, rows)
    done = run(str(file), "--tables", str(tmp_path / "t.json"), "--examples", str(tmp_path / "e.md"))
    out = capsys.readouterr().out
    assert done == 0
    assert out.startswith("3 replies,")
    assert "1 without a reply" in out
    assert "1 the same reply to the same ticket again" in out
    rows_by_agent = {row["agent"]: row for row in json.loads((tmp_path / "t.json").read_text())["agents"]}
    assert rows_by_agent["Ann"]["with_findings"] == 1
    assert rows_by_agent["Ben"]["with_findings"] == 0.5
    examples = (tmp_path / "e.md").read_text(encoding="utf-8")
    assert f"> {BAD}" in examples
    assert f"> {GOOD}" in examples
    assert examples.index(BAD) < examples.index(GOOD)


def test_words_are_written_only_where_they_were_asked_for(tmp_path: Path, home: Path) -> None:
    file = table(tmp_path, [["1", "Ann", BAD]])
    assert run(str(file), "--examples", str(tmp_path / "e.md")) == 0
    holding = [path for path in tmp_path.rglob("*") if path.is_file() and b"read our policy" in path.read_bytes()]
    assert holding == [file, tmp_path / "e.md"] or holding == [tmp_path / "e.md", file]


def test_a_stopped_run_goes_on_where_it_was(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(tmp_path, [[str(number), "Ann", f"{BAD} {number}"] for number in range(300)])
    read: list[int] = []
    real = worker.review_all

    def interrupted(engine: Engine, tasks: Sequence[worker.Task]) -> list[worker.Result]:
        if len(read) == 2:
            read.append(0)
            raise KeyboardInterrupt
        read.append(len(tasks))
        return real(engine, tasks)

    monkeypatch.setattr(job, "review_all", interrupted)
    assert run(str(file)) == 130
    assert "Run the same command again" in capsys.readouterr().err
    (saved,) = (home / "state/batch").iterdir()
    assert b"policy" not in saved.read_bytes()
    assert Tally.from_json(json.loads(saved.read_text())).whole.replies == 128
    assert run(str(file)) == 0
    assert capsys.readouterr().out.startswith("300 replies,")
    assert sum(read) == 300
    assert not list((home / "state/batch").iterdir())


def test_afresh_forgets_the_stopped_run(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(tmp_path, [["1", "Ann", BAD]])
    plan = job.Plan(file, job.find_columns(file, {}), (), 1)
    (home / "state/batch").mkdir(parents=True)
    saved = home / "state/batch" / f"{plan.key}.json"
    saved.write_text(json.dumps(Tally(row=1).as_json()))
    assert run(str(file)) == 0
    assert capsys.readouterr().out.startswith("0 replies")
    saved.write_text(json.dumps(Tally(row=1).as_json()))
    assert run(str(file), "--afresh") == 0
    assert capsys.readouterr().out.startswith("1 reply,")


def test_two_processes_count_the_same_as_one(tmp_path: Path) -> None:
    rows = [[str(number), f"Agent {number % 3}", BAD if number % 2 else GOOD] for number in range(400)]
    file = table(tmp_path, rows)
    packs = tuple(place.pack_files(None))
    tallies = []
    for processes in (1, 2):
        plan = job.Plan(file, job.find_columns(file, {}), packs, processes)
        tallies.append(job.run(plan, tmp_path / "state", lambda: place.load_engine(None))[0])
    assert tallies[0].as_json() == tallies[1].as_json()
    assert tallies[0].whole.replies == 400


@pytest.mark.parametrize(
    ("head", "words", "said"),
    [
        (
            "Ticket ID,Agent,Score",
            [],
            "Which column of tickets.csv holds the replies? It has: Ticket ID, Agent, Score.",
        ),
        ("a,b,c", ["--column", "draft=d"], "has no column “d”. It has: a, b, c."),
        ("a,b,c", ["--column", "reply=c"], "must be draft, agent, ticket, customer"),
    ],
)
def test_columns_that_cannot_be_found(
    tmp_path: Path, head: str, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(table(tmp_path, [["1", "Ann", BAD]], head)), *words) == 2
    assert said in capsys.readouterr().err


def test_columns_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(tmp_path, [["x", "Ann", BAD]], "a,who,what")
    assert run(str(file), "--column", "draft=what", "--column", "agent=who") == 0
    assert "Ann" in capsys.readouterr().out


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04"])
def test_files_that_are_no_tables(tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tickets.csv"
    file.write_bytes(data)
    assert run(str(file)) == 2
    assert str(file) in capsys.readouterr().err


def test_options_of_tables_need_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--afresh"]) == 2
    assert main(["review", "--csv"]) == 2
    assert main(["review", "--csv", "x", "--jsonl"]) == 2


def test_a_bounded_memory_of_replies_knows_each_again() -> None:
    seen = job.Seen()
    assert not any(seen.add("ticket", str(number)) for number in range(20_000))
    assert all(seen.add("ticket", str(number)) for number in range(20_000))
