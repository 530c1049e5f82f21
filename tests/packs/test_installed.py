"""Which packs a profile uses."""

from pathlib import Path

from phrases import builtin_packs
from server.packs.installed import used_packs
from server.packs.read import read_pack

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
