"""Writing packs over HTTP: a text to start from, a check while it is typed, and saving it as the agent's own pack."""

import contextlib
from dataclasses import replace
from typing import Any

from flask import Blueprint

from server.api import serialise
from server.api.body import invalid, read_json
from server.api.pack_shapes import pack_changes, pack_head, snippet_changes
from server.language.model import Review
from server.library.from_packs import snippet_id
from server.library.model import MINE
from server.library.search import Filter
from server.packs.changes import changes
from server.packs.model import FIELDS, Pack, Snippet
from server.packs.read import PackError, parse_pack
from server.packs.signature import unsigned
from server.security import Access, access
from server.services import Services
from server.sharing.keys import own_key, sign_own
from server.sharing.packs import Installed, Packs
from server.sharing.sources import Found

NAME = "pack"  # stands for the file in messages; the page leaves it out
SHOWN_PROBLEMS = 100
Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of the last change and size of files."""


class Desk:
    """What the writing of packs works with."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.library = services.library
        self.shelf = Packs(services.folders.data, services.library)
        self._written: tuple[str, Pack] | None = None
        self._shelved: tuple[Stamp, list[Installed]] | None = None

    def start(self, given: dict[str, Any]) -> dict[str, Any]:
        """A text to start from. Raises ApiError."""
        from server.packs.write import from_snippets, house_style, new_pack, slug  # noqa: PLC0415 - 2 MB that few need

        title = " ".join(given["title"].split())
        if not title:
            raise invalid("title", "is empty")
        taken = {one.id for one in self.shelf.installed()}
        pack_id, author = slug(title, taken, "my-pack"), self.services.settings.your_name
        match given["kind"]:
            case "house-style":
                text = house_style(pack_id, title, author)
            case "snippets":
                text = from_snippets(pack_id, title, self._chosen(given), author=author)
            case _:
                text = new_pack(pack_id, title, author)
        return {"id": pack_id, "text": text}

    def check(self, given: dict[str, Any]) -> dict[str, Any]:
        """What is wrong with a text, what it would change, and what its rules mark. Raises ApiError."""
        text, draft = given["text"], given.get("draft", "")
        answer: dict[str, Any] = {
            "problems": [],
            "saves": False,
            "pack": None,
            "examples": 0,
            "saved_version": None,
            "changes": [],
            "edited": 0,
            "findings": [],
            "others": 0,
        }
        try:
            pack = self._parsed(text)
        except PackError as error:
            return {**answer, "problems": _problems(error.problems, text)}
        whole = given.get("whole", False) or bool(pack.overrides)  # overrides show in the rules of others only
        tried = self.services.engine.get().try_pack(pack, NAME, draft, given.get("customer") or None, whole=whole)
        saved = next((one for one in self._installed() if one.id == pack.id and one.pack is not None), None)
        answer |= {
            "problems": _problems(tried.problems, text),
            "saves": True,
            "pack": pack_head(pack),
            "examples": sum(len(rule.examples) + len(rule.leave_alone) for rule in pack.rules),
            "saved_version": saved.version if saved else None,
            "changes": pack_changes(changes(saved.pack, pack)) if saved and saved.pack else [],
            "edited": len(self.edited(pack)),
        }
        if tried.alone is not None:
            ours = _found(tried.alone, draft)
            others = []
            if tried.beside is not None:
                changed = {one.rule for one in pack.overrides}
                rest = [one for one in _found(tried.beside, draft) if one["pack"] != pack.id]
                ours += [one for one in rest if one["rule"] in changed]
                others = [one for one in rest if one["rule"] not in changed]
            answer |= {"findings": sorted(ours, key=lambda one: one["start"]), "others": len(others)}
        return answer

    def _parsed(self, text: str) -> Pack:
        """The text read. The last one is remembered: a large one takes a third of a second, and is asked about twice. Raises PackError."""
        known = self._written
        if known is None or known[0] != text:
            known = self._written = (text, parse_pack(text, NAME))
        return known[1]

    def _installed(self) -> list[Installed]:
        """The installed packs, read anew when a file of theirs is another one."""
        stamp: Stamp = ()
        for path in sorted(self.shelf.folder.glob("*.yaml")):
            with contextlib.suppress(OSError):  # taken away meanwhile
                stat = path.stat()
                stamp += ((path.name, stat.st_mtime_ns, stat.st_size),)
        known = self._shelved
        if known is None or known[0] != stamp:
            known = self._shelved = (stamp, self.shelf.installed())
        return known[1]

    def save(self, text: str, instead: list[str]) -> dict[str, Any]:
        """Install a text as the agent's own pack, signed if it was signed with their key. Raises PackError, SharingError, LibraryError."""
        text = unsigned(text)
        pack = parse_pack(text, NAME)
        data = self.services.folders.data
        known = self.shelf.known_key(pack.id)
        if known is not None and known == own_key(data):
            text, _ = sign_own(text, data)
        own = [one.id for one in self.library.selected(instead) if one.origin == MINE]
        moved = self.library.delete_many(own) if own else None  # first, so that the pack gets their shortcuts
        try:
            done = self.shelf.install(Found("", text))
        except BaseException:
            if moved is not None:
                self.library.undo(moved.number)
            raise
        self.services.tell("packs-changed")
        self.services.tell("library-changed")
        return {"id": pack.id, "snippets": snippet_changes(done), "text": text}

    def edited(self, pack: Pack) -> dict[str, Snippet]:
        """Snippets of the pack whose words the agent changed in the library, by their id in the pack, as they read there."""
        here = {one.id: one for one in self.library.selected(snippet_id(pack.id, item.id) for item in pack.snippets)}
        found: dict[str, Snippet] = {}
        for item in pack.snippets:
            stored = here.get(snippet_id(pack.id, item.id))
            if stored is not None:
                words = {name: getattr(stored.content, name) for name in FIELDS}
                # A shortcut that another snippet has was taken away here, not by the agent.
                words["shortcut"] = words["shortcut"] or item.shortcut
                now = replace(item, **words)
                if now != item:
                    found[item.id] = now
        return found

    def _chosen(self, given: dict[str, Any]) -> list[Snippet]:
        if ("ids" in given) == ("all" in given):
            raise invalid("ids", "or “all” must be there, and not both")
        from server.packs.write import slug  # noqa: PLC0415

        words = dict(given.get("all") or {})
        ids = given["ids"] if "ids" in given else self.library.find_ids(words.pop("q", ""), Filter(**words))
        taken: set[str] = set()
        made: list[Snippet] = []
        for stored in self.library.selected(ids):
            name = slug(stored.content.title, taken)
            taken.add(name)
            made.append(Snippet(id=name, **{field: getattr(stored.content, field) for field in FIELDS}))
        return made


