"""The pages' addresses. What changes anything goes through the HTTP API; these views only show."""

from datetime import datetime
from pathlib import Path

from flask import Blueprint, current_app, render_template, request, send_from_directory
from flask.wrappers import Response

from server.api.status import current_notices, current_parts
from server.library.exchange.decode import ENCODINGS
from server.library.exchange.model import FORMATS
from server.library.model import EMOTIONS, STEPS
from server.packs.names import CATEGORY_NAMES, SEVERITY_NAMES
from server.security import Access, access
from server.services import Services
from server.web.rules import Rulebook, rulebook

HERE = Path(__file__).parent
SHOWN_RULES = 60
MODES = {"on": "On", "starting": "Starting", "degraded": "Works in part", "off": "Off", "failed": "Not working"}
NAVIGATION = (
    ("home", "/", "Home"),
    ("library", "/library", "Library"),
    ("packs", "/packs", "Packs"),
    ("rules", "/rules", "Rules"),
    ("practice", "/practice", "Practice"),
    ("insights", "/insights", "Insights"),
    ("pairing", "/pairing", "Browsers"),
    ("privacy", "/privacy", "Privacy"),
    ("settings", "/settings", "Settings"),
    ("status", "/status", "Status"),
)


def blueprint(services: Services) -> Blueprint:
    """The pages, and the files they load from ``/static``."""
    web = Blueprint("web", __name__, template_folder="templates")

    @web.get("/static/<path:name>", endpoint="static")
    @access(Access.PUBLIC)
    def static(name: str) -> Response:
        return send_from_directory(HERE / "static", name)

    @web.app_context_processor
    def common() -> dict[str, object]:
        return {"navigation": NAVIGATION, "version": services.version, "headline": headline(services)}

    @web.get("/")
    @access(Access.OWNER)
    def home() -> str:
        return render_template(
            "home.html",
            snippets=services.library.count(),
            pairings=services.pairings.pairings(),
            requests=services.pairings.requests(),
            notices=current_notices(services),
        )

    @web.get("/library")
    @access(Access.OWNER)
    def library() -> str:
        return render_template(
            "library.html",
            packs_page="packs.new" in current_app.view_functions,
            folders=services.library.folders(),
            steps=STEPS,
            emotions=EMOTIONS,
            read_only=services.library.read_only,
        )

    @web.get("/library/import")
    @access(Access.OWNER)
    def import_() -> str:
        return render_template(
            "import.html",
            formats=FORMATS,
            encodings=ENCODINGS,
            batches=services.library.batches(),
            read_only=services.library.read_only,
        )

    @web.get("/library/duplicates")
    @access(Access.OWNER)
    def duplicates() -> str:
        return render_template("duplicates.html", read_only=services.library.read_only)

    @web.get("/library/trash")
    @access(Access.OWNER)
    def trash() -> str:
        return render_template("trash.html", snippets=services.library.trash(), read_only=services.library.read_only)

    @web.get("/pairing")
    @access(Access.OWNER)
    def pairing() -> str:
        return render_template("pairing.html")

    @web.get("/status")
    @access(Access.OWNER)
    def status() -> str:
        return render_template(
            "status.html",
            parts=current_parts(services),
            notices=current_notices(services),
            folders=services.folders,
            port=services.port,
            modes=MODES,
        )

    @web.get("/rules")
    @access(Access.OWNER)
    def rules() -> str:
        engine = services.engine.fetch()
        book = rulebook(engine.rules()) if engine else Rulebook(())
        words = request.args.get("q", "")
        category = request.args.get("category", "")
        severity = request.args.get("severity", "")
        found = book.search(words, category or None, severity or None)
        shown = len(found) if request.args.get("all") else SHOWN_RULES
        return render_template(
            "rules.html",
            found=found[:shown],
            total=len(found),
            book=book,
            state=services.engine.state,
            q=words,
            category=category,
            severity=severity,
            categories=CATEGORY_NAMES,
            severities=SEVERITY_NAMES,
        )

    return web


def headline(services: Services) -> tuple[str, str]:
    """How everything is, in a word for the icon (a file of ``static/logo``) and a few for people."""
    paused, until = services.pause.state()
    if paused:
        return "paused", f"Paused until {clock(until)}" if until else "Paused"
    match services.engine.state:
        case "starting":
            return "starting", "Starting"
        case "failed":
            return "attention", "Needs a look"
        case "ready":
            return "on", "Ready"


def clock(when: datetime) -> str:
    """The local time of day, such as 15:00."""
    return f"{when.astimezone():%H:%M}"
