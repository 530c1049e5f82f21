"""The language engine's front door: packs in, reviews out."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.language.model import Mood, Review, Situation


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a customer's message (or thread, oldest first) tells."""

    mood: Mood
    situation: Situation | None


class Engine:
    """Reviews drafts with the rules of some packs. Safe to call from several threads.

    ``notices`` holds one line for every pack that could not be loaded (it is skipped, the rest works).
    """

    notices: tuple[str, ...]

    def __init__(self, packs: Iterable[Path] | None = None) -> None:
        """Load the built-in packs, or just those given (files)."""
        raise NotImplementedError

    @property
    def rule_count(self) -> int:
        """How many rules are loaded."""
        raise NotImplementedError

    def review(self, draft: str, customer: str | None = None, customer_name: str | None = None) -> Review:
        """Review a draft. ``customer``: the requester's last message, if known. Never raises on any text."""
        raise NotImplementedError

    def conversation(self, messages: str | list[str]) -> Conversation:
        """Read the customer's message, or a thread of their messages (oldest first)."""
        raise NotImplementedError
