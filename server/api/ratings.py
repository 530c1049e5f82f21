"""Customers' ratings over HTTP: look at an export, send it in parts, bring it in, take it back."""

import base64
import binascii
from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint

from server.api.body import invalid, read_json
from server.api.insights import opened, unavailable
from server.errors import ApiError
from server.insights.csvfile import CsvError
from server.insights.names import SCORE_NAMES
from server.insights.scores import FIELDS, Import, Imported, Mapping, ScoreError, imports, remove
from server.insights.store import StoreError
from server.insights.uploads import MOST_BYTES, Look, Upload, Uploads, look
from server.security import Access, access
from server.services import Services

TOLD_PROBLEMS = 20


def blueprint(services: Services) -> Blueprint:
    """``/v1/ratings``."""
    api = Blueprint("ratings", __name__)
    uploads = Uploads()

    def find(upload_id: str) -> Upload:
        found = uploads.find(upload_id)
        if found is None:
            raise ApiError(404, "no-such-upload", "This file is not open any more.", next_step="Choose it again.")
        return found

    @api.get("/v1/ratings")
    @access(Access.OWNER)
    def ratings() -> dict[str, Any]:
        try:
            found = imports(opened(services))
        except StoreError as error:
            raise unavailable(error) from None
        return {"imports": [_import(one) for one in found]}

    @api.delete("/v1/ratings/<int:import_id>")
    @access(Access.OWNER)
    def take_back(import_id: int) -> dict[str, Any]:
        store = opened(services)
        try:
            gone = next((one.scores for one in imports(store) if one.number == import_id), None)
            if gone is None or not remove(store, import_id):
                raise ApiError(404, "no-such-import", "This import is gone already.", next_step="Load the page again.")
        except StoreError as error:
            raise unavailable(error) from None
        return {"deleted": gone}

    @api.post("/v1/ratings/look")
    @access(Access.OWNER)
    def look_at() -> dict[str, Any]:
        asked = read_json("RatingsLookCall")
        try:
            found = look(
                _bytes(asked["head"]),
                whole=asked["whole"],
                kind=asked.get("kind"),
                named=asked.get("columns"),
                order=asked.get("dates"),
                agent=asked.get("agent", ""),
            )
        except CsvError as error:
            raise _unusable(error) from None
        return _look(found)

    @api.post("/v1/ratings/uploads")
    @access(Access.OWNER)
    def begin() -> tuple[dict[str, Any], int]:
        asked = read_json("RatingsUploadCall")
        if asked["size"] > MOST_BYTES:
            raise _too_large(asked["size"])
        upload = uploads.begin(_mapping(asked["mapping"], asked.get("agent", "")), asked["size"])
        return {"id": upload.id, "received": 0}, 201

    @api.post("/v1/ratings/uploads/<upload_id>/part")
    @access(Access.OWNER)
    def part(upload_id: str) -> dict[str, Any]:
        upload = find(upload_id)
        data = _bytes(read_json("ImportPartCall")["data"])
        try:
            return {"id": upload.id, "received": upload.add(data)}
        except (CsvError, ScoreError) as error:
            raise _unusable(error) from None

    @api.post("/v1/ratings/uploads/<upload_id>/run")
    @access(Access.OWNER)
    def run(upload_id: str) -> dict[str, Any]:
        upload = find(upload_id)
        store = opened(services)
        try:
            result = upload.run(store, datetime.now().astimezone())
        except (CsvError, ScoreError) as error:
            raise _unusable(error) from None
        except StoreError as error:
            raise unavailable(error) from None
        finally:
            uploads.end(upload)
        return _result(result)

    return api


def _too_large(size: int) -> ApiError:
    return ApiError(
        413,
        "file-too-large",
        f"The file has {size / 1e6:,.0f} MB; up to {MOST_BYTES // 1024 // 1024} MB can be read here.",
        what="Nothing was brought in.",
        next_step="Use `alongside scores FILE`, which reads files of any length.",
        limit=MOST_BYTES,
    )


def _mapping(given: dict[str, Any], agent: str) -> Mapping:
    columns = {name: column for name in FIELDS if (column := given["columns"].get(name))}
    return Mapping(given["kind"], columns, given["dates"], given["top"], given["source"], agent)


def _import(one: Import) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": datetime.fromtimestamp(one.at, UTC).isoformat(),
        "kind": SCORE_NAMES[one.kind],
        "source": one.source,
        "scores": one.scores,
        "first": _iso(one.first),
        "last": _iso(one.last),
    }


def _result(result: Imported) -> dict[str, Any]:
    reader = result.reader
    return {
        "number": result.number,
        "kept": result.kept,
        "unrated": result.unrated,
        "repeated": result.repeated,
        "others": result.others,
        "left_out": reader.left_out,
        "not_utf8": reader.not_utf8,
        "problems": [{"line": one.line, "message": one.message} for one in reader.problems[:TOLD_PROBLEMS]],
    }


def _look(found: Look) -> dict[str, Any]:
    mapping, question = found.mapping, found.question
    return {
        "columns": list(found.columns),
        "mapping": {
            "kind": mapping.kind,
            "columns": mapping.columns,
            "dates": mapping.order,
            "top": mapping.top,
            "source": mapping.source,
        }
        if mapping
        else None,
        "question": {"about": question.about, "message": question.message, "choices": list(question.choices)}
        if question
        else None,
        "rows": [
            {
                "line": row.line,
                "ticket": row.ticket,
                "day": _iso(row.day),
                "score": row.score,
                "meaning": row.meaning,
                "note": row.note,
            }
            for row in found.rows
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise invalid("data", "is not base64") from None


def _unusable(error: CsvError | ScoreError) -> ApiError:
    return ApiError(
        422, "unusable-file", str(error), what="Nothing was brought in.", next_step="Mend the file, or choose another."
    )
