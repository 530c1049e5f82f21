"""The small pieces that schemas are built from."""

from typing import Any

Schema = dict[str, Any]


def record(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), closed: bool = False) -> Schema:
    """An object; all its properties are needed but those of ``optional``; ``closed``: it has no others."""
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }
    if closed:
        schema["additionalProperties"] = False
    return schema


def call(properties: dict[str, Schema], *needed: str) -> Schema:
    """What a call takes: names it does not know are refused, so that a misspelt one never passes unnoticed."""
    return record(properties, optional=tuple(name for name in properties if name not in needed), closed=True)


def listed(items: Schema) -> Schema:
    """A list of such items."""
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """Another schema, by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """This, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


TEXT: Schema = {"type": "string"}
WHEN: Schema = {"type": ["string", "null"], "description": "ISO 8601 date with time, or null"}
OFFSET: Schema = {"type": "integer", "minimum": 0, "description": "in UTF-16 code units, as JavaScript counts"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SWITCH: Schema = {"type": "boolean"}
