"""How a reply comes across in a practised conversation: it solves, it acknowledges, or it dismisses.

Judged by what the review marks and what the checklist sees. Words that the review marks count for nothing good in their
sentence: "sorry for the inconvenience" names no problem, whatever stands around it.
"""

from dataclasses import replace

from server.language.checklist import Feature, checklist, features
from server.language.engine import Engine
from server.language.mentions import Mentions
from server.language.model import Category, Finding, Outcome, Verdict
from server.language.text import mask, sentences
from server.language.tokens import tokenize
from server.packs.model import Scenario

HURTFUL: frozenset[Category] = frozenset(("dismissive", "blame", "deflection", "command"))
_LOWER: dict[Outcome, Outcome] = {"solved": "acknowledged", "acknowledged": "dismissed", "dismissed": "dismissed"}
_SOLVES = "solves"


class Judge:
    """Judges replies in one scenario. Safe to use from several threads."""

    def __init__(self, scenario: Scenario, words: dict[str, tuple[str, ...]] | None = None) -> None:
        """``words``: the word lists of the scenario's pack. Raises PatternError."""
        self._points = tuple(point.label for point in scenario.hears)
        told = {f"hears {point.label}": point.patterns for point in scenario.hears}
        self._said = Mentions({**told, _SOLVES: scenario.solves}, words)

    def judge(self, engine: Engine, reply: str, *, heard: bool = False) -> Verdict:
        """Judge a reply. ``heard``: an earlier reply of this conversation has acknowledged them already."""
        review = engine.review(reply)
        marked = [finding for finding in review.findings if finding.severity != "hint"]
        clean = _unmarked(reply, marked)
        points = checklist([_features(sentence) for sentence in clean])
        done = {item.id for item in points if item.done}
        said = self._said.in_text("\n".join(clean))
        named = tuple(label for label in self._points if f"hears {label}" in said)
        hears = bool(named) or not done.isdisjoint(("feeling", "problem"))
        acts = "owns" in done and ("next-step" in done or _SOLVES in said)
        outcome, why = _weigh(hears=hears, acts=acts, heard=heard)
        hurt = _worst([finding for finding in marked if finding.category in HURTFUL])
        if hurt is not None:
            outcome = "dismissed" if hurt.severity == "high" else _LOWER[outcome]
            why = f"They stopped at “{hurt.quote}”. {hurt.why}"
        elif outcome == "dismissed" and marked:
            why = f"“{marked[0].quote}” is all they heard. {marked[0].why}"
        return Verdict(outcome, why, named, replace(review, checklist=points))


def _weigh(*, hears: bool, acts: bool, heard: bool) -> tuple[Outcome, str]:
    if acts and (hears or heard):
        return "solved", "They feel heard, and there is a step they can count on."
    if hears:
        return "acknowledged", "They feel heard. Now they wait for one thing you do, and by when."
    if acts:
        return "acknowledged", "You act, and that helps. They cannot tell yet that you heard them: name what happened."
    return "dismissed", "Nothing in it shows that you heard them. Name what happened to them, then what you do."


def _worst(hurtful: list[Finding]) -> Finding | None:
    return min(hurtful, key=lambda finding: (finding.severity != "high", finding.start), default=None)


def _unmarked(text: str, marked: list[Finding]) -> list[str]:
    """The sentences that no finding touches."""
    masked = mask(text)
    return [
        masked[place.start : place.end]
        for place in sentences(masked)
        if all(finding.end <= place.start or place.end <= finding.start for finding in marked)
    ]


def _features(sentence: str) -> frozenset[Feature]:
    return features(tokenize(sentence))
