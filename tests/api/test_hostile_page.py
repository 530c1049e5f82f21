"""Hostile pages in a real Chromium, in which the agent is signed in to our pages: everything a page can send, and what it gets.

The application tests in ``test_hostile.py`` set the headers by hand; here a browser sets them.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from flask.wrappers import Response
from playwright.sync_api import BrowserContext, Page, Playwright

from server import serve
from server.app import create_app
from server.serve import RunningServer
from server.services import Services
from server.settings import Folders
from tests.api.conftest import PhraseEngine
from tests.inprocess import InProcess

pytestmark = pytest.mark.browser

SECRET = "Ask Priya in billing"
REBOUND = "rebound.test"  # resolves to 127.0.0.1, as a rebinding attacker makes it

# Everything that runs inside the hostile page. Each try gives what it could read, or nothing.
ATTACKS = """async (target) => {
  const read = async (path, options) => {
    try {
      const answer = await fetch(target + path, options);
      return [answer.type, answer.status, await answer.text()];
    } catch { return null; }
  };
  const json = { "Content-Type": "application/json" };
  const snippet = JSON.stringify({ title: "Owned", body: "Owned" });
  const loads = (make) => new Promise((done) => {
    const element = make();
    element.onload = () => done(true);
    element.onerror = () => done(false);
    document.body.append(element);
    setTimeout(() => done(false), 1000);
  });
  const element = (name, attributes) => () => Object.assign(document.createElement(name), attributes);
  const socket = (address) => new Promise((done) => {
    const wire = new WebSocket(address);
    wire.onopen = () => done(true);
    wire.onerror = () => done(false);
  });
  const got = {};
  got.read = await read("/v1/snippets?q=billing");
  got.readSignedIn = await read("/v1/snippets?q=billing", { credentials: "include" });
  got.readPage = await read("/library", { credentials: "include" });
  got.hello = await read("/v1/hello");
  got.blind = await read("/v1/snippets", { mode: "no-cors", credentials: "include" });
  got.blindPost = await read("/v1/snippets", { mode: "no-cors", credentials: "include", method: "POST", body: snippet });
  got.plain = await read("/v1/snippets", { credentials: "include", method: "POST", body: snippet });
  got.json = await read("/v1/snippets", { credentials: "include", method: "POST", headers: json, body: snippet });
  got.token = await read("/v1/status", { headers: { Authorization: "Bearer guess" } });
  got.pause = await read("/v1/pause", { mode: "no-cors", credentials: "include", method: "POST", body: '{"minutes": null}' });
  got.erase = await read("/v1/trash", { credentials: "include", method: "DELETE" });
  got.pair = await read("/v1/pairings", { mode: "no-cors", method: "POST", body: '{"name": "Browser"}' });
  got.beacon = navigator.sendBeacon(target + "/v1/resume", new Blob(["{}"], { type: "text/plain" })) && null;
  got.script = await loads(element("script", { src: target + "/v1/snippets" })) || null;
  got.style = await loads(element("link", { rel: "stylesheet", href: target + "/static/css/base.css" })) || null;
  got.image = await loads(element("img", { src: target + "/static/logo/app.svg" })) || null;
  got.socket = await socket(target.replace("http", "ws") + "/v1/hello") || null;
  const frame = element("iframe", { src: target + "/library" })();
  document.body.append(frame);
  await new Promise((done) => { frame.onload = done; setTimeout(done, 1000); });
  try { got.frame = frame.contentDocument?.body.innerText || null; } catch { got.frame = null; }
  return got;
}"""

FORM = """(target) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: target + "/v1/snippets" });
  form.enctype = "text/plain";
  form.append(Object.assign(document.createElement("input"), { name: '{"title": "Owned", "body": "', value: '"}' }));
  document.body.append(form);
  form.submit();
}"""


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Nothing to see</title><body>Hello</body>")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def evil() -> Iterator[int]:
    """The port of the attacker's own web server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Blank) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield web.server_address[1]
        web.shutdown()
        thread.join()


@dataclass
class Target:
    """The server, and every answer it gave: (method, path, Origin, Sec-Fetch-Site, status)."""

    server: RunningServer
    answers: list[tuple[str, str, str | None, str | None, int]] = field(default_factory=list)

    def state(self) -> tuple[object, ...]:
        services = self.server.services
        snippets = [snippet.content.title for snippet in services.library.search("").snippets]
        return snippets, services.pairings.requests(), services.pairings.pairings(), services.pause.state()


