"""From what happens to rows, and from rows to sums."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from server.insights.recorder import Marked, Reviewed
from server.insights.service import Insights
from server.insights.store import InsightsStore, NewerStoreError, StoreError
from server.insights.summary import Period, saved_minutes, summarise

FORMULA = Marked("formula-rule", "formulaic", "medium")
BLAME = Marked("blame-rule", "blame", "high")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def insights(tmp_path: Path, clock: Clock) -> Iterator[Insights]:
    found = Insights(tmp_path / "insights.sqlite3", now=clock)
    yield found
    found.close()


def whole(insights: Insights) -> Period:
    return Period.back_from(insights.today(), 30)


def test_one_reply_reviewed_many_times_counts_once(insights: Insights) -> None:
    insights.reviewed("reply-one", "", Reviewed(10, [FORMULA, FORMULA]))
    insights.reviewed("reply-one", "", Reviewed(20, [FORMULA, BLAME], done=["owns"], lacks=["feeling"]))
    insights.reviewed("reply-one", "", Reviewed(30, [BLAME], done=["feeling", "owns"]))
    summary = summarise(insights.store, whole(insights))
    assert (summary.replies, summary.words) == (1, 30)
    assert summary.marked == {"formulaic": 2, "blame": 1}
    assert +summary.remained == {"blame": 1}
    assert summary.points == {"feeling": (1, 1), "owns": (1, 1)}


def test_a_reply_that_goes_on_after_a_restart_stays_one(tmp_path: Path, clock: Clock) -> None:
    for findings in ([FORMULA, FORMULA], [BLAME]):
        insights = Insights(tmp_path / "insights.sqlite3", now=clock)
        insights.reviewed("reply-one", "", Reviewed(10, findings))
        insights.close()
    store = InsightsStore(tmp_path / "insights.sqlite3")
    summary = summarise(store, Period.back_from(clock().date(), 7))
    store.close()
    assert summary.replies == 1
    assert summary.marked == {"formulaic": 2, "blame": 1}
    assert +summary.remained == {"blame": 1}


def test_choices_and_uses_are_added_up(insights: Insights) -> None:
    insights.reviewed("reply-one", "4711", Reviewed(50, [FORMULA], emotion="anger", intensity=3, situation="late"))
    insights.chose("suggestion-taken", "formula-rule")
    insights.chose("suggestion-ignored", "formula-rule")
    insights.chose("rewrite-taken", count=3)
    insights.used("snippet-a", 400)
    insights.used("snippet-a", 400)
    summary = summarise(insights.store, whole(insights))
    assert summary.choices == {"suggestion-taken": 1, "suggestion-ignored": 1, "rewrite-taken": 3}
    assert (summary.rules[0].taken, summary.rules[0].ignored) == (1, 1)
    assert summary.snippets == [("snippet-a", 2, saved_minutes(2, 800))]
    assert summary.situations[0].emotions == {"anger": 1}
    assert summary.situations[0].intensity == 3


def test_weeks_begin_on_monday_and_empty_ones_are_there(insights: Insights, clock: Clock) -> None:
    insights.reviewed("reply-one", "", Reviewed(10))
    assert insights.store.first_day() == date(2026, 11, 23)
    clock.now += timedelta(days=20)
    insights.reviewed("reply-two", "", Reviewed(10))
    weeks = summarise(insights.store, Period(date(2026, 11, 23), date(2026, 12, 13))).weeks
    assert [(week.start, week.replies) for week in weeks] == [
        (date(2026, 11, 23), 1),
        (date(2026, 11, 30), 0),
        (date(2026, 12, 7), 1),
    ]


def test_snippets_never_save_less_than_nothing() -> None:
    assert saved_minutes(10, 20) == 0
    assert saved_minutes(1, 258) == pytest.approx(1 - 5 / 60, abs=0.01)


def test_nothing_is_counted_when_switched_off(tmp_path: Path, clock: Clock) -> None:
    insights = Insights(tmp_path / "insights.sqlite3", enabled=lambda: False, now=clock)
    insights.reviewed("reply-one", "", Reviewed(10, [BLAME]))
    insights.chose("suggestion-taken", "x")
    insights.used("snippet", 10)
    assert not any(insights.store.counts().values())
    insights.close()


def test_ticket_numbers_are_left_out_when_they_are_not_wanted_or_not_numbers(tmp_path: Path, clock: Clock) -> None:
    for wanted, given, kept in [
        (True, "4711", "4711"),
        (True, "Anna is angry", ""),
        (True, "4" * 41, ""),
        (False, "4711", ""),
    ]:
        path = tmp_path / f"{wanted}-{len(given)}.sqlite3"
        insights = Insights(path, with_tickets=lambda wanted=wanted: wanted, now=clock)  # type: ignore[misc]
        insights.reviewed("reply-one", given, Reviewed(10))
        with insights.store.read() as connection:
            assert connection.execute("SELECT ticket FROM replies").fetchone()[0] == kept
        insights.close()


def test_the_file_itself_refuses_a_sentence(insights: Insights) -> None:
    statement = "INSERT INTO uses VALUES (0, 1, 'Sorry you feel that way', 1)"
    with pytest.raises(StoreError, match="CHECK"), insights.store.write() as connection:
        connection.execute(statement)


def test_old_rows_age_out(tmp_path: Path, clock: Clock) -> None:
    insights = Insights(tmp_path / "insights.sqlite3", keep_days=lambda: 30, now=clock)
    insights.reviewed("reply-one", "", Reviewed(10, [BLAME]))
    assert insights.store.counts()["findings"] == 1
    clock.now += timedelta(days=31)
    assert not any(insights.store.counts().values())
    insights.close()


def test_erasing_leaves_nothing_in_the_file(insights: Insights, tmp_path: Path) -> None:
    insights.reviewed("reply-one", "TICKET-4711-XYZ", Reviewed(10, [BLAME]))
    assert insights.store.counts()["replies"] == 1
    insights.reviewed("reply-two", "", Reviewed(10))  # not written yet
    assert insights.erase() == 2
    assert not any(insights.store.counts().values())
    for path in tmp_path.iterdir():
        assert b"TICKET-4711-XYZ" not in path.read_bytes()


def test_a_damaged_file_is_kept_aside(tmp_path: Path) -> None:
    (tmp_path / "insights.sqlite3").write_bytes(b"this is no database at all" * 100)
    insights = Insights(tmp_path / "insights.sqlite3")
    assert "damaged" in insights.notices[0]
    assert insights.enabled
    assert len(list(tmp_path.glob("insights.sqlite3.damaged-*"))) == 1
    insights.close()


def test_a_newer_file_is_left_alone_and_reviews_go_on(tmp_path: Path) -> None:
    path = tmp_path / "insights.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    insights = Insights(path)
    insights.reviewed("reply-one", "", Reviewed(10))
    assert not insights.enabled
    assert "newer version" in insights.notices[0]
    with pytest.raises(NewerStoreError):
        InsightsStore(path)
    insights.close()
    assert path.read_bytes() == before


def test_what_cannot_be_written_is_told_and_tried_again(insights: Insights, monkeypatch: pytest.MonkeyPatch) -> None:
    insights.reviewed("reply-one", "", Reviewed(10))
    store = insights.store
    insights.reviewed("reply-two", "", Reviewed(10))
    with store.write() as connection:
        connection.execute("ALTER TABLE replies RENAME TO hidden")
    assert insights.store is store
    assert insights.notices
    with store.write() as connection:
        connection.execute("ALTER TABLE hidden RENAME TO replies")
    assert insights.store.counts()["replies"] == 2
    assert not insights.notices
