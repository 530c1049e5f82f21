"""The built-in rules: every example is run, and there are enough of them."""

import re
from collections import Counter
from pathlib import Path

import pytest

import phrases
from server.language.check import check
from server.language.engine import Engine
from server.language.model import CATEGORIES
from server.packs.model import Pack
from server.packs.read import read_pack

RULE_PACKS = sorted((phrases.FOLDER / "rules").glob("*.yaml"))


@pytest.fixture(scope="module")
def engine(full_engine: Engine) -> Engine:
    return full_engine


@pytest.mark.parametrize(
    "path", [p for p in phrases.builtin_packs() if p.parent.name != "snippets"], ids=lambda p: p.stem
)
def test_every_example_holds(path: Path, engine: Engine) -> None:
    assert [str(problem) for problem in check(read_pack(path), path.name, engine)] == []


def packs() -> list[Pack]:
    return [read_pack(path) for path in RULE_PACKS]


def test_nothing_is_left_out(engine: Engine) -> None:
    assert engine.notices == ()


def test_there_are_enough_rules_in_every_category() -> None:
    counts = Counter(rule.category for pack in packs() for rule in pack.rules)
    assert sum(counts.values()) >= 200
    assert set(counts) == set(CATEGORIES)
    assert min(counts.values()) >= 20


def test_every_rule_shows_and_excludes() -> None:
    thin = [
        rule.id
        for pack in packs()
        for rule in pack.rules
        if len(rule.examples) < 3
        or len(rule.leave_alone) < 2
        or not any(example.after is not None for example in rule.examples)
    ]
    assert thin == []


def test_ids_are_unique_over_all_packs() -> None:
    ids = Counter(rule.id for pack in packs() for rule in pack.rules)
    assert [rule for rule, count in ids.items() if count > 1] == []


# Words that are only taken out: anything put in their place would be another stock phrase. A time has no warm form.
FEWER_KINDS = {
    "as-already-said", "at-the-earliest", "have-a-brand-day", "obviously", "please-be-advised", "pleasure-to-serve",
    "rest-assured", "technically", "thanks-for-the-cause", "valued-customer", "we-strive",
}  # fmt: skip


def test_suggestions_are_of_three_kinds() -> None:
    kinds = {rule.id: [say.kind for say in rule.say] for pack in packs() for rule in pack.rules}
    assert {rule for rule, said in kinds.items() if set(said) != {"brief", "warm", "formal"}} == FEWER_KINDS
    assert [rule for rule, said in kinds.items() if len(said) != len(set(said))] == []


def test_formal_suggestions_have_no_short_forms() -> None:
    short = [
        (rule.id, say.text)
        for pack in packs()
        for rule in pack.rules
        for say in rule.say
        if say.kind == "formal" and re.search(r"\b\w+'(?:m|ve|ll|d|re|s|t)\b", re.sub(r"\[\[.*?\]\]", "", say.text))
    ]
    assert short == []


def test_every_example_is_marked_with_all_rules_on(engine: Engine) -> None:
    silent = [
        example.before
        for pack in packs()
        for rule in pack.rules
        for example in rule.examples
        if not engine.review(example.before, compose=False).findings
    ]
    assert silent == []
