"""The report in its formats, a team's exports, and the two commands."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.cli import main
from server.insights.recorder import Marked, Reviewed
from server.insights.service import Insights
from server.insights.team import ExportError, read_export

TODAY = date.today().isoformat()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path / "home"))
    insights = Insights(tmp_path / "home/data/insights.sqlite3")
    for number in range(30):
        finding = Marked("sorry-you-feel-that-way", "dismissive", "high")
        review = Reviewed(50, [finding], ["owns"], ["feeling"], "anger", 2, False, "charged-twice")
        insights.reviewed(f"reply-{number}", "4711", review)
    insights.chose("suggestion-taken", "sorry-you-feel-that-way", 3)
    insights.close()
    return tmp_path / "home"


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["report", *words]) == 0
    return capsys.readouterr().out


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys)
    assert out.startswith("How you write")
    assert "being charged twice" in out
    assert "you feel that way" in out  # the rule's own example
    assert "4711" not in out


def test_json_and_csv_tell_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(said(capsys, "--format", "json"))
    table = list(csv.reader(io.StringIO(said(capsys, "--format", "csv"))))
    overview = next(section for section in told["sections"] if section["id"] == "overview")
    assert {"What": "Replies worked on", "Count": 30} in overview["rows"]
    assert ["overview", "Replies worked on", "30"] in table


def test_html_is_whole_and_loads_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--format", "html", "--out", str(tmp_path / "r.html")) == ""
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "http" not in page
    assert "<script" not in page
    assert "@media print" in page


def test_a_period_without_counts_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing was counted" in said(capsys, "--from", "2001-01-01", "--to", "2001-02-01")


def test_several_exports_make_a_team(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / "ann.json", tmp_path / "ben.json"]
    for file in files:
        assert main(["report", "--export", str(file)]) == 0
        assert "4711" not in file.read_text(encoding="utf-8")
    out = said(capsys, *(word for file in files for word in ("--team", str(file))))
    assert out.startswith("How the team writes")
    assert "ann " in out
    told = json.loads(said(capsys, "--team", str(files[0]), "--team", str(files[1]), "--format", "json"))
    rows = {row["What"]: row["Count"] for row in told["sections"][0]["rows"]}
    assert (rows["Replies worked on"], rows["Suggestions taken"]) == (60, 6)


def test_exports_that_are_none_are_refused(tmp_path: Path) -> None:
    assert main(["report", "--export", str(tmp_path / "a.json")]) == 0
    value: dict[str, Any] = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read_export(value, "a.json")[0]
    for change in (
        {"format": "x"},
        {"version": 9},
        {"weeks": 3},
        {"notes": "Sorry you feel that way"},
        {"from": "2026-99-99"},
    ):
        with pytest.raises(ExportError, match=r"a\.json"):
            read_export({**value, **change}, "a.json")


@pytest.mark.parametrize(
    "words", [["--from", "soon"], ["--from", "2026-02-01", "--to", "2026-01-01"], ["--team", "none.json"]]
)
def test_calls_that_are_wrong(words: list[str]) -> None:
    assert main(["report", *words]) == 2


def test_ratings_are_brought_in_listed_reported_and_taken_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["Id,Satisfaction Score,Solved at"]
    for number in range(60):
        day = date.today() - timedelta(days=20 if number % 2 else 0)
        lines.append(f"{number},{'Good' if number % 3 else 'Bad'},{day}")
    file = tmp_path / "tickets.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert main(["scores", str(file)]) == 0
    assert "60 CSAT scores" in capsys.readouterr().out
    assert main(["scores"]) == 0
    assert "CSAT: 60" in capsys.readouterr().out
    out = said(capsys)
    assert "do not show that one caused the other" in out.replace("\n", " ")
    assert "No clear difference" in out
    assert main(["scores", "--remove", "1"]) == 0
    assert main(["scores", "--remove", "1"]) == 2


def test_dates_that_could_be_either_are_asked_about(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nps.csv"
    file.write_text("NPS,Date\n9,03/04/2026\n", encoding="utf-8")
    assert main(["scores", str(file)]) == 2
    assert "--dates day-first|month-first" in capsys.readouterr().err
    assert main(["scores", str(file), "--dates", "day-first"]) == 0
