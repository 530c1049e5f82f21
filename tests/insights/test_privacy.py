"""What is written and read leaves no words on the disk, proven by searching every file for them."""

import json
import urllib.request
from pathlib import Path

from server import serve
from server.settings import Folders
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

        def post(path: str, body: object) -> None:
            headers = {"Authorization": f"Bearer {token}", "Origin": CHROME, "Content-Type": "application/json"}
            asked = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers)
            with urllib.request.urlopen(asked) as answer:
                answer.read()

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
        assert server.services.insights.store.counts()["findings"] >= 1
        assert holding(tmp_path) == []
    finally:
        server.stop()
    assert holding(tmp_path) == []


def test_the_page_shows_every_row_in_plain_words(page: Client, extension: Client) -> None:
    extension.post(
        "/v1/review", {"draft": "Sorry you feel that way.", "customer": "Why?!", "reply": "r" * 24, "ticket": "4711"}
    )
    extension.post("/v1/events", {"events": [{"kind": "rewrite-taken", "count": 2}]})
    shown = page.get("/privacy").text
    for words in ("5 words", "ticket 4711", "1 in what was first written", "Whole rewrite used", "insights.sqlite3"):
        assert words in shown
    assert "Sorry you feel that way" not in shown


def test_the_pages_are_for_the_agent_only(extension: Client) -> None:
    for path in ("/insights", "/privacy"):
        assert extension.get(path).status_code == 403
