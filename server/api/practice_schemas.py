"""The shapes of practice; part of ``server.api.schemas``."""

from typing import get_args

from server.api.shapes import COUNT, SWITCH, TEXT, WHEN, Schema, call, listed, maybe, record, ref
from server.language.model import Outcome
from server.packs.model import Skill
from server.practice.progress import ENDINGS

LONGEST_REPLY = 5_000
_TURN: Schema = {"type": "integer", "minimum": 1, "maximum": 3}
_REPLY: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_REPLY}
_KEPT: Schema = {**SWITCH, "description": "false: the count could not be written; practice goes on all the same"}

_SCENARIO: dict[str, Schema] = {
    "id": TEXT,
    "pack": TEXT,
    "title": TEXT,
    "industry": TEXT,
    "level": {"type": "integer", "minimum": 1, "maximum": 3, "description": "1 upset, 2 angry or afraid, 3 furious"},
    "customer": {"type": "string", "description": "Their name"},
    "turns": {**_TURN, "description": "How often the customer answers at most"},
    "practised": ref("Practised"),
}
_DRILL: dict[str, Schema] = {
    "id": TEXT,
    "pack": TEXT,
    "title": TEXT,
    "skill": {"enum": list(get_args(Skill))},
    "practised": ref("Practised"),
}

PRACTICE_SCHEMAS: dict[str, Schema] = {
    "PracticeReplyCall": call(
        {
            "reply": _REPLY,
            "turn": {**_TURN, "default": 1},
            "heard": {**SWITCH, "default": False, "description": "Whether an earlier reply acknowledged them"},
        },
        "reply",
    ),
    "PracticeAnswerCall": call({"answer": _REPLY}, "answer"),
    "Practice": record(
        {
            "scenarios": listed(record(_SCENARIO, closed=True)),
            "drills": listed(record(_DRILL, closed=True)),
        },
        closed=True,
    ),
    "Practised": record(
        {
            "replies": {**COUNT, "description": "How many were judged"},
            **dict.fromkeys(ENDINGS, COUNT),
            "last": WHEN | {"description": "The day, or null"},
        },
        closed=True,
    ),
    "Scenario": record({**_SCENARIO, "about": TEXT, "opening": TEXT}, closed=True),
    "Reaction": record(
        {
            "outcome": {"enum": list(get_args(Outcome))},
            "why": {"type": "string", "description": "One line for the agent"},
            "points": listed(record({"label": TEXT, "named": SWITCH}, closed=True)),
            "says": {"type": "string", "description": "What the customer answers"},
            "next": {**maybe(_TURN), "description": "The turn that follows; null: the conversation is over"},
            "ending": {"enum": [*ENDINGS, None]},
            "model": {"type": "string", "description": "A reply that works at this point"},
            "weak": {"type": "string", "description": "A reply that goes wrong, to compare, or “”; only at the end"},
            "review": ref("Review"),
            "kept": _KEPT,
        },
        closed=True,
    ),
    "Drill": record({**_DRILL, "customer": TEXT}, closed=True),
    "DrillResult": record(
        {
            "done": SWITCH,
            "checks": listed(record({"id": TEXT, "label": TEXT, "done": SWITCH, "hint": TEXT}, closed=True)),
            "model": TEXT,
            "review": ref("Review"),
            "kept": _KEPT,
        },
        closed=True,
    ),
    "PracticeReset": record(
        {"deleted": {**COUNT, "description": "How many scenarios and drills had counts"}}, closed=True
    ),
}
