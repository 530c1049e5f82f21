"""What is written and read leaves no words on the disk, proven by searching every file for them."""

import base64
import json
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

from server import serve
from server.practice.progress import PRACTICE_FILE, Progress
from server.services import Services
from server.settings import Folders, Settings
from tests.api.conftest import CHROME, Client, pair

WORDS = ["Zyxwaldo", "quibblesnark", "my grandmother's bicycle"]
DRAFT = f"Hi {WORDS[0]}, sorry you feel that way about {WORDS[2]}. Calm down, {WORDS[1]}."
CUSTOMER = f"I am furious about {WORDS[2]}! Signed, {WORDS[0]} {WORDS[1]}"


def holding(folder: Path) -> list[Path]:
    """Files that hold any of the words, in any usual encoding and whatever the capitals."""
    wanted = [word.lower().encode(encoding) for word in WORDS for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and any(word in path.read_bytes().lower() for word in wanted)
    ]


def test_the_search_would_find_them(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(DRAFT, encoding="utf-8")
    (tmp_path / "b").write_bytes(CUSTOMER.upper().encode("utf-16"))
    assert len(holding(tmp_path)) == 2


def test_no_file_holds_a_word_of_a_session(tmp_path: Path) -> None:
    folders = Folders.find(environ={"ALONGSIDE_HOME": str(tmp_path)})
    server = serve.start(folders, port=0)
    try:
        assert server.services.engine.fetch(60)
        token = pair(server.services)

        def post(path: str, body: object, *, owner: bool = False) -> Any:
            caller = (
                {"Authorization": f"Bearer {server.services.control_token}"}
                if owner
                else {"Authorization": f"Bearer {token}", "Origin": CHROME}
            )
            headers = {**caller, "Content-Type": "application/json"}
            asked = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers)
            with urllib.request.urlopen(asked) as answer:
                return json.load(answer)

        for end in (30, 60, len(DRAFT)):
            post(
                "/v1/review",
                {
                    "draft": DRAFT[:end],
                    "customer": CUSTOMER,
                    "customer_name": WORDS[0],
                    "reply": "r" * 24,
                    "ticket": "4711",
                },
            )
        post("/v1/conversation", {"customer": [CUSTOMER], "draft": DRAFT})
        post("/v1/events", {"events": [{"kind": "suggestion-taken", "rule": "sorry-you-feel-that-way"}]})
        post("/v1/practice/scenarios/birthday-parcel/replies", {"reply": DRAFT}, owner=True)
        post("/v1/practice/drills/ask-noise/answers", {"answer": CUSTOMER}, owner=True)
        table = f'nps,date,comment\n9,2026-01-02,"{CUSTOMER}"\n'.encode()
        coded = base64.b64encode(table).decode()
        mapping = post("/v1/ratings/look", {"head": coded, "whole": True}, owner=True)["mapping"]
        begun = post("/v1/ratings/uploads", {"mapping": mapping, "size": len(table)}, owner=True)["id"]
        post(f"/v1/ratings/uploads/{begun}/part", {"data": coded}, owner=True)
        assert post(f"/v1/ratings/uploads/{begun}/run", {}, owner=True)["kept"] == 1
        assert server.services.insights.store.counts()["findings"] >= 1
        assert (server.services.folders.data / "practice.sqlite3").stat().st_size
        assert holding(tmp_path) == []
    finally:
        server.stop()
    assert holding(tmp_path) == []


def test_the_page_shows_every_row_in_plain_words(page: Client, extension: Client) -> None:
    extension.post(
        "/v1/review", {"draft": "Please calm down for now.", "customer": "Why?!", "reply": "r" * 24, "ticket": "4711"}
    )
    extension.post("/v1/events", {"events": [{"kind": "rewrite-taken", "count": 2}]})
    shown = page.get("/privacy").text
    for words in ("5 words", "ticket 4711", "1 in what was first written", "Whole rewrite used", "insights.sqlite3"):
        assert words in shown
    assert "calm down for now" not in shown


def test_practice_is_shown_aged_out_and_erased_with_the_rest(page: Client, services: Services) -> None:
    folder = services.folders.data
    Progress(folder / PRACTICE_FILE, today=lambda: date(2020, 1, 1)).record("drill", "long-ago", "settled")
    kept = Progress(folder / PRACTICE_FILE)
    kept.record("scenario", "birthday-parcel", "lost")
    kept.record("scenario", "birthday-parcel", None)
    shown = page.get("/privacy").text
    assert "Birthday parcel: 2 replies judged; the customer settled 0, calmer 0, lost 1." in shown
    assert "Which exercises were practised" in shown
    assert kept.age_out(400) == 1
    assert list(kept.all()) == [("scenario", "birthday-parcel")]
    (folder / f"{PRACTICE_FILE}.damaged").write_bytes(b"birthday-parcel")
    (folder / "insights.sqlite3.damaged-20260101-000000").write_bytes(b"birthday-parcel")
    assert page.send("DELETE", "/v1/insights").get_json() == {"deleted": 1}
    assert "Nothing was practised yet." in page.get("/privacy").text
    assert [path for path in folder.iterdir() if path.is_file() and b"birthday-parcel" in path.read_bytes()] == []


def test_switched_off_practice_is_not_counted_either(page: Client, services: Services) -> None:
    services.settings = Settings(insights=False)
    answer = page.post("/v1/practice/scenarios/nowhere/replies", {"reply": "Hello"})
    assert answer.status_code == 404
    name = next(iter(page.get("/v1/practice").get_json()["scenarios"]))["id"]
    assert page.post(f"/v1/practice/scenarios/{name}/replies", {"reply": "Hello"}).get_json()["kept"] is True
    assert not (services.folders.data / PRACTICE_FILE).exists()


def test_the_pages_are_for_the_agent_only(extension: Client) -> None:
    for path in ("/insights", "/insights/ratings", "/insights/report", "/privacy"):
        assert extension.get(path).status_code == 403
