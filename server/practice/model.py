"""What comes of practising: plain data."""

from dataclasses import dataclass

from server.language.model import Verdict
from server.practice.progress import Ending


class NotThereError(LookupError):
    """There is no scenario or drill of that id."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What comes of a reply: the verdict, what the customer says to it, and where that leaves the conversation.

    ``next``: the turn that follows, from 1, or None when the conversation is over; ``ending``: how it ended then.
    ``model``: a reply that works at this point.
    """

    verdict: Verdict
    says: str
    model: str
    next: int | None
    ending: Ending | None
