"""Packs that change while the server runs: their rules count without a restart, and subscriptions are asked quietly."""

import json
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from server import serve
from server.engine import process
from server.library.library import Library
from server.packs.write import new_pack
from server.serve import RunningServer
from server.settings import Folders
from server.sharing.keeper import Keeper
from server.sharing.packs import Packs
from server.sharing.subscriptions import Subscriptions
from tests.sharing.conftest import found, text

DRAFT = "Our tier two team has your photos."


def until(true: Callable[[], Any]) -> None:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    """A server whose engine has only the profile's own packs, so that it is made in a moment."""

    def own_packs(data: Path, off: Collection[str]) -> list[Path]:
        return [path for path in sorted((data / "packs").glob("*.yaml")) if path.stem not in off]

    monkeypatch.setattr(serve, "used_packs", own_packs)
    server = serve.start(Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path)}), port=0)
    yield server
    server.stop()


def call(server: RunningServer, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {server.services.control_token}", "Content-Type": "application/json"}
    request = urllib.request.Request(server.url + path, None if body is None else json.dumps(body).encode(), headers)
    request.method = method
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def marked(server: RunningServer) -> list[str]:
    """What a review of DRAFT marks, however long the engine takes to load."""
    server.services.engine.fetch(60)
    return [one["quote"] for one in call(server, "POST", "/v1/review", {"draft": DRAFT})["findings"]]


def test_rules_come_change_and_go_without_a_restart(running: RunningServer, tmp_path: Path) -> None:
    slot = running.services.engine
    assert marked(running) == []
    before = slot.loaded
    file = tmp_path / "harbour.yaml"
    file.write_text(new_pack("harbour", "Harbour"), encoding="utf-8")
    look = call(running, "POST", "/v1/pack-looks", {"source": str(file)})
    call(running, "POST", f"/v1/pack-looks/{look['id']}/install", {"number": 0})
    assert slot.renewing or slot.loaded is not before, "nobody has to ask for it"
    until(lambda: not slot.renewing)
    assert marked(running) == ["Our tier two team"]
    assert call(running, "GET", "/v1/status")["rules"] == 1

    by_hand = running.services.folders.data / "packs" / "harbour.yaml"
    by_hand.write_text(by_hand.read_text(encoding="utf-8").replace("(our|the)", "(my|the)"), encoding="utf-8")
    until(lambda: not marked(running))

    call(running, "PUT", "/v1/settings", {"packs.off": ["harbour"]})
    until(lambda: not slot.renewing and call(running, "GET", "/v1/status")["rules"] == 0)
    call(running, "PUT", "/v1/settings", {"packs.off": []})
    call(running, "DELETE", "/v1/packs/harbour")
    until(lambda: not slot.renewing)
    assert call(running, "GET", "/v1/status")["packs"] == 0


def test_a_pack_that_cannot_be_loaded_leaves_the_old_rules(
    running: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = running.services.engine
    assert slot.fetch(30) is not None
    before = slot.loaded

    monkeypatch.setattr(process, "command", lambda: [sys.executable, "-c", "raise SystemExit(1)"])
    slot.renew()
    until(lambda: not slot.renewing)
    assert slot.loaded is before
    assert marked(running) == []


def test_an_interrupted_update_is_finished_before_the_packs_are_read(tmp_path: Path) -> None:
    """Else the old file's snippets would replace the new ones that are in the library already."""
    folders = Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path)})
    folders.create()
    library = Library.open(folders.data / serve.LIBRARY_FILE)
    packs = Packs(folders.data, library)
    packs.install(found(text(late="Old.")))
    packs.install(found(text("1.1.0", late="New.")))
    library.close()
    file = folders.data / "packs" / "harbour.yaml"
    file.rename(file.with_name("harbour.yaml.incoming"))  # killed between the transaction and the renaming
    file.write_text(text(late="Old."), encoding="utf-8")
    server = serve.start(folders, port=0)
    try:
        assert server.services.engine.wait(60) == "ready"
        assert server.services.library.get("harbour.late").content.body == "New."
        assert "1.1.0" in file.read_text(encoding="utf-8")
    finally:
        server.stop()


# Subscriptions -----------------------------------------------------------------------------------------------------------


@contextmanager
def source(pack: str, wait: threading.Event | None = None) -> Iterator[tuple[str, list[str | None]]]:
    """A server that gives a pack, when ``wait`` is set; and what its callers knew already."""
    asked: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get("If-None-Match"))
            if wait is not None:
                wait.wait(30)
            self.send_response(200)
            self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.write(pack.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/pack.yaml", asked
        if wait is not None:
            wait.set()
        server.shutdown()


def keeper(packs: Packs, subscriptions: Subscriptions) -> Keeper:
    return Keeper(packs.folder, lambda: (), lambda: None, subscriptions, every=0.01, first_check=0)


def test_what_is_due_is_asked_and_offered_and_never_installed(packs: Packs, library: Library) -> None:
    packs.install(found(text(late="Old.")))
    subscriptions = Subscriptions(library, packs)
    with source(text("1.1.0", late="New.")) as (address, asked):
        subscriptions.add(address)
        one = keeper(packs, subscriptions)
        one.start()
        until(subscriptions.offered)
        one.give_up()
        assert one.ended(30)
    (newer,) = subscriptions.offered()
    assert (newer.pack, newer.version, newer.source) == ("harbour", "1.1.0", address)
    assert asked == [None]
    assert library.get("harbour.late").content.body == "Old."


def test_ending_waits_for_nobody_and_writes_nothing_more(packs: Packs, library: Library) -> None:
    subscriptions = Subscriptions(library, packs)
    answered = threading.Event()
    with source(text(late="x"), answered) as (address, asked):
        subscriptions.add(address)
        one = keeper(packs, subscriptions)
        one.start()
        until(lambda: asked)
        one.give_up()
        assert not one.ended(0.01)
        answered.set()
        assert one.ended(30)
    assert subscriptions.all()[0].checked is None
