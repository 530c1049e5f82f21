"""The shapes of imports, exports and changes to many snippets; part of ``server.api.schemas``."""

from server.api.shapes import COUNT, TEXT, WHEN, Schema, call, listed, maybe, record
from server.library.exchange.decode import ENCODINGS
from server.library.exchange.model import FORMATS
from server.library.exchange.table import FIELDS
from server.library.exchange.write import EXPORTS

LONGEST_PART = 1_400_000  # characters of base64: one megabyte
MOST_IDS = 100_000
_QUERY: Schema = {"type": "string", "maxLength": 500}
_FOLDER: Schema = {"type": "string", "maxLength": 200}
_SOME: dict[str, Schema] = {
    "ids": {"type": "array", "items": {"type": "string", "maxLength": 200}, "maxItems": MOST_IDS},
    "all": {
        **call(dict.fromkeys(("q", "folder", "tag", "step", "origin"), _QUERY)),
        "description": "All that a search finds, instead of ids",
    },
}

LIBRARY_SCHEMAS: dict[str, Schema] = {
    "ImportCall": call({"name": {"type": "string", "minLength": 1, "maxLength": 300}, "size": COUNT}, "name", "size"),
    "ImportPartCall": call(
        {"data": {"type": "string", "maxLength": LONGEST_PART, "description": "The next bytes of the file, in base64"}},
        "data",
    ),
    "ImportPreviewCall": call(
        {
            "format": {"enum": [*FORMATS, None], "description": "null: find out"},
            "encoding": {"enum": [*ENCODINGS, None], "description": "null: find out"},
            "columns": maybe(call({name: {"type": "integer", "minimum": 0, "maximum": 1000} for name in FIELDS})),
            "into": {**_FOLDER, "description": "A folder around everything"},
            "replace": {"type": "boolean", "description": "The same id with other words takes the file's"},
        }
    ),
    "Import": record(
        {
            "id": TEXT,
            "name": TEXT,
            "stage": {"enum": ["receiving", "reading", "ready", "importing", "done", "failed"]},
            "done": COUNT,
            "total": COUNT,
            "format": {"type": ["string", "null"]},
            "counts": maybe({"type": "object", "additionalProperties": COUNT}),
            "notes": listed(TEXT),
            "table": maybe(
                record(
                    {
                        "columns": listed(TEXT),
                        "mapping": {"type": "object", "additionalProperties": COUNT},
                        "examples": listed(listed(TEXT)),
                    },
                    closed=True,
                )
            ),
            "entries": {
                **listed(
                    record(
                        {
                            "kind": {"enum": ["add", "change", "same", "differs", "refused", "skipped"]},
                            "place": TEXT,
                            "title": TEXT,
                            "body": TEXT,
                            "notes": listed(TEXT),
                        },
                        closed=True,
                    )
                ),
                "description": "Those that need a look first; at most 200",
            },
            "problem": maybe(record({"message": TEXT, "next": TEXT}, closed=True)),
            "batch": {"type": ["integer", "null"], "description": "What to undo"},
        },
        closed=True,
    ),
    "Batch": record(
        {"number": COUNT, "kind": TEXT, "label": TEXT, "made": TEXT, "undone": WHEN, "size": COUNT}, closed=True
    ),
    "Batches": record({"batches": listed({"$ref": "#/components/schemas/Batch"})}, closed=True),
    "Undone": record(
        {"undone": COUNT, "kept": {**COUNT, "description": "Changed since, so they stay as they are"}}, closed=True
    ),
    "FoundCall": call(dict.fromkeys(("q", "folder", "tag", "step", "origin"), _QUERY)),
    "BulkCall": call(
        {
            **_SOME,
            "action": {"enum": ["move", "tag", "untag", "delete"]},
            "folder": {**_FOLDER, "description": "For move; “” takes them out of all folders"},
            "tags": {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 60}, "maxItems": 40},
        },
        "action",
    ),
    "FolderMoveCall": call(
        {"folder": {**_FOLDER, "minLength": 1}, "into": {**_FOLDER, "minLength": 1}}, "folder", "into"
    ),
    "Folders": record({"folders": listed(record({"name": TEXT, "count": COUNT}, closed=True))}, closed=True),
    "Ids": record({"ids": listed(TEXT)}, closed=True),
    "ExportCall": call({**_SOME, "format": {"enum": list(EXPORTS)}}, "format"),
    "Export": record({"name": TEXT, "type": TEXT, "text": TEXT, "count": COUNT}, closed=True),
}
