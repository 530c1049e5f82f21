"""Blanks in snippets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.palette.fillin import Field, fields, fill, parse, summary


def test_text_without_blanks_is_one_piece() -> None:
    assert parse("We sent it today.") == ["We sent it today."]


def test_an_empty_body_has_no_pieces() -> None:
    assert parse("") == []


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("[[next step]]", Field("[[next step]]", "next step")),
        ("[[when: today|tomorrow]]", Field("[[when: today|tomorrow]]", "when", ("today", "tomorrow"), "today")),
        ("[[at 10:]]", Field("[[at 10:]]", "at 10:")),
        ("{{ticket.id}}", Field("{{ticket.id}}", "id")),
        ("{{ ticket.requester.first_name }}", Field("{{ ticket.requester.first_name }}", "requester first name")),
        (
            "{{ ticket.due_date | default: 'that date' }}",
            Field("{{ ticket.due_date | default: 'that date' }}", "due date", (), "that date"),
        ),
        ('{{- x | default: "y" -}}', Field('{{- x | default: "y" -}}', "x", (), "y")),
        ("{{current_user.first_name}}", Field("{{current_user.first_name}}", "your first name")),
    ],
)
def test_reads_blanks(written: str, field: Field) -> None:
    assert parse(f"a {written} b") == ["a ", field, " b"]


@pytest.mark.parametrize("text", ["[[", "[[]]", "[not one]", "{{}}", "{ {x} }", "[[a\nb]]", "a ]] b [["])
def test_what_only_looks_like_a_blank_is_text(text: str) -> None:
    assert fields(parse(text)) == []
    assert fill(parse(text), {}) == text


def test_your_own_name_needs_no_question() -> None:
    body = "{{current_user.first_name}}, {{ current_user.name }}"
    assert parse(body, "Maya Okafor") == ["Maya", ", ", "Maya Okafor"]
    assert len(fields(parse(body, "  "))) == 2


def test_the_same_blank_is_asked_once_and_filled_everywhere() -> None:
    pieces = parse("[[name]] and [[name]] and [[other]]")
    assert [field.label for field in fields(pieces)] == ["name", "other"]
    assert fill(pieces, {"[[name]]": "Ada"}) == "Ada and Ada and [[other]]"


def test_a_list_shows_what_will_stand_there() -> None:
    assert summary("By {{ d | default: 'Friday' }}, [[what]], [[when: today|later]].") == "By Friday, …, today."


@given(st.text(alphabet=st.sampled_from("ab[]{}|:' \né😀"), max_size=60))
def test_unfilled_text_is_unchanged(body: str) -> None:
    assert fill(parse(body), {}) == body
