"""``/v1/review`` and ``/v1/conversation``."""

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.api import serialise
from server.engine import slot as engine_slot
from server.engine.model import Outline
from server.engine.slot import EngineSlot
from server.language.model import Edit, Finding, Replacement, Review, Rewrite
from server.services import Pause, Services
from tests.api.conftest import Client, PhraseEngine
from tests.inprocess import InProcess


def units(text: str, start: int, end: int) -> str:
    """What JavaScript's text.slice(start, end) gives."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_a_review_has_everything(extension: Client) -> None:
    answer = extension.post("/v1/review", {"draft": "Please calm down.", "customer": "I was charged twice"}).get_json()
    (finding,) = answer["findings"]
    assert finding["id"] == "f7-16-calm-down"
    assert finding["quote"] == "calm down"
    assert "calm down" not in answer["rewrite"]["text"]
    assert answer["rewrite"]["edits"]
    assert "money" in answer["mood"]["signals"]
    assert answer["situation"] == {"id": "charged-twice", "as": "being charged twice"}
    assert answer["took_ms"] >= 0


def test_without_a_customer_there_is_no_mood(extension: Client) -> None:
    answer = extension.post("/v1/review", {"draft": "Please calm down."}).get_json()
    assert answer["mood"] is None
    assert answer["situation"] is None


def test_the_rewrite_can_be_left_out(extension: Client) -> None:
    assert extension.post("/v1/review", {"draft": "calm down", "rewrite": False}).get_json()["rewrite"] is None


@given(
    before=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    after=st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
)
def test_offsets_are_utf16(before: str, after: str) -> None:
    draft = f"{before} calm down {after}"
    at = len(before) + 1
    finding = Finding("r", "p", "command", "high", at, at + 9, "calm down", "Why.", (Replacement(at, at + 9, "rest"),))
    review = Review((finding,), (), Rewrite(f"{before} rest {after}", (Edit(at, at + 9, "rest"),)))
    answer = serialise.review(review, draft, None, with_rewrite=True)
    found = answer["findings"][0]
    assert units(draft, found["start"], found["end"]) == "calm down"
    assert units(draft, found["replacements"][0]["start"], found["replacements"][0]["end"]) == "calm down"
    assert units(draft, answer["rewrite"]["edits"][0]["start"], answer["rewrite"]["edits"][0]["end"]) == "calm down"


def test_the_requesters_name_is_kept(extension: Client) -> None:
    draft = "you know what anna calm down. Thanks."
    body = {"draft": draft, "customer_name": "Anna Kowalska"}
    assert "anna" in extension.post("/v1/review", body).get_json()["rewrite"]["text"]


def test_evidence_offsets_are_utf16_in_the_last_message_with_words(extension: Client) -> None:
    messages = ["Hello?", "😀😀 This is unacceptable, I was charged twice", " "]
    evidence = extension.post("/v1/conversation", {"customer": messages}).get_json()["mood"]["evidence"]
    assert "unacceptable" in [span["quote"] for span in evidence]
    assert all(units(messages[1], span["start"], span["end"]) == span["quote"] for span in evidence)


def test_a_conversation_brings_fitting_snippets(extension: Client, services: Services) -> None:
    services.library.add({"title": "Hello", "body": "Hello there"})
    services.library.add({"title": "Sorry", "body": "I see both charges.", "emotions": ["anger", "frustration"]})
    answer = extension.post("/v1/conversation", {"customer": "This is unacceptable, I am furious"}).get_json()
    assert [snippet["title"] for snippet in answer["snippets"]] == ["Sorry"]


def test_a_conversation_without_words_is_neutral(extension: Client) -> None:
    for customer in ("", [], [""], [" ", "\n"]):
        answer = extension.post("/v1/conversation", {"customer": customer}).get_json()
        assert (answer["mood"]["emotion"], answer["situation"]) == ("neutral", None)


def test_drafts_without_letters_are_reviewed(extension: Client) -> None:
    for draft in ("", "😀", "שלום", "<b>hi</b>", "\u202e", "x"):
        assert extension.post("/v1/review", {"draft": draft}).status_code == 200


def test_too_long_a_draft_says_the_limit(extension: Client) -> None:
    answer = extension.post("/v1/review", {"draft": "x" * 50_001})
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"] == "draft-too-long"
    assert answer.get_json()["error"]["limit"] == 50_000
    assert extension.post("/v1/review", {"draft": "x" * 50_000}).status_code == 200


def test_too_long_a_thread_says_the_limit(extension: Client) -> None:
    answer = extension.post("/v1/conversation", {"customer": ["x" * 100_000] * 3})
    assert answer.status_code == 422
    assert answer.get_json()["error"]["limit"] == 200_000


def test_while_the_engine_starts_the_answer_says_so(
    extension: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.engine = EngineSlot(lambda: InProcess(PhraseEngine))
    monkeypatch.setattr(engine_slot, "FETCH_SECONDS", 0.01)
    answer = extension.post("/v1/review", {"draft": "calm down"})
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "starting"
    assert answer.headers["Retry-After"] == "1"
    services.engine.start()
    assert services.engine.wait(30) == "ready"
    assert services.engine.fetch(30)
    assert extension.post("/v1/review", {"draft": "calm down"}).status_code == 200


def test_the_engine_is_loaded_once_and_only_when_it_is_asked_for(extension: Client, services: Services) -> None:
    loads: list[str] = []

    def load() -> PhraseEngine:
        loads.append("loaded")
        return PhraseEngine()

    services.engine = EngineSlot(lambda: InProcess(load), lambda: Outline(3, 2, ("A pack was left out.",)))
    services.engine.start()
    assert services.engine.wait(10) == "ready"
    control = services.engine.outline
    assert control is not None
    assert (control.rules, loads) == (3, [])
    for _ in range(2):
        assert extension.post("/v1/review", {"draft": "calm down"}).get_json()["findings"]
    assert loads == ["loaded"]
    status = extension.get("/v1/status").get_json()
    assert (status["rules"], status["packs"]) == (1, 1)


def test_a_browser_that_asks_for_the_status_has_the_engine_loaded(
    extension: Client, control: Client, services: Services
) -> None:
    loading = threading.Event()

    def load() -> PhraseEngine:
        loading.set()
        return PhraseEngine()

    services.engine = EngineSlot(lambda: InProcess(load))
    services.engine.start()
    services.engine.wait(10)
    control.get("/v1/status")
    assert not loading.is_set(), "our own command line must not cost memory"
    extension.get("/v1/status")
    assert loading.wait(10)
    assert services.engine.fetch(10) is not None


def test_an_engine_that_cannot_be_loaded_is_said(extension: Client, services: Services) -> None:
    def broken() -> PhraseEngine:
        raise RuntimeError("no such file")

    services.engine = EngineSlot(lambda: InProcess(broken))
    services.engine.start()
    assert services.engine.fetch(30) is None
    assert services.engine.wait(30) == "failed"
    answer = extension.post("/v1/review", {"draft": "calm down"})
    assert answer.status_code == 503
    assert answer.get_json()["error"]["code"] == "engine-failed"
    assert extension.get("/v1/status").get_json()["state"] == "failed"


def test_pausing_stops_the_browser_but_not_the_agent(extension: Client, control: Client, services: Services) -> None:
    now = datetime(2025, 3, 1, 14, 0, tzinfo=UTC)
    services.pause = Pause(lambda: now)
    paused = extension.post("/v1/pause", {"minutes": 60}).get_json()
    assert paused == {"state": "paused", "paused_until": "2025-03-01T15:00:00+00:00"}
    answer = extension.post("/v1/review", {"draft": "calm down"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "paused")
    assert control.post("/v1/review", {"draft": "calm down"}).status_code == 200
    now = datetime(2025, 3, 1, 15, 0, tzinfo=UTC)
    assert extension.post("/v1/review", {"draft": "calm down"}).status_code == 200


def test_a_pause_without_end_lasts_until_resumed(extension: Client) -> None:
    assert extension.post("/v1/pause", {"minutes": None}).get_json() == {"state": "paused", "paused_until": None}
    assert extension.get("/v1/status").get_json()["state"] == "paused"
    assert extension.post("/v1/resume").get_json()["state"] == "ready"
    assert extension.post("/v1/review", {"draft": "x"}).status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draft=st.text(max_size=40))
def test_a_defect_never_shows_the_draft(draft: str, extension: Client, engine: PhraseEngine) -> None:
    engine.fails = ValueError(f"cannot read {draft}")
    answer = extension.flask.post(
        "/v1/review", json={"draft": draft}, headers={"Host": "127.0.0.1:27180", **extension.headers}
    )
    if answer.status_code == 500:
        body = answer.get_json()
        assert "cannot read" not in answer.text
        assert body["error"]["code"] == "defect"
    else:
        assert answer.status_code == 422  # a null character
        assert "\0" in draft
