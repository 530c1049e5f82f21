"""The whole-draft rewrite over the project's own corpus of ordinary drafts, and the clauses it is made of."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.language.clauses import cut, greeting_end, stands
from server.language.engine import Engine

CORPUS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "corpus" / "drafts.yaml").read_text(encoding="utf-8")
)
BROKEN = re.compile(
    r"\b(?P<twice>[a-z]+) (?P=twice)\b|[ ][,.;:!?](?=\s|$)|,\s*[,.!?]|(?<![.!?…])[.!?],|\(\s*\)|^\W+$|,\s*$"
)
ONCE = ("I can see how", "we can see how", "We can see how", "[[what you can do]]")


@pytest.mark.parametrize("case", CORPUS, ids=[case["id"] for case in CORPUS])
def test_corpus(case: dict[str, Any], engine: Engine) -> None:
    draft = case["draft"]
    for customer in (case.get("customer"), None):
        review = engine.review(draft, customer)
        text = review.rewrite.text
        for fact in case.get("keep", []):
            assert text.count(fact) >= draft.count(fact) > 0
        if case.get("same"):
            assert text == draft
        if "whole" in case:
            assert text == case["whole"]
        assert not [f.rule for f in engine.review(text).findings if f.severity != "hint"]
        assert {m.group() for m in BROKEN.finditer(text)} <= {m.group() for m in BROKEN.finditer(draft)}
        for words in ONCE:
            assert text.count(words) <= 1
        for words in case.get("gone", []):
            assert words in draft
            assert words not in text


@pytest.mark.parametrize(
    ("sentence", "out", "left"),
    [
        ("We're full and there's only two of us, can't do more.", "can't do more", "We're full and there's only two of us."),
        ("You signed for the van without a note, so you are liable.", "you are liable", "You signed for the van without a note."),
        ("Keys get lost so easily, don't they!", "Keys get lost so easily", ""),
        ("The machine kept the card because you were too slow.", "you were too slow", "The machine kept the card."),
        ("Returns need the box, no exceptions.", "no exceptions", "Returns need the box."),
        ("Paint blisters in damp rooms, so do keep that in mind.", "Paint blisters in damp rooms", ""),
        ("Rails bend in the heat, and the next train leaves at 8.", "Rails bend in the heat", "the next train leaves at 8."),
        ("Remember, a streak is a number, what counts is you!", "a streak is a number, what counts is you", None),
    ],
)  # fmt: skip
def test_clauses_are_taken_out_whole(sentence: str, out: str, left: str | None) -> None:
    start = sentence.index(out)
    result = cut(sentence, sentence, [(start, start + len(out))])
    assert (result.kept if result else None) == left


def test_what_can_stand_alone() -> None:
    assert stands("We moved the date.")
    assert stands("Send the form.")
    assert not stands("because of the rain")
    assert not stands("the blue box")
    assert not stands("we looked at the")


def test_a_greeting_is_no_clause() -> None:
    assert greeting_end("Hi Ann, it left today.") == 8
    assert greeting_end("It left today.") == 0
