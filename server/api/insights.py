"""What is counted, over HTTP: recording what an agent chose, reading the counts of a period, erasing them all."""

import sqlite3
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, request

from server.api.body import invalid, read_json
from server.errors import ApiError
from server.insights.names import Names
from server.insights.note import weekly_note
from server.insights.store import InsightsStore, StoreError
from server.insights.summary import SAVING, Period, Summary, per_hundred, summarise
from server.insights.team import export
from server.library.errors import LibraryError
from server.practice.progress import PRACTICE_FILE, Progress
from server.security import Access, access
from server.services import Services

DAYS_SHOWN = 91  # without dates in the address: thirteen weeks


def blueprint(services: Services) -> Blueprint:
    """``/v1/events`` and ``/v1/insights``."""
    api = Blueprint("insights", __name__)
    insights = services.insights

    @api.post("/v1/events")
    @access(Access.CLIENT)
    def events() -> dict[str, Any]:
        told = read_json("EventsCall")["events"]
        for event in told:
            insights.chose(event["kind"], event.get("rule", ""), event.get("count", 1))
        return {"recorded": len(told) if insights.enabled else 0}

    @api.get("/v1/insights")
    @access(Access.OWNER)
    def show() -> dict[str, Any]:
        period, names = asked_period(services), names_of(services)
        with_store = opened(services)
        try:
            summary = summarise(with_store, period)
            note = weekly_note(with_store, insights.today(), names)
            first = with_store.first_day()
        except StoreError as error:
            raise unavailable(error) from None
        return {
            **as_json(summary, names),
            "note": {"week": note.week.isoformat(), "lines": list(note.lines), "enough": note.enough},
            "first_day": first.isoformat() if first else None,
            "counting": insights.enabled,
        }

    @api.get("/v1/insights/export")
    @access(Access.OWNER)
    def export_counts() -> dict[str, Any]:
        try:
            return export(opened(services), asked_period(services), services.settings.your_name)
        except StoreError as error:
            raise unavailable(error) from None

    @api.delete("/v1/insights")
    @access(Access.OWNER)
    def erase() -> dict[str, Any]:
        try:
            deleted = insights.erase()
        except StoreError as error:
            raise unavailable(error) from None
        try:
            return {"deleted": deleted + Progress(services.folders.data / PRACTICE_FILE).erase()}
        except (sqlite3.Error, OSError) as error:
            raise ApiError(
                503,
                "practice-not-erased",
                "The other counts are erased; those of practice could not be.",
                what="Your snippets and settings are untouched.",
                next_step=f"Check that {PRACTICE_FILE} in the data folder may be written to, then try again.",
            ) from error

    return api


def opened(services: Services) -> InsightsStore:
    """The counts. Raises ApiError 503 when they cannot be read."""
    try:
        return services.insights.store
    except StoreError as error:
        raise unavailable(error) from None


def unavailable(error: StoreError) -> ApiError:
    """The 503 for counts that cannot be read or written."""
    return ApiError(
        503, "insights-unavailable", str(error), what="Your drafts and snippets are safe.", next_step=error.next
    )


def asked_period(services: Services) -> Period:
    """The days that the address asks for with ``from`` and ``to``; the last thirteen weeks without. Raises ApiError."""
    last = asked_day("to") or services.insights.today()
    first = asked_day("from")
    try:
        return Period(first, last) if first else Period.back_from(last, DAYS_SHOWN)
    except (ValueError, OverflowError):
        raise invalid("from", "must be a day that is not after “to”") from None


def asked_day(name: str) -> date | None:
    """The day in the address under ``name``, or None. Raises ApiError."""
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise invalid(name, "must be a day such as 2026-01-31") from None
    if not 2000 <= day.year <= 2199:
        raise invalid(name, "must be a day from 2000 to 2199")
    return day


def names_of(services: Services) -> Names:
    """Names of rules, situations and snippets, as far as they are known now."""

    def title(snippet: str) -> str | None:
        try:
            return services.library.get(snippet).content.title
        except LibraryError:
            return None

    return replace(services.names, title=title)


def as_json(summary: Summary, names: Names) -> dict[str, Any]:
    """A summary with names instead of ids, ready to be shown; ``marked`` is what was first written, ``remained`` what stood."""
    choices, words = summary.choices, summary.words
    return {
        "from": summary.period.first.isoformat(),
        "to": summary.period.last.isoformat(),
        "replies": summary.replies,
        "words": words,
        "marked": summary.marked.total(),
        "remained": summary.remained.total(),
        "taken": choices["suggestion-taken"],
        "ignored": choices["suggestion-ignored"] + choices["rule-off"],
        "rewrites": choices["rewrite-taken"],
        "uses": summary.uses,
        "saved_minutes": round(summary.saved, 1),
        "saving": SAVING,
        "weeks": [
            {
                "start": week.start.isoformat(),
                "replies": week.replies,
                "words": week.words,
                "marked": dict(week.marked),
                "remained": dict(week.remained),
                "taken": week.choices["suggestion-taken"],
                "ignored": week.choices["suggestion-ignored"] + week.choices["rule-off"],
                "uses": week.uses,
                "saved_minutes": round(week.saved, 1),
            }
            for week in summary.weeks
        ],
        "categories": [
            {
                "id": category,
                "name": names.category(category),
                "marked": count,
                "remained": summary.remained[category],
                "per_hundred_words": round(per_hundred(count, words), 3),
            }
            for category, count in summary.marked.most_common()
        ],
        "rules": [
            {
                "id": entry.rule,
                "phrase": names.rule(entry.rule),
                "category": names.category(entry.category),
                "marked": entry.marked,
                "remained": entry.remained,
                "taken": entry.taken,
                "ignored": entry.ignored,
            }
            for entry in summary.rules[:20]
        ],
        "points": [
            {"id": point, "name": names.point(point), "done": had, "of": of}
            for point, (had, of) in summary.points.items()
        ],
        "situations": [
            {
                "id": entry.situation,
                "name": names.situation(entry.situation),
                "replies": entry.replies,
                "intensity": round(entry.intensity / entry.replies, 2),
                "emotions": dict(entry.emotions),
            }
            for entry in summary.situations[:15]
        ],
        "snippets": [
            {"id": snippet, "title": names.snippet(snippet), "uses": uses, "saved_minutes": round(minutes, 1)}
            for snippet, uses, minutes in summary.snippets[:15]
        ],
    }