def blueprint(services: Services) -> Blueprint:
    """``/v1/pack-texts``."""
    api = Blueprint("pack_texts", __name__)
    desk = Desk(services)

    @api.post("/v1/pack-texts/start")
    @access(Access.OWNER)
    def start() -> dict[str, Any]:
        return desk.start(read_json("PackStartCall"))

    @api.post("/v1/pack-texts/check")
    @access(Access.OWNER)
    def check() -> dict[str, Any]:
        return desk.check(read_json("PackCheckCall"))

    @api.post("/v1/pack-texts/take-edits")
    @access(Access.OWNER)
    def take_edits() -> dict[str, Any]:
        from server.packs.write import with_snippets  # noqa: PLC0415

        text = read_json("PackTextCall")["text"]
        pack = parse_pack(text, NAME)
        return {"id": pack.id, "text": with_snippets(text, desk.edited(pack))}

    @api.post("/v1/pack-texts/save")
    @access(Access.OWNER)
    def save() -> dict[str, Any]:
        given = read_json("PackSaveCall")
        return desk.save(given["text"], given.get("instead", []))

    return api


def _found(review: Review, draft: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = serialise.review(review, draft, None, with_rewrite=False)["findings"]
    return found


def _problems(problems: Any, text: str) -> list[dict[str, Any]]:
    """Each with its line and column; where only the line is known, the column of its first letter."""
    lines = text.split("\n")
    shown = []
    for one in list(problems)[:SHOWN_PROBLEMS]:
        line = lines[one.line - 1] if 0 < one.line <= len(lines) else ""
        message = one.message.removesuffix(f" (column {one.column})")
        column = one.column or (len(line) - len(line.lstrip()) + 1 if one.line else 0)
        shown.append({"line": one.line, "column": column, "entry": one.entry, "message": message})
    return shown
