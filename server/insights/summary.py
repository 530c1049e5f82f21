"""Adds the counts of a period up: by week, category, rule, checklist point, situation and snippet.

Every query walks a covering index in the order it groups by, so that a year's 200,000 rows are added up while a page opens.
(``+day`` keeps SQLite from taking the index by day and sorting afterwards: https://sqlite.org/optoverview.html)
"""

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.insights.store import InsightsStore

# 136 million keystrokes of 168,000 volunteers: 51.56 words of five characters a minute on average (Dhakal, Feit,
# Kristensson, Oulasvirta, “Observations on Typing from 136 Million Keystrokes”, CHI 2018).
CHARACTERS_A_MINUTE = 51.56 * 5
SECONDS_TO_FIND = 5  # to call the palette, type a few letters and choose
SAVING = (
    "Estimated: the snippet's characters at 52 words a minute, the average typing speed of 168,000 people, less five "
    "seconds each to find it. What you changed in it afterwards is not known, so read it as a rough figure."
)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both included, in local time. Raises ValueError when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("the period ends before it begins")

    @classmethod
    def back_from(cls, today: date, days: int) -> "Period":
        """The ``days`` days up to and with ``today``."""
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> tuple[int, int]:
        """First and last day as the rows count them."""
        return self.first.toordinal(), self.last.toordinal()


@dataclass(slots=True)
class Week:
    """The counts of one week; ``start`` is its Monday. ``marked`` and ``remained``: findings by category."""

    start: date
    replies: int = 0
    words: int = 0
    marked: Counter[str] = field(default_factory=Counter)
    remained: Counter[str] = field(default_factory=Counter)
    choices: Counter[str] = field(default_factory=Counter)
    uses: int = 0
    saved: float = 0.0  # minutes


@dataclass(slots=True)
class RuleCount:
    """How often one rule's phrase was marked, what remained of it, and what was done with its suggestions."""

    rule: str
    category: str
    severity: str
    marked: int = 0
    remained: int = 0
    taken: int = 0
    ignored: int = 0


@dataclass(slots=True)
class SituationCount:
    """How customers felt in one kind of situation: replies by emotion; ``intensity`` is the sum over those replies."""

    situation: str
    emotions: Counter[str] = field(default_factory=Counter)
    intensity: int = 0

    @property
    def replies(self) -> int:
        """How many replies answered a message about it."""
        return self.emotions.total()


@dataclass(slots=True)
class Summary:
    """A period, added up. ``points``: checklist point → (replies that have it, replies it was looked for in)."""

    period: Period
    weeks: list[Week] = field(default_factory=list)
    rules: list[RuleCount] = field(default_factory=list)
    points: dict[str, tuple[int, int]] = field(default_factory=dict)
    situations: list[SituationCount] = field(default_factory=list)
    snippets: list[tuple[str, int, float]] = field(default_factory=list)  # id, uses, minutes

    @property
    def replies(self) -> int:
        """Replies worked on."""
        return sum(week.replies for week in self.weeks)

    @property
    def words(self) -> int:
        """Words in them."""
        return sum(week.words for week in self.weeks)

    @property
    def marked(self) -> Counter[str]:
        """Findings by category, as first written."""
        return sum((week.marked for week in self.weeks), Counter())

    @property
    def remained(self) -> Counter[str]:
        """Findings by category that still stood at the last look."""
        return sum((week.remained for week in self.weeks), Counter())

    @property
    def choices(self) -> Counter[str]:
        """What was done with suggestions, by kind."""
        return sum((week.choices for week in self.weeks), Counter())

    @property
    def uses(self) -> int:
        """Snippet uses."""
        return sum(week.uses for week in self.weeks)

    @property
    def saved(self) -> float:
        """Minutes of typing that snippets saved, as estimated (``SAVING``)."""
        return sum(week.saved for week in self.weeks)


def per_hundred(findings: float, words: int) -> float:
    """Findings for every 100 words; 0 without words."""
    return 100 * findings / words if words else 0.0


def saved_minutes(uses: int, characters: int) -> float:
    """What so many uses with so many characters in all saved, in minutes; never less than nothing."""
    return max(0.0, characters / CHARACTERS_A_MINUTE - uses * SECONDS_TO_FIND / 60)


def monday(day: int) -> date:
    """The Monday of the week of a day ordinal."""
    return date.fromordinal(day - (day - 1) % 7)


