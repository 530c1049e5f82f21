"""Who may talk to the server. Every request passes ``Guard.admit`` before anything else of ours runs.

A server on 127.0.0.1 is reachable by every page the agent's browser shows. What has gone wrong in such servers, and
what stands against it here:

- CVE-2024-28224 (Ollama, DNS rebinding): a page's own name is made to resolve to 127.0.0.1, so the browser takes our
  answers for the page's. → The Host header must be exactly ours.
- CVE-2025-49596 (MCP Inspector): no authentication, because “only local programs can connect”. → Every call but the
  greeting needs a token, the control token or a page session; views are closed unless they say otherwise.
- GHSA-v9fg-6g9j-h4x4 (ActivityWatch): any page could read what the local server held. → No origin is answered that the
  agent has not paired; cross-origin reading is never allowed to web pages.
- CVE-2026-40110 (Jupyter): an origin pattern without anchors also matched look-alikes. → Origins are compared whole, as
  strings; there are no patterns.
- ``moz-extension://*``: a wildcard scheme lets in every extension of the browser. → A token works only from the exact
  origin it was given to.
- A LanguageTool client can send no token, and servers that therefore ask for none answer every page. → Those calls are
  off until they are switched on, need a key in the address, and meet the same checks of Host, Origin and fetch metadata.
- A form on any web page can be posted to us (``Origin: null``, ``Sec-Fetch-Mode: navigate``), and a page on another
  local port counts as the same *site*, so it may send our SameSite=Strict cookie along. → ``Sec-Fetch-Site`` must not be
  cross-site or same-site (Fetch Metadata, https://www.w3.org/TR/fetch-metadata/), the null origin is refused, the API
  takes JSON only, and pages send a CSRF token with every change (OWASP CSRF Prevention Cheat Sheet).
"""

import hmac
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Literal, TypeVar

from flask import Flask, current_app, g, request
from flask.wrappers import Response
from flask_cors import cross_origin
from werkzeug.wrappers import Request

from server.errors import ApiError
from server.languagetool import PREFIX, key_in
from server.pairing import Pairing, Pairings, is_extension_origin
from server.sessions import PageSession, PageSessions

CSRF_HEADER = "X-Alongside-CSRF"
CSRF_FIELD = "csrf"
WRONG_TOKENS_AT_MOST = 30
WRONG_TOKENS_SECONDS = 60
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

View = TypeVar("View", bound=Callable[..., object])


class Access(Enum):
    """Who may call a view."""

    PUBLIC = "anyone on this machine, but no web page: the greeting, the one-time link, style sheets"
    ASKING = "an extension that is not paired yet"
    KEY = "a program that was given the secret address for LanguageTool clients"
    CLIENT = "a paired extension, and everyone below"
    OWNER = "the agent: the control token or a page session"


