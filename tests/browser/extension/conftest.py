from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser.extension.desk import Alongside, Browser, Desk, Surface, free_ports, prepared

SNIPPETS = [
    {
        "title": "Kumquat delivery date",
        "shortcut": ";kumquat",
        "body": "Hi {{ticket.requester.first_name | default: 'there'}},\n\nYou planned around that date and we missed it. "
        "I'm [[what I am doing now]] and will write again [[when: today|tomorrow morning|by Friday]].",
    },
    {
        "title": "Ask for a tangerine picture",
        "body": "Could you send a tangerine picture of the parcel for ticket {{ticket.id}}?",
    },
]


PACK = """
pack: harbour
title: Harbour support
version: 1.0.0
language: en
author: Harbour customer care
license: CC-BY-4.0
gestures:
  - id: express
    title: Express, free
    limit: Orders up to 200 €
    body: "I'm sending it by express at no cost to you, so it's with you [[when: tomorrow|on Friday]]."
"""


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    web = Desk(tmp_path_factory.mktemp("desk"))
    yield web
    web.close()


@pytest.fixture(scope="session")
def first_port() -> int:
    return free_ports()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, first_port: int) -> Iterator[Alongside]:
    home = tmp_path_factory.mktemp("home")
    packs = home / "data" / "packs"
    packs.mkdir(parents=True)
    (packs / "harbour.yaml").write_text(PACK, encoding="utf-8")
    running = Alongside(home, first_port + 3)
    for snippet in SNIPPETS:
        running.call("POST", "/v1/snippets", snippet)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser(
    playwright_: Playwright, tmp_path_factory: pytest.TempPathFactory, desk: Desk, server: Alongside, first_port: int
) -> Iterator[Browser]:
    extension = prepared(tmp_path_factory.mktemp("copy"), first_port)
    running = Browser(playwright_, tmp_path_factory.mktemp("profile"), desk, extension=extension)
    running.pair(server)
    yield running
    running.close()


@pytest.fixture
def open_page(browser: Browser, desk: Desk) -> Iterator[Callable[..., tuple[Page, Surface]]]:
    """Opens a page of the helpdesk; it is closed after the test."""
    pages: list[Page] = []

    def open_one(path: str, host: str = "acme.zendesk.com") -> tuple[Page, Surface]:
        page = browser.page(desk.url(path, host))
        pages.append(page)
        return page, Surface(page)

    yield open_one
    for page in pages:
        page.close()
