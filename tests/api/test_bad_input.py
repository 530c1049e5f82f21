"""Requests from a caller who may call, with something wrong in them: a clear 4xx, never a 500, nothing stored."""

from typing import Any

import pytest

from server.services import Services
from tests.api.conftest import CHROME, CONTROL, Client

BAD_BODIES: list[tuple[str, bytes, int, str]] = [
    ("empty", b"", 400, "line 1, column 1"),
    ("not JSON", b"draft=x", 400, "line 1, column 1"),
    ("cut off", b'{"draft": "x', 400, "line 1, column 11"),
    ("two values", b'{"draft": "x"} {"draft": "y"}', 400, "line 1, column 16"),
    ("a comma too many", b'{\n"draft": "x",\n}', 400, "line 3, column 1"),
    ("raw newline in text", b'{"draft": "x\ny"}', 400, "column"),
    ("not UTF-8", b'{"draft": "\xff"}', 400, "byte 11"),
    ("UTF-16", '{"draft": "x"}'.encode("utf-16"), 400, "UTF-8"),
    ("NaN", b'{"draft": "x", "rewrite": NaN}', 400, "NaN"),
    ("Infinity", b'{"minutes": -Infinity}', 400, "NaN"),
    ("a number of 10,000 digits", b'{"draft": ' + b"9" * 10_000 + b"}", 400, "number"),
    ("nested 100,000 deep", b"[" * 100_000 + b"]" * 100_000, 400, "deep"),
    ("nested 30 deep", b'{"draft": ' + b"[" * 30 + b"]" * 30 + b"}", 400, "deep"),
    ("a list", b'["x"]', 422, "must be an object"),
    ("a text", b'"x"', 422, "must be an object"),
    ("null", b"null", 422, "must be an object"),
    ("no draft", b"{}", 422, "“draft”"),
    ("draft is null", b'{"draft": null}', 422, "“draft” must be text"),
    ("draft is a number", b'{"draft": 1e400}', 422, "“draft” must be text"),
    ("draft is a list", b'{"draft": ["x"]}', 422, "“draft” must be text"),
    ("rewrite is text", b'{"draft": "x", "rewrite": "yes"}', 422, "“rewrite” must be true or false"),
    ("customer is a list", b'{"draft": "x", "customer": ["y"]}', 422, "“customer” must be text or null"),
    ("an unknown name", b'{"draft": "x", "costumer": "y"}', 422, "a name this call does not take"),
    ("a null character", b'{"draft": "ab\\u0000"}', 422, "“draft” has a null character at position 2"),
    ("half an emoji", b'{"draft": "ab\\ud83d"}', 422, "“draft” has half a character"),
    ("the other half", b'{"draft": "\\ude00ab"}', 422, "“draft” has half a character"),
    ("half an emoji as a name", b'{"draft": "x", "\\ud83d": 1}', 422, "half a character"),
    ("a null character as a name", b'{"draft": "x", "\\u0000": 1}', 422, "null character"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "says"), [bad[1:] for bad in BAD_BODIES], ids=[bad[0] for bad in BAD_BODIES]
)
def test_a_bad_body_is_explained(body: bytes, status: int, says: str, extension: Client) -> None:
    answer = extension.post("/v1/review", data=body, content_type="application/json")
    assert answer.status_code == status
    assert says in answer.get_json()["error"]["message"]


def test_messages_never_repeat_what_was_sent(extension: Client) -> None:
    for body in (
        {"draft": ["Priya"]},
        {"draft": "x", "Priya 4711 is my secret name": 1},
        {"draft": "x", "rewrite": "Priya"},
    ):
        assert "Priya" not in extension.post("/v1/review", body).text


