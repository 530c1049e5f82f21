"""Marks what no rule foresaw: the clause of a sentence that the classifier finds blunt, pitying or canned."""

from functools import cached_property
from pathlib import Path

from server.language.clauses import has_verb
from server.language.learned import PACK
from server.language.learned.model import LABELS, LENGTHS, Model, grams, load
from server.language.learned.says import RULES
from server.language.pattern import Match
from server.language.rules import CompiledRule, Hit, RuleSet
from server.language.tokens import Tokens
from server.packs.model import Pack

WEIGHTS = Path(__file__).with_name("weights.npz")
_LEAST_WORDS = 6  # fewer words tell the classifier too little: "Sorry, Kim."
_LEAST_WORDS_IN_COMPANY = 4  # enough beside something that is marked: "Rules are rules."
_LEAST_PLAIN_WORDS = 3
_SHORT = 12
_LEAST_CLAUSE = 3
_PLAINLY_FINE = 0.05  # with less, a rule's words were innocent more often than not in letters kept out of training
_BUILT_IN = "core-"
_CLAUSE_MARKS = frozenset(", ; : – — - ( ) . ! ? … ...".split())
_CLAUSE_WORDS = frozenset("and but so because which while although though".split())
_LEADS = frozenset(
    "remember look well listen note honestly frankly basically besides anyway also yes no ok okay sure true granted".split()
)
_SHORT_TAIL = 2  # words that say nothing alone: ", full stop"
_GREETINGS = frozenset("hi hello hey dear thanks thank".split())
_NEIGHBOUR = 0.5


class LearnedStage:
    """The classifier and what is said about what it finds. Safe to use from several threads."""

    def __init__(self, path: Path = WEIGHTS) -> None:
        """Load the weights. Raises OSError, ValueError or KeyError when they are missing or damaged."""
        self._model: Model = load(path)

    @cached_property
    def _rules(self) -> dict[str, CompiledRule]:
        rules = RuleSet()
        rules.add_pack(Pack(PACK, "Learned", "1.0.0", "en", rules=RULES), {})
        return {compiled.rule.category: compiled for compiled in rules.rules}

    @property
    def rules(self) -> tuple[CompiledRule, ...]:
        """The rules its findings are shown under, one a category."""
        return tuple(self._rules.values())

    def judge(self, tokens: Tokens, known: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The hits of a sentence: what rules found, less what is plainly fine; where they found nothing, at most one of its own."""
        if any(hit.rule.rule.severity != "hint" for hit in known):
            return self._doubted(tokens, known)
        return known + self._own(tokens)

    def _doubted(self, tokens: Tokens, known: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """A built-in rule's words in a sentence that is fine as a whole are innocent, unless they are the worst; a team's own stand."""
        if len(tokens.words) < _LEAST_WORDS or 1 - self._model.probabilities(grams(tokens.words))[0] >= _PLAINLY_FINE:
            return known
        return tuple(
            hit for hit in known if hit.rule.rule.severity == "high" or not hit.rule.pack.startswith(_BUILT_IN)
        )

    def _own(self, tokens: Tokens) -> tuple[Hit, ...]:
        plain = sum(
            word.isalpha() and not word.startswith("xxx") for word in tokens.words
        )  # neither numbers nor placeholders
        if len(tokens.words) < _LEAST_WORDS_IN_COMPANY or plain < _LEAST_PLAIN_WORDS:
            return ()
        probabilities = self._model.probabilities(grams(tokens.words))
        best = max(range(1, len(LABELS)), key=probabilities.__getitem__)
        trouble = 1 - probabilities[0]
        model = self._model
        tells = any(
            word[0].isdigit() for word in tokens.words
        )  # a number tells something, so that suspicion is not enough
        if trouble < (model.likely if tells and len(tokens.words) < _SHORT else model.suspected)[best]:
            return ()
        rule = self._rules[LABELS[best]]
        if rule.unless and rule.excused(tokens):
            return ()
        first, last = self._span(tokens, best)
        start, end = tokens.text_span(first, last + 1)
        match = Match(start, end, first, last + 1, {})
        long = len(tokens.words) >= _LEAST_WORDS
        if long and trouble >= model.sure[best]:
            return (Hit(rule, match),)
        return (Hit(rule, match, "letter" if long and trouble >= model.likely[best] else "company"),)

    def _span(self, tokens: Tokens, label: int) -> tuple[int, int]:
        """The first and last word of the clause (or clauses side by side) that speaks most for the label."""
        weight = self._by_word(tokens.words, label)
        clauses = _clauses(tokens.words)
        totals = [sum(weight[first : last + 1]) for first, last in clauses]
        low = high = totals.index(max(totals))
        while low > 0 and totals[low - 1] > _NEIGHBOUR * totals[high]:
            low -= 1
        while high + 1 < len(clauses) and totals[high + 1] > _NEIGHBOUR * totals[low]:
            high += 1
        if low == 1 and clauses[0][0] == clauses[0][1] and tokens.words[clauses[0][0]] in _LEADS:
            low = 0
        if sum(last + 1 - first for first, last in clauses[high + 1 :]) <= _SHORT_TAIL:
            high = len(clauses) - 1
        return clauses[low][0], clauses[high][1]

    def _by_word(self, words: tuple[str, ...], label: int) -> list[float]:
        """How much each word speaks for the label rather than for "fine": its share of all groups it stands in."""
        groups = iter(grams(words))
        size = len(words) + 2
        column = self._model.column
        known = [
            (column[group], start, length)
            for length in LENGTHS
            for start, group in zip(range(size - length + 1), groups)  # noqa: B905 - the next length takes the next groups
            if group in column
        ]
        rows = self._model.table[[index for index, _, _ in known]]
        result = [0.0] * (size + max(LENGTHS))
        for (_, start, length), worth in zip(known, (rows[:, label] - rows[:, 0]).tolist(), strict=True):
            for place in range(start, start + length):
                result[place] += worth / length
        return result[1 : size - 1]


def _clauses(words: tuple[str, ...]) -> list[tuple[int, int]]:
    """The clauses of a sentence as first and last word; a greeting is none."""
    result: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate((*words, ".")):
        if word in _CLAUSE_MARKS:
            if index > start:
                result.append((start, index - 1))
            start = index + 1
        elif (
            word in _CLAUSE_WORDS
            and index - start >= _LEAST_CLAUSE
            and words[index - 1] != "a"  # "for a while"
            and (word != "and" or has_verb(" ".join(_up_to_mark(words[index + 1 :]))))  # "the roof and two walls"
        ):
            result.append((start, index - 1))
            start = index
    if len(result) > 1 and words[result[0][0]] in _GREETINGS:
        del result[0]
    return result or [(0, len(words) - 1)]


def _up_to_mark(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[: next((index for index, word in enumerate(words) if word in _CLAUSE_MARKS), len(words))]
