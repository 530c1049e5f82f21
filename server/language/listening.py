"""Judges an exercise in active listening: a paraphrase, a summary, or a clarifying question.

What makes each one good is taken from the active-listening literature (Rogers & Farson, "Active Listening", 1957; Weger et al.,
"The Relative Effectiveness of Active Listening in Initial Interactions", Int. J. of Listening 28(1), 2014): the speaker's
content in one's own words, without judgement, and open to being corrected.
"""

import itertools

from server.language.engine import Engine
from server.language.mentions import Mentions
from server.language.model import Check, Heard
from server.language.text import mask, sentences
from server.language.tokens import tokenize
from server.packs.model import Drill

COPIED = 7
"""So many words in a row from the customer's message are a copy, not a paraphrase."""
MOST_QUESTIONS = 2
_ROOM = {"paraphrase": 1.0, "summarise": 0.6}
_SHORTEST_LIMIT = 25
_OPEN = frozenset(("what", "which", "when", "where", "how", "who", "whose"))
_CHECKS_BACK = "checks back"
_ASKS_BACK = (
    "(is|was|have|did|am|are) (that|i|we|this) [got|understood|heard|have|put|read] ... (right|correct|it|everything|you)",
    "(right|correct) ?",
    "(did|have) i (miss|missed|get|got|leave|left|understand|understood) ...",
    "(anything|something) (i|we) (missed|have missed|left out|got wrong)",
    "(does|would) that (cover|sum|match|describe) ...",
    "what (have|did) i (miss|missed|leave|left) ...",
)


class Listener:
    """Judges answers to one drill. Safe to use from several threads."""

    def __init__(self, drill: Drill, words: dict[str, tuple[str, ...]] | None = None) -> None:
        """``words``: the word lists of the drill's pack. Raises PatternError."""
        self._drill = drill
        self._covers = Mentions({point.label: point.patterns for point in drill.covers}, words)
        self._told = Mentions({point.label: point.patterns for point in drill.told}, words)
        self._back = Mentions({_CHECKS_BACK: _ASKS_BACK})

    def judge(self, engine: Engine, answer: str) -> Heard:
        """Judge an answer."""
        review = engine.review(answer)
        pieces = _sentences(answer)
        questions = [piece for piece in pieces if piece.rstrip(" \"'”’)").endswith("?")]
        checks = self._clarified(questions) if self._drill.skill == "clarify" else self._said_back(answer, questions)
        marked = [finding for finding in review.findings if finding.severity != "hint"]
        hint = f"“{marked[0].quote}”: {marked[0].why}" if marked else "Nothing in it is marked."
        return Heard((*checks, Check("clean", "Kind to read", not marked, hint)), review)

    def _said_back(self, answer: str, questions: list[str]) -> list[Check]:
        drill = self._drill
        covered = self._covers.in_text(answer)
        checks = [
            Check(
                f"covers-{number}",
                f"Says back: {point.label}",
                point.label in covered,
                "It matters to them; put it in.",
            )
            for number, point in enumerate(drill.covers, start=1)
        ]
        copied = _copied(answer, drill.customer)
        words, limit = len(_words(answer)), _limit(drill)
        checks.append(
            Check(
                "own-words",
                "In your own words",
                not copied,
                f"“{copied}” is theirs, word for word." if copied else "It is yours.",
            )
        )
        checks.append(
            Check("short", f"At most {limit} words", words <= limit, f"It has {words}. Keep what matters to them.")
        )
        if drill.skill == "summarise":
            asked = bool(questions) and bool(self._back.in_text(" ".join(questions)))
            checks.append(
                Check("asks-back", "Asks whether you got it right", asked, "End with “Have I got that right?”")
            )
        return checks

    def _clarified(self, questions: list[str]) -> list[Check]:
        asked = "\n".join(questions)
        wanted, known = self._covers.in_text(asked), self._told.in_text(asked)
        checks = [
            Check(
                f"covers-{number}", f"Asks about: {point.label}", point.label in wanted, "Without it you cannot go on."
            )
            for number, point in enumerate(self._drill.covers, start=1)
        ]
        again = [point.label for point in self._drill.told if point.label in known]
        many = len(questions)
        opened = any(word in _OPEN for question in questions for word in _words(question))
        checks += [
            Check("asks", f"Asks one question, {MOST_QUESTIONS} at most", 1 <= many <= MOST_QUESTIONS, _how_many(many)),
            Check("open", "Asks openly", opened, "Begin with what, which, when, where or how."),
            Check(
                "not-again",
                "Asks for nothing they have told you",
                not again,
                f"They have told you: {', '.join(again)}." if again else "You used what they wrote.",
            ),
        ]
        return checks


def _how_many(questions: int) -> str:
    if not questions:
        return "There is no question in it yet."
    return f"It has {questions}. Ask first what you need first."


def _limit(drill: Drill) -> int:
    """At most so many words: as many as the customer for a paraphrase, fewer for a summary."""
    return max(_SHORTEST_LIMIT, int(len(_words(drill.customer)) * _ROOM[drill.skill]))


def _sentences(text: str) -> list[str]:
    masked = mask(text)
    return [masked[place.start : place.end] for place in sentences(masked)]


def _words(text: str) -> list[str]:
    return [word for sentence in _sentences(text) for word in tokenize(sentence).words if word[0].isalnum()]


def _copied(answer: str, customer: str) -> str:
    """The first run of COPIED words that stands in both texts, or ""."""
    theirs = set(_runs(_words(customer)))
    return next((" ".join(run) for run in _runs(_words(answer)) if run in theirs), "")


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(itertools.islice(words, start, None) for start in range(COPIED)), strict=False))
