"""While an input method composes, nothing is read out, nothing is changed. Chromium only: Firefox gives tests no input method."""

from __future__ import annotations

import pytest

from tests.browser.editors.chromium import Chromium
from tests.browser.editors.desk import Desk

pytestmark = pytest.mark.browser


def test_composing_is_left_alone(desk: Desk) -> None:
    browser = desk.browser
    if not isinstance(browser, Chromium):
        pytest.skip("needs an input method")
    desk.caret_after("We are")
    browser.wait(40)
    browser.probe("log")
    for part in (" す", " すみ", " すみま"):
        browser.compose(part)
        browser.wait(20)
    assert browser.probe("get", "composing") is True
    start, end = desk.span("you feel")
    assert browser.probe("replace", start, end, "you feel", "you said") == {"ok": False, "reason": "composing"}
    assert browser.probe("log") == []
    browser.commit(" すみません")
    desk.settled(desk.expected(desk.base, ("We are", "We are すみません")))
    browser.wait(40)
    assert browser.probe("get", "composing") is False
    assert browser.probe("log")[-1:] == [desk.text()]
    assert desk.replace("you feel", "you said")["ok"]
    assert not browser.errors
