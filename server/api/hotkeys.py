"""The desktop agent's hotkeys over HTTP, for the settings page: may this combination be had, and let all go while one is pressed."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint

from server.api.body import read_json
from server.errors import ApiError
from server.security import Access, access
from server.services import HotkeyDesk, Services


def blueprint(services: Services) -> Blueprint:
    """``/v1/hotkeys/check`` and ``/v1/hotkeys/rest``."""
    api = Blueprint("hotkeys", __name__)

    def desk() -> HotkeyDesk:
        if services.hotkeys is None:
            raise ApiError(
                503,
                "no-hotkeys",
                "There are no hotkeys here.",
                next_step="Start Alongside on a desktop; `alongside status` says what works.",
            )
        return services.hotkeys

    @api.post("/v1/hotkeys/check")
    @access(Access.OWNER)
    def check() -> dict[str, Any]:
        asked = read_json("HotkeyCheckCall")
        return asdict(desk().check(asked["setting"], asked["combination"]))

    @api.post("/v1/hotkeys/rest")
    @access(Access.OWNER)
    def rest() -> dict[str, Any]:
        seconds = read_json("HotkeyRestCall")["seconds"]
        desk().rest(seconds)
        return {"seconds": seconds}

    return api
