"""The pages about what is counted: insights, ratings, the report, and privacy."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, render_template, request

from server.api.body import query_number
from server.api.insights import DAYS_SHOWN, names_of, opened, unavailable
from server.insights.names import SCORE_NAMES, plain
from server.insights.rows import PlainRow, plain_rows
from server.insights.store import StoreError
from server.insights.summary import Period
from server.practice.progress import PRACTICE_FILE, Kind, Practised, Progress
from server.security import Access, access
from server.services import Services

ROWS_SHOWN = 50
_COLUMNS = {
    "score": "Rating",
    "date": "Day",
    "ticket": "Ticket's number, if there is one",
    "agent": "Agent, if there is one",
}
_FILES = (
    ("settings.toml", "Your settings."),
    ("library.sqlite3", "Your snippets, with their earlier wordings. You wrote them, so they are text."),
    ("backups", "Copies of the library, one a day."),
    ("insights.sqlite3", "The counts on this page. No texts."),
    ("practice.sqlite3", "Which exercises were practised, and how they went. The counts on this page, no texts."),
    ("pairings.json", "Paired browsers: name, origin, and a fingerprint of their token."),
    ("languagetool.json", "The address for LanguageTool plug-ins, if you switched it on."),
    ("packs", "Packs you added or wrote."),
    ("signing.key", "The secret key that signs your packs. Keep a copy of it somewhere safe."),
    ("batch", "Counts of an export that was stopped halfway. No texts."),
    ("run.json", "That Alongside is running, and on which port."),
    ("alongside.log", "What happened inside Alongside: places and types of problems. No texts."),
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file or folder of Alongside's: its path, size in bytes, and what it is."""

    path: Path
    size: int
    about: str


def blueprint(services: Services) -> Blueprint:
    """``/insights``, what is under it, and ``/privacy``."""
    web = Blueprint("insights_pages", __name__, template_folder="templates")

    @web.get("/insights")
    @access(Access.OWNER)
    def insights() -> str:
        return render_template("insights.html", today=services.insights.today().isoformat())

    @web.get("/insights/ratings")
    @access(Access.OWNER)
    def ratings() -> str:
        return render_template("ratings.html", kinds=SCORE_NAMES, columns=_COLUMNS)

    @web.get("/insights/report")
    @access(Access.OWNER)
    def report() -> str:
        period = Period.back_from(services.insights.today(), DAYS_SHOWN)
        return render_template("report.html", first=period.first.isoformat(), today=period.last.isoformat())

    @web.get("/privacy")
    @access(Access.OWNER)
    def privacy() -> str:
        offset = query_number("offset", 0, 0, 100_000_000)
        store = opened(services)
        try:
            counts = store.counts()
            rows = plain_rows(store, names_of(services), ROWS_SHOWN, offset)
        except StoreError as error:
            raise unavailable(error) from None
        total = sum(counts.values())
        practised = Progress(services.folders.data / PRACTICE_FILE).all()
        return render_template(
            "privacy.html",
            rows=rows,
            practised=[_practised(kind, name, counted) for (kind, name), counted in sorted(practised.items())],
            total=total,
            offset=offset,
            shown=ROWS_SHOWN,
            settings=services.settings,
            files=stored_files(services),
            path=request.path,
        )

    return web


def _practised(kind: Kind, name: str, counted: Practised) -> PlainRow:
    """A row of the practice counts in plain words."""
    replies = f"{counted.replies} repl{'y' if counted.replies == 1 else 'ies'} judged"
    if kind == "drill":
        ended = f"done {counted.settled} time{'' if counted.settled == 1 else 's'}"
    else:
        ended = f"the customer settled {counted.settled}, calmer {counted.calmer}, lost {counted.lost}"
    when = f"{date.fromisoformat(counted.last):%d %b %Y}" if counted.last else "–"
    return PlainRow(
        when, "Drill" if kind == "drill" else "Conversation", f"{plain(name).capitalize()}: {replies}; {ended}."
    )


def stored_files(services: Services) -> list[StoredFile]:
    """Everything Alongside has on this machine, folder by folder; what it does not know is listed as well."""
    folders = services.folders
    found = [path for folder in (folders.config, folders.data, folders.state) for path in sorted(folder.glob("*"))]
    return [StoredFile(path, _size(path), _about(path.name)) for path in found]


def _about(name: str) -> str:
    known = next((about for start, about in _FILES if name.startswith(start)), "")
    if name.endswith((".lock", "-wal", "-shm")):
        return "Belongs to the file it is named after; gone or empty when Alongside stops."
    return known or "Not one of Alongside's own."


def _size(path: Path) -> int:
    try:
        return (
            sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
            if path.is_dir()
            else path.stat().st_size
        )
    except OSError:  # it has just gone
        return 0
