"""The requester's name is kept by every suggestion and every rewrite, however it is written, and is not seen where it is a word."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.language.engine import Engine
from server.language.requester import call_end, names_in

GREETINGS = (
    "hi anna, ",
    "hi anna ",
    "Hello anna! ",
    "anna, ",
    "anna ",
    "Anna ",
    "HI ANNA ",
    "hey anna. ",
    "Dear anna,\n\n",
    "Thanks anna, ",
)
WORDS = (
    "sorry for the inconvenience. We will check your order today.",
    "calm down please, we will check it today.",
    "I understand your frustration but your refund will arrive on Friday.",
    "unfortunately there's nothing I can do.",
    "As I said before, the parcel left on Monday.",
    "you must send the form by Friday.",
    "oh, that's a terrible situation. We have refunded you.",
    "we're really sorry to hear that. We have refunded you.",
    "you should have read the terms. We will check it.",
)  # fmt: skip


def has_name(text: str) -> bool:
    return re.search(r"\bAnna\b", text, re.IGNORECASE) is not None


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(GREETINGS), st.sampled_from(WORDS), st.sampled_from(("Anna", "anna kowalska", "KOWALSKA, Anna")))
def test_no_suggestion_loses_or_alters_the_name(engine: Engine, greeting: str, words: str, name: str) -> None:
    draft = greeting + words
    review = engine.review(draft, None, name)
    calls = greeting.strip(" ,.!\n")
    offered = [
        draft[: option.start] + option.text + draft[option.end :]
        for finding in review.findings
        for option in finding.replacements
    ]
    assert all(text.startswith(calls) for text in (review.rewrite.text, *offered)), offered


@pytest.mark.parametrize(
    "draft",
    [
        "Sorry for the inconvenience anna. We will check it today.",
        "Calm down, anna, we will check it today.",
        "CALM DOWN ANNA.",
        "There's nothing I can do, anna. Your refund left today.",
        "Look anna it's not our fault. The parcel left on Monday.",
    ],
)
def test_a_name_inside_what_is_said_anew_is_kept(engine: Engine, draft: str) -> None:
    review = engine.review(draft, None, "Anna")
    assert review.rewrite.text != draft
    assert has_name(review.rewrite.text)
    for finding in review.findings:
        for option in finding.replacements:
            assert has_name(draft[: option.start] + option.text + draft[option.end :])
    assert not has_name(engine.review(draft).rewrite.text), "nothing else would have kept it"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (
            "hi anna sorry for the inconvenience. We will check it.",
            "hi anna, we can see how frustrating this has been, and we want to put it right. We will check it.",
        ),
        ("You must wait here, anna.", "Could you wait here, anna?"),
        ("Calm down and send it, anna.", "Could you tell me [[what you need to know]], anna?"),
        ("hi anna As I said before, the parcel left on Monday.", "hi anna, the parcel left on Monday."),
        (
            "Calm down anna. I'll check it.",
            "I can see why this has been so frustrating, anna. Let's sort it out together. I'll check it.",
        ),
    ],
)
def test_somebody_is_spoken_to_with_a_comma(engine: Engine, draft: str, expected: str) -> None:
    review = engine.review(draft, None, "Anna")
    offered = [
        draft[: option.start] + option.text + draft[option.end :]
        for finding in review.findings
        for option in finding.replacements
    ]
    assert expected in (review.rewrite.text, *offered)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Anna Kowalska", "hi anna, ask Kowalska about Annapolis", ["anna", "Kowalska"]),
        ("Anna van der Berg", "Dear Anna van der Berg, the van left", ["Anna van der Berg"]),
        ("José", "sorry jose, JOSÉ", ["jose", "JOSÉ"]),
        ("Anne-Marie O'Brien", "dear ms o’brien, anne-marie", ["o’brien", "anne-marie"]),
        # words that are names too: only where somebody is spoken to
        ("Will", "You will see. hi will we will", ["will"]),
        ("Bill Young", "Your bill is high, bill.", ["bill"]),
        ("Mark", "Please mark it.\nmark, thanks.", ["mark"]),
        ("Support Team", "Our support team is here", []),
        # no names
        ("anna@example.com", "hi anna,", []),
        ("", "hi anna,", []),
        (None, "hi anna,", []),
        ("Dr. A", "a dr. is here", []),
        ("Ann", "announced by joann at ann.example", []),
    ],
)
def test_where_the_name_stands(name: str | None, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in names_in(text, name)] == found


@pytest.mark.parametrize(
    ("sentence", "calls"),
    [
        ("hi anna we will", "hi anna "),
        ("anna, we will", "anna, "),
        ("Thanks Ms Anna!", "Thanks Ms Anna!"),
        ("anna is right", ""),
        ("Anna's parcel left", ""),
        ("anna and ben came", ""),
        ("I told anna", ""),
    ],
)
def test_how_much_only_calls_them(sentence: str, calls: str) -> None:
    assert sentence[: call_end(sentence, names_in(sentence, "Anna"))] == calls


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_name_and_any_text(name: str, text: str) -> None:
    last = 0
    for start, end in names_in(text, name):
        assert last <= start < end <= len(text)
        last = end
