"""Checks what a pack gives for coaching and practice: links, gestures, scenarios, drills."""

import re
from collections.abc import Iterator

from server.language.engine import Engine
from server.language.errors import PatternError
from server.language.judge import Judge
from server.language.listening import Listener
from server.packs.model import Drill, Gesture, Pack, Scenario

Complaint = tuple[int, str, str]
"""Line, entry, and what is wrong with it."""

_FILL_IN = re.compile(r"\[\[[^\[\]\n]{1,200}\]\]")


def check_practice(pack: Pack, everyone: Engine) -> Iterator[Complaint]:
    """Everything wrong with a pack's gestures, scenarios, drills and bare links. ``everyone``: the pack's rules and all others."""
    known = {spec.id for one in everyone.packs for spec in one.situations if spec.when}
    for spec in pack.situations:
        if not spec.when and spec.id not in known:
            yield (
                spec.line,
                f"situation {spec.id}",
                "no pack describes it; write `when` and `as`, or the id of a known one",
            )
    for gesture in pack.gestures:
        yield from _gesture(gesture, known, everyone)
    words = dict(pack.words)
    for scenario in pack.scenarios:
        yield from _scenario(scenario, words, everyone)
    for drill in pack.drills:
        yield from _drill(drill, words, everyone)


def _gesture(gesture: Gesture, known: set[str], everyone: Engine) -> Iterator[Complaint]:
    entry = f"gesture {gesture.id}"
    for name in gesture.situations:
        if name not in known:
            yield (
                gesture.line,
                entry,
                f"no pack describes the situation {name!r}; look it up with other packs, or leave it out",
            )
    if re.search(r"\[\[|\]\]", _FILL_IN.sub("", gesture.body)):
        yield gesture.line, entry, "a fill-in in its body is not closed; write [[name]] or [[name: this|that]]"
    yield from ((gesture.line, entry, f"its body {what}") for what in _marked(gesture.body, everyone))


def _scenario(scenario: Scenario, words: dict[str, tuple[str, ...]], everyone: Engine) -> Iterator[Complaint]:
    entry = f"scenario {scenario.id}"
    try:
        judge = Judge(scenario, words)
    except PatternError as error:
        yield scenario.line, entry, str(error)
        return
    for number, turn in enumerate(scenario.turns, start=1):
        name = f"the model reply of turn {number}"
        wrong = list(_marked(turn.model, everyone))
        yield from ((scenario.line, entry, f"{name} {what}") for what in wrong)
        verdict = judge.judge(everyone, turn.model)
        if not wrong and verdict.outcome != "solved":
            yield scenario.line, entry, f"{name} should settle it, and does not: {verdict.why}"
    if scenario.weak and judge.judge(everyone, scenario.weak).outcome != "dismissed":
        yield scenario.line, entry, "its weak reply does not upset the customer; write one that does, or leave it out"


def _drill(drill: Drill, words: dict[str, tuple[str, ...]], everyone: Engine) -> Iterator[Complaint]:
    entry = f"drill {drill.id}"
    try:
        heard = Listener(drill, words).judge(everyone, drill.model)
    except PatternError as error:
        yield drill.line, entry, str(error)
        return
    for check in heard.checks:
        if not check.done:
            yield drill.line, entry, f"its model answer fails {check.label!r}: {check.hint}"


def _marked(text: str, everyone: Engine) -> Iterator[str]:
    for finding in everyone.review(text, compose=False).findings:
        if finding.severity != "hint":
            yield f"has {finding.quote!r}, which rule {finding.rule} marks: {finding.why}"
