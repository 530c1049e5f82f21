"""Checks a pack the way its author needs it: every example is run, and whatever is wrong is said with its line.

A rule is tried alone, so that what an author reads is about the rule in front of them; only the question whether a suggestion
would itself be marked is put to all rules together.
"""

import re
from collections.abc import Iterable, Iterator

from server.language.check_practice import check_practice
from server.language.engine import Engine
from server.language.errors import PatternError
from server.language.findings import Customer, Suggester, detect
from server.language.grammar import word_lists
from server.language.pattern import compiled
from server.language.reader import Reader
from server.language.rules import RuleSet
from server.packs.model import Pack, Rule
from server.packs.read import Problem

_SLOT = re.compile(r"\{([a-z][a-z0-9_-]*)(\|[^{}]*)?\}")
_KNOWN_SLOTS = frozenset({"feeling", "situation"})


def check(pack: Pack, name: str, engine: Engine) -> list[Problem]:
    """The same for a pack that was read."""
    everyone = engine if pack in engine.packs else engine.with_pack(pack)
    problems = [
        Problem(name, line, entry, message)
        for rule in pack.rules
        for line, entry, message in _check_rule(rule, pack, everyone)
    ]
    for situation in pack.situations:
        for source in situation.when:
            message = _pattern_error(source, pack)
            if message:
                problems.append(Problem(name, situation.line, f"situation {situation.id}", message))
    for snippet in pack.snippets:
        marked = [f for f in everyone.review(snippet.body, compose=False).findings if f.severity != "hint"]
        problems.extend(
            Problem(
                name,
                snippet.line,
                f"snippet {snippet.id}",
                f"its body has {f.quote!r}, which rule {f.rule} marks: {f.why}",
            )
            for f in marked
        )
    problems.extend(Problem(name, line, entry, message) for line, entry, message in check_practice(pack, everyone))
    return sorted(problems, key=lambda problem: problem.line)


def _pattern_error(source: str, pack: Pack) -> str | None:
    try:
        compiled(source, word_lists(pack.words))
    except PatternError as error:
        return f"{source!r}: {error}"
    return None


def _check_rule(rule: Rule, pack: Pack, everyone: Engine) -> Iterator[tuple[int, str, str]]:
    entry = f"rule {rule.id}"
    patterns = (*rule.match, *rule.unless, *rule.unless_next, *rule.unless_customer)
    broken = [message for source in patterns if (message := _pattern_error(source, pack))]
    if broken:
        yield from ((rule.line, entry, message) for message in broken)
        return
    captured = {
        name.replace("-", "_")
        for source in rule.match
        for name in re.findall(r"\{([a-z][a-z0-9_-]*)(?::\d+-\d+|\.\.\.)?\}", source)
    }
    for say in rule.say:
        for name, default in _SLOT.findall(say.text):
            if name.replace("-", "_") not in captured | _KNOWN_SLOTS:
                yield rule.line, entry, f"say {say.text!r} uses {{{name}}}, which no match line captures"
            elif name in _KNOWN_SLOTS and not default:
                yield rule.line, entry, f"say {say.text!r}: write {{{name}|word}} with a word for when nothing is known"
    rules = RuleSet()
    rules.add_pack(Pack(pack.id, pack.title, pack.version, pack.language, words=pack.words, rules=(rule,)), {})
    alone = Reader(rules)
    for example in rule.examples:
        yield from (
            (rule.line, entry, message) for message in _run_example(example.before, example.after, alone, everyone)
        )
    for text in rule.leave_alone:
        read = alone.read(text)
        for found in detect(read, Customer()):
            yield rule.line, entry, f"marks {text[found.start : found.end]!r} in its leave-alone line {text!r}"


def _run_example(before: str, after: str | None, alone: Reader, everyone: Engine) -> Iterable[str]:
    read = alone.read(before)
    found = detect(read, Customer())
    if not found:
        yield f"does not mark its example {before!r}"
        return
    patches = [offer.patch for offer in Suggester(read, Customer()).offers(found[0]) if offer.patch is not None]
    results = [before[: patch.start] + patch.text + before[patch.end :] for patch in patches]
    if after is not None and results and results[0] != after:
        yield f"makes {results[0]!r} of its example {before!r}, which should become {after!r}"
    for patch, result in zip(patches, results, strict=True):
        for finding in everyone.review(result, compose=False).findings:
            inside = finding.start < patch.start + len(patch.text) and patch.start < finding.end
            if inside and finding.severity != "hint":
                yield f"its suggestion {patch.text!r} is itself marked by rule {finding.rule} ({finding.quote!r})"
