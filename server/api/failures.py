"""Turns everything that goes wrong into the one error shape, and into a page where a person asked for a page."""

import logging
import secrets

from flask import Flask, jsonify, render_template, request
from flask.wrappers import Response
from markupsafe import escape
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from server.api.body import too_large
from server.api.snippets import translated
from server.errors import ApiError
from server.languagetool import PREFIX
from server.library.errors import LibraryError
from server.logs import without_message
from server.packs.read import PackError
from server.security import is_api
from server.sharing.errors import SharingError

log = logging.getLogger(__name__)
_NEXT = {404: "Check the address.", 405: "Use another method."}
_SHARING = {"no-such-pack": 404, "busy": 409, "disk-full": 507, "not-writable": 507}  # all others: 422


def handle_errors(app: Flask) -> None:
    """Answer every exception of ``app``, expected or not."""

    @app.errorhandler(ApiError)
    def refused(error: ApiError) -> Response:
        return _answer(error)

    @app.errorhandler(LibraryError)
    def library_failed(error: LibraryError) -> Response:
        return _answer(translated(error))

    @app.errorhandler(SharingError)
    def sharing_failed(error: SharingError) -> Response:
        status = _SHARING.get(error.code, 422)
        return _answer(ApiError(status, error.code, error.message, what=error.safe, next_step=error.next))

    @app.errorhandler(PackError)
    def bad_pack(error: PackError) -> Response:
        more = len(error.problems) - 1
        message = str(error.problems[0]) + (f" (and {more} more)" if more else "")
        return _answer(ApiError(422, "bad-pack", message, next_step="Mend it, then try again."))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if isinstance(error, RequestEntityTooLarge):
            return _answer(too_large())
        status = error.code or 500
        if status < 400:  # a redirect
            return app.make_response(error.get_response())
        code = error.name.lower().replace(" ", "-").replace("'", "")
        kept = {"Allow": error.get_response().headers["Allow"]} if status == 405 else {}
        return _answer(
            ApiError(status, code, f"{error.name}.", next_step=_NEXT.get(status, "Try again."), headers=kept)
        )

    @app.errorhandler(Exception)
    def defect(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("defect %s while answering %s\n%s", reference, request.endpoint, without_message(error))
        return _answer(
            ApiError(
                500,
                "defect",
                f"Something went wrong inside Alongside ({reference}).",
                what="What you typed is untouched.",
                next_step="Try again. If it happens again, report it with the lines of the log that hold this reference.",
            )
        )


def _answer(error: ApiError) -> Response:
    if request.path.startswith(PREFIX):  # such clients show an answer's text as it is
        response = Response(f"Error: {error.message} {error.next_step}", mimetype="text/plain")
    elif is_api(request.path):
        response = jsonify(error.as_dict())
    else:
        response = Response(_page(error), mimetype="text/html")
    response.status_code = error.status
    response.headers.extend(error.headers)
    return response


def _page(error: ApiError) -> str:
    if error.code == "wrong-host":  # a rebinding page can read this answer; it shall not even learn who we are
        return f"<!doctype html><title>Refused</title><p>{escape(error.message)} {escape(error.next_step)}</p>"
    return render_template("error.html", error=error)
