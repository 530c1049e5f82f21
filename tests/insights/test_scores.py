"""Customers' ratings: the formats they come in, and what can honestly be said about them."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from server.insights.csvfile import CsvReader
from server.insights.proof import prove
from server.insights.scores import (
    AskError,
    Imported,
    Mapping,
    ScoreError,
    bring_in,
    propose,
    read_day,
    read_score,
    remove,
)
from server.insights.store import InsightsStore
from server.insights.summary import Period, summarise

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ZENDESK = """Summation column,Id,Requester,Assignee,Group,Subject,Created at,Solved at,Satisfaction Score
1,101,Ann,Me,Support,"Late, again",2026-05-01 09:00,2026-05-02 10:00,Good
1,102,Ben,Me,Support,Broken,2026-05-01 09:00,2026-05-02 10:00,Bad
1,103,Cyd,You,Support,Lost,2026-05-01 09:00,2026-05-02 10:00,Good with comment
1,104,Dee,Me,Support,Lost,2026-05-01 09:00,2026-05-02 10:00,Offered
1,101,Ann,Me,Support,"Late, again",2026-05-01 09:00,2026-05-02 10:00,Good
"""
FRESHDESK = """Ticket ID,Subject,Agent,Created time,Resolved time,Survey results
1,Hi,Me,01-05-2026 10:00,13-05-2026 12:00,Extremely happy
2,Hi,Me,01-05-2026 10:00,02-05-2026 12:00,Neutral
3,Hi,Me,01-05-2026 10:00,02-05-2026 12:00,-103
4,Hi,Me,01-05-2026 10:00,02-05-2026 12:00,103
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[InsightsStore]:
    opened = InsightsStore(tmp_path / "insights.sqlite3")
    yield opened
    opened.close()


def proposed(text: str, **more: object) -> Mapping:
    reader = CsvReader()
    rows = [*reader.feed(text.encode()), *reader.finish()]
    return propose(reader.columns, rows, **more)  # type: ignore[arg-type]


def brought(store: InsightsStore, text: str, **more: object) -> Imported:
    return bring_in(store, [text.encode()], proposed(text, **more), NOW)


def kept(store: InsightsStore) -> list[tuple[str, str, str, float]]:
    with store.read() as connection:
        rows = connection.execute("SELECT kind, ticket, day, value FROM scores ORDER BY ticket, day")
        return [(kind, ticket, date.fromordinal(day).isoformat(), value) for kind, ticket, day, value in rows]


def test_zendesk(store: InsightsStore) -> None:
    result = brought(store, ZENDESK)
    assert proposed(ZENDESK).source == "zendesk"
    assert kept(store) == [
        ("csat", "101", "2026-05-02", 1),
        ("csat", "102", "2026-05-02", 0),
        ("csat", "103", "2026-05-02", 1),
    ]
    assert (result.kept, result.unrated, result.repeated) == (3, 1, 1)


def test_only_one_agents_rows(store: InsightsStore) -> None:
    result = brought(store, ZENDESK, agent="you")
    assert (result.kept, result.others) == (1, 4)


def test_freshdesk_with_the_day_first(store: InsightsStore) -> None:
    brought(store, FRESHDESK)
    assert proposed(FRESHDESK).source == "freshdesk"
    assert [(ticket, day, value) for _, ticket, day, value in kept(store)] == [
        ("1", "2026-05-13", 1),
        ("2", "2026-05-02", 0),
        ("3", "2026-05-02", 0),
        ("4", "2026-05-02", 1),
    ]


def test_what_only_a_person_knows_is_asked() -> None:
    with pytest.raises(AskError, match="begin with the day") as asked:
        proposed("id,nps,date\n1,9,03/04/2026\n")
    assert asked.value.choices == ("day-first", "month-first")
    assert proposed("id,nps,date\n1,9,03/04/2026\n", order="month-first").order == "month-first"
    assert proposed("id,nps,date\n1,9,03/04/2026\n2,9,04/23/2026\n").order == "month-first"
    assert proposed("id,nps,date\n1,9,03.04.2026\n").order == "day-first"
    with pytest.raises(AskError, match="CSAT, NPS or FCR"):
        proposed("id,how,date\n1,9,2026-01-01\n", named={"score": "how"})


