"""What the palette shows of a rewritten selection."""

from types import SimpleNamespace
from typing import Any

import pytest

from agent.hotkeys.base import wanted_keys
from agent.paste.base import Target
from agent.rewrite import SelectionRewriter, entry
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


class Offers:
    """The palette's owner, as far as a rewrite uses it: what it was asked to show."""

    usable = True
    palette = SimpleNamespace(is_open=False)

    def __init__(self) -> None:
        self.shown: list[tuple[Any, str]] = []

    def offer(self, target: Target, snippet: Any, note: str = "") -> None:
        self.shown.append((snippet, note))


@pytest.mark.parametrize(
    ("selected", "tells", "says"),
    [
        ("", True, "Nothing is selected"),
        (" \n", True, "Nothing is selected"),
        ("x" * 20_001, True, "more than 20,000 characters"),
        ("Your parcel left our warehouse at noon.", True, "Reads well"),
        ("I'm sorry you feel that way.", False, "does not tell programs what is selected"),
        ("I'm sorry you feel that way.", True, ""),
    ],
)
def test_the_rewrite_key_always_answers(engine: Engine, selected: str, tells: bool, says: str) -> None:
    paster = SimpleNamespace(tells_selection=tells, remember=Target, selected=lambda target: selected)
    slot = SimpleNamespace(fetch=lambda seconds: engine)
    context: Any = SimpleNamespace(paster=paster, services=SimpleNamespace(engine=slot), failure="")
    owner: Any = Offers()
    SelectionRewriter(context, owner).rewrite()
    ((snippet, note),) = owner.shown
    assert says in note
    assert (snippet is None) is bool(says)


def test_one_combination_for_two_things_is_said() -> None:
    actions, wrong = wanted_keys([("ctrl+alt+j", print), ("alt+ctrl+j", repr), ("", print), ("nonsense+", print)])  # type: ignore[list-item]
    assert [str(combo) for combo in actions] == ["ctrl+alt+j"]
    assert "two things" in wrong[0].problem
    assert len(wrong) == 2