def test_too_large_a_body_says_the_limit(extension: Client) -> None:
    answer = extension.post(
        "/v1/review", data=b'{"draft": "' + b"x" * 2 * 1024 * 1024 + b'"}', content_type="application/json"
    )
    assert answer.status_code == 413
    assert answer.get_json()["error"]["limit"] == 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("/v1/conversation", {"customer": 7}, "“customer” must be text or a list"),
        ("/v1/conversation", {"customer": [7]}, "“customer[0]” must be text"),
        ("/v1/conversation", {"customer": [["x"]]}, "“customer[0]” must be text"),
        ("/v1/conversation", {"customer": ["x"] * 201}, "more than 200"),
        ("/v1/conversation", {"customer": "x", "draft": 1}, "“draft” must be text"),
        ("/v1/pause", {"minutes": 0}, "“minutes” must be 1 or more"),
        ("/v1/pause", {"minutes": -5}, "“minutes” must be 1 or more"),
        ("/v1/pause", {"minutes": 10**30}, "“minutes” must be 10080 or less"),
        ("/v1/pause", {"minutes": 1.5}, "“minutes” must be a whole number"),
        ("/v1/pause", {"minutes": True}, "“minutes” must be a whole number"),
        ("/v1/pause", {"minutes": "15"}, "“minutes” must be a whole number"),
        ("/v1/pause", {}, "“minutes”"),
        ("/v1/snippets", {"title": "x"}, "“body”"),
        ("/v1/snippets", {"title": "x", "body": "y", "tags": "late"}, "“tags” must be a list"),
        ("/v1/snippets", {"title": "x", "body": "y", "tags": [1]}, "“tags[0]” must be text"),
        ("/v1/snippets", {"title": "x", "body": "y", "steps": ["shout"]}, "“steps[0]” must be one of acknowledge"),
        ("/v1/snippets", {"title": "x" * 200, "body": "y"}, "“title” is longer than 120"),
        ("/v1/snippets", {"title": "x", "body": "y", "id": "z"}, "a name this call does not take"),
    ],
)
def test_a_wrong_value_is_named(path: str, body: Any, says: str, extension: Client, services: Services) -> None:
    answer = extension.post(path, body)
    assert answer.status_code == 422
    assert says in answer.get_json()["error"]["message"]
    assert services.library.count() == 0


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("limit=0", "“limit” must be a whole number from 1 to 200"),
        ("limit=201", "“limit”"),
        ("limit=-1", "“limit”"),
        ("limit=ten", "“limit”"),
        ("limit=", "“limit”"),
        ("limit=" + "9" * 5000, "“limit”"),
        ("limit=٣", "“limit”"),
        ("offset=-1", "“offset”"),
        ("q=a%00b", "“q” has a null character"),
        ("q=" + "x" * 501, "“q” is longer than 500"),
        ("situation=%00", "“situation”"),
    ],
)
def test_a_wrong_query_is_named(query: str, says: str, extension: Client) -> None:
    answer = extension.get(f"/v1/snippets?{query}")
    assert answer.status_code == 422
    assert says in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("query", ["%ff", "%ED%A0%80", '" OR 1=1 --', "* NEAR( AND", "😀", "%", "_", "'"])
def test_any_text_can_be_searched_for(query: str, extension: Client) -> None:
    assert extension.get(f"/v1/snippets?q={query}").status_code == 200


@pytest.mark.parametrize("snippet_id", ["nope", "%00", "..", "%F0%9F%98%80", "a" * 5000, "'; DROP TABLE snippets; --"])
def test_an_unknown_snippet_is_404(snippet_id: str, extension: Client) -> None:
    assert extension.get(f"/v1/snippets/{snippet_id}").status_code == 404
    assert extension.send("DELETE", f"/v1/snippets/{snippet_id}").status_code == 404
    assert extension.send("PUT", f"/v1/snippets/{snippet_id}", {"title": "x"}).status_code == 404
    assert extension.post(f"/v1/snippets/{snippet_id}/used").status_code == 404
    assert extension.post(f"/v1/snippets/{snippet_id}/restore").status_code == 404


def test_a_wrong_address_or_method_is_said(control: Client) -> None:
    assert control.get("/v1/nothing").status_code == 404
    answer = control.get("/v1/review")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("name", ["", " ", "\n", "x" * 81, "a\u202eb", "\ud800", 7, None])
def test_an_extension_needs_a_readable_name(name: Any, stranger: Client, services: Services) -> None:
    answer = stranger.post("/v1/pairings", {"name": name}, headers={"Origin": CHROME})
    assert answer.status_code == 422
    assert services.pairings.requests() == []


def test_a_page_gets_its_error_as_a_page(stranger: Client) -> None:
    answer = stranger.get("/open?key=<script>alert(1)</script>", headers={"Authorization": f"Bearer {CONTROL}"})
    assert answer.status_code == 403
    assert answer.mimetype == "text/html"
    assert "<script>alert" not in answer.text
    assert "tray icon" in answer.text
