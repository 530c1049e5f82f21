"""Which browser extensions may talk to the server, and how a new one gets in.

An extension asks and shows the short code it was given; the agent compares it with the code in the tray or on the
pairing page and approves; the extension collects its token once. Only a SHA-256 hash of the token is kept: a random
256-bit token cannot be guessed from its hash, so a slow password hash would add nothing (NIST SP 800-63B, 5.1.2.2).
"""

import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from server.settings import write_private

PAIRINGS_FILE = "pairings.json"
REQUEST_SECONDS = 300
WAITING_AT_MOST = 5
ASKED_AT_MOST = 10  # requests in REQUEST_SECONDS, from all extensions together
WRONG_SECRETS_AT_MOST = 5
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that is easily taken for something else

# Anchored and exact: a pattern such as moz-extension://* lets in every extension of the browser.
_EXTENSION_ORIGIN = re.compile(
    r"chrome-extension://[a-p]{32}"
    r"|(?:moz-extension|safari-web-extension)://[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)

State = Literal["waiting", "approved", "refused", "expired"]


def is_extension_origin(origin: str) -> bool:
    """Whether this is exactly the origin of one browser extension (which one, anybody may claim)."""
    return _EXTENSION_ORIGIN.fullmatch(origin) is not None


@dataclass(frozen=True, slots=True)
class Pairing:
    """An extension that was let in. ``created`` and ``last_used`` are ISO dates with time, UTC."""

    id: str
    name: str
    origin: str
    token_hash: str
    created: str
    last_used: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """An extension that asks to be let in. ``code`` is what the agent compares; ``expires_in`` seconds are left."""

    id: str
    name: str
    origin: str
    code: str
    state: State
    expires_in: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the asking extension is told: keep ``secret``, show ``code``."""

    request: str
    secret: str
    code: str
    expires_in: int


@dataclass(slots=True)
class _Pending:
    request: Request
    secret_hash: str
    deadline: float
    wrong: int = 0


class PairingError(Exception):
    """Base of the errors below; the message is for people."""


class TooManyRequestsError(PairingError):
    """Too many extensions ask at once; ``retry_after`` seconds will help."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("Too many pairing requests.")
        self.retry_after = retry_after


class UnknownRequestError(PairingError):
    """There is no such request, or it is over, or the secret or code does not belong to it."""


class Pairings:
    """Pairings on disk and requests in memory. Safe to use from several threads.

    ``file``: where pairings are kept (created 0600). ``clock``: seconds, monotonic. A file that makes no sense is kept
    aside as ``pairings.json.broken`` and reported in ``notices``; browsers then have to be paired again.
    """

    def __init__(self, file: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._clock = clock
        self._lock = threading.RLock()
        self._pending: dict[str, _Pending] = {}
        self._asked: deque[float] = deque()
        self.notices: tuple[str, ...] = ()
        self._pairings = {pairing.id: pairing for pairing in self._load()}

    # Asking ----------------------------------------------------------------------------------------------------------

    def ask(self, name: str, origin: str) -> Asked:
        """Note that the extension at ``origin`` asks under ``name``. A new request replaces its older one.

        Raises ValueError when the origin is not an extension's, TooManyRequestsError when it must wait.
        """
        if not is_extension_origin(origin):
            raise ValueError("not the origin of a browser extension")
        with self._lock:
            now = self._clock()
            self._forget_old(now)
            while self._asked and now - self._asked[0] >= REQUEST_SECONDS:
                self._asked.popleft()
            waiting = [p for p in self._pending.values() if p.request.origin != origin]
            if len(self._asked) >= ASKED_AT_MOST:
                raise TooManyRequestsError(int(self._asked[0] + REQUEST_SECONDS - now) + 1)
            if len(waiting) >= WAITING_AT_MOST:
                raise TooManyRequestsError(int(min(p.deadline for p in waiting) - now) + 1)
            self._asked.append(now)
            self._pending = {p.request.id: p for p in waiting}
            secret = secrets.token_urlsafe(32)
            code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(6))
            code = f"{code[:3]}-{code[3:]}"
            request = Request(secrets.token_hex(8), name, origin, code, "waiting", REQUEST_SECONDS)
            self._pending[request.id] = _Pending(request, _hash(secret), now + REQUEST_SECONDS)
            return Asked(request.id, secret, code, REQUEST_SECONDS)

    def claim(self, request_id: str, secret: str, origin: str) -> tuple[State, str | None]:
        """How the request stands and, once, the token when it was approved. Raises OSError if it cannot be stored.

        An unknown request, a wrong secret and another origin are all “expired”: an outsider learns nothing. After five
        wrong secrets the request is dropped.
        """
        with self._lock:
            self._forget_old(self._clock())
            pending = self._pending.get(request_id)
            if pending is None:
                return "expired", None
            if not hmac.compare_digest(pending.secret_hash, _hash(secret)) or pending.request.origin != origin:
                pending.wrong += 1
                if pending.wrong >= WRONG_SECRETS_AT_MOST:
                    del self._pending[request_id]
                return "expired", None
            if pending.request.state == "approved":
                token = self._admit(pending.request)
                del self._pending[request_id]
                return "approved", token
            return pending.request.state, None

    def _admit(self, request: Request) -> str:
        token = secrets.token_urlsafe(32)
        pairing = Pairing(secrets.token_hex(8), request.name, request.origin, _hash(token), _now())
        self._store({**self._pairings, pairing.id: pairing})
        return token

    # Deciding --------------------------------------------------------------------------------------------------------

    def requests(self) -> list[Request]:
        """Requests that wait for the agent, oldest first."""
        with self._lock:
            now = self._clock()
            self._forget_old(now)
            return [
                replace(p.request, expires_in=max(0, int(p.deadline - now)))
                for p in self._pending.values()
                if p.request.state == "waiting"
            ]

    def decide(self, request_id: str, approve: bool, code: str | None = None) -> Request:
        """Approve or refuse a waiting request; with ``code``, only if it is the request's code.

        Raises UnknownRequestError. A wrong code counts like a wrong secret.
        """
        with self._lock:
            self._forget_old(self._clock())
            pending = self._pending.get(request_id)
            if pending is None or pending.request.state != "waiting":
                raise UnknownRequestError("This request is over. Ask again in the browser.")
            if code is not None and not hmac.compare_digest(_plain(code), _plain(pending.request.code)):
                pending.wrong += 1
                if pending.wrong >= WRONG_SECRETS_AT_MOST:
                    del self._pending[request_id]
                raise UnknownRequestError("That is not the code of this request. Compare it with the browser.")
            pending.request = replace(pending.request, state="approved" if approve else "refused")
            return pending.request

    # Afterwards ------------------------------------------------------------------------------------------------------

    def authenticate(self, token: str) -> Pairing | None:
        """The pairing a token belongs to; every stored hash is compared, each in constant time."""
        digest = _hash(token)
        found = None
        with self._lock:
            for pairing in self._pairings.values():
                if hmac.compare_digest(pairing.token_hash, digest):
                    found = pairing
        return found

    def used(self, pairing_id: str) -> None:
        """Note that a pairing was used; written once a day, so that the list can say when a browser was last seen."""
        today = _now()
        with self._lock:
            pairing = self._pairings.get(pairing_id)
            if pairing is not None and (pairing.last_used or "")[:10] != today[:10]:
                self._store({**self._pairings, pairing_id: replace(pairing, last_used=today)})

    def pairings(self) -> list[Pairing]:
        """Everyone who was let in, oldest first."""
        with self._lock:
            return list(self._pairings.values())

    def origins(self) -> frozenset[str]:
        """The exact origins of all pairings."""
        with self._lock:
            return frozenset(pairing.origin for pairing in self._pairings.values())

    def revoke(self, pairing_id: str) -> bool:
        """Shut a pairing out from now on; False when there was none. Raises OSError if that cannot be stored."""
        with self._lock:
            if pairing_id not in self._pairings:
                return False
            self._store({key: value for key, value in self._pairings.items() if key != pairing_id})
            return True

    # On disk ---------------------------------------------------------------------------------------------------------

    def _store(self, pairings: dict[str, Pairing]) -> None:
        content = {"version": 1, "pairings": [asdict(pairing) for pairing in pairings.values()]}
        write_private(self._file, json.dumps(content, indent=1) + "\n")
        self._pairings = pairings

    def _load(self) -> list[Pairing]:
        try:
            content = json.loads(self._file.read_text(encoding="utf-8"))
            pairings = [Pairing(**item) for item in content["pairings"]]
            if not all(isinstance(p.token_hash, str) and is_extension_origin(p.origin) for p in pairings):
                raise ValueError("not a pairing")
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError):
            aside = self._file.with_name(self._file.name + ".broken")
            try:
                self._file.replace(aside)
                kept = f"It was kept as {aside}."
            except OSError:
                kept = "It could not be moved."
            self.notices = (f"{self._file} could not be read. {kept} Pair your browsers again.",)
            return []
        return pairings

    def _forget_old(self, now: float) -> None:
        self._pending = {key: p for key, p in self._pending.items() if now < p.deadline}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(code: str) -> bytes:
    return code.replace("-", "").replace(" ", "").upper().encode("utf-8", "surrogatepass")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
