"""Rules of all packs, compiled: what stands in a sentence, before the rest of the reply is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from server.language.checklist import features
from server.language.courtesies import courtesies
from server.language.errors import PatternError
from server.language.grammar import WordLists, word_lists
from server.language.index import PatternIndex
from server.language.pattern import Match, Pattern, compiled
from server.language.text import mask
from server.language.tokens import Tokens, tokenize
from server.packs.model import Override, Pack, Rule


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule of a pack with its exceptions compiled."""

    rule: Rule
    pack: str
    acknowledges: tuple[bool, ...]
    """For each of the rule's suggestions: whether it answers the customer's feeling (one such sentence a reply is enough)."""
    unless: tuple[Pattern, ...]
    unless_next: tuple[Pattern, ...]
    unless_customer: tuple[Pattern, ...]

    def excused(self, tokens: Tokens) -> bool:
        """Whether something in the sentence itself keeps the rule quiet."""
        return any(excused(pattern, tokens) for pattern in self.unless)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched a sentence.

    ``needs``: what must stand around it for the hit to count: nothing, a whole letter, or a letter in which something else is
    marked (the learned stage may be less sure of some).
    """

    rule: CompiledRule
    match: Match
    needs: Literal["nothing", "letter", "company"] = "nothing"


@dataclass(slots=True)
class RuleSet:
    """All rules that are switched on. ``problems``: (pack, rule id, what is wrong) for rules left out."""

    rules: list[CompiledRule] = field(default_factory=list)
    problems: list[tuple[str, Rule, str]] = field(default_factory=list)
    _index: PatternIndex[CompiledRule] = field(default_factory=PatternIndex)

    def hits(self, tokens: Tokens) -> list[Hit]:
        """The rules that match a sentence and are not excused by it, in pack order."""
        found = [Hit(rule, match) for rule, match in self._index.scan(tokens)]
        return [hit for hit in found if not (hit.rule.unless and hit.rule.excused(tokens))] if found else found

    def add_pack(self, pack: Pack, overrides: Mapping[str, Override]) -> None:
        """Compile a pack's rules; one that does not compile is noted in ``problems`` and left out."""
        lists = word_lists(pack.words)
        for rule in pack.rules:
            override = overrides.get(rule.id)
            if override is not None:
                if override.off:
                    continue
                rule = replace(  # noqa: PLW2901 - the rule as the team wants it
                    rule,
                    severity=override.severity or rule.severity,
                    why=override.why or rule.why,
                    say=rule.say if override.say is None else override.say,
                )
            try:
                self._add(rule, pack.id, lists)
            except PatternError as error:
                self.problems.append((pack.id, rule, str(error)))

    def _add(self, rule: Rule, pack: str, lists: WordLists) -> None:
        patterns = [_compile(source, lists) for source in rule.match]
        compiled = CompiledRule(
            rule,
            pack,
            tuple(_acknowledges(say.text) for say in rule.say),
            tuple(_compile(source, lists) for source in rule.unless),
            tuple(_compile(source, lists) for source in rule.unless_next),
            tuple(_compile(source, lists) for source in rule.unless_customer),
        )
        self.rules.append(compiled)
        for pattern in patterns:
            self._index.add(pattern, compiled)


def _acknowledges(template: str) -> bool:
    return "{feeling" in template or "{situation" in template or "feeling" in features(tokenize(mask(template)))


def _compile(source: str, lists: WordLists) -> Pattern:
    try:
        return compiled(source, lists)
    except PatternError as error:
        raise PatternError(f"{source!r}: {error}") from error


def present(pattern: Pattern, tokens: Tokens) -> bool:
    """Whether a pattern matches a sentence."""
    return pattern.possible(tokens.present) and pattern.matches(tokens)


_WE = frozenset(("i", "we"))
_MAY = frozenset("can will could would may do have am are".split())


def excused(pattern: Pattern, tokens: Tokens, after: int = 0, *, offered: bool = False) -> bool:
    """Whether an exception holds: its words stand there, and are not the start of a refusal ("we can" in "we can not").

    ``offered``: what stands there is to make a limit good, so courtesies that offer nothing ("we are happy to help") do not count.
    """
    if not pattern.possible(tokens.present):
        return False
    empty = courtesies(tokens) if offered else []
    match = pattern.search(tokens, after)
    while match is not None:
        means_it = not any(first <= match.first < stop for first, stop in empty)
        if means_it and ("not" in pattern.literal_words or not _refuses(tokens.words[match.first : match.stop + 1])):
            return True
        match = pattern.search(tokens, match.stop)
    return False


def _refuses(words: tuple[str, ...]) -> bool:
    return any(
        who in _WE and may in _MAY and no == "not" for who, may, no in zip(words, words[1:], words[2:], strict=False)
    )
