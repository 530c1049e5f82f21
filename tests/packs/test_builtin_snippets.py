"""The snippets that come with Alongside keep the promises they are shipped with."""

import itertools
import re
from collections import Counter

import pytest

from phrases import builtin_packs
from server.language.engine import Engine
from server.library.placeholders import SAMPLES, fill
from server.packs.model import Snippet
from server.packs.read import read_pack

PACKS = [read_pack(path) for path in builtin_packs()]
SNIPPETS = [snippet for pack in PACKS for snippet in pack.snippets]
SITUATIONS = {situation.id for pack in PACKS for situation in pack.situations}
FILL_IN = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
# Words that British and American readers spell differently.
DIVIDED = re.compile(
    r"\b(?:(?:colou?r|favou?r|behaviou?r|humou?r|honou?r|neighbou?r|catalog|programme|fulfil|licen[cs]e)\w*"
    r"|(?:apolog|organ|recogn|real|author|final|special|summar|custom|prior|critic|person|util|minim)(?:al)?i[sz]\w+"
    r"|(?:cancel|travel|label|signal|model)l?(?:ed|ing)|analy[sz]e\w*|cent(?:re|er)s?|gr[ea]y|che(?:que|ck)s? for"
    r"|judge?ment|enquir\w+|whilst|postcode|zip code)\b",
    re.IGNORECASE,
)


def parts(snippet: Snippet) -> list[tuple[str, list[str]]]:
    """The fill-ins of a snippet: name and choices."""
    found = []
    for inner in FILL_IN.findall(snippet.body):
        name, _, choices = inner.partition(":")
        found.append((name, choices.split("|") if choices else []))
    return found


def versions(snippet: Snippet) -> set[str]:
    """The body as it leaves the agent: sample values for placeholders, and every choice of a fill-in picked once."""
    text = fill(snippet.body, SAMPLES).text
    most = max((len(choices) for _, choices in parts(snippet)), default=1) or 1

    def pick(match: re.Match[str], number: int) -> str:
        choices = match[1].partition(":")[2].split("|")
        return choices[min(number, len(choices) - 1)].strip() or match[0]

    return {FILL_IN.sub(lambda match, number=number: pick(match, number), text) for number in range(most)}  # type: ignore[misc]


@pytest.fixture(scope="module")
def engine(full_engine: Engine) -> Engine:
    return full_engine


def test_there_is_something_for_every_day_of_a_support_agent() -> None:
    assert len(SNIPPETS) >= 400
    steps = Counter(step for snippet in SNIPPETS for step in snippet.steps)
    assert min(steps[step] for step in ("acknowledge", "clarify", "own", "solve", "close", "de-escalate")) >= 30, steps
    situations = Counter(situation for snippet in SNIPPETS for situation in snippet.situations)
    assert {name for name in SITUATIONS if situations[name] < 2} == set()


def test_every_snippet_can_be_found() -> None:
    for snippet in SNIPPETS:
        assert all((snippet.folder, snippet.steps, snippet.tags)), snippet.id
        assert set(snippet.situations) <= SITUATIONS, snippet.id


@pytest.mark.parametrize("field", ["id", "shortcut", "title", "body"])
def test_no_two_snippets_share(field: str) -> None:
    counted = Counter(str(value).casefold() for snippet in SNIPPETS if (value := getattr(snippet, field)))
    assert {value: count for value, count in counted.items() if count > 1} == {}


def test_shortcuts_are_short_and_start_alike() -> None:
    shortcuts = [snippet.shortcut for snippet in SNIPPETS if snippet.shortcut]
    assert len(shortcuts) >= len(SNIPPETS) // 2
    assert [shortcut for shortcut in shortcuts if not re.fullmatch(r";[a-z0-9]{2,12}", shortcut)] == []


def test_bodies_are_short() -> None:
    assert {s.id: len(s.body.split()) for s in SNIPPETS if len(s.body.split()) > 80} == {}


def test_spelling_suits_british_and_american_readers() -> None:
    found = {s.id: m.group() for s in SNIPPETS if (m := DIVIDED.search(f"{s.title} {FILL_IN.sub('', s.body)}"))}
    assert found == {}


def test_our_own_rules_find_nothing_to_mark(engine: Engine) -> None:
    assert engine.review("Sorry for the inconvenience.", compose=False).findings, "the rules are not loaded"
    marked = [
        (snippet.id, finding.rule, finding.quote)
        for snippet in SNIPPETS
        for text in {snippet.body, *versions(snippet)}
        for finding in engine.review(text, compose=False).findings
        if finding.severity != "hint"
    ]
    assert sorted(set(marked)) == []


def test_placeholders_are_filled_and_have_a_default() -> None:
    for snippet in SNIPPETS:
        for values in (SAMPLES, {}):
            filled = fill(snippet.body, values)
            assert (filled.problem, filled.unknown) == ("", ()), snippet.id
            assert not re.search(r"\{\{|\}\}|\{%", filled.text), snippet.id


def test_sample_values_are_really_used() -> None:
    filled = "\n".join(fill(snippet.body, SAMPLES).text for snippet in SNIPPETS)
    assert {"Maria", "48213", "Jo"} <= set(re.findall(r"\w+", filled))


def test_fill_ins_are_well_formed() -> None:
    for snippet in SNIPPETS:
        assert re.search(r"\[\[|\]\]", FILL_IN.sub("", snippet.body)) is None, snippet.id
        for name, choices in parts(snippet):
            assert re.fullmatch(r"[^\s|]([^|]*[^\s|])?", name), (snippet.id, name)
            different = {choice.strip() for choice in choices} - {""}
            assert len(different) == len(choices) != 1, (snippet.id, name)


def test_one_name_is_one_question() -> None:
    """A fill-in that stands twice in a snippet is written the same way, so that one answer fills both."""
    for snippet in SNIPPETS:
        written = {inner.partition(":")[0].casefold(): inner for inner in FILL_IN.findall(snippet.body)}
        for inner, other in itertools.product(FILL_IN.findall(snippet.body), written.values()):
            if inner.partition(":")[0].casefold() == other.partition(":")[0].casefold():
                assert inner == other, snippet.id
