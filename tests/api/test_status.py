"""The state of everything, the settings, and page sessions."""

from pathlib import Path

import pytest
from flask import Flask

from server.app import create_app
from server.library.errors import LibraryLocked
from server.services import Notice, Part, Services
from server.sessions import LINK_SECONDS, SESSION_SECONDS, PageSessions, is_own_path
from tests.api.conftest import CONTROL, OWN, PORT, Client, page_client


def test_hello_says_who_we_are(stranger: Client) -> None:
    assert stranger.get("/v1/hello").get_json() == {"app": "alongside", "api": 1, "version": "1.2.3"}


def test_status_shows_every_part(extension: Client, services: Services) -> None:
    services.library.add({"title": "x", "body": "y"})
    services.parts.append(lambda: Part("tray", "Tray icon", "degraded", "No tray here", "Use the web page."))
    services.notices.append(lambda: [Notice("port", "warning", "Port 27180 is taken.")])
    status = extension.get("/v1/status").get_json()
    assert (status["state"], status["rules"], status["packs"], status["snippets"]) == ("ready", 1, 1, 1)
    assert [(part["id"], part["mode"]) for part in status["parts"]] == [
        ("engine", "on"),
        ("library", "on"),
        ("tray", "degraded"),
    ]
    assert status["notices"] == [{"id": "port", "level": "warning", "message": "Port 27180 is taken."}]


def test_a_part_that_fails_does_not_take_the_status_with_it(extension: Client, services: Services) -> None:
    def broken() -> Part:
        raise RuntimeError("no display")

    services.parts += [broken, lambda: Part("tray", "Tray icon", "on")]
    assert [part["mode"] for part in extension.get("/v1/status").get_json()["parts"]] == ["on", "on", "failed", "on"]


def test_a_library_that_cannot_be_read_is_a_part_that_failed(
    extension: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> int:
        raise LibraryLocked(services.library.path)

    monkeypatch.setattr(type(services.library), "count", fail)
    status = extension.get("/v1/status").get_json()
    assert status["snippets"] == 0
    assert [part["mode"] for part in status["parts"] if part["id"] == "library"] == ["failed"]


def test_the_palette_is_shown_when_there_is_one(control: Client, services: Services) -> None:
    assert control.post("/v1/palette").get_json()["error"]["code"] == "no-palette"
    services.show_palette = lambda: False
    assert control.post("/v1/palette").status_code == 503
    services.show_palette = lambda: True
    assert control.post("/v1/palette").get_json() == {"shown": True}


def test_settings_are_shown_and_changed(control: Client, services: Services) -> None:
    heard: list[str] = []
    services.listeners.append(heard.append)
    shown = control.get("/v1/settings").get_json()
    assert {key: value for key, value in shown["settings"][1].items() if key != "about"} == {
        "key": "server.threads",
        "value": 4,
        "default": 4,
    }
    answer = control.send("PUT", "/v1/settings", {"review.longest-draft": 1000, "you.name": "Sam"})
    assert answer.status_code == 200
    assert (services.settings.longest_draft, services.settings.your_name) == (1000, "Sam")
    assert control.post("/v1/review", {"draft": "x" * 1001}).get_json()["error"]["limit"] == 1000
    assert heard == ["settings-changed"]


@pytest.mark.parametrize(
    "change", [{"server.port": 80}, {"server.prot": 27180}, {"packs.off": [1]}, {"": 1}, {"a.b.c": 1}]
)
def test_a_wrong_setting_changes_nothing(change: dict[str, object], control: Client, services: Services) -> None:
    answer = control.send("PUT", "/v1/settings", {"you.name": "Sam", **change})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "invalid-setting")
    assert services.settings.your_name == ""
    assert not services.folders.settings_file.exists()


def test_an_extension_may_not_change_settings(extension: Client) -> None:
    assert extension.send("PUT", "/v1/settings", {"server.port": 27190}).status_code == 403


