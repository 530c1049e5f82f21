"""How a browser extension is let in and shut out (``server.pairing``), and the one-time links for the agent's browser."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, request
from flask.wrappers import Response

from server.api.body import invalid, read_json
from server.errors import ApiError
from server.pairing import Pairing, Request, TooManyRequestsError, UnknownRequestError
from server.security import Access, access, current_caller, set_session_cookie
from server.services import Services
from server.sessions import LINK_SECONDS, is_own_path


def blueprint(services: Services) -> Blueprint:
    """``/v1/pairings``, ``/v1/page-links`` and ``/open``."""
    api = Blueprint("pairings", __name__)
    pairings = services.pairings

    @api.post("/v1/pairings")
    @access(Access.ASKING)
    def ask() -> tuple[dict[str, Any], int]:
        name = " ".join(read_json("PairingCall")["name"].split())
        if not name or not name.isprintable():
            raise invalid("name", "must be a name on one line")
        try:
            asked = pairings.ask(name, current_caller().origin or "")
        except TooManyRequestsError as error:
            raise ApiError(
                429,
                "too-many-requests",
                "Too many pairing requests.",
                next_step=f"Answer the open ones, or wait {error.retry_after} seconds.",
                headers={"Retry-After": str(error.retry_after)},
            ) from None
        services.tell("pairing-asked")
        return asdict(asked), 201

    @api.post("/v1/pairings/<request_id>/claim")
    @access(Access.ASKING)
    def claim(request_id: str) -> dict[str, Any]:
        state, token = pairings.claim(request_id, read_json("ClaimCall")["secret"], current_caller().origin or "")
        return {"state": state} if token is None else {"state": state, "token": token}

    @api.get("/v1/pairings")
    @access(Access.OWNER)
    def show() -> dict[str, Any]:
        return {
            "pairings": [_pairing(pairing) for pairing in pairings.pairings()],
            "requests": [_request(waiting) for waiting in pairings.requests()],
        }

    def decide(request_id: str, approve: bool, code: str | None) -> dict[str, Any]:
        try:
            decided = pairings.decide(request_id, approve, code)
        except UnknownRequestError as error:
            raise ApiError(404, "no-such-request", str(error), next_step="Ask again in the browser.") from None
        services.tell("pairing-decided")
        return _request(decided)

    @api.post("/v1/pairings/<request_id>/approve")
    @access(Access.OWNER)
    def approve(request_id: str) -> dict[str, Any]:
        return decide(request_id, True, read_json("DecisionCall", optional=True).get("code"))

    @api.post("/v1/pairings/<request_id>/refuse")
    @access(Access.OWNER)
    def refuse(request_id: str) -> dict[str, Any]:
        return decide(request_id, False, None)

    @api.delete("/v1/pairings/<pairing_id>")
    @access(Access.OWNER)
    def revoke(pairing_id: str) -> dict[str, Any]:
        if not pairings.revoke(pairing_id):
            raise ApiError(404, "no-such-pairing", "There is no such pairing.", next_step="Look at the list again.")
        services.tell("pairing-revoked")
        return {"id": pairing_id, "deleted": True}

    @api.post("/v1/page-links")
    @access(Access.OWNER)
    def page_link() -> tuple[dict[str, Any], int]:
        path = read_json("PageLinkCall").get("path", "/")
        if not is_own_path(path):
            raise invalid("path", "must be a path of this server, such as “/library”")
        return {"url": services.page_link(path), "expires_in": LINK_SECONDS}, 201

    @api.get("/open")
    @access(Access.PUBLIC)
    def open_page() -> Response:
        opened = services.sessions.open(request.args.get("key", ""))
        if opened is None:
            raise ApiError(
                403,
                "link-used",
                "This link was used already, or is too old.",
                next_step="Open Alongside again from its tray icon, or run `alongside status`.",
            )
        cookie, path = opened
        response = Response(status=303, headers={"Location": path})
        set_session_cookie(response, cookie)
        return response

    return api


def _pairing(pairing: Pairing) -> dict[str, Any]:
    shown = asdict(pairing)
    del shown["token_hash"]
    return shown


def _request(waiting: Request) -> dict[str, Any]:
    shown = asdict(waiting)
    return {"request": shown.pop("id"), **shown}
