"""More of the library over HTTP: earlier wordings, filled placeholders, the trash, duplicates."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint

from server.api.body import read_json
from server.library.placeholders import SAMPLES, fill
from server.security import Access, access
from server.services import Services


def blueprint(services: Services) -> Blueprint:
    """``/v1/snippets/ID/history``, ``…/revert``, ``…/fill``, ``/v1/trash`` and ``/v1/duplicates``."""
    api = Blueprint("library", __name__)
    library = services.library

    @api.get("/v1/snippets/<snippet_id>/history")
    @access(Access.CLIENT)
    def history(snippet_id: str) -> dict[str, Any]:
        return {"versions": [asdict(version) for version in library.history(snippet_id)]}

    @api.post("/v1/snippets/<snippet_id>/revert")
    @access(Access.CLIENT)
    def revert(snippet_id: str) -> dict[str, Any]:
        snippet = library.revert(snippet_id, read_json("RevertCall")["number"])
        services.tell("library-changed")
        return snippet.as_dict()

    @api.post("/v1/snippets/<snippet_id>/fill")
    @access(Access.CLIENT)
    def filled(snippet_id: str) -> dict[str, Any]:
        values = read_json("FillCall").get("values", SAMPLES)
        return asdict(fill(library.get(snippet_id).content.body, values))

    @api.get("/v1/trash")
    @access(Access.OWNER)
    def trash() -> dict[str, Any]:
        return {"snippets": [snippet.as_dict() for snippet in library.trash()]}

    @api.delete("/v1/trash")
    @access(Access.OWNER)
    def empty_trash() -> dict[str, Any]:
        return {"deleted": library.empty_trash()}

    @api.get("/v1/duplicates")
    @access(Access.OWNER)
    def duplicates() -> dict[str, Any]:
        return {"groups": [[snippet.as_dict() for snippet in group] for group in library.duplicates()]}

    return api
