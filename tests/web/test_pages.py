"""The pages as HTML: who may see them, what they show, and that nothing typed becomes markup."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask

from server.engine import slot as engine_slot
from server.engine.slot import EngineSlot
from server.language.model import CATEGORIES, SEVERITIES
from server.library.errors import LibraryFull
from server.library.library import Library
from server.packs.names import CATEGORY_NAMES, SEVERITY_NAMES
from server.services import Notice, Part, Services
from server.web.pages import HERE, MODES, headline
from server.web.rules import rulebook
from tests.api.conftest import Client, page_client

PAGES = [
    "/",
    "/library",
    "/library/import",
    "/library/duplicates",
    "/library/trash",
    "/packs",
    "/packs/add",
    "/packs/new",
    "/packs/new?from=library",
    "/rules",
    "/practice",
    "/practice/scenarios/late",
    "/practice/drills/back",
    "/insights",
    "/insights/ratings",
    "/insights/report",
    "/privacy",
    "/pairing",
    "/settings",
    "/status",
]
HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{7*7}}"""


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_pages_are_for_the_agent_only(stranger: Client, extension: Client, path: str) -> None:
    refused = stranger.get(path)
    assert refused.status_code == 401
    assert "Open Alongside from its icon" in refused.text
    assert "csrf" not in refused.text.replace('name="csrf" content=""', "")
    if path != "/nowhere":
        assert extension.get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_nothing_from_elsewhere_and_nothing_inline(page: Client, path: str) -> None:
    answer = page.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    for tag, attributes in Elements(answer.text).found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert tag != "style"
        assert tag != "script" or (attributes["src"] or "").startswith("/static/")
        for name in ("href", "src", "action"):
            address = attributes.get(name)
            assert address is None or re.match(r"(/|#)(?!/)", address), address


@pytest.mark.parametrize("path", [*PAGES, "/nowhere"])
def test_what_a_page_links_to_is_there(page: Client, stranger: Client, path: str) -> None:
    elements = Elements(page.get(path).text)
    files = {element[name] for element in [*elements.all("link"), *elements.all("script"), *elements.all("img")]
             for name in ("href", "src") if name in element}  # fmt: skip
    assert files
    for file in files:
        answer = stranger.get(file or "")  # the page that says "not signed in" looks right too
        assert answer.status_code == 200, file
    for link in elements.all("a"):
        if not (link["href"] or "").startswith("#"):
            assert page.get(link["href"] or "").status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_where_one_is(page: Client, path: str) -> None:
    html = page.get(path).text
    elements = Elements(html)
    current = [link["href"] for link in elements.all("a") if link.get("aria-current") == "page"]
    assert current == ["/" + path.split("/")[1]]
    assert len(elements.all("h1")) == 1
    assert len(elements.all("main")) == 1
    assert re.search(r"<title>\S[^<]* · Alongside</title>", html)


def test_fields_have_labels(page: Client) -> None:
    for path in PAGES:
        html = page.get(path).text
        elements = Elements(html)
        labelled = {label.get("for") for label in elements.all("label")}
        for tag in ("input", "select", "textarea"):
            for field in elements.all(tag):
                assert field.get("type") in ("checkbox", "radio") or field["id"] in labelled, (path, field)


def test_an_address_that_does_not_exist_leads_home(page: Client) -> None:
    answer = page.get("/nowhere")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text
    assert 'href="/"' in answer.text


@pytest.mark.parametrize("name", ["../pages.py", "..%2fpages.py", "/etc/passwd", "js", "none.css", "%00"])
def test_only_static_files_are_given(stranger: Client, name: str) -> None:
    answer = stranger.get(f"/static/{name}")
    assert answer.status_code in (401, 404)
    assert "passwd" not in answer.text
    assert "blueprint" not in answer.text


@pytest.mark.parametrize("file", sorted((HERE / "static").rglob("*.*")), ids=lambda file: file.name)
def test_static_files_have_the_right_type(stranger: Client, file: Path) -> None:
    answer = stranger.get(f"/static/{file.relative_to(HERE / 'static').as_posix()}")
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".txt": "text/plain"}
    assert answer.mimetype == kinds[file.suffix]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(answer.data) == file.stat().st_size
    answer.close()


@pytest.mark.parametrize("file", sorted((HERE / "static/logo").glob("*.svg")), ids=lambda file: file.stem)
def test_logos_are_pictures_with_a_name(file: Path) -> None:
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert (title.text or "").startswith("Alongside")


# What was typed stays text -----------------------------------------------------------------------------------------------


def test_text_never_becomes_markup(page: Client, services: Services) -> None:
    library = services.library
    for number in range(2):
        library.add(
            {
                "title": f"{number} {HOSTILE}",
                "body": HOSTILE,
                "folder": HOSTILE.replace("/", ""),
                "tags": [HOSTILE[:50]],
            }
        )
    library.delete(library.search("0").snippets[0].id)
    services.notices.append(lambda: [Notice("n", "warning", HOSTILE)])
    services.parts.append(lambda: Part("p", HOSTILE, "degraded", HOSTILE, HOSTILE))
    services.pairings.ask(HOSTILE, "chrome-extension://" + "a" * 32)
    for path in [*PAGES, f"/rules?q={HOSTILE}&category={HOSTILE}&severity={HOSTILE}"]:
        html = page.get(path).text
        elements = Elements(html)
        assert all("src" in script for script in elements.all("script")), path
        assert not [image for image in elements.all("img") if image.get("src") == "x"], path
        assert "<script>alert" not in html
    assert "{{7*7}}" in page.get("/library/trash").text