def access(level: Access) -> Callable[[View], View]:
    """Say who may call a view. A view that does not say it is for the owner only."""

    def mark(view: View) -> View:
        view.access = level  # type: ignore[attr-defined]
        return view

    return mark


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request. ``origin``: an extension's; ``session``: a page's."""

    kind: Literal["anyone", "asking", "languagetool", "extension", "control", "page"]
    origin: str | None = None
    pairing: Pairing | None = None
    session: PageSession | None = None


def _refused(status: int, code: str, message: str, next_step: str) -> ApiError:
    return ApiError(status, code, message, next_step=next_step)


class Guard:
    """Decides about requests; knows nothing of Flask.

    ``languagetool_key``: the key now, or None. ``clock``: seconds, monotonic.
    """

    def __init__(
        self,
        port: int,
        control_token: str,
        pairings: Pairings,
        sessions: PageSessions,
        languagetool_key: Callable[[], str | None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.host = f"127.0.0.1:{port}"
        self._own_origin = f"http://{self.host}"
        # Cookies do not know ports: two profiles must not overwrite each other's.
        self.cookie_name = f"alongside_{port}"
        self._control_token = control_token.encode()
        self._pairings = pairings
        self._sessions = sessions
        self._languagetool_key = languagetool_key
        self._clock = clock
        self._wrong: deque[float] = deque()
        self._lock = threading.Lock()

    def admit(self, incoming: Request, level: Access) -> Caller:
        """Who is calling, if they may. Raises ApiError (401, 403, 429) with nothing in it that helps a stranger."""
        if incoming.headers.get("Host") != self.host:
            raise _refused(403, "wrong-host", "This is not the address of this server.", "Use the address 127.0.0.1.")
        origin = incoming.headers.get("Origin")
        paired = origin is not None and origin in self._pairings.origins()
        # No page can send an extension's Origin; one that was given the secret address is as good as a paired one.
        keyed = level is Access.KEY and origin is not None and is_extension_origin(origin)
        site = incoming.headers.get("Sec-Fetch-Site")
        if site not in (None, "none", "same-origin") and not paired and not keyed:
            raise _refused(
                403, "cross-site", "Web pages may not use this server.", "Open Alongside from its tray icon."
            )
        if not (origin is None or origin == self._own_origin or paired or is_extension_origin(origin)):
            raise _refused(
                403, "wrong-origin", "Web pages may not use this server.", "Open Alongside from its tray icon."
            )

        if incoming.method == "OPTIONS":  # a browser asks whether a paired extension may send its request
            if not paired:
                raise _refused(403, "wrong-origin", "This origin is not paired.", "Pair this browser with Alongside.")
            return Caller("anyone", origin)
        if level is Access.PUBLIC:
            return Caller("anyone", origin)
        if level is Access.ASKING:
            if origin is None or not is_extension_origin(origin):
                raise _refused(403, "wrong-origin", "Only a browser extension can ask.", "Ask from the extension.")
            return Caller("asking", origin)
        if level is Access.KEY:
            return self._by_key(incoming)

        caller = self._identify(incoming, origin)
        if level is Access.OWNER and caller.kind == "extension":
            raise _refused(
                403, "owner-only", "A browser extension may not do this.", "Open Alongside from its tray icon."
            )
        return caller

    def _identify(self, incoming: Request, origin: str | None) -> Caller:
        authorization = incoming.headers.get("Authorization")
        if authorization is not None:
            return self._by_token(incoming, origin, authorization)
        return self._by_cookie(incoming, origin)

    def _by_token(self, incoming: Request, origin: str | None, authorization: str) -> Caller:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer" and token:
            if hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self._control_token):
                if origin is not None:
                    raise _refused(403, "wrong-origin", "This token is not for web pages.", "Call without an Origin.")
                return Caller("control")
            pairing = self._pairings.authenticate(token)
            if pairing is not None:
                # Browsers leave Origin out of an extension's GET requests only.
                if origin == pairing.origin or (origin is None and incoming.method in _SAFE_METHODS):
                    return Caller("extension", pairing.origin, pairing=pairing)
                raise _refused(403, "wrong-origin", "This token belongs to another origin.", "Pair this browser.")
        self._count_wrong_token("Pair this browser again.")
        raise _refused(401, "not-paired", "This token is not known.", "Pair this browser with Alongside.")

    def _by_key(self, incoming: Request) -> Caller:
        key = self._languagetool_key()
        given = key_in(incoming.path).encode("utf-8", "surrogatepass")
        if key is not None and hmac.compare_digest(given, key.encode()):
            return Caller("languagetool")
        mend = "Use the address that `alongside languagetool` prints."
        self._count_wrong_token(mend)
        raise _refused(401, "wrong-key", "The key in this address is not known.", mend)

    def _by_cookie(self, incoming: Request, origin: str | None) -> Caller:
        cookie = incoming.cookies.get(self.cookie_name)
        session = self._sessions.find(cookie) if cookie else None
        if session is None:
            extension = origin is not None and origin != self._own_origin
            if extension:
                raise _refused(401, "not-paired", "This browser is not paired.", "Pair this browser with Alongside.")
            raise _refused(401, "not-signed-in", "This browser is not signed in.", "Open Alongside from its tray icon.")
        if origin not in (None, self._own_origin):
            raise _refused(403, "wrong-origin", "This session belongs to another origin.", "Pair this browser.")
        if incoming.method not in _SAFE_METHODS:
            if origin is None and incoming.headers.get("Sec-Fetch-Site") != "same-origin":
                raise _refused(403, "wrong-origin", "This change did not come from our pages.", "Load the page again.")
            given = incoming.headers.get(CSRF_HEADER)
            if given is None and not is_api(incoming.path):
                given = incoming.form.get(CSRF_FIELD)
            if given is None or not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), session.csrf.encode()):
                raise _refused(403, "csrf", "This page is too old to make changes.", "Load the page again and repeat.")
        return Caller("page", session=session)

    def _count_wrong_token(self, mend: str) -> None:
        with self._lock:
            now = self._clock()
            while self._wrong and now - self._wrong[0] >= WRONG_TOKENS_SECONDS:
                self._wrong.popleft()
            if len(self._wrong) >= WRONG_TOKENS_AT_MOST:
                wait = int(self._wrong[0] + WRONG_TOKENS_SECONDS - now) + 1
                raise ApiError(
                    429,
                    "too-many-tries",
                    "Too many wrong tokens.",
                    next_step=f"Wait a minute. {mend}",
                    headers={"Retry-After": str(wait)},
                )
            self._wrong.append(now)


def is_api(path: str) -> bool:
    """Whether a path is the HTTP API's rather than a page's."""
    return path.startswith(("/v1/", PREFIX))


def install(app: Flask, guard: Guard, pairings: Pairings) -> None:
    """Put the guard in front of every request of ``app`` and the protecting headers on every answer."""
    app.extensions["alongside.guard"] = guard

    @app.before_request
    def admit() -> Response | None:
        view = app.view_functions.get(request.endpoint or "")
        # An address that does not exist needs the same credentials as one that does.
        level = getattr(view, "access", Access.OWNER) if view else Access.CLIENT
        g.caller = guard.admit(request, level)
        if request.method == "OPTIONS":
            return app.response_class(status=204)
        if g.caller.pairing is not None:
            note_use(g.caller.pairing.id)
        return None

    def note_use(pairing_id: str) -> None:
        try:
            pairings.used(pairing_id)
        except OSError:  # a full disk must not stop a review
            app.logger.warning("the last use of a pairing could not be written")

    @app.after_request
    def protect(response: Response) -> Response:
        page = response.mimetype == "text/html"
        headers = response.headers
        headers["Content-Security-Policy"] = _PAGE_POLICY if page else "default-src 'none'; frame-ancestors 'none'"
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        # Not no-referrer: with it, browsers send "Origin: null" along with our own forms.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        if request.endpoint is None or not request.endpoint.endswith("static"):
            headers["Cache-Control"] = "no-store"
        origin = request.headers.get("Origin")
        if origin is not None and origin in pairings.origins() and request.headers.get("Host") == guard.host:
            g.response = response
            return _answer_for(origin)()
        return response


@cache
def _answer_for(origin: str) -> Callable[[], Response]:
    """Adds the headers that let exactly this origin read the answer."""
    allow = cross_origin(
        origins=[origin],
        methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
        automatic_options=False,
        max_age=600,
    )

    @allow  # type: ignore[untyped-decorator,unused-ignore]
    def answer() -> Response:
        response: Response = g.response
        return response

    return answer  # type: ignore[no-any-return,unused-ignore]


def current_caller() -> Caller:
    """Who sent the request that is being answered."""
    caller: Caller = g.get("caller", Caller("anyone"))
    return caller


def current_session() -> PageSession | None:
    """The page session of the request that is being answered, or None."""
    return current_caller().session


def csrf_token() -> str:
    """The token the current page must send with every change: header X-Alongside-CSRF or form field ``csrf``."""
    session = current_session()
    return session.csrf if session else ""


def set_session_cookie(response: Response, cookie: str) -> None:
    """Give the browser its session: unreadable by scripts, never sent from another site, gone with the browser."""
    guard: Guard = current_app.extensions["alongside.guard"]
    response.set_cookie(guard.cookie_name, cookie, httponly=True, samesite="Strict", path="/")
