"""Talks to the running server of this profile on 127.0.0.1, as its owner (with the control token from run.json)."""

import http.client
import json
from typing import Any

from server.runinfo import HOST, RunInfo

TIMEOUT_SECONDS = 10


class AwayError(Exception):
    """Nobody answers at the port that run.json names; the server is starting, stopping or stuck."""


class RefusedError(Exception):
    """The server answered with an error. ``str(problem)`` is its message with what to do; ``code`` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def call(info: RunInfo, method: str, path: str, body: Any = None) -> Any:
    """One request to the server: ``path`` begins with ``/v1/``, ``body`` is sent as JSON. Returns the decoded answer.

    An answer without content is None. Raises AwayError or RefusedError.
    """
    headers = {"Authorization": f"Bearer {info.control_token}", "Accept": "application/json"}
    payload = None
    if body is not None:
        payload = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    connection = http.client.HTTPConnection(HOST, info.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(method, path, payload, headers)
        response = connection.getresponse()
        raw = response.read()
    except (OSError, http.client.HTTPException) as problem:
        raise AwayError(f"Nothing answers at {info.url} ({problem}).") from None
    finally:
        connection.close()
    try:
        answer = json.loads(raw) if raw else None
    except ValueError:
        raise AwayError(f"What answers at {info.url} is not Alongside.") from None
    if response.status >= 400:
        error = answer.get("error", {}) if isinstance(answer, dict) else {}
        said = [str(error[part]) for part in ("message", "what", "next") if error.get(part)]
        message = " ".join(said) or f"The server answered {response.status}."
        raise RefusedError(str(error.get("code", response.status)), message)
    return answer
