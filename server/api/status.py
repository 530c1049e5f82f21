"""The greeting, the state of everything, pausing, and the description of the API."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint

from server.api.body import read_json
from server.errors import ApiError
from server.library.errors import LibraryError, LibraryReadOnly
from server.security import Access, access, current_caller
from server.services import Notice, Part, Services

log = logging.getLogger(__name__)


def blueprint(services: Services) -> Blueprint:
    """``/v1/hello``, ``/v1/status``, ``/v1/pause``, ``/v1/resume``, ``/v1/palette`` and ``/v1/openapi.json``."""
    api = Blueprint("status", __name__)

    @api.get("/v1/hello")
    @access(Access.PUBLIC)
    def hello() -> dict[str, Any]:
        return {"app": "alongside", "api": 1, "version": services.version}

    @api.get("/v1/openapi.json")
    @access(Access.CLIENT)
    def openapi() -> dict[str, Any]:
        from server.api.openapi import document  # noqa: PLC0415  (large, and few ask)

        return document(services.version)

    @api.get("/v1/status")
    @access(Access.CLIENT)
    def status() -> dict[str, Any]:
        if current_caller().kind == "extension":  # a browser is there, so a draft is near
            services.engine.wake()
        outline = services.engine.outline
        return {
            "version": services.version,
            **_state(services),
            "rules": outline.rules if outline else 0,
            "snippets": _snippet_count(services),
            "packs": outline.packs if outline else 0,
            "parts": [asdict(part) for part in current_parts(services)],
            "notices": [asdict(notice) for notice in current_notices(services)],
        }

    @api.post("/v1/pause")
    @access(Access.CLIENT)
    def pause() -> dict[str, Any]:
        services.pause.begin(read_json("PauseCall")["minutes"])
        services.tell("paused")
        return _state(services)

    @api.post("/v1/resume")
    @access(Access.CLIENT)
    def resume() -> dict[str, Any]:
        services.pause.end()
        services.tell("resumed")
        return _state(services)

    @api.post("/v1/palette")
    @access(Access.OWNER)
    def palette() -> dict[str, Any]:
        if services.show_palette is None or not services.show_palette():
            raise ApiError(
                503,
                "no-palette",
                "The snippet palette cannot be shown.",
                next_step="Use the library page, or see `alongside status` for the reason.",
            )
        return {"shown": True}

    return api


def _snippet_count(services: Services) -> int:
    try:
        return services.library.count()
    except LibraryError:  # its part says what is wrong
        return 0


def current_parts(services: Services) -> list[Part]:
    """Every part of the program and how it works now; one that cannot say so is shown as failed."""
    return [engine_part(services), library_part(services), *(_asked(ask) for ask in list(services.parts))]


def _asked(ask: Callable[[], Part]) -> Part:
    try:
        return ask()
    except Exception:  # the status page is where people look when something fails, so it must not fail with it
        log.exception("a part could not say how it works")
        return Part("unknown", "Part of the program", "failed", "It cannot say how it works", "Restart Alongside.")


def current_notices(services: Services) -> list[Notice]:
    """Everything the agent should know, in the order in which the parts were started."""
    outline = services.engine.outline
    packs = [
        Notice(f"pack-{number}", "warning", text) for number, text in enumerate(outline.notices if outline else ())
    ]
    return [*(notice for ask in list(services.notices) for notice in ask()), *packs]


def engine_part(services: Services) -> Part:
    """The language engine's line on the status page."""
    match services.engine.state:
        case "starting":
            return Part("engine", "Language engine", "starting", "Loading the rules")
        case "failed":
            detail = "Could not be loaded, so drafts are not reviewed"
            return Part(
                "engine", "Language engine", "failed", detail, "Run `alongside doctor`, then restart Alongside."
            )
        case "ready":
            outline = services.engine.outline
            count = f"{outline.rules if outline else 0} rules"
            if services.engine.loaded is None:
                now = "waking up" if services.engine.loading else "resting to free memory; starts with your next draft"
                count = f"{count}, {now}"
            return Part("engine", "Language engine", "on", count)


def library_part(services: Services) -> Part:
    """The phrase library's line on the status page."""
    library = services.library
    try:
        snippets, copies = library.count(), library.backups()
    except LibraryError as error:
        return Part("library", "Phrase library", "failed", error.message, error.next)
    kept = f"last backup {copies[0].day}" if copies else "no backup yet; the first change makes one"
    detail = f"{snippets:,} snippet{'' if snippets == 1 else 's'}, {kept}"
    if library.read_only:
        return Part(
            "library",
            "Phrase library",
            "degraded",
            f"{detail}. Changes cannot be saved",
            LibraryReadOnly(library.path).next,
        )
    return Part("library", "Phrase library", "on", detail)


def _state(services: Services) -> dict[str, Any]:
    paused, until = services.pause.state()
    return {
        "state": "paused" if paused else services.engine.state,
        "paused_until": until.isoformat(timespec="seconds") if until else None,
    }
