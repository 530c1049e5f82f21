"""The settings page's address. What is changed goes through the HTTP API; this only shows what can be."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from flask import Blueprint, render_template

from server.security import Access, access
from server.services import Services
from server.settings import LOG_LEVELS, Settings, load

#: heading → (a line below it, the tables of the file that stand under it)
_GROUPS = {
    "You": ("", ("you",)),
    "Keys": ("They work in every program. Press the keys you want; a combination that another program has is refused.", ("hotkeys",)),
    "On the desktop": ("", ("desktop",)),
    "What is counted": ("Everything that is stored stands on the privacy page.", ("insights",)),
    "Other editors": ("", ("languagetool",)),
    "Under the hood": (
        "Change these when somebody who looks after your machine asks you to.",
        ("review", "engine", "packs", "server", "log"),
    ),
}  # fmt: skip
_LABELS = {
    "you.name": "Your name",
    "hotkeys.palette": "Snippet palette",
    "hotkeys.rewrite": "Rewrite the selection",
    "hotkeys.abbreviations": "Typed abbreviations",
    "desktop.notifications": "Notifications",
    "insights.enabled": "Counting",
    "insights.keep-days": "Days that counts are kept",
    "insights.ticket-ids": "Ticket numbers",
    "languagetool.enabled": "LanguageTool plug-ins",
    "review.longest-draft": "Longest draft",
    "engine.rest-minutes": "Minutes until the language engine rests",
    "packs.off": "Packs not used",
    "server.port": "Port",
    "server.threads": "Requests at a time",
    "log.level": "Log",
}
_CHOICES = {"log.level": LOG_LEVELS}
_COMBINATIONS = {"hotkeys.palette", "hotkeys.rewrite"}
_AFTER_RESTART = {"server.port", "server.threads", "log.level"}


@dataclass(frozen=True, slots=True)
class Row:
    """One setting on the page. ``kind``: "switch", "number", "keys", "list", "choice" or "text"."""

    key: str
    label: str
    about: str
    kind: str
    value: Any
    default: Any
    choices: tuple[str, ...] = ()
    after_restart: bool = False

    @property
    def id(self) -> str:
        """Its name in the page."""
        return self.key.replace(".", "-")


def rows(settings: Settings) -> Iterator[Row]:
    """Every setting, in the order of the file."""
    for item in fields(Settings):
        key = item.metadata["key"]
        value: Any = getattr(settings, item.name)
        default: Any = item.default
        kind = (
            "keys" if key in _COMBINATIONS
            else "choice" if key in _CHOICES
            else "switch" if isinstance(default, bool)
            else "number" if isinstance(default, int)
            else "list" if isinstance(default, tuple)
            else "text"
        )  # fmt: skip
        if kind == "list":
            value, default = ", ".join(value), ", ".join(default)
        yield Row(
            key,
            _LABELS.get(key, key),
            item.metadata["about"],
            kind,
            value,
            default,
            _CHOICES.get(key, ()),
            key in _AFTER_RESTART,
        )


def blueprint(services: Services) -> Blueprint:
    """``/settings``."""
    web = Blueprint("settings_page", __name__, template_folder="templates")

    @web.get("/settings")
    @access(Access.OWNER)
    def settings() -> str:
        loaded = load(services.folders.settings_file)
        found = list(rows(loaded.settings))
        known = {table for _, tables in _GROUPS.values() for table in tables}
        groups = [
            (title, about, [row for row in found if row.key.split(".")[0] in tables])
            for title, (about, tables) in _GROUPS.items()
        ]
        groups.append(("More", "", [row for row in found if row.key.split(".")[0] not in known]))
        return render_template(
            "settings.html",
            groups=[group for group in groups if group[2]],
            problems=loaded.problems,
            file=services.folders.settings_file,
            can_press=services.hotkeys is not None,
        )

    return web
