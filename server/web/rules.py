"""All rules as a book to look things up in."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from server.engine.model import PackRule
from server.library.match import fold, stem
from server.packs.model import Rule
from server.packs.names import CATEGORY_NAMES


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the book, and the pack it comes from. ``text`` is what a search looks into."""

    rule: Rule
    pack: str
    text: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules that are switched on, by category and then in pack order."""

    entries: tuple[Entry, ...]

    def search(self, words: str, category: str | None = None, severity: str | None = None) -> list[Entry]:
        """Rules that hold every word of ``words`` (or words that start like it), of this category and severity.

        Those that hold the words side by side, as a phrase, come first.
        """
        phrase = fold(words).strip()
        wanted = [f" {stem(word)}" for word in phrase.split()]
        found = [
            entry
            for entry in self.entries
            if (category is None or entry.rule.category == category)
            and (severity is None or entry.rule.severity == severity)
            and all(word in entry.text for word in wanted)
        ]
        return sorted(found, key=lambda entry: phrase not in entry.text)

    @property
    def counts(self) -> Counter[str]:
        """How many rules each category has."""
        return Counter(entry.rule.category for entry in self.entries)


def rulebook(rules: Iterable[PackRule]) -> Rulebook:
    """The book of these rules."""
    order = list(CATEGORY_NAMES)
    entries = [Entry(one.rule, one.pack, _text(one.rule)) for one in rules]
    return Rulebook(tuple(sorted(entries, key=lambda entry: order.index(entry.rule.category))))


def _text(rule: Rule) -> str:
    examples = (f"{example.before} {example.after or ''}" for example in rule.examples)
    suggestions = (say.text for say in rule.say)
    return fold(" ".join([rule.id, *CATEGORY_NAMES[rule.category], rule.why, *rule.match, *suggestions, *examples]))
