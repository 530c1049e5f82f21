"""The server as it really runs: waitress on a real socket, its lock, its port, its files, and how it ends."""

import http.client
import json
import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from server import runinfo, serve
from server.engine import process as process_module
from server.packs import gist
from server.runinfo import AlreadyRunningError, PortsTakenError
from server.serve import RunningServer
from server.settings import Folders
from tests.api.conftest import CHROME, PhraseEngine, pair
from tests.inprocess import InProcess

DRAFT = "Priya, calm down about invoice 4711"


@pytest.fixture
def running(folders: Folders, engine: PhraseEngine, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    monkeypatch.setattr(serve, "_make", lambda _services: InProcess(lambda: engine))
    server = serve.start(folders, port=0)
    assert server.services.engine.wait(30) == "ready"
    yield server
    server.stop()


def call(
    server: RunningServer, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """One request as a program sends it, without a client library that would mend its headers."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        sent = {"Authorization": f"Bearer {server.services.control_token}", **(headers or {})}
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body), "application/json"
        connection.request(method, path, data, sent)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")


def raw(server: RunningServer, request: bytes) -> bytes:
    """Bytes on the wire, and whatever comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(request)
        wire.shutdown(socket.SHUT_WR)
        parts = []
        while part := wire.recv(65536):
            parts.append(part)
        return b"".join(parts)


@contextmanager
def taken(port: int = 0) -> Iterator[int]:
    """A port another program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        yield listener.getsockname()[1]


def test_it_answers_on_loopback_only(running: RunningServer) -> None:
    assert call(running, "GET", "/v1/hello") == (
        200,
        {"app": "alongside", "api": 1, "version": running.services.version},
    )
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{running.port:04X}")]
    assert listening == [f"0100007F:{running.port:04X}"]
    tcp6 = Path("/proc/net/tcp6")
    if tcp6.exists():
        assert f":{running.port:04X} " not in tcp6.read_text(encoding="ascii")


def test_a_review_over_the_wire(running: RunningServer) -> None:
    token = {"Authorization": f"Bearer {pair(running.services)}", "Origin": CHROME}
    status, review = call(running, "POST", "/v1/review", {"draft": DRAFT}, token)
    assert status == 200
    assert review["findings"][0]["quote"] == "calm down"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Origin": CHROME, "Authorization": "Bearer wrong"}, 401),
    ],
)
def test_hostile_requests_over_the_wire(headers: dict[str, str], status: int, running: RunningServer) -> None:
    answer = call(running, "GET", "/v1/status", headers=headers)
    assert answer[0] == status
    assert set(answer[1]) == {"error"}


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET http://evil.example/v1/status HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"403"),
        (b"GET /v1/status HTTP/1.1\r\n\r\n", b"403"),
        (b"GET /v1/status HTTP/1.0\r\n\r\n", b"403"),
        (b"GET /v1/status HTTP/1.1\r\nHost: %HOST%\r\nHost: evil.example\r\n\r\n", b"403"),
        (b"GET /../../run.json HTTP/1.1\r\nHost: %HOST%\r\n\r\n", b"401"),
        (b"GET /%2e%2e/%2e%2e/run.json HTTP/1.1\r\nHost: %HOST%\r\n\r\n", b"401"),
        (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: %HOST%\r\n\r\n", b"401"),
        (b"POST /v1/review HTTP/1.1\r\nHost: %HOST%\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST /v1/review HTTP/1.1\r\nHost: %HOST%\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /v1/review HTTP/1.1\r\nHost: %HOST%\r\nTransfer-Encoding: gzip\r\n\r\n", b"501"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * (16 * 1024 - 19), b"431"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
    ],
)
def test_malformed_requests_over_the_wire(request_line: bytes, status: bytes, running: RunningServer) -> None:
    answer = raw(running, request_line.replace(b"%HOST%", f"127.0.0.1:{running.port}".encode()))
    assert answer.split()[1] == status
    assert b"waitress" not in answer.lower()
    assert running.services.version.encode() not in answer
    assert running.services.control_token.encode() not in answer


def test_a_body_that_is_far_too_large_is_refused_in_our_words(running: RunningServer) -> None:
    head = f"POST /v1/review HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\nContent-Length: 99999999\r\n\r\n"
    body = json.loads(raw(running, head.encode()).partition(b"\r\n\r\n")[2])
    assert body["error"]["code"] == "too-large"
    assert body["error"]["limit"] == 4 * 1024 * 1024


def test_drafts_never_reach_the_disk(
    running: RunningServer, folders: Folders, engine: PhraseEngine, tmp_path: Path
) -> None:
    token = {"Authorization": f"Bearer {pair(running.services)}", "Origin": CHROME}
    long = DRAFT + " and more." * 4000
    assert call(running, "POST", "/v1/review", {"draft": long, "customer": DRAFT}, token)[0] == 200
    assert call(running, "POST", "/v1/conversation", {"customer": DRAFT}, token)[0] == 200
    assert call(running, "GET", "/v1/snippets?q=Priya")[0] == 200
    assert call(running, "POST", "/v1/review", {"draft": [DRAFT]}, token)[0] == 422
    engine.fails = ValueError(DRAFT)
    status, body = call(running, "POST", "/v1/review", {"draft": DRAFT}, token)
    engine.fails = None
    assert status == 500
    running.stop()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert folders.state / "alongside.log" in files
    for path in files:
        assert b"Priya" not in path.read_bytes(), path
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    log = (folders.state / "alongside.log").read_text(encoding="utf-8")
    reference = body["error"]["message"].partition("(")[2][:8]
    assert f"defect {reference} while answering review.review" in log
    assert "ValueError" in log


def test_others_find_it_by_run_json(running: RunningServer, folders: Folders) -> None:
    info = runinfo.read(folders)
    assert info is not None
    assert (info.pid, info.port, info.url) == (os.getpid(), running.port, running.url)
    assert info.control_token == running.services.control_token
    assert stat.S_IMODE((folders.data / "run.json").stat().st_mode) == 0o600
    running.stop()
    assert runinfo.read(folders) is None
    assert not (folders.data / "run.json").exists()


def test_a_second_server_of_the_profile_learns_of_the_first(running: RunningServer, folders: Folders) -> None:
    with pytest.raises(AlreadyRunningError, match=running.url) as raised:
        serve.start(folders, port=0)
    assert raised.value.info == runinfo.read(folders)
    assert call(running, "GET", "/v1/hello")[0] == 200


def test_what_a_crash_left_behind_does_not_count(folders: Folders) -> None:
    dead = runinfo.RunInfo(999_999, 27180, "token", "0", "2025-03-01T00:00:00+00:00")
    runinfo.write(folders, dead)
    (folders.data / "server.lock").touch()
    assert runinfo.read(folders) is None
    runinfo.take_lock(folders).release()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"pid": 1}', "\0", '{"pid": "1", "port": 2, "control_token": 3, '
                                     '"version": 4, "started": 5}'])  # fmt: skip
def test_a_run_json_that_makes_no_sense_is_no_server(content: str, running: RunningServer, folders: Folders) -> None:
    (folders.data / "run.json").write_text(content, encoding="utf-8")
    assert runinfo.read(folders) is None


def test_stopping_frees_everything_and_may_be_done_twice(running: RunningServer, folders: Folders) -> None:
    port = running.port
    running.stop()
    running.stop()
    assert running.wait(0)
    with taken(port):
        pass
    again = serve.start(folders, port=port)
    assert call(again, "GET", "/v1/hello")[0] == 200
    again.stop()


def test_stopping_finishes_what_is_being_answered(running: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(*_: object) -> int:
        begun.set()
        assert go_on.wait(10)
        return 7

    monkeypatch.setattr(type(running.services.library), "count", slow)
    answers: list[Any] = []
    asking = threading.Thread(target=lambda: answers.append(call(running, "GET", "/v1/status")))
    asking.start()
    assert begun.wait(10)
    stopping = threading.Thread(target=running.stop)
    stopping.start()
    go_on.set()
    asking.join(10)
    stopping.join(10)
    assert running.wait(10)
    ((status, body),) = answers
    assert (status, body["snippets"]) == (200, 7)


def test_a_taken_port_is_said_and_the_next_one_used(folders: Folders, engine: PhraseEngine,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(serve, "_make", lambda _services: InProcess(lambda: engine))
    with taken() as port:
        server = serve.start(folders, port=port)
        assert server.port in range(port + 1, port + 10)
        notices = call(server, "GET", "/v1/status")[1]["notices"]
        server.stop()
    assert server.note is not None
    assert server.note == notices[0]["message"]
    assert server.note.startswith(f"Port {port} is taken by ")
    assert f"(process {os.getpid()})" in server.note
    assert server.note.endswith(f"uses {server.port}.")


def test_when_all_ports_are_taken_the_error_says_what_to_do(folders: Folders) -> None:
    with taken() as port:
        with pytest.raises(PortsTakenError, match=r"settings file"):
            runinfo.bind(port, tries=1)
        with pytest.raises(
            PortsTakenError, match=rf"Ports {port} to {port} are all taken \({port} by .*process {os.getpid()}"
        ):
            runinfo.bind(port, tries=1)
    runinfo.take_lock(folders).release()


def test_a_failed_start_leaves_nothing_locked(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_port(*_: object) -> None:
        raise PortsTakenError("none")

    handlers = list(logging.getLogger().handlers)
    with monkeypatch.context() as patch:
        patch.setattr(runinfo, "bind", no_port)
        with pytest.raises(PortsTakenError):
            serve.start(folders)
    assert logging.getLogger().handlers == handlers
    runinfo.take_lock(folders).release()


def test_problems_of_the_settings_are_on_the_status_page(folders: Folders, engine: PhraseEngine,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(serve, "_make", lambda _services: InProcess(lambda: engine))
    folders.settings_file.write_text("[server]\nthreads = 99\n", encoding="utf-8")
    server = serve.start(folders, port=0)
    (notice,) = call(server, "GET", "/v1/status")[1]["notices"]
    server.stop()
    assert notice["level"] == "warning"
    assert "settings.toml, line 2: server.threads must be" in notice["message"]


def test_packs_fill_the_library_and_a_broken_one_is_said(folders: Folders) -> None:
    packs = folders.data / "packs"
    packs.mkdir()
    ours = Path(__file__).with_name("test-pack.yaml").read_text(encoding="utf-8")
    snippet = "snippets:\n  - {id: hi, title: Hello there, body: Good to hear from you.}\n"
    (packs / "ours.yaml").write_text(ours + snippet, encoding="utf-8")
    (packs / "off.yaml").write_text(ours.replace("pack: test-pack", "pack: not-wanted"), encoding="utf-8")
    (packs / "broken.yaml").write_text("pack: [", encoding="utf-8")
    folders.settings_file.write_text('[packs]\noff = ["not-wanted"]\n', encoding="utf-8")
    server = serve.start(folders, port=0)
    assert server.services.engine.wait(60) == "ready"
    status = call(server, "GET", "/v1/status")[1]
    found = call(server, "GET", "/v1/snippets?q=hello+there")[1]["snippets"]
    assert server.services.engine.fetch(60)
    rules = server.services.engine.get().rules()
    outline = server.services.engine.outline
    server.stop()
    assert [notice["message"] for notice in status["notices"] if "broken.yaml" in notice["message"]]
    assert "Hello there" in [snippet["title"] for snippet in found]
    assert "test-pack" in {rule.pack for rule in rules}
    assert "not-wanted" not in {rule.pack for rule in rules}
    assert outline is not None
    assert (status["packs"], status["rules"]) == (outline.packs, outline.rules)


DOCUMENTED = Path(__file__).parents[2] / "docs" / "security.md"


def test_every_file_that_is_written_is_documented(running: RunningServer, folders: Folders) -> None:
    pair(running.services)
    running.services.library.add({"title": "Hello", "body": "Good to hear from you."})
    running.services.library.back_up()
    table = DOCUMENTED.read_text(encoding="utf-8").partition("## What is stored")[2].partition("## What leaves")[0]
    for folder in (folders.config, folders.data, folders.state):
        for path in folder.iterdir():
            name = path.name.removesuffix("-wal").removesuffix("-shm") + ("/" if path.is_dir() else "")
            row = next((line for line in table.splitlines() if f"`{name}`" in line.partition("| ")[2]), "")
            assert f"| {folder.name} |" in row, path


# Python runs this in every process it is in, so in the server's and in the engine's.
WATCH = """
import json, os, sys
file = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "subprocess.Popen", "os.system"):
        said = repr(arguments[1:2] if event in ("socket.connect", "subprocess.Popen") else arguments)
        os.write(file, json.dumps([event, said]).encode() + b"\\n")
sys.addaudithook(watch)
os.write(file, json.dumps(["watching", str(os.getpid())]).encode() + b"\\n")
"""

WATCHED = """
import sys
from server import serve
from server.settings import Folders
server = serve.start(Folders.find(), port=0)
server.services.engine.fetch(60)
print(server.port, server.services.control_token, flush=True)
sys.stdin.readline()
print([name for name in ("spacy", "numpy") if name in sys.modules])
server.stop()
"""


def test_it_connects_to_nothing_and_starts_nothing_but_the_engine(tmp_path: Path) -> None:
    """Python reports every connection, name lookup and new process to the audit hook, also those of libraries."""
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    seen = tmp_path / "seen"
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])
    environ = {**os.environ, "ALONGSIDE_HOME": str(tmp_path), "PYTHONPATH": path, "WATCHED": str(seen)}
    process = subprocess.Popen(
        [sys.executable, "-c", WATCHED], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port, token = process.stdout.readline().split()
    with closing(http.client.HTTPConnection("127.0.0.1", int(port), timeout=30)) as connection:
        body = json.dumps({"draft": "See https://example.com and calm down.", "customer": "mail me@example.com"})
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/review", body, headers)
        assert connection.getresponse().read()
    answer, _ = process.communicate("stop\n", timeout=60)
    assert process.returncode == 0
    assert answer == "[]\n", "the engine and its libraries are in the other process only"
    events = [json.loads(line) for line in seen.read_text(encoding="utf-8").splitlines()]
    assert [kind for kind, _ in events].count("watching") == 3
    others = [
        event for event in events if event[0] != "watching" and "'0.0.0.0'" not in event[1]
    ]  # waitress parses its default
    assert others == [["subprocess.Popen", repr((command,))] for command in (gist.command(), process_module.command())]


SERVE = """
import sys, time
from server import serve
from server.settings import Folders
server = serve.start(Folders.find(), port=0)
print(server.port, flush=True)
server.wait()
"""


def test_a_killed_server_leaves_a_profile_that_starts_again(folders: Folders, tmp_path: Path) -> None:
    environ = {**os.environ, "ALONGSIDE_HOME": str(tmp_path)}
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", SERVE], env=environ, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        port = int(process.stdout.readline())
        info = runinfo.read(folders)
        assert info is not None
        assert (info.pid, info.port) == (process.pid, port)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=10)
        assert (folders.data / "run.json").exists()
        assert runinfo.read(folders) is None
