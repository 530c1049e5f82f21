"""The shapes of everything the API takes and gives (JSON Schema 2020-12, as OpenAPI 3.1 uses it).

Requests are checked against these (``server.api.body``); the OpenAPI document shows them; the tests check every answer
against them. Schemas of requests end in “Call”.
"""

from typing import get_args

from server.api.insights_schemas import INSIGHTS_SCHEMAS, REPLY_ID, TICKET
from server.api.library_schemas import LIBRARY_SCHEMAS
from server.api.packs_schemas import PACKS_SCHEMAS
from server.api.practice_schemas import PRACTICE_SCHEMAS
from server.api.shapes import COUNT, OFFSET, SWITCH, TEXT, WHEN, Schema
from server.api.shapes import call as _call
from server.api.shapes import listed as _list
from server.api.shapes import maybe as _maybe
from server.api.shapes import record as _object
from server.api.shapes import ref as _ref
from server.language.model import CATEGORIES, SEVERITIES, Emotion, Kind, Signal
from server.library.model import STEPS
from server.library.search import Order

LONGEST_CUSTOMER = 200_000  # characters, all messages together
MOST_MESSAGES = 200
LONGEST_QUERY = 500
MOST_SNIPPETS = 200
LONGEST_PAUSE = 7 * 24 * 60  # minutes

EMOTIONS = list(get_args(Emotion))
_STEPS = list(STEPS)
NARROWING = ("folder", "step", "tag", "origin")
ORDERS: tuple[Order, ...] = get_args(Order)


