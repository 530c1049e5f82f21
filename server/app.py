"""Puts the parts of the server together into one Flask application."""

from flask import Flask

from server.api import (
    bulk,
    hotkeys,
    imports,
    insights,
    languagetool,
    library,
    pack_looks,
    pack_texts,
    packs,
    pairings,
    practice,
    ratings,
    reports,
    review,
    settings,
    snippets,
    status,
    subscriptions,
)
from server.api.body import LONGEST_BODY
from server.api.failures import handle_errors
from server.languagetool import KeyFile
from server.security import Guard, csrf_token, current_session, install
from server.services import Services
from server.web import insights as insights_pages
from server.web import packs as packs_pages
from server.web import pages
from server.web import practice as practice_pages
from server.web import settings as settings_page


def create_app(services: Services) -> Flask:
    """The application around ``services``. Opens no port and starts no thread; see ``server.serve`` for that."""
    app = Flask("server", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LONGEST_BODY, MAX_FORM_MEMORY_SIZE=LONGEST_BODY, MAX_FORM_PARTS=200)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    handle_errors(app)
    key = KeyFile(services.folders)
    guard = Guard(services.port, services.control_token, services.pairings, services.sessions, key.read)
    install(app, guard, services.pairings)
    for part in (
        status,
        review,
        languagetool,
        snippets,
        library,
        bulk,
        imports,
        packs,
        pack_looks,
        pack_texts,
        subscriptions,
        insights,
        ratings,
        reports,
        pairings,
        settings,
        hotkeys,
        practice,
        pages,
        packs_pages,
        practice_pages,
        insights_pages,
        settings_page,
    ):
        app.register_blueprint(part.blueprint(services))
    app.context_processor(lambda: {"csrf_token": csrf_token, "session": current_session()})
    return app
