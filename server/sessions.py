"""Page sessions: how the agent's own browser gets at the pages, without a password.

The tray (or the command line) asks for a one-time link with the control token and opens it in the browser; the link is
traded for a session cookie. Links and sessions live in memory only: they end with the server.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

LINK_SECONDS = 120
SESSION_SECONDS = 12 * 3600  # without any request; a working day
_LINKS_AT_MOST = 20
_SESSIONS_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class PageSession:
    """A browser that was let in. ``csrf`` must come with every request that changes something."""

    csrf: str
    last_seen: float


class PageSessions:
    """All links and sessions of one server. Safe to use from several threads. ``clock``: seconds, monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # Keyed by hash, so that looking one up takes the same time whatever is asked for.
        self._links: dict[bytes, tuple[str, float]] = {}
        self._sessions: dict[bytes, PageSession] = {}

    def new_link(self, path: str) -> str:
        """The key of a one-time link to ``path``, a path of our own; see ``is_own_path``. Raises ValueError."""
        if not is_own_path(path):
            raise ValueError("not a path of this server")
        key = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._links = {h: link for h, link in self._links.items() if now < link[1]}
            while len(self._links) >= _LINKS_AT_MOST:
                del self._links[next(iter(self._links))]
            self._links[_digest(key)] = (path, now + LINK_SECONDS)
        return key

    def open(self, key: str) -> tuple[str, str] | None:
        """Trade a key for a session: (cookie value, path to go to); None when the key is wrong, used or too old."""
        cookie = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            path, deadline = self._links.pop(_digest(key), ("", now))
            if now >= deadline:
                return None
            self._sessions = {h: s for h, s in self._sessions.items() if now - s.last_seen < SESSION_SECONDS}
            while len(self._sessions) >= _SESSIONS_AT_MOST:
                del self._sessions[min(self._sessions, key=lambda h: self._sessions[h].last_seen)]
            self._sessions[_digest(cookie)] = PageSession(secrets.token_urlsafe(32), now)
        return cookie, path

    def find(self, cookie: str) -> PageSession | None:
        """The session of a cookie, kept alive for another while."""
        digest = _digest(cookie)
        with self._lock:
            session = self._sessions.get(digest)
            now = self._clock()
            if session is None or now - session.last_seen >= SESSION_SECONDS:
                self._sessions.pop(digest, None)
                return None
            session = self._sessions[digest] = replace(session, last_seen=now)
            return session

    def close(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_digest(cookie), None)


def is_own_path(path: str) -> bool:
    """Whether a redirect to ``path`` stays on this server: “/library?q=x” does, “//evil.example” and “/\\evil” do not."""
    return path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
