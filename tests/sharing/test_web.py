"""Fetching a pack from a real server that does everything a server can do wrong."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server.library.library import Library
from server.packs.read import MAX_BYTES
from server.sharing import sources, web
from server.sharing.errors import SharingError
from server.sharing.packs import Packs
from server.sharing.subscriptions import Subscriptions
from tests.sharing.conftest import text

PACK = text(late="We are late.").encode()


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    asked: list[tuple[str, str | None]]
    pack = PACK

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("If-None-Match")))
        match self.path:
            case "/pack.yaml" if self.headers.get("If-None-Match") == '"1"':
                self.answer(304)
            case "/pack.yaml":
                self.answer(200, self.pack, ETag='"1"')
            case "/team.yaml":
                self.answer(200, b"team: harbour\npacks:\n  - pack.yaml\n  - none.yaml\n")
            case "/moved":
                self.answer(302, Location="/pack.yaml")
            case "/loop":
                self.answer(302, Location="/loop")
            case "/out":
                self.answer(302, Location="http://packs.example/pack.yaml")
            case "/file":
                self.answer(302, Location="file:///etc/passwd")
            case "/html":
                self.answer(200, b"<!DOCTYPE html><title>Sign in</title>", **{"Content-Type": "text/plain"})
            case "/cut":
                self.answer(200, PACK, **{"Content-Length": str(len(PACK) + 9)})
            case "/large":
                self.answer(200, b"", **{"Content-Length": str(50_000_000)})
            case "/endless":
                self.send_response(200)
                self.end_headers()
                with self.suppressed():
                    for _ in range(MAX_BYTES // 65536 + 20):
                        self.wfile.write(b"#" * 65536)
            case "/zipped":
                self.answer(200, PACK, **{"Content-Encoding": "gzip"})
            case "/private":
                self.answer(403)
            case "/failing":
                self.answer(503)
            case _:
                self.answer(404)

    @staticmethod
    def suppressed() -> contextlib.suppress:
        return contextlib.suppress(OSError)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Handler.asked, Handler.pack = [], PACK
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_pack_is_fetched_and_not_fetched_again_while_it_is_the_same(server: str) -> None:
    page = web.get(f"{server}/pack.yaml")
    assert page.raw == PACK
    assert web.get(f"{server}/pack.yaml", page.remembered).raw is None
    assert web.get(f"{server}/moved").raw == PACK


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/loop", "redirects"),
        ("/out", "not-https"),
        ("/file", "bad-address"),
        ("/html", "html"),
        ("/cut", "cut-off"),
        ("/large", "too-large"),
        ("/endless", "too-large"),
        ("/zipped", "encoded"),
        ("/private", "not-allowed"),
        ("/failing", "server-failed"),
        ("/nowhere", "not-there"),
    ],
)
def test_what_is_no_pack_is_refused(server: str, path: str, code: str) -> None:
    with pytest.raises(SharingError) as refused:
        web.get(server + path)
    assert refused.value.code == code


@pytest.mark.parametrize("address", ["http://packs.example/a.yaml", "ftp://x/a", "https://me:secret@x/a", "file:///a"])
def test_only_safe_addresses_are_asked(address: str) -> None:
    with pytest.raises(SharingError):
        web.check_address(address)


def test_nobody_there(server: str) -> None:
    with pytest.raises(SharingError, match="cannot be reached"):
        web.get("http://127.0.0.1:9/pack.yaml")


def test_a_team_file_brings_what_can_be_read(server: str) -> None:
    reading = sources.read(f"{server}/team.yaml")
    assert [found.source for found in reading.found] == [f"{server}/pack.yaml"]
    assert "none.yaml" in reading.problems[0]


def test_a_subscription_offers_and_installs_nothing(server: str, packs: Packs, library: Library) -> None:
    subscriptions = Subscriptions(library, packs)
    subscriptions.add(f"{server}/pack.yaml")
    assert Handler.asked == [], "subscribing alone asks nobody"
    ((offer,), problems) = subscriptions.check()
    assert problems == []
    assert library.count() == 0
    packs.install(offer.found)
    assert subscriptions.check() == ([], [])
    assert subscriptions.check() == ([], [])
    assert Handler.asked[-1] == ("/pack.yaml", '"1"'), "asks only whether it is another"
    asked = len(Handler.asked)
    assert subscriptions.check(due_only=True) == ([], [])
    assert len(Handler.asked) == asked


def test_failures_are_noted_and_waited_for(server: str, packs: Packs, library: Library) -> None:
    subscriptions = Subscriptions(library, packs)
    subscriptions.add(f"{server}/failing")
    waits = []
    for _ in range(3):
        offers, problems = subscriptions.check()
        assert (offers, len(problems)) == ([], 1)
        (one,) = subscriptions.all()
        waits.append(one.due)
    assert (one.failures, "503" in one.problem) == (3, True)
    assert waits == sorted(waits, key=str)


def test_a_folder_gives_all_its_packs(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text(late="x"), encoding="utf-8")
    (tmp_path / "b.yml").write_bytes("\ufeffpack: b\r\ntitle: Bé\r\n".encode("utf-16"))
    reading = sources.read(str(tmp_path))
    assert [Path(found.source).name for found in reading.found] == ["a.yaml"]
    assert "UTF-16" in reading.problems[0]
