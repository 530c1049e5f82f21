"""Which packs a profile uses."""

from pathlib import Path

import pytest

from phrases import builtin_packs
from server.packs.installed import used_packs
from server.packs.read import PackError, read_pack, read_shipped

OWN = "pack: ours\ntitle: Ours\nversion: 1.0.0\nlanguage: en\n"


def test_shipped_packs_come_first_then_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "packs/ours.yaml"
    own.parent.mkdir()
    own.write_text(OWN)
    (own.parent / "notes.txt").write_text("not a pack")
    assert used_packs(tmp_path) == [*builtin_packs(), own]
    assert used_packs(tmp_path / "elsewhere") == builtin_packs()


def test_packs_that_are_off_are_left_out_and_broken_ones_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "a.yaml").write_text(OWN)
    (folder / "b.yaml").write_text("pack: [")
    first = read_pack(builtin_packs()[0]).id
    assert used_packs(tmp_path, ["ours", first]) == [*builtin_packs()[1:], folder / "b.yaml"]


def test_a_shipped_pack_is_read_as_any_other() -> None:
    assert [read_shipped(path) for path in builtin_packs()] == [read_pack(path) for path in builtin_packs()]


def test_a_damaged_shipped_pack_is_told_as_any_other(tmp_path: Path) -> None:
    pack = tmp_path / "core.yaml"
    for text in (OWN.replace("title: Ours\n", ""), OWN + "rules: [1]\n", "- not a pack\n", "pack: ["):
        pack.write_text(text)
        with pytest.raises(PackError) as shipped:
            read_shipped(pack)
        with pytest.raises(PackError) as own:
            read_pack(pack)
        assert str(shipped.value) == str(own.value)
