"""The pattern language."""

from itertools import product

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from server.language.errors import PatternError
from server.language.pattern import Pattern
from server.language.rules import excused
from server.language.tokens import Tokens, tokenize


def found(pattern: str, text: str) -> str | None:
    match = Pattern(pattern).search(tokenize(text))
    return None if match is None else text[match.start : match.end]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("calm down", "Please CALM down, Kim.", "CALM down"),
        ("I'm [so] sorry", "Well, Im so sorry", "Im so sorry"),
        ("I'm [so] sorry", "I am sorry", "I am sorry"),
        ("do not", "You dont see it", "dont"),
        ("do not", "You don’t see it", "don’t"),
        ("did not", "You didn't see it", "didn't"),
        ("had not", "We hadn’t seen it", "hadn’t"),
        ("do not", "You didnt see it", None),
        ("it has been", "It's been long", "It's been"),
        ("(a day|a day or two)", "in a day or two", "a day or two"),
        ("cause~ trouble", "this causing trouble", "causing trouble"),
        ("<we> apologise", "We apologize for it", "We apologize"),
        ("not ... fault", "not really our own fault", "not really our own fault"),
        ("not ... fault", "not one two three four five fault", None),
        ("not ... fault", "not here, your fault", None),
        ("^obviously", "Hi Kim, obviously it is late", "obviously"),
        ("^obviously", "It is obviously late", None),
        ("sorry $", "I am sorry!", "sorry"),
        ("sorry $", "I am sorry Kim", None),
        ("[very] late [,] again", "Late, again", "Late, again"),
    ],
)
def test_matching(pattern: str, text: str, expected: str | None) -> None:
    assert found(pattern, text) == expected


@pytest.mark.parametrize(
    ("exception", "text", "holds"),
    [
        ("but <we> can", "That is the rule, but we can swap it.", True),
        ("but <we> can", "We would love to, but we can't.", False),
        ("so <we> (will|have) {x:1-5}", "It is shut, so we will make sure it does not happen again.", True),
        ("<we> can", "We can't refund it, but we can swap it.", True),
        ("<we> can not", "We can't say yet.", True),
    ],
)
def test_the_start_of_a_refusal_excuses_nothing(exception: str, text: str, holds: bool) -> None:
    assert excused(Pattern(exception), tokenize(text)) is holds


@pytest.mark.parametrize(
    ("pattern", "text", "captured"),
    [
        ("you must {do}", "You must call the shop, then wait", {"do": "call the shop"}),
        ("you must {do...}", "You must call the shop, then wait.", {"do": "call the shop, then wait"}),
        ("you must {do:1-2}", "You must call the shop", {"do": "call the"}),
        ("(see {x}|read {x})", "read the page", {"x": "the page"}),
    ],
)
def test_captures(pattern: str, text: str, captured: dict[str, str]) -> None:
    match = Pattern(pattern).search(tokenize(text))
    assert match is not None
    assert {name: text[start:end] for name, (start, end) in match.captures.items()} == captured


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(a", "not closed"),
        ("a)", "no opening partner"),
        ("[a] [b]", "everything in it is optional"),
        ("<nope> a", "no word list <nope>"),
        ("a ^", "start of the sentence"),
        ("{a:9-2} b", "from a small to a larger"),
        ("<a", "not understood"),
        ("(" + "|".join(f"[a{i}] [b{i}] x" for i in range(400)) + ")", "too many choices"),
    ],
)
def test_a_wrong_pattern_says_what_and_where(pattern: str, says: str) -> None:
    with pytest.raises(PatternError, match=says):
        Pattern(pattern)


@given(st.text(alphabet="ab ()[]|<>{}.~^$,:-", max_size=30), st.text(max_size=60))
def test_any_pattern_compiles_or_says_why(pattern: str, text: str) -> None:
    try:
        compiled = Pattern(pattern)
    except PatternError as error:
        event(str(error)[:20])
        return
    match = compiled.search(tokenize(text))
    if match is not None:
        assert 0 <= match.start < match.end <= len(text)
        assert compiled.possible(tokenize(text).present)


_WORDS = st.sampled_from("abc")
# A pattern over three words, and the word sequences it stands for, written down one by one.
_FINITE = st.recursive(
    _WORDS.map(lambda word: (word, {(word,)})),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(
            lambda parts: (" ".join(p for p, _ in parts), {sum(row, ()) for row in product(*(s for _, s in parts))})
        ),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda parts: (f"({'|'.join(p for p, _ in parts)})", set().union(*(s for _, s in parts)))
        ),
        inner.map(lambda part: (f"[{part[0]}]", part[1] | {()})),
    ),
    max_leaves=8,
)


@given(_FINITE, st.lists(st.sampled_from("abcd,."), max_size=8))
def test_a_pattern_finds_the_first_and_longest_of_what_it_stands_for(
    pattern: tuple[str, set[tuple[str, ...]]], text: list[str]
) -> None:
    source, sequences = pattern
    if () in sequences:
        with pytest.raises(PatternError, match="optional"):
            Pattern(source)
        return
    tokens = Tokens("", tuple(text))
    stands = [
        (start, start + len(one))
        for start in range(len(text))
        for one in sequences
        if tuple(text[start : start + len(one)]) == one
    ]
    compiled = Pattern(source)
    assert compiled.matches(tokens) is bool(stands)
    if stands:
        assert compiled.possible(tokens.present)
        match = compiled.search(tokenize(" ".join(text)))
        assert match is not None
        assert (match.first, match.stop) == min(stands, key=lambda place: (place[0], -place[1]))


def test_a_pattern_may_tell_many_words_apart_but_not_hundreds_of_places() -> None:
    many = Pattern("late (" + "|".join(f"word{number}" for number in range(600)) + ")")
    assert many.matches(tokenize("late word599"))
    assert not many.matches(tokenize("late word600"))
    with pytest.raises(PatternError, match="too many choices"):
        Pattern(" ".join(f"word{number}" for number in range(300)))


def test_a_pattern_made_to_be_slow_is_not() -> None:
    """Backtracking engines need 2**25 steps here; RE2 is linear, so this simply returns."""
    pattern = Pattern("[a] " * 25 + "b")
    assert pattern.search(tokenize("a " * 400)) is None
