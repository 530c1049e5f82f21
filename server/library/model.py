"""What the library stores: plain data. Times are UTC, ISO 8601 with milliseconds ("2025-03-01T09:30:00.000Z")."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

from server.language.model import Emotion
from server.packs.model import Content

Step = Literal["acknowledge", "clarify", "own", "solve", "close", "de-escalate"]
STEPS: tuple[Step, ...] = get_args(Step)
EMOTIONS: tuple[Emotion, ...] = get_args(Emotion)
MINE = "mine"


@dataclass(frozen=True, slots=True)
class StoredSnippet:
    """A snippet in the library. ``origin`` is "mine" or the id of the pack it came from; ``deleted`` is set in the trash.

    ``extra``: what came in with an export and is not known here; it is given out again.
    """

    id: str
    content: Content
    origin: str
    uses: int
    last_used: str | None
    created: str
    updated: str
    deleted: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The snippet as the HTTP API gives it (docs/architecture.md)."""
        content = {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self.content).items()
        }
        return {
            "id": self.id,
            **content,
            "origin": self.origin,
            "uses": self.uses,
            "last_used": self.last_used,
            "created": self.created,
            "updated": self.updated,
        }


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best hits, best first. ``total`` is how many there are; ``more`` says it stopped counting there.

    ``corrected`` is the query that was searched when the one given found too little ("refnud" → "refund"), else None.
    """

    snippets: tuple[StoredSnippet, ...]
    total: int
    more: bool = False
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """What a snippet said before a change: in force from ``written`` until ``replaced``."""

    number: int
    written: str
    replaced: str
    content: Content
