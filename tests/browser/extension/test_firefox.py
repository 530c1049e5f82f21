"""The main job in the real Firefox: pair, type, see the underline, take the words with one key, take them back with one."""

import base64
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from tests.browser.editors import firefox
from tests.browser.extension.desk import Alongside, Desk, free_ports, prepared, wait_for

pytestmark = pytest.mark.browser
PITY = "Oh, that's a terrible situation"
HOST = "acme.zendesk.com"
ALT, ENTER = "\ue00a", "\ue007"
AMBER = (0xB4, 0x53, 0x09)


class Firefox(firefox.Firefox):
    """Takes our desk's own certificate."""

    def send(self, method: str, **params: Any) -> Any:
        if method == "session.new":
            params = {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}}
        return super().send(method, **params)

    def own_page(self) -> str:
        """The welcome page, which opens by itself."""
        tabs = self.send("browsingContext.getTree")["contexts"]
        return str(next(tab["context"] for tab in tabs if re.match(r"moz-extension://.*/welcome", tab["url"])))

    def chord(self, *keys: str) -> None:
        down = [{"type": "keyDown", "value": key} for key in keys]
        self._keys([*down, *({"type": "keyUp", "value": key} for key in reversed(keys))])

    def step_into(self, selector: str) -> None:
        middle = "([selector]) => { const r = document.querySelector(selector).getBoundingClientRect(); return [r.x + 40, r.y + 20] }"
        self.click(*self.page_js(middle, selector))

    def colours(self) -> set[tuple[int, ...]]:
        """Every colour on the screen."""
        shot = self.send("browsingContext.captureScreenshot", context=self.top)["data"]
        picture = Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")
        return {
            colour for _, colour in picture.getcolors(picture.width * picture.height) or [] if isinstance(colour, tuple)
        }


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, desk: Desk) -> Iterator[tuple[Firefox, Alongside]]:
    ports = free_ports()
    server = Alongside(tmp_path_factory.mktemp("home"), ports)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(firefox.PREFERENCES, "network.dns.localDomains", HOST)
        browser = Firefox(prepared(tmp_path_factory.mktemp("copy"), ports))
    with browser:
        yield browser, server
    server.stop()


def _near(colours: set[tuple[int, ...]], wanted: tuple[int, ...]) -> bool:
    return any(all(abs(a - b) < 6 for a, b in zip(colour, wanted, strict=True)) for colour in colours)


@pytest.mark.parametrize(("box", "read"), [("#reply", "reply.value"), ("#rich", "rich.innerText.trim()")])
def test_the_main_job(stage: tuple[Firefox, Alongside], desk: Desk, box: str, read: str) -> None:
    browser, server = stage
    if not server.call("GET", "/v1/pairings")["pairings"]:
        _pair(browser, server)
    browser.send("browsingContext.activate", context=browser.top)
    browser.send("browsingContext.navigate", context=browser.top, url=desk.url("plain.html", HOST), wait="complete")
    browser.context = browser.top
    browser.step_into(box)
    assert not _near(browser.colours(), AMBER)
    browser.type(f"{PITY}. Soon.")
    wait_for(lambda: _near(browser.colours(), AMBER), "the underline to be seen")

    def text() -> str:
        return str(browser.page_js(f"() => {read}"))

    browser.chord(ALT, ENTER)
    wait_for(lambda: browser.page_js("() => document.activeElement.localName") == "alongside-ui", "the card to open")
    browser.type("1")
    wait_for(lambda: PITY not in text(), "the words to change")
    assert text().endswith(". Soon.")
    browser.press("Control+z")
    wait_for(lambda: text() == f"{PITY}. Soon.", "one undo to bring them back")


def _pair(browser: Firefox, server: Alongside) -> None:
    page = wait_for(browser.own_page, "the welcome page")
    press = "() => { const b = [...document.querySelectorAll('button')].find((b) => b.textContent === 'Pair this browser'); b.click() }"
    wait_for(lambda: browser._evaluate(page, press) is None, "the button")
    shown = "() => document.querySelector('.code')?.textContent"
    server.approve(wait_for(lambda: browser._evaluate(page, shown), "the code"))
    wait_for(lambda: server.call("GET", "/v1/pairings")["pairings"], "the pairing")