def summarise(store: InsightsStore, period: Period) -> Summary:
    """Add a period up. Raises StoreError."""
    weeks = {start: Week(start) for start in _mondays(period)}
    with store.read() as connection:
        summary = Summary(period)
        _replies(connection, period, weeks, summary)
        _findings(connection, period, weeks, summary)
        _choices(connection, period, weeks, summary)
        _uses(connection, period, weeks, summary)
    summary.weeks = list(weeks.values())
    return summary


def _mondays(period: Period) -> list[date]:
    start, last = (monday(day) for day in period.days)
    return [start + timedelta(weeks=number) for number in range((last - start).days // 7 + 1)]


def _replies(connection: sqlite3.Connection, period: Period, weeks: dict[date, Week], summary: Summary) -> None:
    days = "SELECT day, count(*), sum(words) FROM replies WHERE day BETWEEN ? AND ? GROUP BY day"
    for day, count, words in connection.execute(days, period.days):
        week = weeks[monday(day)]
        week.replies += count
        week.words += words
    points = "SELECT done, lacks, count(*) FROM replies WHERE +day BETWEEN ? AND ? GROUP BY done, lacks"
    had: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for done, lacks, count in connection.execute(points, period.days):
        for point in filter(None, done.split(",")):
            had[point] += count
            asked[point] += count
        for point in filter(None, lacks.split(",")):
            asked[point] += count
    summary.points = {point: (had[point], of) for point, of in sorted(asked.items())}
    moods = """SELECT situation, emotion, count(*), sum(intensity) FROM replies
               WHERE +day BETWEEN ? AND ? AND emotion <> '' GROUP BY situation, emotion"""
    situations: dict[str, SituationCount] = {}
    for name, emotion, count, intensity in connection.execute(moods, period.days):
        entry = situations.setdefault(name, SituationCount(name))
        entry.emotions[emotion] += count
        entry.intensity += intensity
    summary.situations = sorted(situations.values(), key=lambda entry: (entry.situation == "", -entry.replies))


def _findings(connection: sqlite3.Connection, period: Period, weeks: dict[date, Week], summary: Summary) -> None:
    by_day = """SELECT day, category, sum(marked), sum(remained) FROM findings
                WHERE day BETWEEN ? AND ? GROUP BY day, category"""
    for day, category, marked, remained in connection.execute(by_day, period.days):
        week = weeks[monday(day)]
        week.marked[category] += marked
        week.remained[category] += remained
    by_rule = """SELECT rule, category, severity, sum(marked), sum(remained) FROM findings
                 WHERE +day BETWEEN ? AND ? GROUP BY rule"""
    summary.rules = [RuleCount(*row) for row in connection.execute(by_rule, period.days)]
    summary.rules.sort(key=lambda entry: (-entry.marked, entry.rule))


def _choices(connection: sqlite3.Connection, period: Period, weeks: dict[date, Week], summary: Summary) -> None:
    by_day = "SELECT day, kind, sum(count) FROM choices WHERE day BETWEEN ? AND ? GROUP BY day, kind"
    for day, kind, count in connection.execute(by_day, period.days):
        weeks[monday(day)].choices[kind] += count
    by_rule = "SELECT kind, rule, sum(count) FROM choices WHERE +day BETWEEN ? AND ? GROUP BY kind, rule"
    done: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, rule, count in connection.execute(by_rule, period.days):
        done[kind][rule] += count
    for entry in summary.rules:
        entry.taken = done["suggestion-taken"][entry.rule]
        entry.ignored = done["suggestion-ignored"][entry.rule] + done["rule-off"][entry.rule]


def _uses(connection: sqlite3.Connection, period: Period, weeks: dict[date, Week], summary: Summary) -> None:
    by_day = "SELECT day, count(*), sum(characters) FROM uses WHERE day BETWEEN ? AND ? GROUP BY day"
    for day, uses, characters in connection.execute(by_day, period.days):
        week = weeks[monday(day)]
        week.uses += uses
        week.saved += saved_minutes(uses, characters)
    by_snippet = """SELECT snippet, count(*) AS uses, sum(characters) FROM uses
                    WHERE +day BETWEEN ? AND ? GROUP BY snippet ORDER BY uses DESC, snippet"""
    summary.snippets = [
        (snippet, uses, saved_minutes(uses, characters))
        for snippet, uses, characters in connection.execute(by_snippet, period.days)
    ]