@pytest.fixture
def target(folders: Folders, engine: PhraseEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Target]:
    answers: list[tuple[str, str, str | None, str | None, int]] = []

    def listening(services: Services) -> Flask:
        app = create_app(services)

        @app.after_request
        def note(response: Response) -> Response:
            headers = request.headers
            site = headers.get("Sec-Fetch-Site")
            answers.append((request.method, request.path, headers.get("Origin"), site, response.status_code))
            return response

        return app

    monkeypatch.setattr(serve, "create_app", listening)
    monkeypatch.setattr(serve, "_make", lambda _services: InProcess(lambda: engine))
    server = serve.start(folders, port=0)
    assert (
        server.services.engine.wait(60) == "ready"
    )  # the packs' snippets are in, so only an attack can change the library
    server.services.library.add({"title": "Billing", "body": SECRET})
    yield Target(server, answers)
    server.stop()


@pytest.fixture
def open_browser(playwright_: Playwright, tmp_path: Path, evil: int) -> Iterator[Callable[..., BrowserContext]]:
    opened: list[BrowserContext] = []

    def start(*arguments: str) -> BrowserContext:
        context = playwright_.chromium.launch_persistent_context(
            tmp_path / "browser",
            executable_path="/usr/bin/chromium",
            headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update",
                  f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1,MAP news.test 127.0.0.1", *arguments],
        )  # fmt: skip
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def sign_in(context: BrowserContext, target: Target) -> Page:
    page = context.pages[0]
    page.goto(target.server.services.page_link("/library"))
    assert urlsplit(page.url).path == "/library"
    inside = page.evaluate("fetch('/v1/snippets?q=billing').then((answer) => answer.text())")
    assert SECRET in inside  # the session works, so what follows is refused for the right reasons
    return page


# The page that signed in may still be loading its icon when the attack begins; that answer is rightly a 200.
OUR_OWN = "same-origin"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", REBOUND])
def test_a_page_of_another_local_server_gets_nothing(
    host: str, target: Target, evil: int, open_browser: Callable[..., BrowserContext]
) -> None:
    context = open_browser()
    sign_in(context, target)
    before = target.state()
    target.answers.clear()
    page = context.new_page()
    page.goto(f"http://{host}:{evil}/")
    got = page.evaluate(ATTACKS, target.server.url)
    opaque = {"blind", "blindPost", "pause", "pair"}  # a no-cors answer has no status and no text
    for name, value in got.items():
        assert value == (["opaque", 0, ""] if name in opaque and value else None), name
    page.evaluate(FORM, target.server.url)
    page.wait_for_url(f"{target.server.url}/v1/snippets")
    assert "cross-site" in page.content() or "wrong-origin" in page.content()
    assert target.state() == before
    assert {status for *_, site, status in target.answers if site != OUR_OWN} == {403}
    assert len(target.answers) >= 10  # they did arrive


def test_a_rebound_name_gets_nothing(target: Target, open_browser: Callable[..., BrowserContext]) -> None:
    context = open_browser()
    sign_in(context, target)
    before = target.state()
    target.answers.clear()
    page = context.new_page()
    page.goto(f"http://{REBOUND}:{target.server.port}/")
    ours = f"http://{REBOUND}:{target.server.port}"
    for path in ("/", "/v1/hello", "/v1/snippets", "/v1/status", "/library", "/static/css/base.css", "/open?key=x"):
        status, text = page.evaluate(
            "(address) => fetch(address).then(async (answer) => [answer.status, await answer.text()])", ours + path
        )
        assert status == 403
        for word in (SECRET, "Alongside", "alongside", target.server.services.version):
            assert word not in text
    assert target.state() == before
    assert {status for *_, status in target.answers} == {403}


def test_a_form_on_a_public_page_arrives_and_gets_nothing(
    target: Target, evil: int, open_browser: Callable[..., BrowserContext]
) -> None:
    context = open_browser(f"--ip-address-space-overrides=127.0.0.1:{evil}=public")
    sign_in(context, target)
    before = target.state()
    target.answers.clear()
    page = context.new_page()
    page.goto(f"http://news.test:{evil}/")
    page.evaluate(FORM, target.server.url)
    page.wait_for_url(f"{target.server.url}/v1/snippets")
    assert target.state() == before
    (posted,) = [answer for answer in target.answers if answer[0] == "POST"]
    assert posted[1] == "/v1/snippets"
    assert posted[3] == "cross-site"
    assert posted[4] == 403


def test_our_pages_cannot_be_opened_and_read_by_another(
    target: Target, evil: int, open_browser: Callable[..., BrowserContext]
) -> None:
    context = open_browser()
    sign_in(context, target)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{evil}/")
    with context.expect_page() as opened:
        page.evaluate("(address) => { window.stolen = window.open(address); }", f"{target.server.url}/library")
    opened.value.wait_for_load_state()
    assert SECRET not in opened.value.content()
    read = page.evaluate("() => { try { return stolen.document.body.innerText; } catch { return null; } }")
    assert not read
