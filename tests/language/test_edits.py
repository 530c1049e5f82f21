"""The changes a rewrite is shown by: put together they are the rewrite, whatever was changed over what."""

from hypothesis import given
from hypothesis import strategies as st

from server.language.edits import Edited
from server.language.realise import Patch

TEXTS = st.text("ab .é", max_size=12)
STEPS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXTS), max_size=6)


def changed(original: str, steps: list[tuple[float, float, str]]) -> Edited:
    """A text after some changes, each at a place of the text as it stood then."""
    edited = Edited(original)
    for one, other, text in steps:
        start, end = sorted(round(place * len(edited.text)) for place in (one, other))
        edited.apply(Patch(start, end, text))
    return edited


@given(TEXTS, STEPS)
def test_the_changes_together_make_the_text(original: str, steps: list[tuple[float, float, str]]) -> None:
    edited = changed(original, steps)
    result, at = "", 0
    for edit in edited.edits():
        assert at <= edit.start <= edit.end
        result += original[at : edit.start] + edit.text
        at = edit.end
    assert result + original[at:] == edited.text


def test_a_text_changed_back_has_no_changes() -> None:
    assert Edited("Hello").edits() == ()
    assert changed("Hello", [(0, 1, "Goodbye"), (0, 1, "Hello")]).edits() == ()


def test_a_word_whose_first_letter_changes_is_shown_whole() -> None:
    edited = Edited("I understand but your refund is here.")
    edited.apply(Patch(0, len("I understand but y"), "Y"))
    (edit,) = edited.edits()
    assert edit.text == "Your"
