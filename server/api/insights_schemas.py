"""The shapes of what is counted and reported; part of ``server.api.schemas``."""

from server.api.shapes import COUNT, SWITCH, TEXT, Schema, call, listed, record
from server.insights.recorder import CHOICE_KINDS

REPLY_ID: Schema = {"type": "string", "minLength": 8, "maxLength": 40, "pattern": "^[A-Za-z0-9-]+$"}
RULE_ID: Schema = {"type": "string", "maxLength": 80, "pattern": "^[a-z0-9-]*$"}
TICKET: Schema = {"type": "string", "maxLength": 200}
MOST_EVENTS = 50
NUMBER: Schema = {"type": "number", "minimum": 0}
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}

INSIGHTS_SCHEMAS: dict[str, Schema] = {
    "EventsCall": call(
        {
            "events": {
                "type": "array",
                "maxItems": MOST_EVENTS,
                "items": call(
                    {
                        "kind": {"enum": list(CHOICE_KINDS)},
                        "rule": {**RULE_ID, "description": "The rule whose suggestion it was"},
                        "count": {
                            "type": "integer",
                            "minimum": 1,
                            "maximum": 200,
                            "description": "Of how many changes",
                        },
                    },
                    "kind",
                ),
            }
        },
        "events",
    ),
    "EventsRecorded": record({"recorded": COUNT}, closed=True),
    "Erased": record({"deleted": {**COUNT, "description": "How many rows are gone for good"}}, closed=True),
    "CountsExport": {"type": "object", "description": "See docs/insights.md"},
    "Insights": record(
        {
            "from": TEXT,
            "to": TEXT,
            "replies": COUNT,
            "words": COUNT,
            "marked": {**COUNT, "description": "Phrases marked in what was first written"},
            "remained": {**COUNT, "description": "Those that still stood at the last look"},
            "taken": COUNT,
            "ignored": COUNT,
            "rewrites": COUNT,
            "uses": COUNT,
            "saved_minutes": NUMBER,
            "saving": {"type": "string", "description": "How the time saved is estimated"},
            "weeks": listed(
                record(
                    {
                        "start": TEXT,
                        "replies": COUNT,
                        "words": COUNT,
                        "marked": COUNTS,
                        "remained": COUNTS,
                        "taken": COUNT,
                        "ignored": COUNT,
                        "uses": COUNT,
                        "saved_minutes": NUMBER,
                    },
                    closed=True,
                )
            ),
            "categories": listed(
                record(
                    {"id": TEXT, "name": TEXT, "marked": COUNT, "remained": COUNT, "per_hundred_words": NUMBER},
                    closed=True,
                )
            ),
            "rules": listed(
                record(
                    {
                        "id": TEXT,
                        "phrase": {"type": "string", "description": "The rule's own example, not the agent's words"},
                        "category": TEXT,
                        "marked": COUNT,
                        "remained": COUNT,
                        "taken": COUNT,
                        "ignored": COUNT,
                    },
                    closed=True,
                )
            ),
            "points": listed(record({"id": TEXT, "name": TEXT, "done": COUNT, "of": COUNT}, closed=True)),
            "situations": listed(
                record(
                    {"id": TEXT, "name": TEXT, "replies": COUNT, "intensity": NUMBER, "emotions": COUNTS}, closed=True
                )
            ),
            "snippets": listed(
                record({"id": TEXT, "title": TEXT, "uses": COUNT, "saved_minutes": NUMBER}, closed=True)
            ),
            "note": record({"week": TEXT, "lines": listed(TEXT), "enough": SWITCH}, closed=True),
            "first_day": {"type": ["string", "null"]},
            "counting": {**SWITCH, "description": "Whether things are counted now"},
        },
        closed=True,
    ),
}
