"""Everything a stranger may try: web pages, other extensions, other programs' guesses. All of it gets nothing.

The application these requests meet has a paired extension, a signed-in page and a snippet that must not leak.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from server.api.openapi import document
from server.app import create_app
from server.security import WRONG_TOKENS_AT_MOST
from server.services import Services
from tests.api.conftest import (
    CHROME,
    CONTROL,
    FIREFOX,
    HOST,
    OTHER_CHROME,
    OWN,
    PORT,
    Client,
    PhraseEngine,
    opened,
    page_client,
    pair,
)

SECRET = "Ask Priya in billing, her line is 4711"
EVIL = "https://evil.example"
FORM = "application/x-www-form-urlencoded"
REVIEW = json.dumps({"draft": "calm down"})


@dataclass
class World:
    """What an attacker may know or have stolen."""

    app: Flask
    token: str
    cookie: str
    csrf: str
    snippet: str
    services: Services


def build(services: Services) -> World:
    app = create_app(services)
    snippet = services.library.add({"title": "Billing", "body": SECRET})
    token = pair(services)
    services.pairings.used(services.pairings.pairings()[0].id)  # noted once a day, so not by the attacks below
    page = page_client(app, services)
    cookie = page.flask.get_cookie(f"alongside_{PORT}", domain="127.0.0.1")
    assert cookie is not None
    return World(app, token, cookie.value, page.headers["X-Alongside-CSRF"], snippet.id, services)


@pytest.fixture
def world(services: Services) -> World:
    return build(services)


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory, loaded_engine: PhraseEngine) -> Iterator[World]:
    """One world for all attacks that must leave no trace."""
    with opened(tmp_path_factory.mktemp("home"), loaded_engine) as services:
        yield build(services)


@dataclass
class Attack:
    """One hostile request. ``headers`` may use {token}, {cookie}, {csrf}, {control}; ``code`` is the error expected."""

    name: str
    status: int
    code: str
    method: str = "GET"
    path: str = "/v1/snippets?q=billing"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    type: str = "application/json"


BEARER = {"Authorization": "Bearer {token}"}
CONTROL_BEARER = {"Authorization": "Bearer {control}"}
COOKIE = {"Cookie": f"alongside_{PORT}={{cookie}}"}
SIGNED_IN = {**COOKIE, "X-Alongside-CSRF": "{csrf}"}
SAME = {"Sec-Fetch-Site": "same-origin"}

ATTACKS = [
    # DNS rebinding: the browser believes that evil.example is 127.0.0.1
    Attack("rebinding reads", 403, "wrong-host", headers={"Host": "evil.example"}),
    Attack("rebinding with our port", 403, "wrong-host", headers={"Host": f"evil.example:{PORT}", **SAME}),
    Attack("rebinding, stolen token", 403, "wrong-host", headers={"Host": f"evil.example:{PORT}", **CONTROL_BEARER}),
    Attack("rebinding, signed in", 403, "wrong-host", headers={"Host": f"evil.example:{PORT}", **COOKIE, **SAME}),
    Attack("rebinding says hello", 403, "wrong-host", path="/v1/hello", headers={"Host": "evil.example"}),
    Attack("host is localhost", 403, "wrong-host", headers={"Host": f"localhost:{PORT}", **CONTROL_BEARER}),
    Attack("host is ::1", 403, "wrong-host", headers={"Host": f"[::1]:{PORT}", **CONTROL_BEARER}),
    Attack("host without port", 403, "wrong-host", headers={"Host": "127.0.0.1", **CONTROL_BEARER}),
    Attack("another port", 403, "wrong-host", headers={"Host": "127.0.0.1:80", **CONTROL_BEARER}),
    Attack("host as prefix", 403, "wrong-host", headers={"Host": f"{HOST}.evil.example", **CONTROL_BEARER}),
    Attack("two hosts", 403, "wrong-host", headers={"Host": f"{HOST}, evil.example", **CONTROL_BEARER}),
    Attack("host with user", 403, "wrong-host", headers={"Host": f"evil@{HOST}", **CONTROL_BEARER}),
    Attack("host with dot", 403, "wrong-host", headers={"Host": f"127.0.0.1.:{PORT}", **CONTROL_BEARER}),
    Attack("host in decimal", 403, "wrong-host", headers={"Host": f"2130706433:{PORT}", **CONTROL_BEARER}),
    Attack("forwarded host", 401, "not-signed-in", headers={"X-Forwarded-Host": HOST, "Forwarded": f"host={HOST}"}),
    # A web page fetches
    Attack("page reads with CORS", 403, "wrong-origin", headers={"Origin": EVIL}),
    Attack("page reads, browser says so", 403, "cross-site", headers={"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}),
    Attack("page says hello", 403, "cross-site", path="/v1/hello", headers={"Sec-Fetch-Site": "cross-site"}),
    Attack("page says hello with origin", 403, "wrong-origin", path="/v1/hello", headers={"Origin": EVIL}),
    Attack("page on another local port", 403, "wrong-origin", path="/v1/hello", headers={"Origin": "http://127.0.0.1:3000"}),
    Attack("no-cors GET from another local port", 403, "cross-site", headers={"Sec-Fetch-Site": "same-site", **COOKIE}),
    Attack("script tag", 403, "cross-site", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "script", **COOKIE}),
    Attack("image that says hello", 403, "cross-site", path="/v1/hello", headers={"Sec-Fetch-Site": "same-site"}),
    Attack("an unknown fetch site", 403, "cross-site", headers={"Sec-Fetch-Site": "SAME-ORIGIN", **COOKIE}),
    Attack("page with a stolen token", 403, "wrong-origin", headers={"Origin": EVIL, **BEARER}),
    Attack("page with the control token", 403, "wrong-origin", headers={"Origin": EVIL, **CONTROL_BEARER}),
    Attack("our own origin with the control token", 403, "wrong-origin", headers={"Origin": OWN, **CONTROL_BEARER}),
    Attack("cross-site with a stolen token", 403, "cross-site", headers={"Sec-Fetch-Site": "cross-site", **BEARER}),
    Attack("page on https of our address", 403, "wrong-origin", headers={"Origin": f"https://{HOST}", **COOKIE}),
    Attack("localhost as origin", 403, "wrong-origin", headers={"Origin": f"http://localhost:{PORT}", **COOKIE}),
    Attack("origin that begins like ours", 403, "wrong-origin", headers={"Origin": f"{OWN}.evil.example", **COOKIE}),
    Attack("file page", 403, "wrong-origin", headers={"Origin": "file://"}),
    Attack("empty origin", 403, "wrong-origin", headers={"Origin": "", **COOKIE}),
    # A form on a web page is posted to us
    Attack(
        "form with null origin", 403, "cross-site", "POST", "/v1/review",
        {"Origin": "null", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", **COOKIE}, REVIEW, FORM,
    ),
    Attack("form, old browser", 403, "wrong-origin", "POST", "/v1/snippets", {"Origin": "null", **COOKIE}, "title=x", FORM),
    Attack("null origin, stolen token", 403, "wrong-origin", "POST", "/v1/review", {"Origin": "null", **BEARER}, REVIEW),
    Attack("null origin reads", 403, "wrong-origin", headers={"Origin": "null", **BEARER}),
    Attack("form without origin", 403, "wrong-origin", "POST", "/v1/resume", COOKIE, "", FORM),
    Attack("own page without CSRF token", 403, "csrf", "POST", "/v1/resume", {**COOKIE, **SAME, "Origin": OWN}),
    Attack(
        "own page, wrong CSRF token", 403, "csrf", "POST", "/v1/resume",
        {**COOKIE, **SAME, "Origin": OWN, "X-Alongside-CSRF": "x" * 43},
    ),
    Attack(
        "CSRF token in the form of an API call", 403, "csrf", "POST", "/v1/resume", {**COOKIE, **SAME}, "csrf={csrf}", FORM
    ),
    Attack("text/plain", 415, "not-json", "POST", "/v1/review", {**SIGNED_IN, **SAME}, REVIEW, "text/plain"),
    Attack("text/plain from another local port", 403, "cross-site", "POST", "/v1/review",
           {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:3000", **SIGNED_IN}, REVIEW, "text/plain"),
    Attack("form type", 415, "not-json", "POST", "/v1/review", {**BEARER, "Origin": CHROME}, REVIEW, FORM),
    Attack("no type", 415, "not-json", "POST", "/v1/review", {**BEARER, "Origin": CHROME}, REVIEW, ""),
    # Extensions
    Attack("unpaired extension reads", 401, "not-paired", headers={"Origin": OTHER_CHROME}),
    Attack("unpaired extension reviews", 401, "not-paired", "POST", "/v1/review", {"Origin": OTHER_CHROME}, REVIEW),
    Attack("paired origin without token", 401, "not-paired", "POST", "/v1/review", {"Origin": CHROME}, REVIEW),
    Attack("extension with our cookie", 401, "not-paired", headers={"Origin": CHROME, "Cookie": "alongside_27180=x"}),
    Attack("extension with a stolen session", 403, "wrong-origin", headers={"Origin": CHROME, **COOKIE}),
    Attack("other extension, stolen token", 403, "wrong-origin", headers={"Origin": OTHER_CHROME, **BEARER}),
    Attack("firefox extension, stolen token", 403, "wrong-origin", headers={"Origin": FIREFOX, **BEARER}),
    Attack("change with token but no origin", 403, "wrong-origin", "POST", "/v1/review", BEARER, REVIEW),
    Attack("moz-extension wildcard", 403, "wrong-origin", headers={"Origin": "moz-extension://*", **BEARER}),
    Attack("chrome-extension wildcard", 403, "wrong-origin", headers={"Origin": "chrome-extension://*", **BEARER}),
    Attack("extension origin and more", 403, "wrong-origin", headers={"Origin": f"{CHROME}.evil.example", **BEARER}),
    Attack("extension origin with a slash", 403, "wrong-origin", headers={"Origin": f"{CHROME}/", **BEARER}),
    Attack("extension origin in capitals", 403, "wrong-origin", headers={"Origin": CHROME.upper(), **BEARER}),
    Attack("extension origin, then another line", 403, "wrong-origin", headers={"Origin": f"{CHROME} {EVIL}", **BEARER}),
    Attack("extension approves itself", 403, "owner-only", "POST", "/v1/pairings/x/approve", {**BEARER, "Origin": CHROME}),
    Attack("extension lists the others", 403, "owner-only", path="/v1/pairings", headers=BEARER),
    Attack("extension wants a page session", 403, "owner-only", "POST", "/v1/page-links", {**BEARER, "Origin": CHROME}, "{{}}"),
    Attack("page asks to be paired", 403, "wrong-origin", "POST", "/v1/pairings", {"Origin": EVIL}, '{{"name": "Chromium"}}'),
    Attack("program asks to be paired", 403, "wrong-origin", "POST", "/v1/pairings", {}, '{{"name": "Chromium"}}'),
    Attack("our page asks to be paired", 403, "wrong-origin", "POST", "/v1/pairings", {"Origin": OWN}, '{{"name": "x"}}'),
    # Tokens
    Attack("no token", 401, "not-signed-in"),
    Attack("wrong token", 401, "not-paired", headers={"Authorization": "Bearer " + "x" * 43}),
    Attack("empty token", 401, "not-paired", headers={"Authorization": "Bearer "}),
    Attack("beginning of the control token", 401, "not-paired", headers={"Authorization": f"Bearer {CONTROL[:-1]}"}),
    Attack("basic authentication", 401, "not-paired", headers={"Authorization": "Basic OmNvbnRyb2w="}),
    Attack("token in the address", 401, "not-signed-in", path=f"/v1/snippets?token={CONTROL}"),
    Attack("wrong cookie", 401, "not-signed-in", headers={"Cookie": f"alongside_{PORT}=x"}),
    Attack("control token as cookie", 401, "not-signed-in", headers={"Cookie": f"alongside_{PORT}={CONTROL}"}),
    Attack("wrong token beside a right cookie", 401, "not-paired", headers={**COOKIE, "Authorization": "Bearer x"}),
    # Addresses and methods
    Attack("unknown address", 401, "not-signed-in", path="/v1/secrets"),
    Attack("traversal", 401, "not-signed-in", path="/v1/snippets/../../run.json"),
    Attack("traversal, encoded", 401, "not-signed-in", path="/v1/snippets/..%2f..%2frun.json"),
    Attack("traversal, with token", 404, "not-found", path="/v1/snippets/..%2f..%2frun.json", headers=CONTROL_BEARER),
    Attack("unknown method", 401, "not-signed-in", "PATCH", "/v1/snippets"),
    Attack("trace", 401, "not-signed-in", "TRACE", "/v1/snippets"),
    Attack("method override", 401, "not-signed-in", "POST", "/v1/snippets", {"X-HTTP-Method-Override": "GET"}),
    Attack("preflight of a page", 403, "wrong-origin", "OPTIONS", "/v1/review",
           {"Origin": EVIL, "Access-Control-Request-Method": "POST"}),
    Attack("preflight of an unpaired extension", 403, "wrong-origin", "OPTIONS", "/v1/review",
           {"Origin": OTHER_CHROME, "Access-Control-Request-Method": "POST"}),
    Attack("preflight for the private network", 403, "wrong-origin", "OPTIONS", "/v1/hello",
           {"Origin": EVIL, "Access-Control-Request-Private-Network": "true", "Access-Control-Request-Method": "GET"}),
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_is_refused_and_learns_nothing(attack: Attack, unharmed: World) -> None:
    known = {"token": unharmed.token, "cookie": unharmed.cookie, "csrf": unharmed.csrf, "control": CONTROL}
    more: dict[str, Any] = {}
    if attack.body is not None:
        more = {
            "data": attack.body if attack.body == REVIEW else attack.body.format(**known),
            "content_type": attack.type,
        }
    headers = {name: value.format(**known) for name, value in attack.headers.items()}
    before = state_of(unharmed.services)

    answer = Client(unharmed.app).send(attack.method, attack.path, headers=headers, **more)

    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"]) == (attack.status, attack.code)
    assert "Access-Control-Allow-Private-Network" not in answer.headers
    readable_by = answer.headers.get("Access-Control-Allow-Origin")
    assert readable_by in (None, CHROME)
    assert readable_by is None or headers["Origin"] == CHROME
    assert "Set-Cookie" not in answer.headers
    everything = answer.text + str(answer.headers)
    for secret in (
        SECRET,
        "Priya",
        unharmed.token,
        unharmed.cookie,
        unharmed.csrf,
        CONTROL,
        "1.2.3",
        str(unharmed.services.folders.data),
    ):
        assert secret not in everything
    assert state_of(unharmed.services) == before


def state_of(services: Services) -> tuple[object, ...]:
    """What an attack must not change."""
    snippets = services.library.search("").snippets
    return snippets, services.pairings.pairings(), services.pairings.requests(), services.pause.state()


def test_the_same_requests_with_the_right_credentials_pass(world: World) -> None:
    """Otherwise the refusals above would prove nothing."""
    client = Client(world.app)
    bearer = {"Authorization": f"Bearer {world.token}"}
    for headers in (
        {"Authorization": f"Bearer {CONTROL}"},
        bearer,
        {**bearer, "Sec-Fetch-Site": "none"},
        {**bearer, "Sec-Fetch-Site": "same-origin"},
        {**bearer, "Origin": CHROME, "Sec-Fetch-Site": "cross-site"},
        {"Cookie": f"alongside_{PORT}={world.cookie}", "Sec-Fetch-Site": "same-origin"},
    ):
        answer = client.get("/v1/snippets?q=billing", headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.get_json()["snippets"][0]["body"] == SECRET
    assert client.post("/v1/review", {"draft": "x"}, headers={**bearer, "Origin": CHROME}).status_code == 200


OPEN = {("get", "/v1/hello"), ("post", "/v1/pairings"), ("post", "/v1/pairings/{request_id}/claim")}


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for path, operations in document("x")["paths"].items() for method in operations],
)
def test_every_call_is_closed_to_strangers(method: str, path: str, unharmed: World) -> None:
    address = path.replace("{snippet_id}", unharmed.snippet).replace("{request_id}", "x").replace("{pairing_id}", "x")
    address = address.replace("{key}", "x")
    for headers in (
        {},
        {"Origin": CHROME},
        {"Origin": OTHER_CHROME},
        {"Origin": EVIL},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = Client(unharmed.app).send(method.upper(), address, headers=headers)
        if (method, path) in OPEN and (not headers or "chrome-extension" in str(headers)):
            assert answer.status_code != 401
        else:
            assert answer.status_code in (401, 403)
        assert SECRET not in answer.text


def test_guessing_tokens_is_slowed_but_never_shuts_out_the_right_one(world: World) -> None:
    client = Client(world.app)
    answers = [
        client.get("/v1/status", headers={"Authorization": f"Bearer guess-{number}"}).status_code
        for number in range(WRONG_TOKENS_AT_MOST + 5)
    ]
    assert answers == [401] * WRONG_TOKENS_AT_MOST + [429] * 5
    assert client.get("/v1/status", headers={"Authorization": f"Bearer {world.token}"}).status_code == 200


def test_guessing_the_secret_of_a_request_ends_the_request(world: World) -> None:
    asked = world.services.pairings.ask("Firefox on Linux", FIREFOX)
    world.services.pairings.decide(asked.request, True)
    client = Client(world.app, Origin=FIREFOX)
    claim = f"/v1/pairings/{asked.request}/claim"
    for number in range(5):
        assert client.post(claim, {"secret": f"guess-{number}"}).get_json() == {"state": "expired"}
    assert client.post(claim, {"secret": asked.secret}).get_json() == {"state": "expired"}
    assert FIREFOX not in world.services.pairings.origins()


def test_another_extension_cannot_collect_the_token(world: World) -> None:
    asked = world.services.pairings.ask("Firefox on Linux", FIREFOX)
    world.services.pairings.decide(asked.request, True)
    claim = f"/v1/pairings/{asked.request}/claim"
    thief = Client(world.app, Origin=OTHER_CHROME)
    assert thief.post(claim, {"secret": asked.secret}).get_json() == {"state": "expired"}
    assert Client(world.app, Origin=FIREFOX).post(claim, {"secret": asked.secret}).get_json()["state"] == "approved"


def test_guessing_codes_ends_the_request(world: World) -> None:
    asked = world.services.pairings.ask("Firefox on Linux", FIREFOX)
    owner = Client(world.app, Authorization=f"Bearer {CONTROL}")
    for _ in range(5):
        assert owner.post(f"/v1/pairings/{asked.request}/approve", {"code": "AAA-AAA"}).status_code == 404
    assert owner.post(f"/v1/pairings/{asked.request}/approve", {"code": asked.code}).status_code == 404


def test_asking_again_and_again_is_stopped(world: World) -> None:
    client = Client(world.app, Origin=FIREFOX)
    answers = [client.post("/v1/pairings", {"name": f"Firefox {number}"}) for number in range(12)]
    # One request was made to pair the extension of this world.
    assert [answer.status_code for answer in answers] == [201] * 9 + [429] * 3
    assert len(world.services.pairings.requests()) == 1
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_revoked_token_is_worth_nothing(world: World) -> None:
    client = Client(world.app, Authorization=f"Bearer {world.token}", Origin=CHROME)
    assert client.get("/v1/status").status_code == 200
    (pairing,) = world.services.pairings.pairings()
    Client(world.app, Authorization=f"Bearer {CONTROL}").send("DELETE", f"/v1/pairings/{pairing.id}")
    answer = client.get("/v1/status")
    assert answer.status_code == 401
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example", "https://evil.example/", "library", "/a\nb", ""]
)
def test_links_never_lead_away(path: str, world: World) -> None:
    answer = Client(world.app, Authorization=f"Bearer {CONTROL}").post("/v1/page-links", {"path": path})
    assert answer.status_code == 422


def test_a_link_works_once(world: World) -> None:
    link = world.services.page_link("/library?q=x").removeprefix(OWN)
    first = Client(world.app).get(link)
    assert (first.status_code, first.headers["Location"]) == (303, "/library?q=x")
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Domain" not in cookie
    again = Client(world.app).get(link)
    assert again.status_code == 403
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}, {"Origin": EVIL}])
def test_a_page_cannot_use_up_or_follow_a_link(headers: dict[str, str], world: World) -> None:
    link = world.services.page_link("/").removeprefix(OWN)
    assert Client(world.app).get(link, headers=headers).status_code == 403
    assert Client(world.app).get(link).status_code == 303


def test_a_view_that_forgets_to_say_who_may_call_it_is_closed(world: World) -> None:
    app = world.app
    bare = Flask("bare")
    forgotten: Callable[[], str] = lambda: SECRET  # noqa: E731
    bare.add_url_rule("/v1/forgotten", view_func=forgotten, endpoint="forgotten")
    app.view_functions["forgotten"] = forgotten
    app.url_map.add(next(bare.url_map.iter_rules("forgotten")).empty())
    assert Client(app).get("/v1/forgotten").status_code == 401
    token = {"Authorization": f"Bearer {world.token}"}
    assert Client(app).get("/v1/forgotten", headers=token).status_code == 403
    control = {"Authorization": f"Bearer {CONTROL}"}
    assert Client(app).flask.get("/v1/forgotten", headers={"Host": HOST, **control}).text == SECRET


@pytest.mark.parametrize("path", ["/v1/hello", "/v1/status", "/open?key=x", "/nothing-here"])
def test_every_answer_carries_the_protecting_headers(path: str, app: Flask) -> None:
    headers = Client(app, Authorization=f"Bearer {CONTROL}").get(path).headers
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_only_the_paired_origin_may_read_answers(world: World) -> None:
    client = Client(world.app, Authorization=f"Bearer {world.token}", Origin=CHROME)
    assert client.get("/v1/status").headers["Access-Control-Allow-Origin"] == CHROME
    assert "Access-Control-Allow-Credentials" not in client.get("/v1/status").headers
    asks = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-other",
    }
    preflight = Client(world.app, Origin=CHROME).send("OPTIONS", "/v1/review", headers=asks)
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == CHROME
    assert preflight.headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert "*" not in str(preflight.headers)
