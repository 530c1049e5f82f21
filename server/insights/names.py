"""Gives ids back their names when a report is read; the names come from the packs and the library, never from a text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from server.packs.model import Pack
from server.packs.names import CATEGORY_NAMES

POINT_NAMES = {
    "feeling": "Answers the feeling",
    "problem": "Names what happened",
    "owns": "Takes ownership",
    "next-step": "Gives a next step with a time",
    "invites": "Asks or invites",
    "one-apology": "Says sorry once at most",
}
EMOTION_NAMES = {
    "anger": "Angry",
    "frustration": "Frustrated",
    "disappointment": "Disappointed",
    "anxiety": "Worried",
    "confusion": "Confused",
    "sadness": "Sad",
    "neutral": "Neutral",
    "positive": "Pleased",
}
CHOICE_NAMES = {
    "suggestion-taken": "Suggestion taken",
    "suggestion-ignored": "Left as it was",
    "rule-off": "Never mark this",
    "rewrite-taken": "Whole rewrite used",
}
SCORE_NAMES = {"csat": "CSAT", "nps": "NPS", "fcr": "First contact resolution"}


def plain(identifier: str) -> str:
    """An id without a name, readable: “charged-twice” → “charged twice”."""
    return identifier.replace("-", " ").replace("_", " ")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of rules (an example of what each marks), situations (“being charged twice”) and snippets (titles)."""

    rules: dict[str, str] = field(default_factory=dict)
    situations: dict[str, str] = field(default_factory=dict)
    title: Callable[[str], str | None] = lambda _snippet: None

    @classmethod
    def of(cls, packs: Iterable[Pack], title: Callable[[str], str | None] = lambda _snippet: None) -> "Names":
        """The names that these packs give. ``title``: a snippet's title by its id, or None when it is gone."""
        known = list(packs)
        rules = {rule.id: rule.examples[0].before for pack in known for rule in pack.rules if rule.examples}
        situations = {spec.id: spec.clause for pack in known for spec in pack.situations if spec.clause}
        return cls(rules, situations, title)

    def rule(self, rule: str) -> str:
        """An example of what the rule marks; for what no rule foresaw, its category."""
        if rule.startswith("learned-"):
            return f"Other wording: {self.category(rule.removeprefix('learned-')).lower()}"
        return self.rules.get(rule, plain(rule))

    def situation(self, situation: str) -> str:
        """What the customer wrote about."""
        return self.situations.get(situation, plain(situation)) if situation else "something else"

    def snippet(self, snippet: str) -> str:
        """A snippet's title."""
        return self.title(snippet) or "A snippet that was deleted"

    @staticmethod
    def category(category: str) -> str:
        """A category's name."""
        return CATEGORY_NAMES[category][0] if category in CATEGORY_NAMES else plain(category).capitalize()

    @staticmethod
    def point(point: str) -> str:
        """A checklist point's name."""
        return POINT_NAMES.get(point, plain(point).capitalize())

    @staticmethod
    def emotion(emotion: str) -> str:
        """A feeling's name."""
        return EMOTION_NAMES.get(emotion, plain(emotion).capitalize())
