"""A whole application on real files in a temporary folder, and clients that play everyone who may call it.

Every answer of the API that a test sees is checked against the OpenAPI document.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from server.api.openapi import document
from server.app import create_app
from server.insights.names import Names
from server.insights.service import Insights
from server.language.engine import Engine
from server.language.model import Review
from server.library.library import Library
from server.pairing import Pairings
from server.services import Services
from server.settings import Folders, Settings
from tests.inprocess import slot_of

PORT = 27180
HOST = f"127.0.0.1:{PORT}"
OWN = f"http://{HOST}"
CONTROL = "control-token-of-the-tests"
CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
OTHER_CHROME = "chrome-extension://" + "ponmlkjihgfedcba" * 2
FIREFOX = "moz-extension://0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"


class PhraseEngine(Engine):
    """The real engine with one rule, so that the API is tested apart from the rules of the day.

    ``fails`` is raised instead of a review, to see what a defect would show.
    """

    def __init__(self) -> None:
        super().__init__([Path(__file__).with_name("test-pack.yaml")])
        assert not self.notices
        self.fails: Exception | None = None

    def review(
        self, draft: str, customer: str | None = None, customer_name: str | None = None, *, compose: bool = True
    ) -> Review:
        if self.fails:
            raise self.fails
        return super().review(draft, customer, customer_name, compose=compose)


class Client:
    """Sends requests the way one kind of caller does, and holds every answer of the API to the OpenAPI document."""

    def __init__(self, app: Flask, *, keep_cookies: bool = False, **headers: str) -> None:
        self.headers = headers
        self.flask: FlaskClient = app.test_client(use_cookies=keep_cookies)

    def send(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        """One request; ``body`` goes as JSON. A header of None is left out."""
        merged = {"Host": HOST, **self.headers, **(headers or {})}
        if body is not None:
            more |= {"data": json.dumps(body), "content_type": more.get("content_type", "application/json")}
        answer = self.flask.open(path, method=method, base_url=OWN, headers=merged, buffered=True, **more)
        if path.startswith(("/v1/", "/lt/")) and method not in ("OPTIONS", "HEAD"):
            check_answer(answer, method, path.partition("?")[0].replace("//", "/"))
        return answer

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, {} if body is None and "data" not in more else body, **more)


def schema_of(answer: TestResponse, method: str, path: str) -> dict[str, Any]:
    """The schema the document gives for this answer."""
    described = document("test")
    for template, operations in described["paths"].items():
        parts, asked = template.split("/"), path.split("/")
        fits = len(parts) == len(asked) and all(p == a or p.startswith("{") for p, a in zip(parts, asked, strict=True))
        if fits and method.lower() in operations:
            responses = operations[method.lower()]["responses"]
            found = responses.get(str(answer.status_code), responses["default"])
            schema: dict[str, Any] = found["content"]["application/json"]["schema"]
            return schema
    return {"$ref": "#/components/schemas/Error"}


def check_answer(answer: TestResponse, method: str, path: str) -> None:
    assert answer.status_code < 500 or answer.status_code in (503, 507), answer.text
    if path.startswith("/lt/") and answer.status_code >= 400:
        assert answer.mimetype == "text/plain"
        assert answer.text.startswith("Error: ")
        return
    assert answer.mimetype == "application/json"
    schema = {**schema_of(answer, method, path), "components": document("test")["components"]}
    Draft202012Validator(schema).validate(answer.get_json())


@pytest.fixture(scope="session")
def loaded_engine() -> PhraseEngine:
    return PhraseEngine()


@pytest.fixture
def engine(loaded_engine: PhraseEngine) -> PhraseEngine:
    loaded_engine.fails = None
    return loaded_engine


@contextmanager
def opened(home: Path, engine: Engine) -> Iterator[Services]:
    """Services on real files under ``home``."""
    folders = Folders.find(environ={"ALONGSIDE_HOME": str(home)})
    folders.create()
    library = Library.open(folders.data / "library.sqlite3")
    insights = Insights(folders.data / "insights.sqlite3")
    services = Services(
        settings=Settings(),
        folders=folders,
        port=PORT,
        control_token=CONTROL,
        version="1.2.3",
        engine=slot_of(engine),
        library=library,
        insights=insights,
        pairings=Pairings(folders.data / "pairings.json"),
        names=Names.of(engine.packs),
    )
    yield services
    services.engine.give_up()
    library.close()
    insights.close()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    found = Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path)})
    found.create()
    return found


@pytest.fixture
def services(tmp_path: Path, engine: PhraseEngine) -> Iterator[Services]:
    with opened(tmp_path, engine) as built:
        yield built


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services)


def pair(services: Services, origin: str = CHROME) -> str:
    """Let an extension in; its token."""
    asked = services.pairings.ask("Chromium on Linux", origin)
    services.pairings.decide(asked.request, True)
    state, token = services.pairings.claim(asked.request, asked.secret, origin)
    assert state == "approved"
    assert token is not None
    return token


def page_client(app: Flask, services: Services) -> Client:
    """A browser that was signed in by a one-time link; sends the CSRF token with everything."""
    client = Client(app, keep_cookies=True)
    client.headers["Sec-Fetch-Site"] = "same-origin"
    link = services.page_link("/")
    opened = client.get(link.removeprefix(OWN), headers={"Sec-Fetch-Site": "none"})
    assert opened.status_code == 303
    cookie = client.flask.get_cookie(f"alongside_{PORT}", domain="127.0.0.1")
    assert cookie is not None
    session = services.sessions.find(cookie.value)
    assert session is not None
    client.headers["X-Alongside-CSRF"] = session.csrf
    return client


@pytest.fixture
def control(app: Flask) -> Client:
    return Client(app, Authorization=f"Bearer {CONTROL}")


@pytest.fixture
def extension(app: Flask, services: Services) -> Client:
    client = Client(app, Authorization=f"Bearer {pair(services)}", Origin=CHROME)
    client.headers["Sec-Fetch-Site"] = "none"
    return client


@pytest.fixture
def page(app: Flask, services: Services) -> Client:
    return page_client(app, services)


@pytest.fixture
def stranger(app: Flask) -> Client:
    return Client(app)
