"""Fetches a pack from an https address, and stops at everything that is not a pack.

Only this module of the server goes to the network, and only for an address the agent gave. Plain http is for this machine only.
"""

import http.client
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from server.packs.read import MAX_BYTES
from server.sharing.errors import SharingError

SECONDS = 10.0  # without a byte
WHOLE_SECONDS = 60.0
REDIRECTS = 5
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave. ``raw`` is None when nothing changed since ``remembered`` (ETag, Last-Modified)."""

    address: str
    raw: bytes | None
    remembered: dict[str, str] = field(default_factory=dict)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are followed here, one by one, so that each can be checked."""

    def redirect_request(self, *_: object) -> None:
        return None


def is_address(source: str) -> bool:
    """Whether a source is meant as a web address rather than as a path."""
    return "://" in source


def check_address(address: str) -> str:
    """The address, if a pack may come from there. Raises SharingError."""
    try:
        parts = urllib.parse.urlsplit(address)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise SharingError("bad-address", f"“{address}” is no address.", "Check it for a typing mistake.") from None
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise SharingError("bad-address", f"“{address}” is no address a pack can come from.", "Use https://…")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise SharingError(
            "not-https",
            "This address starts with http://, so anyone on the way could change the pack.",
            "Use https://…",
        )
    if parts.username or parts.password:
        raise SharingError("bad-address", "The address holds a password, which would be stored.", "Leave it out.")
    return address


def get(address: str, remembered: Mapping[str, str] | None = None) -> Page:
    """Fetch an address. ``remembered``: from the last ``Page``. Raises SharingError, whatever the server does."""
    deadline = time.monotonic() + WHOLE_SECONDS
    seen: list[str] = []
    here = check_address(address)
    while True:
        if here in seen or len(seen) > REDIRECTS:
            raise _refused("redirects", f"{address} sends from one address to another without end.")
        seen.append(here)
        answer = _once(here, remembered or {}, deadline)
        if isinstance(answer, Page):
            return answer
        onward = urllib.parse.urljoin(here, answer)
        if here.startswith("https:") and not onward.startswith("https:"):
            raise _refused("not-https", f"{address} leads on to an address that is not https.")
        here = check_address(onward)


def _once(address: str, remembered: Mapping[str, str], deadline: float) -> Page | str:
    """One request: what it gave, or where it sends to."""
    headers = {"Accept": "application/yaml, text/yaml, text/plain, */*;q=0.5", "User-Agent": "Alongside"}
    headers |= {
        header: remembered[name]
        for name, header in (("etag", "If-None-Match"), ("modified", "If-Modified-Since"))
        if remembered.get(name)
    }
    local = urllib.parse.urlsplit(address).hostname in LOOPBACK
    handlers: list[urllib.request.BaseHandler] = [
        _Stay(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    ]
    if local:
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    try:
        with opener.open(urllib.request.Request(address, headers=headers), timeout=SECONDS) as response:  # noqa: S310 - checked
            return _page(address, response, deadline)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 304:
                return Page(address, None, dict(remembered))
            if error.code in (301, 302, 303, 307, 308) and error.headers.get("Location"):
                return str(error.headers["Location"])
            raise _status(address, error.code) from None
    except http.client.IncompleteRead:
        raise _refused("cut-off", f"Only a part of {address} arrived.") from None
    except TimeoutError:
        raise _refused("too-slow", f"{address} did not answer in time.") from None
    except urllib.error.URLError as error:
        reason = error.reason
        if isinstance(reason, TimeoutError):
            raise _refused("too-slow", f"{address} did not answer in time.") from None
        if isinstance(reason, ssl.SSLError):
            raise _refused("bad-certificate", f"{address} could not prove who it is ({reason.reason}).") from None
        raise _refused("unreachable", f"{address} cannot be reached ({reason}).") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _refused(
            "unreachable", f"{address} did not give an answer that can be read ({type(error).__name__})."
        ) from None


def _page(address: str, response: http.client.HTTPResponse, deadline: float) -> Page:
    if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise _refused("encoded", f"{address} sends the pack compressed, which was not asked for.")
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MAX_BYTES:
        raise _too_large(address)
    raw = bytearray()
    while chunk := response.read1(_CHUNK):
        raw += chunk
        if len(raw) > MAX_BYTES:
            raise _too_large(address)
        if time.monotonic() > deadline:
            raise _refused("too-slow", f"{address} sends too slowly.")
    if length.isdigit() and len(raw) < int(length):
        raise _refused("cut-off", f"Only a part of {address} arrived.")
    start = bytes(raw[:512]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if "html" in response.headers.get_content_type() or start.startswith((b"<!doctype", b"<html")):
        raise SharingError(
            "html",
            f"{address} answers with a web page instead of a pack; often that is a page to sign in.",
            "Use the address of the file itself (“raw” or “download”), one that needs no signing in.",
        )
    remembered = {"etag": response.headers.get("ETag", ""), "modified": response.headers.get("Last-Modified", "")}
    return Page(address, bytes(raw), {name: value for name, value in remembered.items() if value})


def _status(address: str, code: int) -> SharingError:
    if code in (404, 410):
        return SharingError("not-there", f"There is no pack at {address} ({code}).", "Check the address.")
    if code in (401, 403):
        return SharingError(
            "not-allowed",
            f"{address} may not be read without signing in ({code}).",
            "Use an address that needs no signing in.",
        )
    return _refused("server-failed", f"{address} answered {code}.")


def _too_large(address: str) -> SharingError:
    return SharingError(
        "too-large", f"{address} is larger than {MAX_BYTES // 1024 // 1024} MB.", "Ask for it in several packs."
    )


def _refused(code: str, message: str) -> SharingError:
    return SharingError(code, message, "Try again later, or ask whoever shares the pack.")
