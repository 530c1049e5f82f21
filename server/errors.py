"""The one way the server says no: a status, a code for programs, and three sentences for people."""

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """An answer that is not 2xx.

    ``status``: HTTP status. ``code``: stable, for programs. ``message``: what happened. ``what``: what is safe.
    ``next``: what to do. ``limit``: the number that was exceeded, when there is one. ``field``: the one of several
    fields it is about. ``headers``: extra ones.
    Messages never repeat what was sent: it may be a draft, and the sender may be a stranger.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        next_step: str,
        what: str = "Nothing was changed.",
        limit: int | None = None,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.what = what
        self.next_step = next_step
        self.limit = limit
        self.field = field
        self.headers = dict(headers or {})

    def as_dict(self) -> dict[str, Any]:
        """The JSON every client gets."""
        error: dict[str, Any] = {
            "code": self.code,
            "message": self.message,
            "what": self.what,
            "next": self.next_step,
        }
        if self.limit is not None:
            error["limit"] = self.limit
        if self.field is not None:
            error["field"] = self.field
        return {"error": error}
