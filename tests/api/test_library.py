"""Imports, bulk changes, folders and exports over HTTP."""

import base64
import time
from typing import Any

import pytest

from server.services import Services
from tests.api.conftest import Client

CSV = b"title,body\nLate order,You planned around it.\nRefund sent,The refund left us.\nEmpty,\n"


def send(page: Client, raw: bytes, name: str = "phrases.csv") -> str:
    answer = page.post("/v1/imports", {"name": name, "size": len(raw)})
    assert answer.status_code == 201
    address = f"/v1/imports/{answer.get_json()['id']}"
    for start in range(0, len(raw), 50):
        part = base64.b64encode(raw[start : start + 50]).decode()
        assert page.post(f"{address}/part", {"data": part}).status_code == 200
    return address


def wait(page: Client, address: str) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        state: dict[str, Any] = page.get(address).get_json()
        if state["stage"] not in ("reading", "importing"):
            return state
        time.sleep(0.01)
    raise AssertionError(state)


def test_a_file_is_sent_shown_brought_in_and_undone(page: Client, services: Services) -> None:
    told: list[str] = []
    services.listeners.append(told.append)
    address = send(page, CSV)
    page.post(f"{address}/preview", {"into": "Old"})
    state = wait(page, address)
    assert (state["stage"], state["format"]) == ("ready", "table")
    assert state["counts"] == {"add": 2, "change": 0, "same": 0, "differs": 0, "refused": 0, "skipped": 1, "noted": 0}
    assert state["table"]["mapping"] == {"title": 0, "body": 1}
    assert state["entries"][0] == {
        "kind": "skipped",
        "place": "row 4",
        "title": "Empty",
        "body": "",
        "notes": ["it has no text"],
    }
    assert services.library.count() == 0
    page.post(f"{address}/preview", {"columns": {"title": 1, "body": 0}})
    assert wait(page, address)["entries"][-1]["body"] in ("Late order", "Refund sent", "Empty")
    page.post(f"{address}/preview", {})
    wait(page, address)
    page.post(f"{address}/run")
    state = wait(page, address)
    assert (state["stage"], state["done"], state["total"]) == ("done", 4, 4)
    assert (services.library.count(), told) == (2, ["library-changed"])
    (batch,) = page.get("/v1/batches").get_json()["batches"]
    assert (batch["number"], batch["label"], batch["size"]) == (state["batch"], "phrases.csv", 2)
    assert page.post(f"/v1/batches/{batch['number']}/undo").get_json() == {"undone": 2, "kept": 0}
    again = page.post(f"/v1/batches/{batch['number']}/undo")
    assert (again.status_code, again.get_json()["error"]["code"]) == (404, "no-such-batch")
    assert services.library.count() == 0


def test_a_broken_file_says_what_to_do(page: Client) -> None:
    address = send(page, b'title,body\na,"never closed\n')
    page.post(f"{address}/preview", {})
    state = wait(page, address)
    assert state["stage"] == "failed"
    assert "line 2" in state["problem"]["message"]
    assert page.post(f"{address}/run").status_code == 409


def test_an_import_out_of_step_is_refused(page: Client) -> None:
    assert page.post("/v1/imports", {"name": "x", "size": 10**9}).get_json()["error"]["code"] == "file-too-large"
    assert page.get("/v1/imports/none").status_code == 404
    address = f"/v1/imports/{page.post('/v1/imports', {'name': 'x', 'size': 3}).get_json()['id']}"
    assert page.post(f"{address}/preview", {}).status_code == 409
    assert page.post(f"{address}/part", {"data": "!"}).status_code == 422
    assert page.post(f"{address}/part", {"data": base64.b64encode(b"abcd").decode()}).status_code == 409


@pytest.mark.parametrize("path", ["/v1/imports", "/v1/bulk", "/v1/folders/move", "/v1/export"])
def test_only_the_owner_changes_many(extension: Client, stranger: Client, path: str) -> None:
    assert extension.post(path, {}).status_code == 403
    assert stranger.post(path, {}).status_code == 401


def test_many_are_changed_and_given_out(page: Client, services: Services) -> None:
    library = services.library
    ids = [library.add({"title": f"T {n}", "body": "x", "folder": "A"}).id for n in range(3)]
    moved = page.post("/v1/bulk", {"ids": ids[:2], "action": "move", "folder": "B"}).get_json()
    assert (moved["size"], moved["label"]) == (2, "Moved to B")
    assert page.get("/v1/folders").get_json() == {"folders": [{"name": "A", "count": 1}, {"name": "B", "count": 2}]}
    assert page.post("/v1/bulk", {"all": {"folder": "B"}, "action": "tag", "tags": ["z"]}).get_json()["size"] == 2
    assert page.post("/v1/bulk", {"all": {"tag": "z"}, "action": "untag", "tags": ["z"]}).get_json()["size"] == 2
    assert page.post("/v1/folders/move", {"folder": "B", "into": "A/B"}).get_json()["size"] == 2
    assert page.post("/v1/folders/move", {"folder": "A", "into": "A/C"}).status_code == 422
    out = page.post("/v1/export", {"ids": ids[:1], "format": "csv"}).get_json()
    assert (out["count"], out["name"][-4:]) == (1, ".csv")
    assert page.post("/v1/export", {"format": "jsonl"}).get_json()["count"] == 3
    assert page.post("/v1/bulk", {"all": {"q": "T"}, "action": "delete"}).get_json()["size"] == 3
    assert library.count() == 0
    for wrong in ({"action": "move", "ids": []}, {"action": "tag", "ids": []}, {"action": "delete"},
                  {"action": "delete", "ids": [], "all": {}}):  # fmt: skip
        assert page.post("/v1/bulk", wrong).status_code == 422
