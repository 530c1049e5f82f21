"""What the palette shows of a rewritten selection."""

import pytest

from agent.hotkeys.base import wanted_keys
from agent.rewrite import entry
from phrases import builtin_packs
from server.language.engine import Engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine([next(path for path in builtin_packs() if path.stem == "core-dismissive")], learned=False)


def test_the_pieces_give_the_old_text_and_the_new(engine: Engine) -> None:
    text = "Hi Ana. I'm sorry you feel that way. Ticket 42 — é😀"
    review = engine.review(text)
    shown = entry(text, review)
    assert shown is not None
    old = "".join(words for words, kind in shown["pieces"] if kind != "added")
    new = "".join(words for words, kind in shown["pieces"] if kind != "removed")
    assert (old, new) == (text, review.rewrite.text)
    assert shown["body"] == new


def test_words_that_read_well_are_not_offered(engine: Engine) -> None:
    text = "Your parcel left our warehouse at noon."
    assert entry(text, engine.review(text)) is None


def test_one_combination_for_two_things_is_said() -> None:
    actions, wrong = wanted_keys([("ctrl+alt+j", print), ("alt+ctrl+j", repr), ("", print), ("nonsense+", print)])  # type: ignore[list-item]
    assert [str(combo) for combo in actions] == ["ctrl+alt+j"]
    assert "two things" in wrong[0].problem
    assert len(wrong) == 2
