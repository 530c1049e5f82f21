"""Practice over HTTP. What is written is judged and forgotten; only counts are kept."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from flask import Blueprint

from server.api import serialise
from server.api.body import read_json
from server.errors import ApiError
from server.language.errors import PatternError
from server.language.model import Review
from server.packs.model import Drill, Scenario
from server.practice.model import NotThereError
from server.practice.progress import NOTHING, PRACTICE_FILE, Ending, Kind, Progress
from server.security import Access, access
from server.services import Services

T = TypeVar("T")


def blueprint(services: Services) -> Blueprint:
    """``/v1/practice`` and what is under it."""
    api = Blueprint("practice", __name__)
    progress = Progress(services.folders.data / PRACTICE_FILE)

    def counted(kind: Kind, name: str, ending: Ending | None) -> bool:
        """Count it if the agent lets things be counted; False when it could not be."""
        return not services.settings.insights or progress.record(kind, name, ending)

    @api.get("/v1/practice")
    @access(Access.OWNER)
    def practice() -> dict[str, Any]:
        progress.age_out(services.settings.insights_days)
        kept = progress.all()
        found = services.engine.get().exercises()
        return {
            "scenarios": [
                _scenario(pack, one, asdict(kept.get(("scenario", one.id), NOTHING)))
                for pack, one in found.scenarios.values()
            ],
            "drills": [
                _drill(pack, one, asdict(kept.get(("drill", one.id), NOTHING))) for pack, one in found.drills.values()
            ],
        }

    @api.get("/v1/practice/scenarios/<scenario_id>")
    @access(Access.OWNER)
    def scenario(scenario_id: str) -> dict[str, Any]:
        pack, one = _known(services.engine.get().exercises().scenarios, scenario_id)
        practised = asdict(progress.all().get(("scenario", one.id), NOTHING))
        return {**_scenario(pack, one, practised), "about": one.about, "opening": one.opening}

    @api.post("/v1/practice/scenarios/<scenario_id>/replies")
    @access(Access.OWNER)
    def reply(scenario_id: str) -> dict[str, Any]:
        call = read_json("PracticeReplyCall")
        text: str = call["reply"]
        _not_blank(text, "reply")
        engine = services.engine.get()
        _, one = _known(engine.exercises().scenarios, scenario_id)
        started = time.perf_counter()
        heard: bool = call.get("heard", False)
        reaction = _found(lambda: engine.reply(scenario_id, call.get("turn", 1), text, heard=heard))
        review = _review(reaction.verdict.review, text, started)
        return {
            "outcome": reaction.verdict.outcome,
            "why": reaction.verdict.why,
            "points": [{"label": point.label, "named": point.label in reaction.verdict.named} for point in one.hears],
            "says": reaction.says,
            "next": reaction.next,
            "ending": reaction.ending,
            "model": reaction.model,
            "weak": one.weak if reaction.ending else "",
            "review": review,
            "kept": counted("scenario", one.id, reaction.ending),
        }

    @api.get("/v1/practice/drills/<drill_id>")
    @access(Access.OWNER)
    def drill(drill_id: str) -> dict[str, Any]:
        pack, one = _known(services.engine.get().exercises().drills, drill_id)
        practised = asdict(progress.all().get(("drill", one.id), NOTHING))
        return {**_drill(pack, one, practised), "customer": one.customer}

    @api.post("/v1/practice/drills/<drill_id>/answers")
    @access(Access.OWNER)
    def answer(drill_id: str) -> dict[str, Any]:
        text: str = read_json("PracticeAnswerCall")["answer"]
        _not_blank(text, "answer")
        engine = services.engine.get()
        _, one = _known(engine.exercises().drills, drill_id)
        started = time.perf_counter()
        heard = _found(lambda: engine.answer(drill_id, text))
        return {
            "done": heard.done,
            "checks": [asdict(check) for check in heard.checks],
            "model": one.model,
            "review": _review(heard.review, text, started),
            "kept": counted("drill", one.id, "settled" if heard.done else None),
        }

    @api.delete("/v1/practice/progress")
    @access(Access.OWNER)
    def reset() -> dict[str, Any]:
        try:
            return {"deleted": progress.reset()}
        except (sqlite3.Error, OSError) as error:
            raise ApiError(
                503,
                "practice-not-reset",
                "The practice counts could not be deleted.",
                what="They are unchanged.",
                next_step=f"Check that {progress.path.name} in the data folder may be written to, then try again.",
            ) from error

    return api


def _known(exercises: dict[str, T], name: str) -> T:
    """The exercise of that id; the 404 when there is none."""

    def look() -> T:
        try:
            return exercises[name]
        except KeyError:
            raise NotThereError from None

    return _found(look)


def _found(look: Callable[[], T]) -> T:
    """What ``look`` finds; the 404 when there is none, and a 409 when the pack it comes from is broken."""
    try:
        return look()
    except NotThereError:
        raise ApiError(
            404,
            "not-found",
            "There is no such exercise.",
            what="What you typed is still here.",
            next_step="Its pack may have been switched off or updated; go back to Practice.",
        ) from None
    except PatternError as error:
        raise ApiError(
            409,
            "exercise-broken",
            f"This exercise has a mistake: {error}",
            what="What you typed is still here.",
            next_step="Tell whoever wrote its pack, or run `alongside pack check` on it.",
        ) from None


def _not_blank(text: str, field: str) -> None:
    if not text.strip():
        raise ApiError(422, "invalid", f"“{field}” is empty.", next_step="Write a reply first.", field=field)


def _review(review: Review, text: str, started: float) -> dict[str, Any]:
    took = (time.perf_counter() - started) * 1000
    return {**serialise.review(review, text, None, with_rewrite=True), "took_ms": round(took, 2)}


def _scenario(pack: str, scenario: Scenario, practised: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "pack": pack,
        "title": scenario.title,
        "industry": scenario.industry,
        "level": scenario.level,
        "customer": scenario.customer,
        "turns": len(scenario.turns),
        "practised": practised,
    }


def _drill(pack: str, drill: Drill, practised: dict[str, Any]) -> dict[str, Any]:
    return {"id": drill.id, "pack": pack, "title": drill.title, "skill": drill.skill, "practised": practised}
