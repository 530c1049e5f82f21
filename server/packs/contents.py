"""What a pack brings, counted."""

from dataclasses import dataclass

from server.packs.model import Pack

PARTS = ("rules", "situations", "snippets", "gestures", "scenarios", "drills", "overrides")


@dataclass(frozen=True, slots=True)
class Head:
    """A pack without what is in it: who made it, and how much it brings (``counts``, by ``PARTS``)."""

    id: str
    title: str
    version: str
    language: str
    author: str
    license: str
    description: str
    counts: dict[str, int]


def counts(pack: Pack) -> dict[str, int]:
    """How many rules, situations … a pack brings."""
    return {part: len(getattr(pack, part)) for part in PARTS}


def head(pack: Pack) -> Head:
    """A pack's head."""
    return Head(
        pack.id, pack.title, pack.version, pack.language, pack.author, pack.license, pack.description, counts(pack)
    )
