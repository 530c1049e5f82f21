"""Hands counts on: one agent's export, and several added up. No texts, no ticket numbers, no times of day.

Everything is summed over whole weeks, so that a team report says how the team writes and not when anybody did what.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from server.insights.store import InsightsStore
from server.insights.summary import Period, RuleCount, SituationCount, Summary, Week, summarise

FORMAT = "alongside-counts"
VERSION = 1
_COUNT = {"type": "integer", "minimum": 0, "maximum": 10**9}
_NUMBER = {"type": "number", "minimum": 0, "maximum": 10**9}
_ID = {"type": "string", "maxLength": 120, "pattern": "^[^\\s]*$"}
_COUNTS = {"type": "object", "propertyNames": _ID, "additionalProperties": _COUNT, "maxProperties": 1000}
_DAY = {"type": "string", "pattern": "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _rows(most: int, **properties: Any) -> dict[str, Any]:
    return {"type": "array", "maxItems": most, "items": _object(**properties)}


SCHEMA: dict[str, Any] = _object(
    format={"const": FORMAT},
    version={"const": VERSION},
    name={"type": "string", "maxLength": 120},
    **{"from": _DAY, "to": _DAY},
    weeks=_rows(
        600,
        start=_DAY,
        replies=_COUNT,
        words=_COUNT,
        marked=_COUNTS,
        remained=_COUNTS,
        choices=_COUNTS,
        uses=_COUNT,
        saved_minutes=_NUMBER,
    ),
    rules=_rows(
        5000, rule=_ID, category=_ID, severity=_ID, marked=_COUNT, remained=_COUNT, taken=_COUNT, ignored=_COUNT
    ),
    points={"type": "object", "propertyNames": _ID, "additionalProperties": _object(done=_COUNT, of=_COUNT)},
    situations=_rows(2000, situation=_ID, emotions=_COUNTS, intensity=_COUNT),
)


class ExportError(ValueError):
    """This is no export of counts, or one that was changed; the message says what is wrong with it."""


def export(store: InsightsStore, period: Period, name: str) -> dict[str, Any]:
    """One agent's counts of a period, for the team's report. ``name``: as it should stand there. Raises StoreError."""
    summary = summarise(store, period)
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "weeks": [
            {
                "start": week.start.isoformat(),
                "replies": week.replies,
                "words": week.words,
                "marked": dict(week.marked),
                "remained": dict(week.remained),
                "choices": dict(week.choices),
                "uses": week.uses,
                "saved_minutes": round(week.saved, 1),
            }
            for week in summary.weeks
        ],
        "rules": [
            {
                "rule": entry.rule,
                "category": entry.category,
                "severity": entry.severity,
                "marked": entry.marked,
                "remained": entry.remained,
                "taken": entry.taken,
                "ignored": entry.ignored,
            }
            for entry in summary.rules
        ],
        "points": {point: {"done": had, "of": of} for point, (had, of) in summary.points.items()},
        "situations": [
            {"situation": entry.situation, "emotions": dict(entry.emotions), "intensity": entry.intensity}
            for entry in summary.situations
        ],
    }


def read_export(value: Any, name: str) -> tuple[str, Summary]:
    """The agent's name and counts in an export. ``name``: the file, for the message. Raises ExportError."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ExportError(f"{name} is no export of Alongside's counts.")
    if value.get("version") != VERSION:
        raise ExportError(f"{name} was written by another version of Alongside. Export it again.")
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (3 MB that only a team's report needs)

    error = next(iter(Draft202012Validator(SCHEMA).iter_errors(value)), None)
    if error is not None:
        place = ".".join(str(part) for part in error.absolute_path) or "the whole"
        raise ExportError(f"{name} cannot be used: something is wrong at “{place}”. Export it again.")
    try:
        return value["name"] or name, _summary(value)
    except ValueError as problem:
        raise ExportError(f"{name} cannot be used: {problem}. Export it again.") from None


def _summary(value: dict[str, Any]) -> Summary:
    weeks = [
        Week(
            date.fromisoformat(row["start"]),
            row["replies"],
            row["words"],
            Counter(row["marked"]),
            Counter(row["remained"]),
            Counter(row["choices"]),
            row["uses"],
            row["saved_minutes"],
        )
        for row in value["weeks"]
    ]
    return Summary(
        Period(date.fromisoformat(value["from"]), date.fromisoformat(value["to"])),
        weeks,
        [RuleCount(**row) for row in value["rules"]],
        {point: (row["done"], row["of"]) for point, row in value["points"].items()},
        [
            SituationCount(row["situation"], Counter(row["emotions"]), row["intensity"])
            for row in value["situations"]
            if sum(row["emotions"].values())
        ],
    )


def combine(summaries: Iterable[Summary]) -> Summary:
    """Several agents' counts, added up. Raises ValueError without any."""
    parts = list(summaries)
    if not parts:
        raise ValueError("there is nothing to combine")
    period = Period(min(part.period.first for part in parts), max(part.period.last for part in parts))
    weeks: dict[date, Week] = {}
    rules: dict[str, RuleCount] = {}
    points: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    situations: dict[str, SituationCount] = {}
    for part in parts:
        for week in part.weeks:
            total = weeks.setdefault(week.start, Week(week.start))
            total.replies += week.replies
            total.words += week.words
            total.uses += week.uses
            total.saved += week.saved
            total.marked.update(week.marked)
            total.remained.update(week.remained)
            total.choices.update(week.choices)
        for entry in part.rules:
            rule = rules.setdefault(entry.rule, RuleCount(entry.rule, entry.category, entry.severity))
            rule.marked += entry.marked
            rule.remained += entry.remained
            rule.taken += entry.taken
            rule.ignored += entry.ignored
        for point, (had, of) in part.points.items():
            points[point] += had
            asked[point] += of
        for found in part.situations:
            situation = situations.setdefault(found.situation, SituationCount(found.situation))
            situation.emotions.update(found.emotions)
            situation.intensity += found.intensity
    return Summary(
        period,
        [weeks[start] for start in sorted(weeks)],
        sorted(rules.values(), key=lambda entry: (-entry.marked, entry.rule)),
        {point: (points[point], of) for point, of in sorted(asked.items())},
        sorted(situations.values(), key=lambda entry: (entry.situation == "", -entry.replies)),
    )
