"""The table in docs/editors.md names every family the layer knows, and the suite runs each of them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.editors.desk import MAKES

ROOT = Path(__file__).resolve().parents[3]


def test_every_family_is_documented_and_tried() -> None:
    source = (ROOT / "extension" / "editors" / "families.js").read_text(encoding="utf-8")
    families = set(re.findall(r'kind: "(\w+)"', source)) | {"textarea", "input"}
    table = (
        (ROOT / "docs" / "editors.md").read_text(encoding="utf-8").partition("## Editors")[2].partition("## Where")[0]
    )
    assert set(re.findall(r"`(\w+)`", table)) - {"insertText", "beforeinput"} == families
    assert {make.kind for make in MAKES} == families
