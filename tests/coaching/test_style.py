"""The style a customer writes in: told with its signs, and only when there are several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coaching.style import style_of

ANALYTICAL = """Since version 4.2 the export fails with error 503.
1. Open the report of 12 May
2. Press export
Steps and log are attached. Why does it work for files below 20 MB?"""
AMIABLE = "Hi Ann, I hope you're having a good day. Could you please look at my order if possible? Thank you so much, I appreciate it."
EXPRESSIVE = "I absolutely LOVE this!!! You are amazing, the best shop EVER! 🎉🎉 So happy!!"
DRIVER = "Refund the order today. Send the receipt. I want it by noon."


@pytest.mark.parametrize(
    ("text", "style", "sign"),
    [
        (ANALYTICAL, "analytical", "names steps, versions or errors"),
        (AMIABLE, "amiable", "greets and says thank you"),
        (EXPRESSIVE, "expressive", "exclaims"),
        (DRIVER, "driver", "says what to do"),
    ],
)
def test_a_clear_style_is_told_with_its_signs(text: str, style: str, sign: str) -> None:
    found = style_of([text])
    assert found is not None
    assert found.id == style
    assert sign in found.why
    assert found.text.endswith(".")


@pytest.mark.parametrize(
    "text", ["", "ok", "Where is my parcel?", "The blue chair came and the red one did not, as far as I can see."]
)
def test_without_clear_signs_nothing_is_said(text: str) -> None:
    assert style_of([text]) is None


def test_signs_add_up_over_a_thread() -> None:
    parts = ["Hi, could you look at my parcel?", "Thank you, no rush.", "I appreciate that, take care."]
    assert all(style_of([part]) is None for part in parts)
    found = style_of(parts)
    assert found is not None
    assert found.id == "amiable"


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_read(messages: list[str]) -> None:
    found = style_of(messages)
    assert found is None or found.why.startswith("This customer ")
