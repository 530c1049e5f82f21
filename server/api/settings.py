"""The settings over HTTP, for the settings page and the command line."""

from dataclasses import fields
from typing import Any

from flask import Blueprint

from server.api.body import read_json
from server.errors import ApiError
from server.security import Access, access
from server.services import Services
from server.settings import Settings, SettingsError, load, save


def blueprint(services: Services) -> Blueprint:
    """``/v1/settings``."""
    api = Blueprint("settings", __name__)
    file = services.folders.settings_file

    def shown() -> dict[str, Any]:
        loaded = load(file)
        return {
            "file": str(file),
            "settings": [
                {
                    "key": item.metadata["key"],
                    "value": _plain(getattr(loaded.settings, item.name)),
                    "default": _plain(item.default),
                    "about": item.metadata["about"],
                }
                for item in fields(Settings)
            ],
            "problems": [
                {"key": problem.key, "line": problem.line, "message": problem.message} for problem in loaded.problems
            ],
        }

    @api.get("/v1/settings")
    @access(Access.OWNER)
    def show() -> dict[str, Any]:
        return shown()

    @api.put("/v1/settings")
    @access(Access.OWNER)
    def change() -> dict[str, Any]:
        try:
            services.settings = save(file, read_json("SettingsCall"))
        except SettingsError as error:
            raise ApiError(422, "invalid-setting", str(error), next_step="Change it and save again.") from None
        services.tell("settings-changed")
        return shown()

    return api


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
