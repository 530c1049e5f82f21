"""The commands that talk to a running Alongside, against a real one that ``alongside serve`` started."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.cli import main
from server import runinfo
from server.settings import Folders

ALONGSIDE = Path(sys.executable).parent / "alongside"
ORIGIN = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running Alongside keeps its files."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def port(home: Path) -> Iterator[int]:
    """The port of ``alongside serve``; at the end it is asked to stop, and must do so with exit code 0."""
    environment = {**os.environ, "ALONGSIDE_HOME": str(home)}
    with subprocess.Popen(
        [ALONGSIDE, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        found = re.search(r"Alongside serves at http://127\.0\.0\.1:(\d+)\. Stop it with Ctrl\+C\.", first)
        assert found, process.communicate(timeout=30)
        yield int(found[1])
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "Stopping.\n")
    assert not (home / "data/run.json").exists()


@pytest.fixture(autouse=True)
def use_it(home: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of this test speak to that server."""
    monkeypatch.setenv("ALONGSIDE_HOME", str(home))
    monkeypatch.delenv("ALONGSIDE_PROFILE", raising=False)


def extension_asks(port: int, name: str, path: str = "", body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What an extension does before it is paired."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
    connection.request("POST", f"/v1/pairings{path}", json.dumps(body or {"name": name}), headers)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def test_status(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    shown = capsys.readouterr().out
    assert f"http://127.0.0.1:{port}" in shown
    assert " rules, " in shown
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] in ("starting", "ready")


def test_a_second_server_says_where_the_first_is(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve"]) == 1
    assert f"Alongside is already running at http://127.0.0.1:{port}" in capsys.readouterr().err


def test_pairing_from_the_terminal(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pair"]) == 0
    assert capsys.readouterr().out.startswith("No browser is waiting.")

    asked = extension_asks(port, "Chromium on this machine")
    assert main(["pair", "list"]) == 0
    assert f"waiting  {asked['code']}  Chromium on this machine  ({ORIGIN})" in capsys.readouterr().out

    assert main(["pair", "approve", "AAA-AAA"]) == 1
    assert f"No request has the code AAA-AAA. Waiting: {asked['code']}." in capsys.readouterr().err

    assert main(["pair", "approve", asked["code"].replace("-", "").lower()]) == 0
    assert capsys.readouterr().out == "Paired with Chromium on this machine.\n"
    claimed = extension_asks(port, "", f"/{asked['request']}/claim", {"secret": asked["secret"]})
    assert claimed["state"] == "approved"

    assert main(["pair", "list"]) == 0
    found = re.search(r"paired   (\w+)  Chromium on this machine", capsys.readouterr().out)
    assert found
    assert main(["pair", "revoke", "nobody"]) == 1
    assert "No extension is paired as nobody" in capsys.readouterr().err
    assert main(["pair", "revoke", found[1]]) == 0
    assert "Shut out: Chromium on this machine." in capsys.readouterr().out
    assert main(["pair", "list"]) == 0
    assert capsys.readouterr().out.startswith("No browser is paired.")


@pytest.mark.parametrize(
    ("answer", "state", "said"), [("y", "approved", "Paired with"), ("n", "refused", "Turned away")]
)
def test_pairing_by_comparing_the_code(port: int, home: Path, answer: str, state: str, said: str) -> None:
    asked = extension_asks(port, "Firefox")
    done = subprocess.run(
        [ALONGSIDE, "pair"],
        input=f"{answer}\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "ALONGSIDE_HOME": str(home)},
    )
    assert asked["code"] in done.stdout
    assert said in done.stdout
    assert extension_asks(port, "", f"/{asked['request']}/claim", {"secret": asked["secret"]})["state"] == state


def test_the_address_for_languagetool_plugins(port: int, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def asked(address: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", address.removeprefix(f"http://127.0.0.1:{port}") + "v2/languages")
        status = connection.getresponse().status
        connection.close()
        return status

    assert main(["languagetool"]) == 0
    shown = capsys.readouterr()
    address = shown.out.strip()
    assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/lt/[\w-]{{43}}/", address)
    assert "switched off" in shown.err
    assert (home / "data/languagetool.key").stat().st_mode & 0o777 == 0o600
    assert asked(address) == 403

    assert main(["languagetool", "--on"]) == 0
    assert capsys.readouterr().out.strip() == address
    assert asked(address) == 200

    assert main(["languagetool", "--new-key"]) == 0
    renewed = capsys.readouterr().out.strip()
    assert renewed != address
    assert (asked(address), asked(renewed)) == (401, 200)

    assert main(["languagetool", "--off"]) == 0
    assert asked(renewed) == 403
    assert main(["languagetool", "--on", "--off"]) == 2


def test_the_address_can_be_switched_on_before_the_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALONGSIDE_HOME", str(tmp_path))
    assert main(["languagetool", "--on"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("http://127.0.0.1:27180/lt/")
    assert "switched off" not in shown.err
    assert "enabled = true" in (tmp_path / "config/settings.toml").read_text(encoding="utf-8")


def test_the_palette_needs_a_desktop(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["palette"]) == 1
    assert "The snippet palette cannot be shown." in capsys.readouterr().err


def test_doctor_sees_the_server(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    assert f"at http://127.0.0.1:{port}" in capsys.readouterr().out


def test_another_profile_is_another_alongside(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--profile", "other", "status"]) == 3
    assert "not running" in capsys.readouterr().err


def test_something_else_at_the_port(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stuck server: the lock is held, nobody answers."""
    info = runinfo.read(Folders.find())
    assert info
    stuck = runinfo.RunInfo(info.pid, 1, info.control_token, info.version, info.started)
    monkeypatch.setattr(runinfo, "read", lambda _folders: stuck)
    assert main(["status"]) == 3
    assert "Nothing answers at http://127.0.0.1:1" in capsys.readouterr().err
