"""The phrase library over HTTP. What can be stored is checked by the library; its errors are translated here."""

from typing import Any

from flask import Blueprint, request

from server.api.body import check_query, invalid, query_number, read_json
from server.api.schemas import LONGEST_QUERY, MOST_SNIPPETS, NARROWING, ORDERS
from server.errors import ApiError
from server.library.batches import NoBatch
from server.library.errors import (
    InvalidSnippet,
    LibraryError,
    LibraryFull,
    LibraryLocked,
    LibraryReadOnly,
    ShortcutTaken,
    SnippetNotFound,
)
from server.library.exchange.model import FileProblem
from server.library.search import Filter, Order
from server.security import Access, access
from server.services import Services

_STATUS: tuple[tuple[type[LibraryError], int, str], ...] = (  # the most particular class first
    (SnippetNotFound, 404, "no-such-snippet"),
    (NoBatch, 404, "no-such-batch"),
    (FileProblem, 422, "bad-file"),
    (ShortcutTaken, 409, "shortcut-taken"),
    (InvalidSnippet, 422, "invalid-snippet"),
    (LibraryLocked, 503, "library-locked"),
    (LibraryReadOnly, 503, "library-read-only"),
    (LibraryFull, 507, "disk-full"),
    (LibraryError, 503, "library-unavailable"),
)


def translated(error: LibraryError) -> ApiError:
    """A library's error as the API tells it."""
    status, code = next((status, code) for kind, status, code in _STATUS if isinstance(error, kind))
    field = error.field if isinstance(error, InvalidSnippet) else None
    return ApiError(status, code, error.message, what=error.safe, next_step=error.next, field=field)


def _narrowed() -> Filter:
    """The folder, step, tag and origin that the address asks for."""
    asked = {name: check_query(name, request.args.get(name, ""), LONGEST_QUERY) for name in NARROWING}
    return Filter(**{name: value for name, value in asked.items() if value})


def _order() -> Order:
    order = request.args.get("order", "best")
    if order not in ORDERS:
        raise invalid("order", f"must be one of {', '.join(ORDERS)}")
    return order


def blueprint(services: Services) -> Blueprint:
    """``/v1/snippets``."""
    api = Blueprint("snippets", __name__)
    library = services.library

    @api.get("/v1/snippets")
    @access(Access.CLIENT)
    def search() -> dict[str, Any]:
        words = check_query("q", request.args.get("q", ""), LONGEST_QUERY)
        situation = check_query("situation", request.args.get("situation", ""), LONGEST_QUERY)
        emotion = check_query("emotion", request.args.get("emotion", ""), LONGEST_QUERY)
        found = library.search(
            words,
            limit=query_number("limit", 20, 1, MOST_SNIPPETS),
            offset=query_number("offset", 0, 0, 1_000_000),
            situation=situation or None,
            emotion=emotion or None,
            only=_narrowed(),
            order=_order(),
        )
        return {
            "snippets": [snippet.as_dict() for snippet in found.snippets],
            "total": found.total,
            "more": found.more,
            "corrected": found.corrected,
        }

    @api.post("/v1/snippets")
    @access(Access.CLIENT)
    def add() -> tuple[dict[str, Any], int]:
        snippet = library.add(read_json("SnippetCall"))
        services.tell("library-changed")
        return snippet.as_dict(), 201

    @api.get("/v1/snippets/<snippet_id>")
    @access(Access.CLIENT)
    def get(snippet_id: str) -> dict[str, Any]:
        return library.get(snippet_id).as_dict()

    @api.put("/v1/snippets/<snippet_id>")
    @access(Access.CLIENT)
    def change(snippet_id: str) -> dict[str, Any]:
        snippet = library.update(snippet_id, read_json("SnippetChangeCall"))
        services.tell("library-changed")
        return snippet.as_dict()

    @api.delete("/v1/snippets/<snippet_id>")
    @access(Access.CLIENT)
    def delete(snippet_id: str) -> dict[str, Any]:
        library.delete(snippet_id)
        services.tell("library-changed")
        return {"id": snippet_id, "deleted": True}

    @api.post("/v1/snippets/<snippet_id>/restore")
    @access(Access.CLIENT)
    def restore(snippet_id: str) -> dict[str, Any]:
        snippet = library.restore(snippet_id)
        services.tell("library-changed")
        return snippet.as_dict()

    @api.post("/v1/snippets/<snippet_id>/used")
    @access(Access.CLIENT)
    def used(snippet_id: str) -> dict[str, Any]:
        snippet = library.used(snippet_id)
        services.insights.used(snippet_id, len(snippet.content.body))
        return snippet.as_dict()

    return api
