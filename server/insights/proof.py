"""Sets customers' ratings beside the counts: before and after a day, by ticket, and week by week. Never says “because”."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server.insights.scores import KINDS, Kind
from server.insights.statistics import Estimate, correlation, means_differ, proportion, proportions_differ
from server.insights.store import InsightsStore
from server.insights.summary import Period, Summary, per_hundred

LEAST = 20  # scores on either side; fewer say nothing
CAUTION = (
    "These figures stand side by side; they do not show that one caused the other. Seasons, products, staffing and who "
    "answers a survey change ratings too. A trial with two groups of agents would tell more."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Scores of one kind in two groups. ``difference``: second less first, or None when there are too few to say."""

    kind: Kind
    title: str
    groups: tuple[tuple[str, int, float], tuple[str, int, float]]  # name, scores, mean
    difference: Estimate | None
    says: str


@dataclass(frozen=True, slots=True)
class Together:
    """How weekly scores and weekly marked phrases go together: ``r`` over so many weeks."""

    kind: Kind
    weeks: int
    r: Estimate
    says: str


@dataclass(frozen=True, slots=True)
class Proof:
    """All that can be said of a period; empty without scores. ``since``: the day between before and after."""

    since: date | None
    comparisons: tuple[Comparison, ...]
    together: tuple[Together, ...]


def prove(store: InsightsStore, period: Period, since: date | None, summary: Summary) -> Proof:
    """Compare. ``since``: without it, the first day that was counted. Raises StoreError."""
    since = since or store.first_day()
    comparisons: list[Comparison] = []
    together: list[Together] = []
    for kind in KINDS:
        if since is not None:
            before = _values(store, "kind = ? AND day < ?", kind, since.toordinal())
            after = _values(store, "kind = ? AND day BETWEEN ? AND ?", kind, since.toordinal(), period.days[1])
            if before or after:
                names = (f"before {since:%d %b %Y}", f"from {since:%d %b %Y}")
                comparisons.append(_compare(kind, "Before and after", names, before, after))
        marked, clean = _by_ticket(store, kind, period)
        if marked or clean:
            names = ("tickets with a marked phrase left in a reply", "tickets with none left")
            comparisons.append(_compare(kind, "By ticket", names, marked, clean))
        found = _weekly(store, kind, summary)
        if found is not None:
            together.append(found)
    return Proof(since, tuple(comparisons), tuple(together))


def _values(store: InsightsStore, where: str, *values: object) -> list[float]:
    with store.read() as connection:
        return [row[0] for row in connection.execute(f"SELECT value FROM scores WHERE {where}", values)]  # noqa: S608 - our own


def _by_ticket(store: InsightsStore, kind: Kind, period: Period) -> tuple[list[float], list[float]]:
    """Scores of tickets whose replies kept a marked phrase at the last look, and of those whose replies kept none."""
    sql = """SELECT s.value, max(coalesce(f.remained, 0)) > 0 FROM scores AS s
             JOIN replies AS r ON r.ticket = s.ticket LEFT JOIN findings AS f ON f.reply = r.id AND f.severity <> 'hint'
             WHERE s.kind = ? AND s.ticket <> '' AND r.day BETWEEN ? AND ? GROUP BY s.ticket"""
    sides: tuple[list[float], list[float]] = ([], [])
    with store.read() as connection:
        for value, marked in connection.execute(sql, (kind, *period.days)):
            sides[0 if marked else 1].append(value)
    return sides


def _compare(
    kind: Kind, title: str, names: tuple[str, str], first: Sequence[float], second: Sequence[float]
) -> Comparison:
    groups = tuple(
        (name, len(values), sum(values) / len(values) if values else 0.0)
        for name, values in zip(names, (first, second), strict=True)
    )
    difference = None
    if min(len(first), len(second)) >= LEAST:
        if kind == "nps":
            difference = means_differ(first, second)
        else:
            difference = proportions_differ((int(sum(first)), len(first)), (int(sum(second)), len(second)))
    return Comparison(kind, title, (groups[0], groups[1]), difference, _says(difference))


def _says(difference: Estimate | None) -> str:
    if difference is None:
        return f"Too few scores to compare; each side needs {LEAST}."
    if not difference.clear:
        return "No clear difference: chance alone could explain it."
    return (
        f"{'Higher' if difference.value > 0 else 'Lower'} on the second side, by more than chance alone would explain."
    )


def _weekly(store: InsightsStore, kind: Kind, summary: Summary) -> Together | None:
    sql = "SELECT (day - 1) / 7, avg(value), count(*) FROM scores WHERE kind = ? AND day BETWEEN ? AND ? GROUP BY 1"
    with store.read() as connection:
        rows = connection.execute(sql, (kind, *summary.period.days)).fetchall()
    scores = {date.fromordinal(number * 7 + 1): mean for number, mean, count in rows if count >= 3}
    pairs = [
        (per_hundred(week.marked.total(), week.words), scores[week.start])
        for week in summary.weeks
        if week.start in scores and week.words
    ]
    r = correlation([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    if r is None or len(pairs) < 6:
        return None
    if not r.clear:
        says = "Weeks with more marked phrases do not clearly have other scores."
    else:
        says = f"Weeks with more marked phrases tend to have {'lower' if r.value < 0 else 'higher'} scores."
    return Together(kind, len(pairs), r, says)


def shown(kind: Kind, value: float, *, difference: bool = False) -> str:
    """A score as people write it: CSAT and FCR in per cent, NPS from -100 to 100; differences with their sign, in points."""
    number = f"{100 * value:+.1f}" if difference else f"{100 * value:.1f}"
    return f"{number} points" if difference else number if kind == "nps" else f"{number} %"


def interval(kind: Kind, difference: Estimate) -> str:
    """A difference and its 95 % interval."""
    low, high = f"{100 * difference.low:+.1f}", f"{100 * difference.high:+.1f}"
    return f"{shown(kind, difference.value, difference=True)} (95 % interval {low} to {high})"


def share(successes: int, of: int) -> str:
    """A share with its 95 % interval."""
    found = proportion(successes, of)
    return f"{100 * found.value:.0f} % (95 % interval {100 * found.low:.0f} to {100 * found.high:.0f})"