_LABELS: Schema = {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": 40}

_CONTENT: dict[str, Schema] = {
    "title": {"type": "string", "maxLength": 120},
    "body": {"type": "string", "maxLength": 20_000, "description": "Plain text with {{placeholders}} and [[fill-ins]]"},
    "shortcut": {"type": ["string", "null"], "maxLength": 32},
    "tags": _LABELS,
    "steps": {"type": "array", "items": {"enum": _STEPS}, "maxItems": 40},
    "situations": _LABELS,
    "emotions": {"type": "array", "items": {"enum": EMOTIONS}, "maxItems": 40},
    "folder": {"type": "string", "maxLength": 200},
    "language": {"type": "string", "maxLength": 40},
}

_LANGUAGETOOL: dict[str, Schema] = {
    "text": {"type": "string", "description": "What is checked"},
    "data": {"type": "string", "description": "JSON: {“annotation”: [{“text”} or {“markup”, “interpretAs”?}, …]}"},
    "language": {"type": "string", "description": "auto, en, or en with a country, such as en-GB; auto"},
    "preferredVariants": {"type": "string", "description": "For auto: which English is named in the answer"},
    "level": {"type": "string", "description": "picky: hints as well"},
    "enabledRules": {"type": "string", "description": "Rule ids, with commas"},
    "disabledRules": {"type": "string", "description": "Rule ids, with commas"},
    "enabledCategories": {"type": "string", "description": "Categories, with commas"},
    "disabledCategories": {"type": "string", "description": "Categories, with commas"},
    "enabledOnly": {"type": "string", "description": "true: only what is enabled"},
}
_LANGUAGE_NAME = {"name": TEXT, "code": TEXT}

SCHEMAS: dict[str, Schema] = {
    # What calls take ---------------------------------------------------------------------------------------------------
    "ReviewCall": _call(
        {
            "draft": {"type": "string", "description": "What the agent has typed so far"},
            "customer": {"type": ["string", "null"], "description": "The customer's last message"},
            "customer_name": {"type": ["string", "null"], "maxLength": 200},
            "reply": {
                **REPLY_ID,
                "description": "The reply the draft belongs to, to count it once; not counted without",
            },
            "ticket": {**TICKET, "description": "The helpdesk's number of the ticket, kept with the reply's counts"},
            "rewrite": {"type": "boolean", "default": True, "description": "false: leave the rewrite out"},
        },
        "draft",
    ),
    "ConversationCall": _call(
        {
            "customer": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"type": "string"}, "maxItems": MOST_MESSAGES},
                ],
                "description": "The customer's message, or their messages, oldest first",
            },
            "draft": {"type": ["string", "null"], "description": "What the agent has typed so far"},
        },
        "customer",
    ),
    "SnippetCall": _call(_CONTENT, "title", "body"),
    "SnippetChangeCall": {**_call(_CONTENT), "description": "Only what is named changes"},
    "FillCall": _call(
        {
            "values": {
                "type": "object",
                "description": "Such as {“ticket”: {“id”: “7”}}; without it, made-up sample values",
                "properties": {},
                "required": [],
            }
        }
    ),
    "RevertCall": _call({"number": {"type": "integer", "description": "Of a version in the history"}}, "number"),
    "PauseCall": _call(
        {
            "minutes": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": LONGEST_PAUSE,
                "description": "null: until resumed",
            }
        },
        "minutes",
    ),
    "SettingsCall": {
        "type": "object",
        "properties": {},
        "required": [],
        "description": "Settings to change, by key, such as {“server.port”: 27190}",
    },
    "HotkeyCheckCall": _call(
        {
            "setting": {"enum": ["hotkeys.palette", "hotkeys.rewrite"]},
            "combination": {"type": "string", "maxLength": 60, "description": "Such as “ctrl+alt+space”"},
        },
        "setting",
        "combination",
    ),
    "HotkeyRestCall": _call(
        {"seconds": {"type": "integer", "minimum": 0, "maximum": 60, "description": "0: take them back now"}}, "seconds"
    ),
    "PageLinkCall": _call({"path": {"type": "string", "maxLength": 500, "default": "/"}}),
    "PairingCall": _call({"name": {"type": "string", "minLength": 1, "maxLength": 80}}, "name"),
    "ClaimCall": _call({"secret": {"type": "string", "minLength": 1, "maxLength": 200}}, "secret"),
    "DecisionCall": _call({"code": {"type": "string", "maxLength": 20, "description": "Checked when it is given"}}),
    "LanguageToolCall": {
        **_object(_LANGUAGETOOL, optional=tuple(_LANGUAGETOOL)),
        "description": "Either text or data. Other names that LanguageTool knows are taken and change nothing",
    },
    # What calls give ---------------------------------------------------------------------------------------------------
    "Error": _object(
        {
            "error": _object(
                {
                    "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "message": {"type": "string", "description": "What happened"},
                    "what": {"type": "string", "description": "What is safe"},
                    "next": {"type": "string", "description": "What to do"},
                    "limit": {"type": "integer", "description": "The number that was exceeded"},
                    "field": {"type": "string", "description": "The field that this is about"},
                },
                optional=("limit", "field"),
                closed=True,
            )
        },
        closed=True,
    ),
    "Hello": _object({"app": {"const": "alongside"}, "api": {"const": 1}, "version": TEXT}, closed=True),
    "Status": _object(
        {
            "version": TEXT,
            "state": {"enum": ["starting", "ready", "paused", "failed"]},
            "paused_until": WHEN,
            "rules": COUNT,
            "snippets": COUNT,
            "packs": COUNT,
            "parts": _list(_ref("Part")),
            "notices": _list(_ref("Notice")),
        },
        closed=True,
    ),
    "Part": _object(
        {
            "id": TEXT,
            "label": TEXT,
            "mode": {"enum": ["on", "starting", "degraded", "off", "failed"]},
            "detail": TEXT,
            "next": TEXT,
        },
        closed=True,
    ),
    "Notice": _object({"id": TEXT, "level": {"enum": ["info", "warning", "error"]}, "message": TEXT}, closed=True),
    "Span": _object({"start": OFFSET, "end": OFFSET, "quote": TEXT}, closed=True),
    "Edit": _object({"start": OFFSET, "end": OFFSET, "text": TEXT}, closed=True),
    "Replacement": _object(
        {
            "text": TEXT,
            "start": OFFSET,
            "end": OFFSET,
            "kind": {"enum": list(get_args(Kind))},
            "removes": {
                **SWITCH,
                "description": "Words are only taken out: show what goes; “text” only mends the seam",
            },
        },
        closed=True,
    ),
    "Finding": _object(
        {
            "id": TEXT,
            "rule": TEXT,
            "pack": TEXT,
            "category": {"enum": list(CATEGORIES)},
            "severity": {"enum": list(SEVERITIES)},
            "start": OFFSET,
            "end": OFFSET,
            "quote": TEXT,
            "why": TEXT,
            "replacements": _list(_ref("Replacement")),
        },
        closed=True,
    ),
    "ChecklistItem": _object(
        {
            "id": TEXT,
            "label": TEXT,
            "done": SWITCH,
            "hint": TEXT,
            "empathy": {"enum": ["cognitive", "emotional", "compassionate"]},
        },
        closed=True,
    ),
    "Mood": _object(
        {
            "emotion": {"enum": EMOTIONS},
            "intensity": {"type": "integer", "minimum": 0, "maximum": 3},
            "urgent": SWITCH,
            "signals": _list({"enum": list(get_args(Signal))}),
            "evidence": {
                **_list(_ref("Span")),
                "description": "In the customer's message; of a thread, in the last one that is not empty",
            },
        },
        closed=True,
    ),
    "Situation": _object(
        {"id": TEXT, "as": {"type": "string", "description": "Completes “I can see how frustrating … is”"}}, closed=True
    ),
    "Rewrite": _object({"text": TEXT, "edits": _list(_ref("Edit"))}, closed=True),
    "Review": _object(
        {
            "findings": _list(_ref("Finding")),
            "checklist": _list(_ref("ChecklistItem")),
            "mood": _maybe(_ref("Mood")),
            "situation": _maybe(_ref("Situation")),
            "rewrite": _maybe(_ref("Rewrite")),
            "language": TEXT,
            "notices": _list(TEXT),
            "took_ms": {"type": "number", "minimum": 0},
        },
        closed=True,
    ),
    "Conversation": _object(
        {
            "mood": _ref("Mood"),
            "situation": _maybe(_ref("Situation")),
            "trend": _object(
                {
                    "direction": {"enum": ["rising", "falling", "steady"], "description": "Of how upset they are"},
                    "since": {**COUNT, "description": "The place (from 0) of the message with which it began"},
                },
                closed=True,
            ),
            "prompts": _ref("Prompts"),
            "snippets": {
                **_list(_ref("Snippet")),
                "description": "Those that fit and that the draft lacks, best first",
            },
        },
        closed=True,
    ),
    "Prompts": {
        **_object(
            {
                "advice": _maybe(
                    _object(
                        {"id": TEXT, "text": {"type": "string", "description": "One line, for the agent"}}, closed=True
                    )
                ),
                "de_escalation": _maybe(
                    _object(
                        {
                            "why": TEXT,
                            "steps": _list(
                                _object(
                                    {
                                        "id": TEXT,
                                        "text": TEXT,
                                        "done": {
                                            "type": ["boolean", "null"],
                                            "description": "Whether the draft does it; null: for the agent to judge",
                                        },
                                    },
                                    closed=True,
                                )
                            ),
                        },
                        closed=True,
                    )
                ),
                "link": _maybe(
                    _object(
                        {
                            "url": {"type": "string", "pattern": "^https?://"},
                            "title": {"type": "string", "description": "For people, or “”"},
                            "pack": TEXT,
                        },
                        closed=True,
                    )
                ),
                "gestures": _list(_ref("Gesture")),
                "style": _maybe(
                    _object(
                        {
                            "id": {"enum": ["analytical", "amiable", "expressive", "driver"]},
                            "label": TEXT,
                            "why": {"type": "string", "description": "The signs it is read from, in a line"},
                            "text": {"type": "string", "description": "How to answer somebody who writes so"},
                        },
                        closed=True,
                    )
                ),
            },
            closed=True,
        ),
        "description": "Offered beside the draft, never put into it unasked",
    },
    "Gesture": {
        **_object(
            {
                "id": TEXT,
                "pack": TEXT,
                "title": TEXT,
                "limit": {"type": "string", "description": "How far the team allows it, for the agent only, or “”"},
                "body": {"type": "string", "description": "As a snippet's: with {{placeholders}} and [[fill-ins]]"},
            },
            closed=True,
        ),
        "description": "Something the team allows its agents to offer",
    },
    "LanguageToolMatch": _object(
        {
            "message": {"type": "string", "description": "Why the customer may take it badly"},
            "shortMessage": TEXT,
            "replacements": _list(
                _object({"value": TEXT, "shortDescription": {"enum": [*get_args(Kind), "leave out"]}}, closed=True)
            ),
            "offset": OFFSET,
            "length": COUNT,
            "context": _object({"text": TEXT, "offset": OFFSET, "length": COUNT}, closed=True),
            "sentence": TEXT,
            "type": _object({"typeName": {"enum": ["Hint", "Other"]}}, closed=True),
            "rule": _object(
                {
                    "id": TEXT,
                    "description": TEXT,
                    "issueType": {"const": "style"},
                    "category": _object({"id": {"enum": list(CATEGORIES)}, "name": TEXT}, closed=True),
                },
                closed=True,
            ),
            "ignoreForIncompleteSentence": SWITCH,
            "contextForSureMatch": {"type": "integer"},
        },
        closed=True,
    ),
    "LanguageToolResult": _object(
        {
            "software": _object(
                {
                    "name": TEXT,
                    "version": TEXT,
                    "buildDate": TEXT,
                    "apiVersion": {"const": 1},
                    "premium": SWITCH,
                    "status": TEXT,
                },
                closed=True,
            ),
            "warnings": _object(
                {"incompleteResults": SWITCH, "incompleteResultsReason": TEXT},
                optional=("incompleteResultsReason",),
                closed=True,
            ),
            "language": _object(
                {
                    **_LANGUAGE_NAME,
                    "detectedLanguage": _object(
                        {**_LANGUAGE_NAME, "confidence": {"type": "number"}, "source": TEXT}, closed=True
                    ),
                },
                closed=True,
            ),
            "matches": _list(_ref("LanguageToolMatch")),
            "sentenceRanges": _list({"type": "array", "items": OFFSET, "minItems": 2, "maxItems": 2}),
        },
        closed=True,
    ),
    "LanguageToolLanguages": _list(_object({**_LANGUAGE_NAME, "longCode": TEXT}, closed=True)),
    "Snippet": _object(
        {
            "id": TEXT,
            **_CONTENT,
            "origin": {"type": "string", "description": "“mine”, or the id of the pack it came from"},
            "uses": COUNT,
            "last_used": WHEN,
            "created": TEXT,
            "updated": TEXT,
        },
        closed=True,
    ),
    "Snippets": _object(
        {
            "snippets": _list(_ref("Snippet")),
            "total": {**COUNT, "description": "How many fit"},
            "more": {**SWITCH, "description": "Whether counting stopped at the total"},
            "corrected": {"type": ["string", "null"], "description": "The query that was searched instead, if another"},
        },
        closed=True,
    ),
    "History": _object(
        {
            "versions": _list(
                _object(
                    {
                        "number": COUNT,
                        "written": TEXT,
                        "replaced": TEXT,
                        "content": _object(_CONTENT, closed=True),
                    },
                    closed=True,
                )
            )
        },
        closed=True,
    ),
    "Filled": _object(
        {
            "text": TEXT,
            "unknown": {**_list(TEXT), "description": "Placeholders without a value; each is a fill-in in the text"},
            "problem": {"type": "string", "description": "Why the placeholders could not be read, or “”"},
        },
        closed=True,
    ),
    "Trash": _object({"snippets": _list(_ref("Snippet"))}, closed=True),
    "Emptied": _object({"deleted": {**COUNT, "description": "How many snippets are gone for good"}}, closed=True),
    "Duplicates": _object({"groups": _list(_list(_ref("Snippet")))}, closed=True),
    "Deleted": _object({"id": TEXT, "deleted": {"const": True}}, closed=True),
    "Pause": _object({"state": {"enum": ["starting", "ready", "paused", "failed"]}, "paused_until": WHEN}, closed=True),
    "Settings": _object(
        {
            "file": TEXT,
            "settings": _list(_object({"key": TEXT, "value": {}, "default": {}, "about": TEXT}, closed=True)),
            "problems": _list(
                _object({"key": TEXT, "line": {"type": ["integer", "null"]}, "message": TEXT}, closed=True)
            ),
        },
        closed=True,
    ),
    "HotkeyCheck": _object({"combination": TEXT, "label": TEXT, "problem": TEXT, "warning": TEXT}, closed=True),
    "HotkeyRest": _object({"seconds": COUNT}, closed=True),
    "Shown": _object({"shown": {"const": True}}, closed=True),
    "PageLink": _object({"url": TEXT, "expires_in": COUNT}, closed=True),
    "PairingAsked": _object({"request": TEXT, "secret": TEXT, "code": TEXT, "expires_in": COUNT}, closed=True),
    "Claim": _object(
        {"state": {"enum": ["waiting", "approved", "refused", "expired"]}, "token": TEXT},
        optional=("token",),
        closed=True,
    ),
    "PairingRequest": _object(
        {
            "request": TEXT,
            "name": TEXT,
            "origin": TEXT,
            "code": TEXT,
            "state": {"enum": ["waiting", "approved", "refused"]},
            "expires_in": COUNT,
        },
        closed=True,
    ),
    "Pairing": _object({"id": TEXT, "name": TEXT, "origin": TEXT, "created": TEXT, "last_used": WHEN}, closed=True),
    "Pairings": _object({"pairings": _list(_ref("Pairing")), "requests": _list(_ref("PairingRequest"))}, closed=True),
    **INSIGHTS_SCHEMAS,
    **PRACTICE_SCHEMAS,
    **LIBRARY_SCHEMAS,
    **PACKS_SCHEMAS,
}