def test_a_signed_in_page_works_and_may_change_things(page: Client, services: Services) -> None:
    assert page.get("/v1/status").status_code == 200
    assert page.post("/v1/pause", {"minutes": 5}).status_code == 200
    assert page.post("/v1/resume", {}, headers={"Origin": OWN}).status_code == 200
    assert page.post("/v1/page-links").status_code == 201
    assert page.get("/library").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}, {}]
)
@pytest.mark.parametrize("path", ["/", "/library", "/pairing", "/status", "/rules", "/no-such-page"])
def test_pages_are_closed_to_strangers(
    path: str, headers: dict[str, str], stranger: Client, services: Services
) -> None:
    services.library.add({"title": "Billing", "body": "Ask Priya", "folder": "Secret folder"})
    answer = stranger.get(path, headers=headers)
    assert answer.status_code == (403 if headers else 401)
    for secret in ("Priya", "Secret folder", "1.2.3", CONTROL, str(services.folders.data)):
        assert secret not in answer.text
    if "Host" in headers:
        assert "Alongside" not in answer.text


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/pages.py", "/static//etc/passwd", "/static/nothing.css"]
)
def test_style_sheets_are_all_that_static_gives(path: str, stranger: Client) -> None:
    assert stranger.get(path).status_code in (401, 404)
    assert stranger.get("/static/css/base.css").status_code == 200


def test_a_form_post_needs_its_token(services: Services) -> None:
    app = create_app(services)
    app.add_url_rule("/form", "form", lambda: "done", methods=["POST"])
    page = page_client(app, services)
    token = page.headers.pop("X-Alongside-CSRF")
    assert page.send("POST", "/form", data={"csrf": token}).status_code == 200
    assert page.send("POST", "/form", data={"csrf": "wrong"}).status_code == 403
    assert page.send("POST", "/form", data={}).status_code == 403
    assert page.send("POST", "/form", data={"csrf": token}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


class Clock:
    """Time that passes when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_links_and_sessions_end() -> None:
    clock = Clock()
    sessions = PageSessions(clock)
    key = sessions.new_link("/")
    clock.now += LINK_SECONDS
    assert sessions.open(key) is None
    opened = sessions.open(sessions.new_link("/library"))
    assert opened is not None
    cookie, path = opened
    assert path == "/library"
    clock.now += SESSION_SECONDS - 1
    assert sessions.find(cookie) is not None  # being used keeps it alive
    clock.now += SESSION_SECONDS - 1
    assert sessions.find(cookie) is not None
    clock.now += SESSION_SECONDS
    assert sessions.find(cookie) is None


def test_a_session_can_be_closed() -> None:
    sessions = PageSessions()
    opened = sessions.open(sessions.new_link("/"))
    assert opened is not None
    sessions.close(opened[0])
    assert sessions.find(opened[0]) is None


def test_the_oldest_links_and_sessions_make_room() -> None:
    sessions = PageSessions()
    keys = [sessions.new_link("/") for _ in range(25)]
    assert [sessions.open(key) is not None for key in keys] == [False] * 5 + [True] * 20
    first = sessions.open(sessions.new_link("/"))
    assert first is not None
    for _ in range(20):
        sessions.open(sessions.new_link("/"))
    assert sessions.find(first[0]) is None


@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/", True),
        ("/library?q=a#b", True),
        ("//x", False),
        ("/\\x", False),
        ("", False),
        ("x", False),
        ("/\t/x", False),
    ],
)
def test_own_paths(path: str, own: bool) -> None:
    assert is_own_path(path) is own


def test_the_cookie_names_the_port(app: Flask, services: Services) -> None:
    client = Client(app)
    answer = client.get(services.page_link("/").removeprefix(OWN))
    assert answer.headers["Set-Cookie"].startswith(f"alongside_{PORT}=")
    assert Path(services.folders.data / "sessions").exists() is False
