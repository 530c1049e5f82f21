"""Which pack files a profile uses: those shipped with Alongside, then its own, without those it switched off."""

from collections.abc import Collection
from pathlib import Path

from phrases import builtin_packs
from server.packs.read import PackError, read_pack

PACKS_FOLDER = "packs"


def used_packs(data: Path, off: Collection[str] = ()) -> list[Path]:
    """The files in the order in which they count; ``data``: the profile's data folder, ``off``: ids left out.

    A broken pack is never left out here, so that the engine can say what is wrong with it.
    """
    own = sorted((data / PACKS_FOLDER).glob("*.yaml"))
    return [path for path in [*builtin_packs(), *own] if not off or _id(path) not in off]


def _id(path: Path) -> str | None:
    try:
        return read_pack(path).id
    except PackError:
        return None
