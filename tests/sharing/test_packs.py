"""Installing, updating and removing packs: what the agent changed stays, and nothing is half done."""

import random
import resource
from pathlib import Path

import pytest

from server.library.errors import LibraryError
from server.library.from_packs import Choices
from server.library.library import Library
from server.packs.read import PackError
from server.packs.signature import new_secret, public_key, sign
from server.sharing.errors import SharingError
from server.sharing.packs import Packs
from tests.sharing.conftest import found, text
from tests.sharing.kill_update import LONGEST, once


def body(library: Library, item: str) -> str:
    return library.get(f"harbour.{item}").content.body


def test_what_is_shown_is_what_happens(packs: Packs, library: Library) -> None:
    first = found(text(late="We are late.", back="It is on its way."))
    shown = packs.preview(first)
    assert shown.counts == {"added": 2}
    assert library.count() == 0
    assert tuple(packs.install(first, expect=shown.sha256)) == shown.snippets
    assert library.count() == 2
    (one,) = packs.installed()
    assert (one.id, one.version, one.state, one.source) == ("harbour", "1.0.0", "installed", "/shared/harbour.yaml")
    assert one.path.read_text(encoding="utf-8") == first.text, "unknown fields and all"


def test_an_update_keeps_the_agents_words_until_they_choose(packs: Packs, library: Library) -> None:
    packs.install(found(text(late="We are late.", back="Old.")))
    library.update("harbour.late", {"body": "My words."})
    new = found(text("1.1.0", late="Their words.", back="New."))
    shown = packs.preview(new)
    (conflict,) = [change for change in shown.snippets if change.kind == "conflict"]
    assert conflict.mine is not None
    assert conflict.theirs is not None
    assert (conflict.mine.body, conflict.theirs.body) == ("My words.", "Their words.")
    assert [str(change) for change in shown.changes] == [
        "Snippet “About late”: text changed.",
        "Snippet “About back”: text changed.",
    ]
    packs.install(new)
    assert (body(library, "late"), body(library, "back")) == ("My words.", "New.")


@pytest.mark.parametrize(("side", "kept"), [("theirs", 0), ("both", 1)])
def test_the_agent_may_take_the_packs_words(packs: Packs, library: Library, side: str, kept: int) -> None:
    packs.install(found(text(late="We are late.")))
    library.update("harbour.late", {"body": "My words."})
    choices = Choices(conflicts={"harbour.late": side})  # type: ignore[dict-item]
    packs.install(found(text("1.1.0", late="Their words.")), choices)
    assert body(library, "late") == "Their words."
    assert len([one for one in library.search("words").snippets if one.content.body == "My words."]) == kept


def test_removing_keeps_what_the_agent_made_theirs_and_coming_back_brings_the_rest(
    packs: Packs, library: Library
) -> None:
    first = found(text(late="We are late.", back="Back.", used="Used."))
    packs.install(first)
    library.update("harbour.late", {"body": "My words."})
    library.used("harbour.used")
    shown = packs.preview_removal("harbour")
    assert packs.remove("harbour") == shown
    assert {one.id for one in library.search().snippets} == {"harbour.late", "harbour.used"}
    assert {one.origin for one in library.search().snippets} == {"mine"}
    assert packs.installed() == []
    packs.install(first)
    assert (body(library, "late"), body(library, "back")) == ("My words.", "Back.")
    assert library.count() == 3


def test_a_shortcut_that_two_want_is_given_by_the_agent(packs: Packs, library: Library) -> None:
    library.add({"title": "Mine", "body": "x", "shortcut": ";late"})
    pack = found(text(late="We are late.\n    shortcut: ;late"))
    (_, clash) = packs.preview(pack).snippets
    assert (clash.kind, clash.detail) == ("shortcut-dropped", ";late belongs to “Mine”")
    packs.install(pack, Choices(shortcuts={"harbour.late": "theirs"}))
    owner = library.by_shortcut(";late")
    assert owner is not None
    assert owner.id == "harbour.late"


def test_a_file_changed_by_hand_is_kept_aside(packs: Packs) -> None:
    packs.install(found(text(late="We are late.")))
    (one,) = packs.installed()
    one.path.write_text(text(late="By hand."), encoding="utf-8")
    assert packs.installed()[0].state == "changed by hand"
    packs.install(found(text("1.1.0", late="Newer.")))
    (kept,) = (packs.folder / "kept").iterdir()
    assert "By hand." in kept.read_text(encoding="utf-8")


