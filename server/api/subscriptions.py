"""Subscriptions over HTTP: sources that are asked for newer packs."""

from typing import Any

from flask import Blueprint

from server.api.body import read_json
from server.api.packs import overview, whole_source
from server.security import Access, access
from server.services import Services
from server.sharing.packs import Packs
from server.sharing.subscriptions import Subscriptions


def blueprint(services: Services) -> Blueprint:
    """``/v1/subscriptions``."""
    api = Blueprint("subscriptions", __name__)
    subscriptions = Subscriptions(services.library, Packs(services.folders.data, services.library))

    @api.post("/v1/subscriptions")
    @access(Access.OWNER)
    def subscribe() -> tuple[dict[str, Any], int]:
        subscriptions.add(whole_source(read_json("SourceCall")["source"]))
        return overview(services), 201

    @api.post("/v1/subscriptions/end")
    @access(Access.OWNER)
    def unsubscribe() -> dict[str, Any]:
        subscriptions.end(read_json("SourceCall")["source"])
        return overview(services)

    @api.post("/v1/subscriptions/check")
    @access(Access.OWNER)
    def check() -> dict[str, Any]:
        subscriptions.check()
        return overview(services)

    return api
