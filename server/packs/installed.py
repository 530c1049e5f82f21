"""Which pack files a profile uses: those shipped with Alongside, then its own, without those it switched off."""

from collections.abc import Collection, Iterable
from pathlib import Path

from phrases import FOLDER, builtin_packs
from server.packs.model import Pack
from server.packs.read import PackError, read_pack, read_shipped

PACKS_FOLDER = "packs"


def used_packs(data: Path, off: Collection[str] = ()) -> list[Path]:
    """The files in the order in which they count; ``data``: the profile's data folder, ``off``: ids left out.

    A broken pack is never left out here, so that the engine can say what is wrong with it.
    """
    own = sorted((data / PACKS_FOLDER).glob("*.yaml"))
    return [path for path in [*builtin_packs(), *own] if not off or _id(path) not in off]


def read_all(paths: Iterable[Path]) -> tuple[list[Pack], list[str]]:
    """The packs that can be read, and one line for each that cannot (it is left out, the rest works)."""
    loaded: list[Pack] = []
    notices: list[str] = []
    for path in paths:
        try:
            loaded.append(_read(path))
        except PackError as error:
            more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
            notices.append(f"A pack was left out: {error.problems[0]}{more}. Run: alongside pack check {path}")
    return loaded, notices


def rules_on(packs: Iterable[Pack]) -> int:
    """How many rules these packs bring, without those that a pack switches off."""
    packs = list(packs)
    off = {override.rule for pack in packs for override in pack.overrides if override.off}
    return sum(rule.id not in off for pack in packs for rule in pack.rules)


def _read(path: Path) -> Pack:
    return read_shipped(path) if path.is_relative_to(FOLDER) else read_pack(path)


def _id(path: Path) -> str | None:
    try:
        return _read(path).id
    except PackError:
        return None
