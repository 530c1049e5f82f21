"""Sentences as the rules see them."""

from hypothesis import example, given
from hypothesis import strategies as st

from server.language import words
from server.language.tokens import Kind, _Runs, _spacy, kind_of, tokenize

PIECES = (
    "order", "Ann", "can't", "don’t", "dont", "it's", "we're", "I'm", "e.g.", "3.5", "$29.99", "#481", "co-op", "and/or", "U.S.", ":)",
    "...", "?!", "(now)", "\"soon\"", "10am", "a.m.", "o'clock", "Sam's", "😀", "ok!", "late,", "x", "gonna", "Mr.", "km", "10km", "well…",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=4).map("".join),
    st.text(max_size=20),
)


@given(TEXTS)
@example("Sorry  for\u00a0that ,we're on it...and we'll call!!")
def test_a_text_read_in_runs_is_what_spacy_makes_of_the_whole(text: str) -> None:
    whole = [token for token in _spacy()[0](text) if not token.is_space]
    runs = [(word, *span) for run in _Runs().read(text.split()) for word, span in zip(*run, strict=True)]
    assert [word for word, _, _ in runs] == [words.canonical(t.norm_.replace(" ", "") or t.text) for t in whole]
    tokens = tokenize(text)
    assert [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)] == [t.text for t in whole]


def test_the_kinds_of_words() -> None:
    assert [kind_of(word) for word in ("late", "3.5", "'s", "#4", "😀")] == [Kind.WORD] * 5
    assert [kind_of(word) for word in (",", ".", "…", "...", "!", "?", "?!", ".net", ";", "(", "–")] == [
        Kind.COMMA, Kind.DOTS, Kind.DOTS, Kind.DOTS, Kind.EXCLAMATION, Kind.END, Kind.END, Kind.RUN_ON,
        Kind.MARK, Kind.MARK, Kind.MARK,
    ]  # fmt: skip


def test_what_is_present_are_words_neighbours_and_edges() -> None:
    assert tokenize("Hi Kim, late again.").present == {
        "hi", "kim", ",", "late", "again", ".", ("hi", "kim"), ("kim", ","), (",", "late"), ("late", "again"), ("again", "."),
        ("", "hi"), ("", "late"), ("again", ""),
    }  # fmt: skip
    assert tokenize("").present == frozenset()
