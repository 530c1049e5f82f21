"""Looking at packs over HTTP before anything changes, and installing exactly what was looked at.

A look holds the packs of one source as they were read: the page shows what they would do, takes the agent's choices, and
installs these very texts. Looks are kept in memory only.
"""

import base64
import binascii
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint

from server.api.body import invalid, read_json
from server.api.pack_shapes import preview, snippet_changes
from server.api.packs import whole_source
from server.errors import ApiError
from server.library.from_packs import Choices
from server.packs.read import MAX_BYTES, PackError, decode
from server.packs.signature import BadSignature, signer
from server.packs.team import is_team
from server.security import Access, access
from server.services import Services
from server.sharing import sources
from server.sharing.errors import KeyChangedError, SharingError
from server.sharing.packs import Packs
from server.sharing.sources import Found
from server.sharing.subscriptions import Subscriptions

OPEN_AT_MOST = 5
SHOWN_PROBLEMS = 20


@dataclass(slots=True)
class Look:
    """One source being looked at. ``accepted``: keys the agent compared, by the number of the pack; ``installed``: such numbers."""

    id: str
    source: str
    size: int = 0
    raw: bytearray = field(default_factory=bytearray)
    found: list[Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    accepted: dict[int, str] = field(default_factory=dict)
    installed: set[int] = field(default_factory=set)

    def member(self, number: int) -> Found:
        """One of its packs. Raises ApiError."""
        if number >= len(self.found):
            raise invalid("number", "must be that of a pack of this look")
        return self.found[number]

    def add(self, data: bytes) -> None:
        """The next bytes of an uploaded file; the last ones make it a pack to look at. Raises ApiError."""
        if len(self.raw) + len(data) > self.size or self.found or self.problems:
            raise ApiError(
                409, "look-out-of-step", "This part does not belong here.", next_step="Choose the file again."
            )
        self.raw += data
        if len(self.raw) == self.size:
            try:
                text = decode(bytes(self.raw), self.source)
            except PackError as error:
                self.problems = [str(problem) for problem in error.problems]
                return
            if is_team(text):
                self.problems = [
                    "This is a team file. The packs it lists stand beside it, so give its address or its whole path instead."
                ]
            else:
                self.found = [Found(self.source, text)]


class Looks:
    """The looks that pages are busy with; the oldest goes when there are too many."""

    def __init__(self, shelf: Packs, subscriptions: Subscriptions) -> None:
        self._shelf = shelf
        self._subscriptions = subscriptions
        self._open: OrderedDict[str, Look] = OrderedDict()
        self._guard = threading.Lock()
        self._reading = threading.Lock()

    def keep(self, look: Look) -> Look:
        """Open a look."""
        with self._guard:
            self._open[look.id] = look
            while len(self._open) > OPEN_AT_MOST:
                self._open.popitem(last=False)
        return look

    def find(self, look_id: str) -> Look:
        """An open look. Raises ApiError."""
        found = self._open.get(look_id)
        if found is None:
            raise ApiError(404, "no-such-look", "This pack is not open any more.", next_step="Choose it again.")
        return found

    def read(self, source: str, only: str | None = None) -> Look:
        """Read a source, or of its packs only one. One at a time: a slow server must not keep all our threads.

        Raises ApiError, SharingError and PackError.
        """
        if not self._reading.acquire(blocking=False):
            raise ApiError(
                409,
                "busy",
                "Another pack is being fetched.",
                next_step="Try again in a moment.",
                headers={"Retry-After": "2"},
            )
        try:
            got = sources.read(source)
        finally:
            self._reading.release()
        found = [one for one in got.found if only is None or _is_of(one.text, only)]
        if not found and not got.problems:
            raise SharingError("no-pack", f"There is no such pack at {source} any more.", "Ask whoever shares it.")
        return self.keep(Look(secrets.token_hex(8), source, found=found, problems=list(got.problems)))

    def source_of(self, pack_id: str) -> str:
        """Where a newer version of a pack is, or was when it was installed. Raises SharingError."""
        for offer in self._subscriptions.offered():
            if offer.pack == pack_id:
                return offer.source
        return whole_source(self._shelf.find(pack_id).source)

    def state(self, look: Look) -> dict[str, Any]:
        """A look as the API gives it: what each pack would do now."""
        return {
            "id": look.id,
            "source": look.source,
            "waiting": look.size - len(look.raw),
            "problems": look.problems,
            "packs": [self._shown(look, number, found) for number, found in enumerate(look.found)],
        }

    def _shown(self, look: Look, number: int, found: Found) -> dict[str, Any]:
        shown, refused = None, None
        try:
            shown = preview(self._shelf.preview(found, accept_key=look.accepted.get(number)))
        except SharingError as error:
            refused = _refusal(error)
        except PackError as error:
            refused = _refusal(
                SharingError(
                    "broken",
                    "This pack has mistakes in it, so it cannot be installed.",
                    "Send these lines to whoever shares the pack, or mend it in the editor.",
                ),
                [str(problem) for problem in error.problems[:SHOWN_PROBLEMS]],
            )
        return {
            "number": number,
            "source": found.source,
            "installed": number in look.installed,
            "preview": shown,
            "refused": refused,
        }


def blueprint(services: Services) -> Blueprint:
    """``/v1/pack-looks``."""
    api = Blueprint("pack_looks", __name__)
    shelf = Packs(services.folders.data, services.library)
    looks = Looks(shelf, Subscriptions(services.library, shelf))

    @api.post("/v1/pack-looks")
    @access(Access.OWNER)
    def begin() -> tuple[dict[str, Any], int]:
        given = read_json("PackLookCall")
        if sum(name in given for name in ("source", "update", "name")) != 1:
            raise invalid("source", "or “update” or “name” must be there, and only one of them")
        if "name" in given:
            look = looks.keep(Look(secrets.token_hex(8), given["name"], _size(given.get("size", 0))))
        elif "update" in given:
            look = looks.read(looks.source_of(given["update"]), given["update"])
        else:
            look = looks.read(whole_source(given["source"]))
        return looks.state(look), 201

    @api.get("/v1/pack-looks/<look_id>")
    @access(Access.OWNER)
    def again(look_id: str) -> dict[str, Any]:
        return looks.state(looks.find(look_id))

    @api.post("/v1/pack-looks/<look_id>/part")
    @access(Access.OWNER)
    def part(look_id: str) -> dict[str, Any]:
        look = looks.find(look_id)
        try:
            data = base64.b64decode(read_json("ImportPartCall")["data"], validate=True)
        except (binascii.Error, ValueError):
            raise invalid("data", "is not base64") from None
        look.add(data)
        return looks.state(look)

    @api.post("/v1/pack-looks/<look_id>/accept-key")
    @access(Access.OWNER)
    def accept_key(look_id: str) -> dict[str, Any]:
        look, given = looks.find(look_id), read_json("AcceptKeyCall")
        try:
            key = signer(look.member(given["number"]).text)
        except BadSignature:
            key = None
        if key is None or key.words != " ".join(given["words"].lower().split()):
            raise ApiError(
                422,
                "other-words",
                "These are not the words of the key that this pack is signed with.",
                next_step="Ask your team lead to read them out again. If they differ, do not install it.",
            )
        look.accepted[given["number"]] = key.public
        return looks.state(look)

    @api.post("/v1/pack-looks/<look_id>/install")
    @access(Access.OWNER)
    def install(look_id: str) -> dict[str, Any]:
        look, given = looks.find(look_id), read_json("PackInstallCall")
        number = given["number"]
        choices = Choices(given.get("conflicts", {}), given.get("shortcuts", {}))
        done = shelf.install(look.member(number), choices, accept_key=look.accepted.get(number))
        look.installed.add(number)
        services.tell("packs-changed")
        services.tell("library-changed")
        return {"snippets": snippet_changes(done), "restorable": False}

    return api


def _size(size: int) -> int:
    if size == 0:
        raise ApiError(422, "file-empty", "The file is empty.", next_step="Choose another file.")
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise ApiError(
            413,
            "file-too-large",
            f"The file has {size / 1e6:,.0f} MB; a pack has at most {limit} MB.",
            next_step="Ask for it in several packs.",
            limit=MAX_BYTES,
        )
    return size


def _refusal(error: SharingError, problems: Sequence[str] = ()) -> dict[str, Any]:
    known, now = (error.known, error.now) if isinstance(error, KeyChangedError) else (None, None)
    return {
        "code": error.code,
        "message": error.message,
        "next": error.next,
        "problems": list(problems),
        "known_key": known.words if known else None,
        "new_key": now.words if now else None,
    }


def _is_of(text: str, pack_id: str) -> bool:
    return re.search(rf"^pack:\s*[\"']?{re.escape(pack_id)}[\"']?\s*(?:#.*)?$", text, re.MULTILINE) is not None
