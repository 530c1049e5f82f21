"""Letting extensions in and shutting them out, from asking to revoking."""

import json
import stat
from pathlib import Path

import pytest
from flask import Flask

from server.pairing import REQUEST_SECONDS, Pairings, TooManyRequestsError, UnknownRequestError, is_extension_origin
from server.services import Services
from tests.api.conftest import CHROME, FIREFOX, OTHER_CHROME, Client


class Clock:
    """Time that passes when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "pairings.json"


@pytest.fixture
def pairings(file: Path, clock: Clock) -> Pairings:
    return Pairings(file, clock)


def test_the_whole_way_over_http(app: Flask, control: Client, services: Services) -> None:
    heard: list[str] = []
    services.listeners.append(heard.append)
    browser = Client(app, Origin=FIREFOX)
    asked = browser.post("/v1/pairings", {"name": "  Firefox on\tLinux "}).get_json()
    claim = f"/v1/pairings/{asked['request']}/claim"
    assert browser.post(claim, {"secret": asked["secret"]}).get_json() == {"state": "waiting"}

    (shown,) = control.get("/v1/pairings").get_json()["requests"]
    assert (shown["code"], shown["name"], shown["origin"]) == (asked["code"], "Firefox on Linux", FIREFOX)
    approved = control.post(f"/v1/pairings/{asked['request']}/approve", {"code": asked["code"].lower()}).get_json()
    assert approved["state"] == "approved"

    claimed = browser.post(claim, {"secret": asked["secret"]}).get_json()
    assert claimed["state"] == "approved"
    assert browser.post(claim, {"secret": asked["secret"]}).get_json() == {"state": "expired"}

    paired = Client(app, Origin=FIREFOX, Authorization=f"Bearer {claimed['token']}")
    assert paired.get("/v1/status").status_code == 200
    (pairing,) = control.get("/v1/pairings").get_json()["pairings"]
    assert pairing["last_used"] is not None
    assert control.send("DELETE", f"/v1/pairings/{pairing['id']}").status_code == 200
    assert paired.get("/v1/status").status_code == 401
    assert control.send("DELETE", f"/v1/pairings/{pairing['id']}").status_code == 404
    assert heard == ["pairing-asked", "pairing-decided", "pairing-revoked"]


def test_a_page_can_approve_and_refuse(app: Flask, page: Client) -> None:
    browser = Client(app, Origin=CHROME)
    asked = browser.post("/v1/pairings", {"name": "Chromium"}).get_json()
    assert page.send("POST", f"/v1/pairings/{asked['request']}/refuse").get_json()["state"] == "refused"
    claim = f"/v1/pairings/{asked['request']}/claim"
    assert browser.post(claim, {"secret": asked["secret"]}).get_json() == {"state": "refused"}
    assert page.send("POST", f"/v1/pairings/{asked['request']}/approve").status_code == 404


def test_a_listener_that_fails_does_not_stop_the_pairing(app: Flask, services: Services) -> None:
    def broken(event: str) -> None:
        raise RuntimeError(event)

    services.listeners.append(broken)
    assert Client(app, Origin=CHROME).post("/v1/pairings", {"name": "Chromium"}).status_code == 201


def test_the_file_holds_no_token_and_is_private(pairings: Pairings, file: Path, clock: Clock) -> None:
    token = _pair(pairings, CHROME)
    assert token not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = Pairings(file, clock).authenticate(token)
    assert found is not None
    assert found.origin == CHROME


def test_a_token_that_could_not_be_stored_is_not_given(pairings: Pairings, file: Path) -> None:
    asked = pairings.ask("Chromium", CHROME)
    pairings.decide(asked.request, True)
    file.mkdir()
    with pytest.raises(OSError, match="directory"):
        pairings.claim(asked.request, asked.secret, CHROME)
    file.rmdir()
    assert pairings.claim(asked.request, asked.secret, CHROME)[0] == "approved"


def test_two_browsers_may_share_an_origin(pairings: Pairings) -> None:
    first, second = _pair(pairings, CHROME), _pair(pairings, CHROME)
    assert len(pairings.pairings()) == 2
    pairings.revoke(pairings.pairings()[0].id)
    assert pairings.authenticate(first) is None
    assert pairings.authenticate(second) is not None
    assert pairings.origins() == {CHROME}


def test_a_request_expires(pairings: Pairings, clock: Clock) -> None:
    asked = pairings.ask("Chromium", CHROME)
    clock.now += REQUEST_SECONDS - 1
    assert pairings.requests()[0].expires_in == 1
    pairings.decide(asked.request, True)
    clock.now += 1
    assert pairings.claim(asked.request, asked.secret, CHROME) == ("expired", None)
    assert pairings.pairings() == []


def test_a_decision_cannot_be_changed(pairings: Pairings) -> None:
    asked = pairings.ask("Chromium", CHROME)
    pairings.decide(asked.request, False)
    with pytest.raises(UnknownRequestError):
        pairings.decide(asked.request, True)
    assert pairings.claim(asked.request, asked.secret, CHROME) == ("refused", None)


def test_asking_again_replaces_the_older_request(pairings: Pairings) -> None:
    first, second = pairings.ask("Chromium", CHROME), pairings.ask("Chromium", CHROME)
    assert [waiting.id for waiting in pairings.requests()] == [second.request]
    assert pairings.claim(first.request, first.secret, CHROME) == ("expired", None)


def test_only_five_may_wait(pairings: Pairings, clock: Clock) -> None:
    origins = ["chrome-extension://" + letter * 32 for letter in "abcdef"]
    for origin in origins[:5]:
        pairings.ask("Chromium", origin)
    with pytest.raises(TooManyRequestsError) as raised:
        pairings.ask("Chromium", origins[5])
    assert raised.value.retry_after == REQUEST_SECONDS + 1
    clock.now += REQUEST_SECONDS
    pairings.ask("Chromium", origins[5])
    assert len(pairings.requests()) == 1


def test_codes_are_easy_to_read_and_differ(pairings: Pairings, clock: Clock) -> None:
    codes = set()
    for _ in range(50):
        codes.add(pairings.ask("Chromium", CHROME).code)
        clock.now += REQUEST_SECONDS
    assert len(codes) == 50
    assert not set("".join(codes)) & set("01ILO")
    assert all(len(code) == 7 and code[3] == "-" for code in codes)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"pairings": [{}]}', '{"pairings": 5}', "\0", '{"pairings": [{"id": 1, "name": 2, "origin": "*", '
     '"token_hash": "x", "created": "", "last_used": null}]}'],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_kept_aside(content: str, file: Path) -> None:
    file.write_text(content, encoding="utf-8")
    pairings = Pairings(file)
    assert pairings.pairings() == []
    assert "Pair your browsers again" in pairings.notices[0]
    assert file.with_name("pairings.json.broken").read_text(encoding="utf-8") == content
    _pair(pairings, CHROME)
    assert len(json.loads(file.read_text(encoding="utf-8"))["pairings"]) == 1


def test_the_last_use_is_written_once_a_day(pairings: Pairings, file: Path) -> None:
    _pair(pairings, CHROME)
    (pairing,) = pairings.pairings()
    pairings.used(pairing.id)
    written = file.stat().st_mtime_ns
    pairings.used(pairing.id)
    assert file.stat().st_mtime_ns == written


@pytest.mark.parametrize("origin", [CHROME, OTHER_CHROME, FIREFOX, FIREFOX.replace("moz-", "safari-web-")])
def test_origins_of_extensions(origin: str) -> None:
    assert is_extension_origin(origin)


@pytest.mark.parametrize(
    "origin",
    ["", "null", "*", "moz-extension://*", "chrome-extension://*", CHROME + "/", CHROME + "\n", CHROME + "a", CHROME[:-1],
     CHROME.upper(), "https://" + "a" * 32, "x" + CHROME, FIREFOX + ".evil.example", "chrome-extension://" + "z" * 32],
)  # fmt: skip
def test_what_is_no_extension(origin: str, pairings: Pairings) -> None:
    assert not is_extension_origin(origin)
    with pytest.raises(ValueError, match="extension"):
        pairings.ask("x", origin)


def _pair(pairings: Pairings, origin: str) -> str:
    asked = pairings.ask("Chromium", origin)
    pairings.decide(asked.request, True)
    token = pairings.claim(asked.request, asked.secret, origin)[1]
    assert token is not None
    return token
