"""The shapes of what is counted and reported; part of ``server.api.schemas``."""

from server.api.shapes import COUNT, SWITCH, TEXT, Schema, call, listed, maybe, record, ref
from server.insights.recorder import CHOICE_KINDS
from server.insights.scores import KINDS

REPLY_ID: Schema = {"type": "string", "minLength": 8, "maxLength": 40, "pattern": "^[A-Za-z0-9-]+$"}
RULE_ID: Schema = {"type": "string", "maxLength": 80, "pattern": "^[a-z0-9-]*$"}
TICKET: Schema = {"type": "string", "maxLength": 200}
MOST_EVENTS = 50
NUMBER: Schema = {"type": "number", "minimum": 0}
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}

KIND: Schema = {"enum": list(KINDS), "description": "CSAT, NPS, or first contact resolution"}
DATES: Schema = {"enum": ["day-first", "month-first", None], "description": "How dates such as 3/4/2026 are written"}
COLUMN: Schema = {"type": "string", "maxLength": 500}
COLUMNS: Schema = call({"score": COLUMN, "date": COLUMN, "ticket": COLUMN, "agent": COLUMN})
AGENT: Schema = {"type": "string", "maxLength": 200, "description": "Only this agent's rows"}
MOST_AGENTS = 200

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
    "RatingsLookCall": call(
        {
            "head": {"type": "string", "maxLength": 1_400_000, "description": "The file's first bytes, in base64"},
            "whole": {**SWITCH, "description": "Whether these are all its bytes"},
            "kind": KIND,
            "columns": COLUMNS,
            "dates": DATES,
            "agent": AGENT,
        },
        "head",
        "whole",
    ),
    "RatingsMapping": call(
        {
            "kind": KIND,
            "columns": {**COLUMNS, "required": ["score", "date"]},
            "dates": DATES,
            "top": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "The best score of the scale"},
            "source": {"enum": ["csv", "zendesk", "freshdesk"]},
        },
        "kind",
        "columns",
        "dates",
        "top",
        "source",
    ),
    "RatingsUploadCall": call(
        {
            "mapping": ref("RatingsMapping"),
            "size": {**COUNT, "maximum": 10**12, "description": "Of the whole file, in bytes"},
            "agent": AGENT,
        },
        "mapping",
        "size",
    ),
    "RatingsLook": record(
        {
            "columns": listed(TEXT),
            "mapping": maybe(ref("RatingsMapping")),
            "question": maybe(
                record({"about": {"enum": ["columns", "kind", "dates"]}, "message": TEXT, "choices": listed(TEXT)})
            ),
            "rows": listed(
                record(
                    {
                        "line": COUNT,
                        "ticket": TEXT,
                        "day": {"type": ["string", "null"]},
                        "score": TEXT,
                        "meaning": TEXT,
                        "note": {"type": "string", "description": "Why the row would be left out"},
                    },
                    closed=True,
                )
            ),
        },
        closed=True,
    ),
    "RatingsUpload": record({"id": TEXT, "received": {**COUNT, "description": "Bytes so far"}}, closed=True),
    "RatingsImported": record(
        {
            "number": COUNT,
            "kept": COUNT,
            "unrated": COUNT,
            "repeated": COUNT,
            "others": COUNT,
            "left_out": COUNT,
            "not_utf8": COUNT,
            "problems": listed(record({"line": COUNT, "message": TEXT}, closed=True)),
        },
        closed=True,
    ),
    "Ratings": record(
        {
            "imports": listed(
                record(
                    {
                        "number": COUNT,
                        "at": TEXT,
                        "kind": TEXT,
                        "source": TEXT,
                        "scores": COUNT,
                        "first": {"type": ["string", "null"]},
                        "last": {"type": ["string", "null"]},
                    },
                    closed=True,
                )
            )
        },
        closed=True,
    ),
    "TeamReportCall": call(
        {
            "files": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_AGENTS,
                "items": call({"name": {"type": "string", "maxLength": 200}, "text": TEXT}, "name", "text"),
            }
        },
        "files",
    ),
    "Report": record(
        {
            "title": TEXT,
            "days": TEXT,
            "sections": listed(
                record(
                    {
                        "id": TEXT,
                        "title": TEXT,
                        "notes": listed(TEXT),
                        "head": listed(TEXT),
                        "rows": listed(listed({"type": ["string", "number"]})),
                    },
                    closed=True,
                )
            ),
        },
        closed=True,
    ),
}
