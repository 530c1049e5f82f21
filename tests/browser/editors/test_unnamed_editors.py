"""Editors nobody built for: reading, marking, replacing and the caret must hold by the generic way alone. Undo is their own affair."""

from __future__ import annotations

import random

import pytest

from tests.browser.editors import test_every_editor as named
from tests.browser.editors.desk import Browser, Desk, Make, painted
from tests.browser.editors.sequences import run_sequence

pytestmark = pytest.mark.browser

UNNAMED = [
    *(Make(page, "contenteditable") for page in ("squire", "jodit", "medium-editor", "roosterjs", "suneditor")),
    Make("toastui", "prosemirror", typing_step=500),
]


@pytest.fixture(params=UNNAMED, ids=str)
def unnamed(request: pytest.FixtureRequest, browser: Browser, pages: str) -> Desk:
    return Desk(browser, pages, request.param)


def test_found_and_read(unnamed: Desk) -> None:
    named.test_is_found_and_read_while_typing(unnamed)


def test_marked_and_replaced(unnamed: Desk) -> None:
    named.mark(unnamed)
    assert painted(unnamed.browser) == named.AS_MARKED
    model = unnamed.base
    for old, new, old_model, new_model in named.CASES.values():
        assert unnamed.replace(old, new)["ok"]
        model = unnamed.expected(model, (old_model, new_model))
        unnamed.settled(model)


def test_caret_stays(unnamed: Desk) -> None:
    named.test_caret_stays_with_the_agent(unnamed)


def test_caret_right_after_the_focus(unnamed: Desk) -> None:
    named.test_a_caret_set_right_after_the_focus_came_is_kept(unnamed)


def test_random_edits(unnamed: Desk) -> None:
    run_sequence(unnamed, random.Random(11), steps=6, undo=False)