# Home and status ---------------------------------------------------------------------------------------------------------


def test_home_offers_pairing_until_a_browser_is_paired(page: Client, services: Services) -> None:
    assert "Pair your browser" in page.get("/").text
    asked = services.pairings.ask("Chromium on Linux", "chrome-extension://" + "a" * 32)
    html = page.get("/").text
    assert "Chromium on Linux asks to be paired" in html
    assert asked.code in html
    services.pairings.decide(asked.request, True)
    services.pairings.claim(asked.request, asked.secret, "chrome-extension://" + "a" * 32)
    html = page.get("/").text
    assert "Pair your browser" not in html
    assert "asks to be paired" not in html


def test_status_says_what_works_and_what_to_do(page: Client, services: Services) -> None:
    services.parts.append(
        lambda: Part("hotkey", "Hotkey", "failed", "Ctrl+Space is taken", "Choose another in the settings")
    )
    services.notices.append(lambda: [Notice("port", "warning", "Port 27180 was taken.")])
    services.library.add({"title": "x", "body": "x"})
    html = page.get("/status").text
    for words in (
        "Hotkey",
        MODES["failed"],
        "Ctrl+Space is taken",
        "Choose another in the settings",
        "Port 27180 was taken.",
    ):
        assert words in html
    assert "1 snippet, no backup yet" in html
    assert str(services.folders.data) in html


def test_the_headline_follows_the_state(services: Services) -> None:
    assert headline(services) == ("on", "Ready")
    services.pause.begin(None)
    assert headline(services) == ("paused", "Paused")
    services.pause.begin(30)
    icon, words = headline(services)
    assert icon == "paused"
    assert re.fullmatch(r"Paused until \d\d:\d\d", words)
    services.pause.end()
    services.engine = EngineSlot(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    assert headline(services) == ("starting", "Starting")
    services.engine.start()
    assert services.engine.fetch(30) is None
    assert headline(services) == ("attention", "Needs a look")


# Library -----------------------------------------------------------------------------------------------------------------


def test_a_read_only_library_offers_no_changes(services: Services, app: Flask) -> None:
    services.library.add({"title": "x", "body": "x"})
    services.library._database.read_only = True
    html = page_client(app, services).get("/library").text
    assert "read-only" in html
    assert "data-new" not in html


def test_the_trash_lists_what_was_deleted(page: Client, services: Services) -> None:
    assert "The trash is empty" in page.get("/library/trash").text
    snippet = services.library.add({"title": "Late order", "body": "x"})
    services.library.delete(snippet.id)
    html = page.get("/library/trash").text
    assert "Late order" in html
    assert snippet.id in html


# Rules -------------------------------------------------------------------------------------------------------------------


def test_every_category_and_severity_has_a_name() -> None:
    assert set(CATEGORY_NAMES) == set(CATEGORIES)
    assert set(SEVERITY_NAMES) == set(SEVERITIES)


def test_rules_are_searched_and_narrowed(page: Client, services: Services) -> None:
    rule = services.engine.get().rules()[0].rule
    word = rule.examples[0].before.split()[-1].strip(".!?")
    html = page.get(f"/rules?q={word}").text
    assert f'id="{rule.id}"' in html
    assert rule.why.replace("'", "&#39;") in html
    assert f'id="{rule.id}"' not in page.get("/rules?q=xyzzy").text
    assert "No rule has these words" in page.get("/rules?q=xyzzy").text
    other = next(category for category in CATEGORIES if category != rule.category)
    assert f'id="{rule.id}"' in page.get(f"/rules?category={rule.category}&severity={rule.severity}").text
    assert f'id="{rule.id}"' not in page.get(f"/rules?category={other}").text


def test_rules_find_other_endings_and_ignore_capitals(services: Services) -> None:
    book = rulebook(services.engine.get().rules())
    word = max((word for word in book.entries[0].text.split() if word.isalpha()), key=len)
    assert book.search(word.upper()) == book.search(word)
    assert book.entries[0] in book.search(f"{word}s")


@pytest.mark.parametrize(("failed", "words"), [(False, "still loading"), (True, "could not be loaded")])
def test_rules_before_they_are_loaded(
    app: Flask, services: Services, failed: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_slot, "FETCH_SECONDS", 0.01)
    services.engine = EngineSlot(lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    if failed:
        services.engine.start()
        assert services.engine.fetch(30) is None
    assert words in page_client(app, services).get("/rules").text


def test_a_failing_library_gives_a_page_that_says_what_to_do(
    page: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_library: Library) -> int:
        raise LibraryFull

    monkeypatch.setattr(Library, "count", full)
    answer = page.get("/")
    assert answer.status_code == 507
    assert "The disk is full" in answer.text
    assert "Free some disk space" in answer.text
