"""The engine's own process: a real server, and everything that can happen to the process while a draft is read."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server import serve
from server.engine import slot as slot_module
from server.engine.model import EngineDefectError
from server.engine.process import EngineProcess
from server.serve import RunningServer
from server.settings import Folders
from tests.api.conftest import CHROME, pair

PACK = Path(__file__).parents[1] / "api" / "test-pack.yaml"
DRAFT = "Priya, calm down about invoice 4711."
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")


def until(true: Callable[[], Any]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def runs(pid: int) -> bool:
    """Whether there is such a process; one that ended and was not fetched by its parent does not count."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with one small pack, which waits for its engine as long as it takes on a slow machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serve, "used_packs", lambda data, off: [PACK])
        patch.setattr(slot_module, "FETCH_SECONDS", 60.0)
        folders = Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path_factory.mktemp("alongside"))})
        server = serve.start(folders, port=0)
        yield server
        last = server.services.engine.loaded
        server.stop()
        assert isinstance(last, EngineProcess)
        assert not runs(last.pid)


def call(server: RunningServer, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    sent = {"Authorization": f"Bearer {server.services.control_token}", "Content-Type": "application/json", **headers}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(
            urllib.request.Request(server.url + path, data, sent, method=method), timeout=100
        ) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def quotes(server: RunningServer, draft: str = DRAFT) -> list[str]:
    status, review = call(server, "POST", "/v1/review", {"draft": draft})
    assert status == 200, review
    return [finding["quote"] for finding in review["findings"]]


def engine_of(server: RunningServer) -> EngineProcess:
    assert server.services.engine.fetch(60)
    worker = server.services.engine.loaded
    assert isinstance(worker, EngineProcess)
    return worker


def test_many_at_a_time_each_get_their_own_answer(running: RunningServer) -> None:
    drafts = ["Calm down. " * number + "Thanks." for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda draft: quotes(running, draft), drafts))
    assert [len(each) for each in found] == list(range(12))


def test_killed_in_the_middle_of_a_review_the_review_is_answered_by_the_next(running: RunningServer) -> None:
    first = engine_of(running)
    arguments = Path(f"/proc/{first.pid}/cmdline").read_bytes().decode()
    assert "Priya" not in arguments
    os.kill(first.pid, signal.SIGSTOP)  # it will not answer
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(quotes, running) for _ in range(2)]
        held = running.services.engine._held
        assert held is not None
        until(lambda: held.users == 2)
        os.kill(first.pid, signal.SIGKILL)
        assert [answer.result(100) for answer in answers] == [["calm down"], ["calm down"]]
    second = engine_of(running)
    assert second is not first
    assert runs(second.pid)
    assert not runs(first.pid)


def test_a_defect_is_logged_without_the_text_and_the_next_draft_is_read(running: RunningServer) -> None:
    before = engine_of(running)
    with pytest.raises(EngineDefectError):
        running.services.engine._ask("review", {"Priya": DRAFT})
    log = (running.services.folders.state / "alongside.log").read_text(encoding="utf-8")
    assert "the language engine failed (review)" in log
    assert "Error" in log
    assert "Priya" not in log
    assert quotes(running) == ["calm down"]
    assert engine_of(running) is before


def test_it_rests_and_wakes_when_an_editor_is_entered(running: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, services = engine_of(running), running.services
    token = pair(services)

    def detail() -> str:
        parts = call(running, "GET", "/v1/status")[1]["parts"]  # our own command line must not wake it
        return str(next(part["detail"] for part in parts if part["id"] == "engine"))

    with monkeypatch.context() as patch:
        patch.setattr(slot_module, "MINUTE", 0.05)
        patch.setattr(services, "settings", replace(services.settings, engine_rest_minutes=1))
        # The thread that looks may sleep for a minute that began before; the next engine's does not.
        services.engine.renew()
        until(lambda: not services.engine.renewing)
        until(lambda: services.engine.loaded is None)
        assert "resting" in detail()
    until(lambda: not runs(worker.pid))
    assert services.engine.state == "ready"
    status, said = call(running, "GET", "/v1/status", Authorization=f"Bearer {token}", Origin=CHROME)
    assert (status, said["state"]) == (200, "ready")
    until(lambda: services.engine.loaded)
    assert detail() == "1 rules"
    assert quotes(running) == ["calm down"]


def test_what_cannot_be_started_is_said(running: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    slot = slot_module.EngineSlot(lambda: EngineProcess([], 1))
    monkeypatch.setattr("server.engine.process.command", lambda: [sys.executable, "-c", "print('no engine')"])
    slot.start()
    assert slot.fetch(60) is None
    assert slot.state == "failed"
    slot.give_up()


SERVE = f"""
import pathlib, sys
from server import serve
from server.settings import Folders
serve.used_packs = lambda data, off: [pathlib.Path({str(PACK)!r})]
server = serve.start(Folders.find(), port=0)
server.services.engine.wait(60)
if sys.argv[1] == "loaded":
    assert server.services.engine.fetch(60)
else:
    server.services.engine.wake()
    while server.services.engine._coming is None:
        pass
worker = server.services.engine.loaded or server.services.engine._coming
print(worker.pid, flush=True)
server.wait()
"""


@pytest.mark.parametrize("when", ["loaded", "loading"])
def test_the_engine_ends_with_a_server_that_is_killed(tmp_path: Path, when: str) -> None:
    environ = {**os.environ, "ALONGSIDE_HOME": str(tmp_path)}
    server = subprocess.Popen([sys.executable, "-c", SERVE, when], env=environ, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    assert runs(pid)
    server.kill()
    server.communicate(timeout=60)
    until(lambda: not runs(pid))


def test_stopping_waits_for_the_review_that_is_being_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "used_packs", lambda data, off: [PACK])
    server = serve.start(Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path)}), port=0)
    worker = engine_of(server)
    os.kill(worker.pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(quotes, server)
        held = server.services.engine._held
        assert held is not None
        until(lambda: held.users == 1)
        stopping = threading.Thread(target=server.stop)
        stopping.start()
        until(server.services.engine._unwanted.is_set)
        os.kill(worker.pid, signal.SIGCONT)
        assert answer.result(60) == ["calm down"]
    stopping.join(60)
    assert not runs(worker.pid)
