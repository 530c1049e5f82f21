"""Packs come in, come again, and change, and nothing the agent made theirs is touched."""

import dataclasses
from pathlib import Path

import pytest

from phrases import builtin_packs
from server.library.from_packs import PackChange, merge
from server.library.library import Library
from server.library.model import MINE
from server.packs.model import Content, Pack, Snippet
from server.packs.read import read_pack

LATE = Snippet(
    "Late order", "We missed it.", id="late", shortcut=";late", tags=("delivery",), situations=("late-delivery",)
)
BACK = Snippet("Refund", "It is on its way.", id="back")


def pack(*snippets: Snippet, pack_id: str = "core") -> Pack:
    return Pack(id=pack_id, title="Core", version="1.0.0", language="en", snippets=snippets)


def kinds(changes: list[PackChange]) -> list[tuple[str, str]]:
    return [(change.kind, change.snippet) for change in changes]


def test_a_pack_comes_in(library: Library) -> None:
    assert kinds(library.sync_packs([pack(LATE, BACK)])) == [("added", "core.late"), ("added", "core.back")]
    late = library.get("core.late")
    assert late.origin == "core"
    assert late.content == Content("Late order", "We missed it.", ";late", ("delivery",), (), ("late-delivery",))
    assert library.search("late").snippets == (late,)


def test_coming_again_changes_nothing(library: Library) -> None:
    library.sync_packs([pack(LATE, BACK)])
    before = library.search().snippets
    assert library.sync_packs([pack(LATE, BACK)]) == []
    assert library.search().snippets == before


def test_an_update_follows_the_pack(library: Library) -> None:
    library.sync_packs([pack(LATE)])
    library.used("core.late")
    changes = library.sync_packs([pack(dataclasses.replace(LATE, body="We missed it, and I am on it."))])
    assert [(change.kind, change.fields) for change in changes] == [("changed", ("body",))]
    late = library.get("core.late")
    assert late.content.body == "We missed it, and I am on it."
    assert late.uses == 1
    assert library.history("core.late")[0].content.body == "We missed it."


def test_the_agents_edit_stays_and_the_rest_follows(library: Library) -> None:
    library.sync_packs([pack(LATE)])
    library.update("core.late", {"body": "My words."})
    changes = library.sync_packs([pack(dataclasses.replace(LATE, body="Their words.", title="Order is late"))])
    assert library.get("core.late").content.body == "My words."
    assert library.get("core.late").content.title == "Order is late"
    assert [(change.kind, change.fields) for change in changes] == [("conflict", ("body",)), ("changed", ("title",))]
    assert library.sync_packs([pack(dataclasses.replace(LATE, body="Their words.", title="Order is late"))]) == []


def test_what_the_agent_deleted_stays_deleted(library: Library) -> None:
    library.sync_packs([pack(LATE, BACK)])
    library.delete("core.late")
    library.sync_packs([pack(dataclasses.replace(LATE, body="New."), BACK)])
    assert library.count() == 1
    assert library.restore("core.late").content.body == "New."
    library.delete("core.late")
    library.empty_trash()
    assert library.sync_packs([pack(dataclasses.replace(LATE, body="Newer."), BACK)]) == []
    assert library.count() == 1


def test_what_the_pack_drops_goes_to_the_trash(library: Library) -> None:
    library.sync_packs([pack(LATE, BACK)])
    assert kinds(library.sync_packs([pack(BACK)])) == [("removed", "core.late")]
    assert [gone.id for gone in library.trash()] == ["core.late"]


@pytest.mark.parametrize("made_theirs", ["edited", "used"])
def test_what_the_agent_made_theirs_stays_when_the_pack_drops_it(library: Library, made_theirs: str) -> None:
    library.sync_packs([pack(LATE)])
    if made_theirs == "edited":
        library.update("core.late", {"body": "My words."})
    else:
        library.used("core.late")
    before = library.get("core.late")
    assert kinds(library.sync_packs([pack()])) == [("kept", "core.late")]
    assert library.get("core.late") == dataclasses.replace(before, origin=MINE)
    library.sync_packs([pack(LATE)])
    assert library.get("core.late").content == before.content


def test_a_shortcut_that_is_taken_is_left_out(library: Library) -> None:
    mine = library.add({"title": "Mine", "body": "x", "shortcut": ";LATE"})
    changes = library.sync_packs([pack(LATE)])
    assert kinds(changes) == [("added", "core.late"), ("shortcut-dropped", "core.late")]
    assert "Mine" in changes[1].detail
    assert library.get("core.late").content.shortcut is None
    assert library.by_shortcut(";late") == mine
    assert kinds(library.sync_packs([pack()])) == [("removed", "core.late")]


def test_two_packs_may_use_the_same_ids(library: Library) -> None:
    library.sync_packs([pack(BACK), pack(BACK, pack_id="shop")])
    assert {snippet.id for snippet in library.search("refund").snippets} == {"core.back", "shop.back"}


def test_a_snippet_that_cannot_be_stored_does_not_stop_the_others(library: Library) -> None:
    broken = dataclasses.replace(BACK, id="broken", body=" ")
    assert kinds(library.sync_packs([pack(broken, LATE)])) == [("refused", "core.broken"), ("added", "core.late")]


def test_both_sides_making_the_same_change_is_no_conflict() -> None:
    old, new = Content("a", "b"), Content("a", "c")
    assert merge(old, new, new) == (new, ())
    assert merge(old, old, new) == (new, ())
    assert merge(old, new, old) == (new, ())


@pytest.mark.parametrize("file", builtin_packs(), ids=lambda file: file.stem)
def test_every_built_in_snippet_can_be_stored(library: Library, file: Path) -> None:
    given = read_pack(file)
    changes = library.sync_packs([given])
    assert kinds(changes) == [("added", f"{given.id}.{snippet.id}") for snippet in given.snippets]


def test_the_built_in_packs_have_no_clash(library: Library) -> None:
    given = [read_pack(path) for path in builtin_packs()]
    assert [change for change in library.sync_packs(given) if change.kind != "added"] == []
    assert library.duplicates() == []
