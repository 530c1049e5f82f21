"""Packs over HTTP: what is there, what each brings, passing on, removing."""

import functools
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint

from phrases import builtin_packs
from server.api.pack_shapes import contents, pack_head, snippet_changes
from server.errors import ApiError
from server.packs.contents import PARTS
from server.packs.model import Pack
from server.packs.read import PackError, read_pack, read_text
from server.packs.signature import BadSignature, Key, signer
from server.security import Access, access
from server.services import Services
from server.sharing import sources
from server.sharing.errors import SharingError
from server.sharing.keys import own_key, sign_own
from server.sharing.packs import Installed, Packs
from server.sharing.sources import Found
from server.sharing.subscriptions import Newer, Subscriptions
from server.sharing.web import is_address

KEPT_REMOVED = 10
_NOTHING: dict[str, int] = dict.fromkeys(PARTS, 0)


def blueprint(services: Services) -> Blueprint:
    """``/v1/packs``."""
    api = Blueprint("packs_api", __name__)
    shelf = Packs(services.folders.data, services.library)
    removed: dict[str, Found] = {}

    def changed() -> None:
        services.tell("packs-changed")
        services.tell("library-changed")

    def path_of(pack_id: str) -> Path:
        builtin = _builtin_paths().get(pack_id)
        return builtin or shelf.find(pack_id).path

    @api.get("/v1/packs")
    @access(Access.OWNER)
    def packs() -> dict[str, Any]:
        return overview(services)

    @api.get("/v1/packs/<pack_id>")
    @access(Access.OWNER)
    def pack(pack_id: str) -> dict[str, Any]:
        found = read_pack(path_of(pack_id))
        return {"pack": pack_head(found), "contents": contents(found)}

    @api.get("/v1/packs/<pack_id>/file")
    @access(Access.OWNER)
    def file(pack_id: str) -> dict[str, Any]:
        text = read_text(path_of(pack_id))
        try:
            key = signer(text)
        except BadSignature:
            key = None
        return {"name": f"{pack_id}.yaml", "text": text, "key": key.words if key else None}

    @api.get("/v1/packs/<pack_id>/removal")
    @access(Access.OWNER)
    def removal(pack_id: str) -> dict[str, Any]:
        return {"snippets": snippet_changes(shelf.preview_removal(pack_id))}

    @api.delete("/v1/packs/<pack_id>")
    @access(Access.OWNER)
    def remove(pack_id: str) -> dict[str, Any]:
        there = shelf.find(pack_id)
        if there.path.is_file():
            try:
                removed[pack_id] = Found(there.source, read_text(there.path))
            except PackError:  # nothing that could be brought back; a copy is kept beside the packs
                removed.pop(pack_id, None)
        while len(removed) > KEPT_REMOVED:
            removed.pop(next(iter(removed)))
        done = shelf.remove(pack_id)
        changed()
        return {"snippets": snippet_changes(done), "restorable": pack_id in removed}

    @api.post("/v1/packs/<pack_id>/restore")
    @access(Access.OWNER)
    def restore(pack_id: str) -> dict[str, Any]:
        found = removed.get(pack_id)
        if found is None:
            raise ApiError(
                404, "not-kept", "This pack is not kept any more.", next_step="Add it again from where it came."
            )
        done = shelf.install(found)
        removed.pop(pack_id, None)
        changed()
        return {"snippets": snippet_changes(done), "restorable": False}

    @api.post("/v1/packs/<pack_id>/sign")
    @access(Access.OWNER)
    def sign(pack_id: str) -> dict[str, Any]:
        there = shelf.find(pack_id)
        text, key = sign_own(read_text(there.path), services.folders.data)
        shelf.install(Found(there.source, text))
        changed()
        return {"name": f"{pack_id}.yaml", "text": text, "key": key.words}

    return api


def overview(services: Services) -> dict[str, Any]:
    """All packs and subscriptions, and what is offered."""
    shelf = Packs(services.folders.data, services.library)
    subscriptions = Subscriptions(services.library, shelf)
    try:
        own = own_key(services.folders.data)
    except SharingError:  # signing says what is wrong with it
        own = None
    newer, off = subscriptions.offered(), services.settings.packs_off
    packs = [_installed(one, newer, own, one.id not in off) for one in shelf.installed()]
    packs += [{**card, "on": card["id"] not in off} for card in _builtin_cards()]
    return {
        "packs": packs,
        "subscriptions": [
            {**asdict(one), "offers": [asdict(offer) for offer in newer if offer.source == one.source]}
            for one in subscriptions.all()
        ],
        "renewing": services.engine.renewing,
        "key": own.words if own else None,
    }


def whole_source(source: str) -> str:
    """A source as it is remembered. A path must be a whole one: the page has no folder that it could be meant from.

    Raises SharingError.
    """
    given = source.strip()
    if not is_address(given) and not (given.startswith("~") or Path(given).is_absolute()):
        raise SharingError(
            "not-a-source",
            "This is neither an address nor a whole path.",
            "Give an address that starts with https://, or a path from the root of the drive.",
        )
    return sources.plain(given)


def _installed(one: Installed, newer: list[Newer], own: Key | None, on: bool) -> dict[str, Any]:
    update = next((offer for offer in newer if offer.pack == one.id), None)
    known = one.pack
    head = pack_head(known) if known else _empty_head(one.id, one.title if one.state == "missing" else one.id)
    return {
        **head,
        "version": head["version"] or one.version,
        "state": one.state,
        "problem": one.title if one.state == "broken" else "",
        "source": one.source,
        "asks": is_address(one.source) or Path(one.source).is_absolute(),
        "key": one.key.words if one.key else None,
        "own": one.key is not None and one.key == own,
        "editable": known is not None and one.key in (None, own),
        "update": update.version if update else None,
        "on": on,
    }


def _empty_head(pack_id: str, title: str) -> dict[str, Any]:
    return {
        "id": pack_id,
        "title": title,
        "version": "",
        "language": "",
        "author": "",
        "license": "",
        "description": "",
        "counts": _NOTHING,
    }


@functools.cache
def _builtin_paths() -> dict[str, Path]:
    """The built-in packs' files by id, read no further than the id."""
    found: dict[str, Path] = {}
    for path in builtin_packs():
        named = re.search(r"^pack: (\S+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if named:
            found[named[1]] = path
    return found


@functools.cache
def _builtin_cards() -> tuple[dict[str, Any], ...]:
    """The built-in packs as the list shows them; they cannot change while the program runs."""
    packs: list[Pack] = [read_pack(path) for path in _builtin_paths().values()]
    return tuple(
        {
            **pack_head(pack),
            "state": "built in",
            "problem": "",
            "source": "",
            "asks": False,
            "key": None,
            "own": False,
            "editable": False,
            "update": None,
        }
        for pack in packs
    )