@pytest.mark.parametrize(
    ("head", "said"),
    [("id,when", "holds the score"), ("id,csat", "holds the date"), ("", "holds the score")],
)
def test_missing_columns_are_named(head: str, said: str) -> None:
    with pytest.raises(ScoreError, match=said):
        propose(head.split(","), [])


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-05-04", None, "2026-05-04"),
        ("2026-05-04T10:00:00Z", None, "2026-05-04"),
        ("2026/5/4 10:00", None, "2026-05-04"),
        ("4/5/2026 1:05 PM", "day-first", "2026-05-04"),
        ("5/4/26", "month-first", "2026-05-04"),
        ("04.05.2026", "day-first", "2026-05-04"),
        ("4 May 2026", None, "2026-05-04"),
        ("May 4, 2026 10:30", None, "2026-05-04"),
        ("May 4th, 2026", None, "2026-05-04"),
        ("04-May-26", None, "2026-05-04"),
        ("1777888800", None, "2026-05-04"),
        ("31/31/2026", "day-first", None),
        ("yesterday", None, None),
        ("", None, None),
        ("2026-13-01", None, None),
    ],
)
def test_days(text: str, order: str | None, day: str | None) -> None:
    found = read_day(text, order)  # type: ignore[arg-type]
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("kind", "top", "text", "value"),
    [
        ("nps", 10, "10", 1), ("nps", 10, "7.0", 0), ("nps", 10, "6", -1), ("nps", 10, "", None),
        ("csat", 5, "4", 1), ("csat", 5, "3", 0), ("csat", 5, "Not offered", None), ("csat", 5, "Very happy", 1),
        ("csat", 100, "80%", 1), ("csat", 100, "79", 0), ("fcr", 5, "Yes", 1), ("fcr", 5, "0", 0),
    ],
)  # fmt: skip
def test_scores(kind: str, top: int, text: str, value: float | None) -> None:
    assert read_score(text, Mapping(kind, {}, top=top)) == value  # type: ignore[arg-type]


def test_rows_that_cannot_be_used_are_told_with_their_line(store: InsightsStore) -> None:
    text = "ticket,nps,date\n1,9,2026-01-01\n2,eleven,2026-01-01\n3,12,2026-01-01\n4,9,soon\n"
    result = brought(store, text)
    assert result.kept == 1
    assert [problem.line for problem in result.reader.problems] == [3, 4, 5]


def test_the_same_file_twice_changes_nothing(store: InsightsStore) -> None:
    text = "csat,date\ngood,2026-01-01\n"
    brought(store, text)
    with pytest.raises(ScoreError, match="before"):
        brought(store, text)
    assert store.counts()["scores"] == 1


def test_a_file_without_a_score_changes_nothing(store: InsightsStore) -> None:
    with pytest.raises(ScoreError, match="no score"):
        brought(store, "csat,date\noffered,2026-01-01\n")
    assert not any(store.counts().values())


def test_an_import_can_be_taken_back(store: InsightsStore) -> None:
    brought(store, ZENDESK)
    assert remove(store, 1)
    assert not remove(store, 1)
    assert not any(store.counts().values())


def scored(store: InsightsStore, before: float, after: float, each: int) -> None:
    choose = random.Random(1)
    lines = ["ticket,csat,date"]
    for number in range(2 * each):
        day = date(2026, 1, 1) + timedelta(days=number % 50 + (100 if number % 2 else 0))
        good = choose.random() < (after if number % 2 else before)
        lines.append(f"{number},{'good' if good else 'bad'},{day}")
    brought(store, "\n".join(lines))


@pytest.mark.parametrize(
    ("before", "after", "each", "said"),
    [(0.6, 0.9, 300, "Higher"), (0.9, 0.6, 300, "Lower"), (0.7, 0.7, 300, "No clear"), (0.5, 1.0, 10, "Too few")],
)
def test_before_and_after(store: InsightsStore, before: float, after: float, each: int, said: str) -> None:
    scored(store, before, after, each)
    period = Period(date(2026, 1, 1), date(2026, 12, 31))
    (comparison,) = prove(store, period, date(2026, 4, 1), summarise(store, period)).comparisons
    assert comparison.says.startswith(said)
    assert [count for _, count, _ in comparison.groups] == [each, each]


def test_ratings_are_joined_to_replies_by_ticket(store: InsightsStore) -> None:
    day = date(2026, 5, 2).toordinal()
    with store.write() as connection:
        for number in range(80):
            row = (number, f"reply-{number}", 0, day, 50, "", "", "", 0, 0, "", str(number))
            connection.execute("INSERT INTO replies VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", row)
            finding = (number, "rule", "blame", "high", day, 1, number % 2)
            connection.execute("INSERT INTO findings VALUES (?,?,?,?,?,?,?)", finding)
    lines = ["ticket,csat,date", *(f"{n},{'bad' if n % 2 else 'good'},2026-05-03" for n in range(80))]
    brought(store, "\n".join(lines))
    period = Period(date(2026, 1, 1), date(2026, 12, 31))
    found = prove(store, period, date(2020, 1, 1), summarise(store, period)).comparisons
    by_ticket = next(one for one in found if one.title == "By ticket")
    assert [(count, mean) for _, count, mean in by_ticket.groups] == [(40, 0.0), (40, 1.0)]
    assert by_ticket.difference is not None
    assert by_ticket.difference.low > 0.8
