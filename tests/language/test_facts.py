"""What counts as a fact, so that no rewrite loses it or says it in pieces."""

import pytest

from server.language.facts import counts_lost, lost


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has to be paid by Friday 13th.", ["by Friday 13th"]),
        ("Monday the 3rd of March 2027 is free.", ["Monday the 3rd of March 2027"]),
        ("You had until 12 May 2026 at 5 pm.", ["until 12 May 2026", "at 5 pm"]),
        ("since March 3, 2025", ["since March 3, 2025"]),
        ("14 days is the limit.", ["14 days"]),  # a number is a fact at the head of a sentence as well
        ("Marching 3 by 3.", ["3", "by 3"]),  # no month
        ("we answer within two hours, or in ten working days", ["two hours", "in ten working days"]),
        ("Twenty minutes is nothing.", []),  # compares; nothing is promised or asked for
        ("it is called House-Rules.pdf or plan.xlsx", ["House-Rules.pdf", "plan.xlsx"]),
        ("from account **2280", ["account **2280"]),
        ("You may try again.", []),
    ],
)
def test_dates_and_numbers(text: str, expected: list[str]) -> None:
    assert lost(text, "") == expected
    assert lost(text, text) == []


def test_what_is_counted_in_words_beside_marked_words_stays() -> None:
    assert counts_lost("the course had three registrations", "here is what I can do")
    assert not counts_lost("the course had three registrations", "Three people signed up")
    assert not counts_lost("the course is full", "")