# Signatures --------------------------------------------------------------------------------------------------------------


def test_a_key_is_trusted_at_first_and_a_changed_one_stops_the_update(packs: Packs, library: Library) -> None:
    ours, theirs = new_secret(), new_secret()
    shown = packs.preview(found(sign(text(late="Signed."), ours)))
    assert (shown.key_state, shown.key) == ("new", public_key(ours))
    packs.install(found(sign(text(late="Signed."), ours)))
    assert packs.preview(found(sign(text("1.1.0", late="New."), ours))).key_state == "known"
    for forged in (sign(text("1.1.0", late="Forged."), theirs), text("1.1.0", late="Forged.")):
        with pytest.raises(SharingError) as refused:
            packs.install(found(forged))
        assert refused.value.code == "key-changed"
        assert public_key(ours).words in refused.value.message
    packs.remove("harbour")
    with pytest.raises(SharingError, match="STOP"):
        packs.install(found(text(late="Forged.")))
    new = found(sign(text("1.1.0", late="New key."), theirs))
    packs.install(new, accept_key=public_key(theirs).public)
    assert body(library, "late") == "New key."
    assert packs.preview(new).key_state == "known"


def test_a_pack_changed_after_signing_is_refused(packs: Packs) -> None:
    signed = sign(text(late="Signed."), new_secret())
    for broken in (signed.replace("Signed", "Forged"), signed[:-20] + "\n", signed + "more: 1\n"):
        with pytest.raises(SharingError) as refused:
            packs.install(found(broken))
        assert refused.value.code == "bad-signature"
    assert packs.preview(found(signed.replace("\n", "\r\n"))).key_state == "new", "line ends may change on the way"


# Bad input ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("pack: [", "column"),
        ("a: &a [x]\nb: [*a, *a]\n", "alias"),
        ("[" * 100_000, "nested"),
        (text(late="x") + text(late="x").partition("snippets:\n")[2], "used already"),
        (text(late="x") + "format: 2\n", "newer Alongside"),
        (text(late="x") + "title: Twice\n", "twice"),
        (text(late="x\n    shortcut: ;s", back="y\n    shortcut: ;S"), "shortcut ;S is used already"),
    ],
)
def test_a_bad_pack_changes_nothing(packs: Packs, library: Library, broken: str, said: str) -> None:
    packs.install(found(text(late="We are late.")))
    with pytest.raises(PackError, match=said):
        packs.install(found(broken))
    assert body(library, "late") == "We are late."
    assert [path.name for path in packs.folder.glob("*.yaml*")] == ["harbour.yaml"]


def test_ids_of_built_in_packs_are_theirs(packs: Packs) -> None:
    with pytest.raises(SharingError, match="built-in"):
        packs.install(found(text(pack="core-blame", late="x")))


def test_what_changed_since_it_was_shown_is_not_installed(packs: Packs) -> None:
    with pytest.raises(SharingError, match="since you looked"):
        packs.install(found(text(late="x")), expect="0" * 64)


def test_older_and_cut_off_packs_are_pointed_out(packs: Packs) -> None:
    packs.install(found(text("2.0.0", a="One.", b="Two.", c="Three.")))
    notes = packs.preview(found(text("1.0.0", a="One."))).notes
    assert "older" in notes[0]
    assert "cut off" in notes[1]


def test_a_full_disk_changes_nothing(packs: Packs, library: Library) -> None:
    packs.install(found(text(late="We are late.")))
    big = found(text("1.1.0", late="New.", **{f"s{n}": "word " * 900 for n in range(300)}))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (library.path.stat().st_size + 4096, hard))
    try:
        with pytest.raises((SharingError, LibraryError)):
            packs.install(big)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert body(library, "late") == "We are late."
    assert [path.name for path in packs.folder.glob("*.yaml*")] == ["harbour.yaml"]
    packs.install(big)
    assert library.count() == 301


# Killed ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_killed_in_the_middle_nothing_is_half_done(tmp_path: Path, seed: int) -> None:
    once(tmp_path, random.Random(seed).uniform(0.0, LONGEST))
