"""Reading a request: every mistake in it becomes a 4xx that says what is wrong and where, never a 500."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from server.api.schemas import SCHEMAS
from server.errors import ApiError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

LONGEST_BODY = (
    2 * 1024 * 1024
)  # bytes: a draft and a thread of the longest allowed length, even with every letter escaped
DEEPEST = 20
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


def read_json(schema: str, *, optional: bool = False) -> dict[str, Any]:
    """The JSON object in the request's body, checked against a schema of ``server.api.schemas``.

    ``optional``: no body at all counts as ``{}``. Raises ApiError: 415 when the body is not declared as JSON, 413 when
    it is too large, 400 when it is not JSON, 422 when it is JSON but not what the call takes.
    """
    if optional and not request.content_length:
        return {}
    if request.mimetype != "application/json":
        raise ApiError(
            415, "not-json", "The body must be JSON.", next_step="Send it with Content-Type: application/json."
        )
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise too_large() from None
    value = _parse(raw)
    _check_text(value)
    problem = _first_problem(schema, value)
    if problem is not None:
        raise problem
    checked: dict[str, Any] = value
    return checked


def too_large() -> ApiError:
    """The 413 that says the limit."""
    return ApiError(
        413,
        "body-too-large",
        f"The request is larger than {LONGEST_BODY} bytes.",
        next_step="Send less at once.",
        limit=LONGEST_BODY,
    )


def too_long(field: str, limit: int, length: int) -> ApiError:
    """The 422 for a text that is longer than allowed; ``field`` is “draft” or “customer”."""
    return ApiError(
        422,
        f"{field}-too-long",
        f"The {field}'s text has {length} characters; at most {limit} are read.",
        what="Your text is untouched.",
        next_step="Shorten it, or send a part of it.",
        limit=limit,
    )


def invalid(where: str, what_is_wrong: str) -> ApiError:
    """The 422 for a value that the call does not take."""
    place = f"“{where}” " if where else "The body "
    return ApiError(
        422, "invalid", f"{place}{what_is_wrong}.", next_step="See /v1/openapi.json for what this call takes."
    )


def check_query(name: str, text: str, longest: int) -> str:
    """A text from the address, refused when it holds what no text should or is longer than ``longest`` characters."""
    _check_string(name, text)
    if len(text) > longest:
        raise invalid(name, f"is longer than {longest} characters")
    return text


def query_number(name: str, default: int, low: int, high: int) -> int:
    """A whole number from the address."""
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high):
        raise invalid(name, f"must be a whole number from {low} to {high}")
    return int(text)


def _parse(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"not UTF-8 at byte {error.start}") from None
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _malformed(f"not JSON at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _malformed("nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits, or NaN
        reason = (
            "NaN and Infinity are not JSON" if isinstance(error, _NotANumberError) else "a number in it is too long"
        )
        raise _malformed(reason) from None


class _NotANumberError(ValueError):
    """NaN, Infinity or -Infinity, which Python would take and JSON does not know."""


def _no_constant(_name: str) -> Any:
    raise _NotANumberError


def _malformed(reason: str) -> ApiError:
    return ApiError(400, "bad-json", f"The body cannot be read: {reason}.", next_step="Send valid JSON in UTF-8.")


def _check_text(value: Any, where: str = "", depth: int = 0) -> None:
    """Refuse what is valid JSON but no text: half characters and null characters; and nesting nothing here needs."""
    if depth > DEEPEST:
        raise _malformed("nested too deeply")
    if isinstance(value, str):
        _check_string(where, value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_text(item, f"{where}[{index}]", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_string("a name in it", key)
            _check_text(item, f"{where}.{key}" if where else _shown(key), depth + 1)


def _check_string(where: str, text: str) -> None:
    if "\0" in text:
        raise invalid(where, f"has a null character at position {text.index(chr(0))}")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise invalid(where, f"has half a character (a lone surrogate) at position {error.start}") from None


@cache
def _validator(schema: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator  # noqa: PLC0415  (3 MB that the first call with a body needs)

    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}})


def _first_problem(schema: str, value: Any) -> ApiError | None:
    errors = sorted(
        _validator(schema).iter_errors(value), key=lambda error: [str(part) for part in error.absolute_path]
    )
    if not errors:
        return None
    error = _in_the_right_branch(errors[0])
    where = ""
    for part in error.absolute_path:
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else _shown(part)
    return invalid(where, _explain(error))


def _in_the_right_branch(error: "ValidationError") -> "ValidationError":
    """Of a choice (text or a list), the error in the branch that has the value's type, if there is such a branch."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for inside in branches.values():
        if all(inner.validator != "type" or inner.path for inner in inside):
            return inside[0]
    return error


def _explain(error: "ValidationError") -> str:
    """Why a value does not fit, without repeating the value."""
    limit: Any = error.validator_value
    match error.validator:
        case "type":
            names = [limit] if isinstance(limit, str) else list(limit)
            return "must be " + " or ".join(_TYPES[name] for name in names)
        case "oneOf" | "anyOf":
            names = [option["type"] for option in limit if "type" in option]
            return "must be " + " or ".join(_TYPES[name] for name in names)
        case "required":
            there: Any = error.instance
            return "lacks " + ", ".join(f"“{name}”" for name in limit if name not in there)
        case "additionalProperties":
            return "holds a name this call does not take"
        case "maxLength":
            return f"is longer than {limit} characters"
        case "minLength":
            return "is empty"
        case "maxItems":
            return f"holds more than {limit} items"
        case "minItems":
            return "is empty"
        case "minimum":
            return f"must be {limit} or more"
        case "maximum":
            return f"must be {limit} or less"
        case "enum":
            return "must be one of " + ", ".join(str(choice) for choice in limit)
        case _:
            return "does not have the right form"


def _shown(key: str | int) -> str:
    """A name out of the body as it may appear in a message."""
    text = str(key)
    return text if text.isprintable() and len(text) <= 40 else "a name in it"
