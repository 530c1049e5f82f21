"""Random edits, replacements and undos, checked after every step against what a plain string would do."""

from __future__ import annotations

import random

from tests.browser.editors.desk import Desk, utf16

WORDS = ("glad", "so very", "I can see", "today", "ñandú", "e", "🙌", "don't", "x")


def run_sequence(desk: Desk, rng: random.Random, steps: int, undo: bool = True) -> None:
    """Type, replace and undo at random places; not one character outside the span may differ.

    Raises:
        AssertionError: with the step and both texts.
    """
    for step in range(steps):
        text = desk.text()
        lines = [line for line in text.split("\n") if len(line) > 8 and "\ufffc" not in line and "@" not in line]
        line = rng.choice(lines)
        offset = text.index(line)
        cut = sorted(rng.sample(range(len(line) + 1), 2))
        start, end = offset + cut[0], offset + cut[1]
        if rng.random() < 0.35:
            typed = rng.choice(("a", "ok ", "é"))
            desk.caret_to(utf16(text[:start]))
            desk.browser.type(typed)
            wanted = text[:start] + typed + text[start:]
            desk.settled_text(wanted, f"step {step}, typing")
            continue
        new = rng.choice(WORDS)
        wanted = text[:start] + new + text[end:]
        before = desk.model()
        outcome = desk.browser.probe("replace", utf16(text[:start]), utf16(text[:end]), text[start:end], new)
        assert outcome["ok"], f"step {step}: {outcome} for {text[start:end]!r} → {new!r} in {text!r}"
        desk.settled_text(wanted, f"step {step}, replacing {text[start:end]!r} by {new!r}")
        if undo and outcome["steps"] and rng.random() < 0.4:
            desk.undo()
            desk.settled(before, f"step {step}, undo")
