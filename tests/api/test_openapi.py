"""The OpenAPI document: valid, complete, and true, tried with made-up requests against the real application."""

import json
import re
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

from server.api.openapi import document
from server.api.schemas import SCHEMAS
from tests.api.conftest import Client

ANY_TEXT = st.text(st.characters(codec=None), max_size=30)  # half characters and control characters included
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(ANY_TEXT, children, max_size=3),
    max_leaves=8,
)
OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in document("x")["paths"].items()
    for method, operation in operations.items()
]


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that fit a schema (of the keywords ours use)."""
    if "$ref" in schema:
        return values(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([values(option) for option in schema["anyOf"]])
    if isinstance(schema["type"], list):
        return st.one_of([values({**schema, "type": name}) for name in schema["type"]])
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", -5), schema.get("maximum", 5))
        case "string":
            return st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 40))
        case "array":
            return st.lists(values(schema["items"]), max_size=3)
        case _ if "properties" not in schema:
            return st.dictionaries(st.text(max_size=5), values(schema["additionalProperties"]), max_size=3)
        case _:
            needed = schema["required"]
            fields = {name: values(kind) for name, kind in schema["properties"].items()}
            return st.fixed_dictionaries(
                {name: kind for name, kind in fields.items() if name in needed},
                optional={name: kind for name, kind in fields.items() if name not in needed},
            )


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, Any]:
    """A request that the document describes: right, with one thing changed, or with any JSON at all.

    LanguageTool's calls, which are forms, have tests of their own.
    """
    method, path, operation = draw(st.sampled_from([one for one in OPERATIONS if one[1].startswith("/v1/")]))
    address = re.sub(r"\{\w+\}", lambda _: draw(st.sampled_from(["known", "x", "%00", "0"])), path)
    query = {
        parameter["name"]: draw(values(parameter["schema"]) | ANY_TEXT.filter(lambda text: text.isprintable()))
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and draw(st.booleans())
    }
    body: Any = None
    if "requestBody" in operation:
        kind = values(operation["requestBody"]["content"]["application/json"]["schema"])
        body = draw(kind | kind.flatmap(changed) | ANY_JSON)
    return method, address, (query, body)


def changed(body: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The same object with one value, or one more name, that may be anything."""
    return st.tuples(st.sampled_from([*body, "more"]), ANY_JSON).map(lambda change: {**body, change[0]: change[1]})


def test_the_document_is_valid() -> None:
    OpenAPIV31SpecValidator(document("1.2.3")).validate()


def test_the_document_is_served(extension: Client) -> None:
    assert extension.get("/v1/openapi.json").get_json() == json.loads(json.dumps(document("1.2.3")))


def test_the_document_and_the_addresses_agree(app: Flask) -> None:
    served = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/v1/", "/lt/")) and "//" not in rule.rule
    }
    assert served == {(method, path) for method, path, _ in OPERATIONS}


def test_the_overview_names_every_call() -> None:
    """docs/architecture.md writes /v1/snippets/ID where the document has {snippet_id}."""
    overview = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"/(?:v1|lt)/[\w./-]*(?:\|\w+)*", overview))
    spelled = {f"{name.rpartition('/')[0]}/{last}" for name in named for last in name.rpartition("/")[2].split("|")}
    for _, path, _ in OPERATIONS:
        written = re.sub(r"\{(\w+)_id\}", lambda m: "REQUEST" if m[1] == "request" else "ID", path).replace(
            "{key}", "KEY"
        )
        assert written in spelled, written


def test_every_schema_is_used() -> None:
    text = json.dumps(document("x"))
    assert [name for name in SCHEMAS if f"#/components/schemas/{name}" not in text] == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests(), who=st.sampled_from(["control", "extension", "stranger"]))
def test_no_request_brings_the_server_down(
    request: tuple[str, str, Any], who: str, control: Client, extension: Client, stranger: Client
) -> None:
    """The client checks that every answer has the documented shape and is no 500."""
    method, path, (query, body) = request
    client = {"control": control, "extension": extension, "stranger": stranger}[who]
    client.send(method, path, body, query_string=query)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=60) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_no_body_brings_the_server_down(raw: bytes, control: Client) -> None:
    for path in ("/v1/review", "/v1/conversation", "/v1/snippets", "/v1/pause"):
        control.post(path, data=raw, content_type="application/json")
