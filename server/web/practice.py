"""The practice pages' addresses. What is in them comes over the HTTP API; these views only show where it goes."""

from flask import Blueprint, abort, render_template

from server.security import Access, access
from server.services import Services

SKILLS = {
    "paraphrase": ("Say it back", "In your own words, what happened and what it means to them. No solution yet."),
    "summarise": (
        "Sum it up",
        "All that matters to them, shorter than they said it, and ask whether you got it right.",
    ),
    "clarify": ("Ask", "The one question you need answered to go on, without asking for what they have told you."),
}


def blueprint(services: Services) -> Blueprint:
    """``/practice``, a page for each scenario and one for each drill."""
    web = Blueprint("practice_pages", __name__, template_folder="templates")

    @web.get("/practice")
    @access(Access.OWNER)
    def practice() -> str:
        return render_template("practice.html", skills=SKILLS)

    @web.get("/practice/scenarios/<scenario_id>")
    @access(Access.OWNER)
    def scenario(scenario_id: str) -> str:
        return render_template("scenario.html", id=_known("scenario", scenario_id))

    @web.get("/practice/drills/<drill_id>")
    @access(Access.OWNER)
    def drill(drill_id: str) -> str:
        return render_template("drill.html", id=_known("drill", drill_id), skills=SKILLS)

    def _known(kind: str, name: str) -> str:
        """``name``, or 404 when there is no such exercise. While the engine starts nobody knows; the page asks again."""
        engine = services.engine.fetch()
        if engine is not None:
            known = engine.exercises()
            if name not in (known.scenarios if kind == "scenario" else known.drills):
                abort(404)
        return name

    return web
