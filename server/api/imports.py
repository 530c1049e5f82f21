"""Imports over HTTP, step by step: send the file in parts, look at the preview, bring it in, watch the progress.

The file is kept in memory only, for as long as its import is open. Reading and storing happen on a thread of their own, so that
a page can ask how far it is.
"""

import base64
import binascii
import logging
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from flask import Blueprint

from server.api.body import invalid, read_json
from server.errors import ApiError
from server.library.errors import LibraryError
from server.library.exchange.decode import MOST_BYTES
from server.library.exchange.model import Reading
from server.library.exchange.plan import Choices, Plan
from server.library.exchange.read import read_export
from server.library.library import Library
from server.security import Access, access
from server.services import Services

log = logging.getLogger(__name__)

OPEN_AT_MOST = 3
SHOWN = 200


class Import:
    """One import that a page is busy with."""

    def __init__(self, library: Library, name: str, size: int) -> None:
        self.id = secrets.token_hex(8)
        self._library = library
        self._name = name
        self._size = size
        self._raw = bytearray()
        self._guard = threading.Lock()
        self._stage = "receiving"
        self._done, self._total = 0, size
        self._reading: Reading | None = None
        self._plan: Plan | None = None
        self._choices = Choices()
        self._problem: dict[str, str] | None = None
        self._batch: int | None = None

    def add(self, data: bytes) -> None:
        """Take the next part of the file. Raises ApiError when it is more than was said."""
        with self._guard:
            if self._stage != "receiving" or len(self._raw) + len(data) > self._size:
                raise ApiError(
                    409, "import-out-of-step", "This part does not belong here.", next_step="Choose the file again."
                )
            self._raw += data
            self._done = len(self._raw)

    def preview(self, asked: dict[str, Any]) -> None:
        """Read the file, and compare it with the library, in the background."""
        self._begin("reading", ("receiving", "ready", "failed"))
        self._choices = Choices(asked.get("into", ""), asked.get("replace", False))

        def work() -> None:
            self._reading = read_export(
                bytes(self._raw), kind=asked.get("format"), encoding=asked.get("encoding"), columns=asked.get("columns")
            )
            self._plan = self._library.preview_import(self._reading, self._choices, self._tell)
            self._stage = "ready"

        self._start(work)

    def run(self, after: Callable[[], None]) -> None:
        """Bring in what the preview showed, in the background."""
        self._begin("importing", ("ready",))

        def work() -> None:
            if self._reading is None:
                return
            batch, self._plan = self._library.import_(self._reading, self._name, self._choices, self._tell)
            self._batch = batch.number if batch.size else None
            self._raw, self._reading = bytearray(), None
            self._stage = "done"
            after()

        self._start(work)

    def _begin(self, stage: str, allowed: tuple[str, ...]) -> None:
        with self._guard:
            if self._stage not in allowed or len(self._raw) < self._size:
                raise ApiError(
                    409, "import-out-of-step", "This import is not that far.", next_step="Choose the file again."
                )
            self._stage, self._problem, self._done, self._total = stage, None, 0, 0

    def _start(self, work: Callable[[], None]) -> None:
        def safely() -> None:
            try:
                work()
            except LibraryError as error:
                self._fail(error.message, error.next)
            except Exception as error:  # whatever it is, the page must not wait for ever
                log.exception("an import failed")
                self._fail(
                    f"Alongside has a defect here ({type(error).__name__}).", "Nothing was imported. Please report it."
                )

        threading.Thread(target=safely, name="import", daemon=True).start()

    def _fail(self, message: str, mend: str) -> None:
        self._problem = {"message": message, "next": mend}
        self._stage = "failed"

    def _tell(self, done: int, total: int) -> None:
        self._done, self._total = done, total

    def state(self) -> dict[str, Any]:
        """How it stands, as the API gives it."""
        stage, plan, reading = self._stage, self._plan, self._reading
        known = stage in ("ready", "importing", "done")
        table = reading.table if reading and known else None
        return {
            "id": self.id,
            "name": self._name,
            "stage": stage,
            "done": self._done,
            "total": self._total,
            "format": reading.format if reading and known else None,
            "counts": plan.counts if plan and known else None,
            "notes": list(plan.notes) if plan and known else [],
            "table": {
                "columns": list(table.columns),
                "mapping": dict(table.mapping),
                "examples": [list(row) for row in table.examples],
            }
            if table
            else None,
            "entries": _entries(plan) if plan and stage in ("ready", "done") else [],
            "problem": self._problem,
            "batch": self._batch,
        }


def _entries(plan: Plan) -> list[dict[str, Any]]:
    """What needs a look first, then the rest, up to SHOWN."""
    found = [
        {
            "kind": entry.kind,
            "place": entry.found.place,
            "title": entry.content.title if entry.content else str(entry.found.fields.get("title") or "")[:200],
            "body": entry.content.body if entry.content else str(entry.found.fields.get("body") or "")[:2000],
            "notes": list(entry.notes),
        }
        for entry in sorted(plan.entries, key=lambda one: (one.kind != "refused", not one.notes))[:SHOWN]
    ]
    skipped = [
        {"kind": "skipped", "place": one.place, "title": one.title[:200], "body": "", "notes": [one.why]}
        for one in plan.skipped[:SHOWN]
    ]
    return [*skipped, *found][:SHOWN]


def blueprint(services: Services) -> Blueprint:
    """``/v1/imports``."""
    api = Blueprint("imports", __name__)
    running: OrderedDict[str, Import] = OrderedDict()
    guard = threading.Lock()

    def find(import_id: str) -> Import:
        found = running.get(import_id)
        if found is None:
            raise ApiError(
                404, "no-such-import", "This import is not open any more.", next_step="Choose the file again."
            )
        return found

    @api.post("/v1/imports")
    @access(Access.OWNER)
    def begin() -> tuple[dict[str, Any], int]:
        given = read_json("ImportCall")
        if given["size"] > MOST_BYTES:
            raise ApiError(
                413,
                "file-too-large",
                f"The file has {given['size'] / 1e6:,.0f} MB; up to {MOST_BYTES // 1024 // 1024} MB can be read at once.",
                what="Nothing was imported.",
                next_step="Split it into parts, one import each.",
                limit=MOST_BYTES,
            )
        new = Import(services.library, given["name"], given["size"])
        with guard:
            running[new.id] = new
            while len(running) > OPEN_AT_MOST:
                running.popitem(last=False)
        return new.state(), 201

    @api.get("/v1/imports/<import_id>")
    @access(Access.OWNER)
    def state(import_id: str) -> dict[str, Any]:
        return find(import_id).state()

    @api.post("/v1/imports/<import_id>/part")
    @access(Access.OWNER)
    def part(import_id: str) -> dict[str, Any]:
        found = find(import_id)
        try:
            data = base64.b64decode(read_json("ImportPartCall")["data"], validate=True)
        except (binascii.Error, ValueError):
            raise invalid("data", "is not base64") from None
        found.add(data)
        return found.state()

    @api.post("/v1/imports/<import_id>/preview")
    @access(Access.OWNER)
    def preview(import_id: str) -> dict[str, Any]:
        found = find(import_id)
        found.preview(read_json("ImportPreviewCall"))
        return found.state()

    @api.post("/v1/imports/<import_id>/run")
    @access(Access.OWNER)
    def run(import_id: str) -> dict[str, Any]:
        found = find(import_id)
        found.run(lambda: services.tell("library-changed"))
        return found.state()

    return api
