"""Placeholders: what is known is filled in, what is not is shown, and no snippet can do harm."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.library.placeholders import MOST_CHARACTERS, SAMPLES, fill

# Carriage returns are never stored, and brackets in values are tested on their own.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r{[]"), max_size=40)
PIECES = "{{ }} {% %} ticket . id | default : ' if for in (1..3) endfor - assign a = include".split()


@pytest.mark.parametrize(
    ("body", "text", "unknown"),
    [
        ("Plain [[when: a|b]] text", "Plain [[when: a|b]] text", ()),
        ("Hi {{ticket.requester.first_name}},", "Hi Maria,", ()),
        ("Hi {{ ticket.requester.first_name | upcase }}", "Hi MARIA", ()),
        ("{{ticket.id}} {{current_user.first_name}}", "48213 Jo", ()),
        ("{{ ticket.requester }}", "Maria Silva", ()),
        ("{{ ticket.nope | default: 'that date' }}", "that date", ()),
        ("{{ ticket.order.number }}", "[[number]]", ("ticket.order.number",)),
        ("{{ plan_name }} {{ plan_name }} {{ ticket.cost }}", "[[plan name]] [[plan name]] [[cost]]", ("plan_name", "ticket.cost")),
        ("{% if vip %}At once.{% else %}Soon.{% endif %}", "Soon.", ()),
        ("{% if ticket.id == '48213' %}Yes{% endif %}", "Yes", ()),
        ("[[a {{ticket.id}}]]", "[[a 48213]]", ()),
    ],
)  # fmt: skip
def test_known_values_are_filled_and_others_shown(body: str, text: str, unknown: tuple[str, ...]) -> None:
    filled = fill(body, SAMPLES)
    assert (filled.text, filled.unknown, filled.problem) == (text, unknown, "")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("Hi {{ ticket.id", "line 1"),
        ("one\ntwo {{ x | shout }}", "line 2: unknown filter 'shout'"),
        ("{% nonsense %}", "line 1"),
        ("{% include 'other' %}", "cannot include"),
        ("{% render 'other' %}", "cannot include"),
        ("{{ 1 | divided_by: 0 }}", "line 1"),
    ],
)
def test_what_cannot_be_read_is_left_as_it_is_and_said(body: str, problem: str) -> None:
    filled = fill(body, SAMPLES)
    assert filled.text == body
    assert problem in filled.problem


@pytest.mark.parametrize(
    "body",
    [
        "{% for i in (1..100000000) %}x{% endfor %}",
        "{% for i in (1..999) %}{% for j in (1..999) %}x{% endfor %}{% endfor %}",
        "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..900) %}{% assign a = a | append: a %}{% endfor %}{{ a }}",
        "{% for i in (1..900) %}" + "x" * 2000 + "{% endfor %}",
        "{{ 'x' | " + "append: 'x' | " * 3000 + "upcase }}",
        "{% if a %}" * 300 + "{% endif %}" * 300,
    ],
)
def test_no_snippet_can_hang_or_flood(body: str) -> None:
    filled = fill(body, SAMPLES)
    assert filled.problem or len(filled.text) <= MOST_CHARACTERS


@pytest.mark.parametrize(
    "path", ["__class__", "ticket.__class__", "ticket.requester.keys", "ticket.__init__.__globals__"]
)
def test_nothing_of_the_program_can_be_read(path: str) -> None:
    assert fill(f"{{{{ {path} }}}}", SAMPLES).text == f"[[{path.rpartition('.')[2].replace('_', ' ').strip()}]]"


def test_a_value_cannot_become_a_fill_in_or_a_placeholder() -> None:
    values: dict[str, Any] = {"name": "[[x]] {{ secret }}", "secret": "s"}
    assert fill("Hi {{name}}", values).text == "Hi [ [x] ] {{ secret }}"


@given(TEXT, TEXT)
@settings(deadline=None)
def test_text_without_placeholders_stays(before: str, name: str) -> None:
    assert fill(before, SAMPLES).text == before
    assert fill(f"{before}{{{{ name }}}}", {"name": name}).text == before + name


@given(st.lists(st.sampled_from([*PIECES, " ", "\n"])).map("".join))
@settings(deadline=None)
def test_any_body_can_be_filled(body: str) -> None:
    filled = fill(body, SAMPLES)
    assert not filled.problem or filled.text == body


@pytest.mark.parametrize(
    "body",
    [
        "{{ (1..100000000) | join: 'x' | size }}",
        "{{ (1..100000000) | reverse | size }}",
        "{{ 'aa' | replace: 'a', 'LONG' | replace: 'a', 'LONG' }}".replace("LONG", "a" * 5000),
        "{% for i in (1..999) %}{% for j in (1..999) %}x{% endfor %}{% endfor %}",
        "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 40 + "{{ a }}",
        "{% tablerow i in (1..10000000) %}{{ i }}{% endtablerow %}",
    ],
)
def test_what_would_grow_without_end_is_refused(body: str) -> None:
    filled = fill(body, SAMPLES)
    assert filled.text == body
    assert filled.problem
