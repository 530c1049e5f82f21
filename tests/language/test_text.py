"""Masking, sentences and offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.language.text import Utf16, mask, sentences


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(mask(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hi Dr. Amin, it left today. You'll have it by nine.",
            ["Hi Dr. Amin, it left today.", "You'll have it by nine."],
        ),
        ("Order no. 5 is out. Thanks!", ["Order no. 5 is out.", "Thanks!"]),
        ("On its way!! 🎉 Have fun :) Bye", ["On its way!! 🎉", "Have fun :)", "Bye"]),
        ("It broke.We mend it.", ["It broke.", "We mend it."]),
        ("Well... that took long.", ["Well... that took long."]),
        ("Dear Kim,\nit is on its way.", ["Dear Kim,", "it is on its way."]),
        ("", []),
        (" \n\n ", []),
        ("😢", ["😢"]),
        ("v1.2.3 of app.exe is out", ["v1.2.3 of app.exe is out"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_a_wrapped_line_is_one_sentence() -> None:
    text = "I opened the case again this morning and asked the depot to look for\nthe missing box in bay four."
    assert cut(text) == [text]


def test_steps_of_a_list_are_listed() -> None:
    found = sentences(mask("Try this:\n1. You must hold the button.\n- Let go."))
    assert [s.listed for s in found] == [False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        "Done.\n> You must be joking\n",
        "Done.\n\nOn Tue, 3 Mar 2026 at 10:02, Kim <kim@example.org> wrote:\nYou must be joking",
        "Done.\n-----Original Message-----\nYou must be joking",
        "Done.\n```\nYou must be joking\n```",
        "Done.\nFrom: Kim\nSent: Monday\nYou must be joking",
        "Done.\n-- \nYou must be joking",
    ],
)
def test_what_others_wrote_is_left_out(text: str) -> None:
    assert cut(text) == ["Done."]


def test_links_and_placeholders_are_one_word() -> None:
    text = "See https://example.org/a.b?c=d, {{ticket.id}} and [[the date. Soon]] now."
    assert cut(text) == [text]
    assert "example" not in mask(text)


@given(st.text())
def test_masking_keeps_every_offset(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    last = 0
    for sentence in sentences(masked):
        assert last <= sentence.start < sentence.end <= len(text)
        last = sentence.end


@given(st.text())
def test_utf16_counts_as_javascript_does(text: str) -> None:
    converter = Utf16(text)
    for offset in range(len(text) + 1):
        units = len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
        assert converter.units(offset) == units
        assert converter.points(units) == offset


def test_an_offset_inside_a_pair_goes_to_its_start() -> None:
    assert [Utf16("a😢b").points(units) for units in range(5)] == [0, 1, 1, 2, 3]
