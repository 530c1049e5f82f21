"""The report over HTTP: one agent's own, with ratings beside the counts, or a team's from several exports."""

import json
from typing import Any

from flask import Blueprint

from server.api.body import read_json
from server.api.insights import asked_day, asked_period, names_of, opened, unavailable
from server.errors import ApiError
from server.insights.proof import prove
from server.insights.report import as_json, build
from server.insights.store import StoreError
from server.insights.summary import summarise
from server.insights.team import ExportError, combine, read_export
from server.security import Access, access
from server.services import Services


def blueprint(services: Services) -> Blueprint:
    """``/v1/insights/report``."""
    api = Blueprint("reports", __name__)

    @api.get("/v1/insights/report")
    @access(Access.OWNER)
    def report() -> dict[str, Any]:
        period, since, store = asked_period(services), asked_day("since"), opened(services)
        try:
            summary = summarise(store, period)
            proof = prove(store, period, since, summary)
        except StoreError as error:
            raise unavailable(error) from None
        return as_json(build(summary, names_of(services), proof))

    @api.post("/v1/insights/report")
    @access(Access.OWNER)
    def team_report() -> dict[str, Any]:
        files = read_json("TeamReportCall")["files"]
        try:
            agents = [read_export(_parsed(file["text"]), file["name"]) for file in files]
        except ExportError as error:
            raise ApiError(
                422,
                "no-export",
                str(error),
                what="The other files are fine, and nothing was stored.",
                next_step="Leave this file out, or ask for it again.",
            ) from None
        return as_json(build(combine(summary for _, summary in agents), names_of(services), None, agents))

    return api


def _parsed(text: str) -> Any:
    """The JSON of a file; what is none is None, which is no export either."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
