"""A web page, a public one or one on this machine, reaches neither the server nor our surfaces."""

import functools
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.extension.desk import HERE, Alongside, Browser, Surface

pytestmark = pytest.mark.browser
Open = Callable[..., tuple[Page, Surface]]
PITY = "Oh, that's a terrible situation"
PATHS = ["/v1/hello", "/v1/status", "/v1/review", "/v1/snippets?q=", "/v1/pairings", "/v1/pause", "/", "/open?key=x"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def neighbour() -> Iterator[str]:
    """A page of another program on this machine: another port of 127.0.0.1."""
    web = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(HERE)))
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{web.server_address[1]}/pages/hostile.html"
    web.shutdown()
    web.server_close()
    thread.join()


def _unharmed(server: Alongside) -> bool:
    status = server.call("GET", "/v1/status")
    pairings = server.call("GET", "/v1/pairings")
    return status["state"] == "ready" and not pairings["requests"] and len(pairings["pairings"]) == 1


@pytest.mark.parametrize("where", ["public", "neighbour"])
def test_a_page_gets_nothing_from_the_server(
    where: str, browser: Browser, server: Alongside, neighbour: str, open_page: Open
) -> None:
    page = browser.page(neighbour) if where == "neighbour" else open_page("hostile.html", "evil.example.test")[0]
    for path in PATHS:
        assert page.evaluate("url => attack(url)", f"http://127.0.0.1:{server.port}{path}") == {}, path
    address = page.url
    for path in ("/v1/pause", "/v1/pairings", "/v1/review"):
        page.evaluate("url => postForm(url)", f"http://127.0.0.1:{server.port}{path}")
        page.wait_for_timeout(500)
        page.goto(address)
    assert _unharmed(server)
    if where == "neighbour":
        page.close()


def test_a_page_can_neither_read_nor_press_our_surfaces(open_page: Open) -> None:
    page, surface = open_page("hostile.html", "evil.example.test")
    page.click("#reply")
    surface.wait_ready()
    page.keyboard.type(f"{PITY}.", delay=2)
    surface.wait_badge("1 to look at")
    assert page.evaluate("press()") == {"root": None, "text": "", "inside": 0}
    page.wait_for_timeout(300)
    assert not surface.text("card"), "keys that a page makes up do nothing"
    page.keyboard.press("Alt+Enter")
    surface.wait_open("card")
    page.evaluate("press()")
    page.wait_for_timeout(300)
    assert page.input_value("#reply") == f"{PITY}."
    page.evaluate("document.querySelector('alongside-ui').remove()")
    page.click("#reply")
    page.keyboard.press("End")
    page.keyboard.type(" Bye")
    surface.wait_badge("1 to look at")
    assert page.input_value("#reply") == f"{PITY}. Bye"


def test_a_page_cannot_talk_to_the_extension(open_page: Open) -> None:
    page, _ = open_page("hostile.html", "evil.example.test")
    assert page.evaluate("typeof chrome === 'undefined' || !chrome.runtime?.sendMessage")
