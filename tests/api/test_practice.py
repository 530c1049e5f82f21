"""``/v1/practice``, and the prompts of ``/v1/conversation``."""

import os
from pathlib import Path

import pytest

from server.engine import slot as engine_slot
from server.engine.slot import EngineSlot
from server.services import Services
from tests.api.conftest import Client, PhraseEngine
from tests.inprocess import InProcess

LATE = "/v1/practice/scenarios/late"
SECRET = "I saw that you needed the zebra yesterday"


def test_what_there_is_to_practise(control: Client) -> None:
    answer = control.get("/v1/practice").get_json()
    (scenario,), (drill,) = answer["scenarios"], answer["drills"]
    assert (scenario["id"], scenario["turns"], scenario["practised"]["replies"]) == ("late", 2, 0)
    assert (drill["id"], drill["skill"]) == ("back", "summarise")


def test_a_scenario_gives_nothing_away(page: Client) -> None:
    answer = page.get(LATE)
    assert answer.get_json()["opening"] == "Where is my order? I needed it yesterday!"
    assert "Lovely" not in answer.text
    assert "sending another" not in answer.text


def test_a_conversation_that_goes_wrong_and_is_mended(page: Client) -> None:
    first = page.post(f"{LATE}/replies", {"reply": "Calm down."}).get_json()
    assert (first["outcome"], first["says"], first["next"], first["ending"]) == ("dismissed", "Well, thanks.", 2, None)
    assert first["points"] == [{"label": "the lost day", "named": False}]
    assert first["weak"] == ""
    assert first["review"]["findings"][0]["quote"] == "Calm down"
    reply = "You needed it yesterday. I'm sending another one today."
    last = page.post(f"{LATE}/replies", {"reply": reply, "turn": 2}).get_json()
    assert (last["outcome"], last["says"], last["next"], last["ending"]) == ("solved", "Good.", None, "settled")
    assert last["points"] == [{"label": "the lost day", "named": True}]
    assert last["weak"] == "Calm down."
    counts = page.get(LATE).get_json()["practised"]
    assert (counts["replies"], counts["settled"], counts["lost"]) == (2, 1, 0)


def test_a_drill_is_checked_and_counted(page: Client) -> None:
    path = "/v1/practice/drills/back"
    assert page.get(path).get_json()["customer"].startswith("The blue chair")
    poor = page.post(f"{path}/answers", {"answer": "I see."}).get_json()
    assert not poor["done"]
    good = page.post(f"{path}/answers", {"answer": poor["model"]}).get_json()
    assert good["done"], good["checks"]
    counts = page.get(path).get_json()["practised"]
    assert (counts["replies"], counts["settled"]) == (2, 1)


def test_counts_can_be_forgotten(page: Client) -> None:
    page.post(f"{LATE}/replies", {"reply": "Calm down."})
    assert page.send("DELETE", "/v1/practice/progress").get_json() == {"deleted": 1}
    assert page.get(LATE).get_json()["practised"]["replies"] == 0


def test_nothing_that_was_written_is_kept(page: Client, services: Services) -> None:
    page.post(f"{LATE}/replies", {"reply": SECRET})
    page.post("/v1/practice/drills/back/answers", {"answer": SECRET})
    files = [Path(folder, name) for folder, _, names in os.walk(services.folders.data) for name in names]
    assert any(file.name == "practice.sqlite3" for file in files)
    assert [file.name for file in files if b"zebra" in file.read_bytes()] == []


@pytest.mark.parametrize(
    "path",
    ["/v1/practice/scenarios/nowhere", "/v1/practice/drills/nowhere"],
)
def test_an_unknown_exercise_is_said(page: Client, path: str) -> None:
    answer = page.get(path)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "not-found")


def test_bad_replies_are_refused_with_a_reason(page: Client) -> None:
    assert page.post(f"{LATE}/replies", {"reply": "x", "turn": 3}).status_code == 404
    for body in ({}, {"reply": ""}, {"reply": "  \n"}, {"reply": "x", "turn": 0}, {"reply": "x" * 5001}, {"reply": 3}):
        answer = page.post(f"{LATE}/replies", body)
        assert answer.status_code == 422, body
        assert answer.get_json()["error"]["code"] == "invalid"


def test_practice_is_the_agents_own(extension: Client, stranger: Client) -> None:
    for path in ("/v1/practice", LATE, "/v1/practice/drills/back"):
        assert extension.get(path).status_code == 403
        assert stranger.get(path).status_code == 401
    assert extension.send("DELETE", "/v1/practice/progress").status_code == 403


def test_while_the_engine_starts_practice_says_so(
    page: Client, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.engine = EngineSlot(lambda: InProcess(PhraseEngine))
    monkeypatch.setattr(engine_slot, "FETCH_SECONDS", 0.01)
    assert page.get("/v1/practice").get_json()["error"]["code"] == "starting"


# Prompts -----------------------------------------------------------------------------------------------------------------


def test_a_conversation_brings_prompts(extension: Client) -> None:
    thread = ["Where is my order?", "I'm really angry now, this is unacceptable! I was charged twice!"]
    answer = extension.post("/v1/conversation", {"customer": thread}).get_json()
    assert answer["trend"] == {"direction": "rising", "since": 1}
    prompts = answer["prompts"]
    assert prompts["advice"]["text"]
    assert [step["done"] for step in prompts["de_escalation"]["steps"]] == [False, False, False, False, None]
    assert [gesture["id"] for gesture in prompts["gestures"]] == ["express"]
    assert "[[when: tomorrow|on Friday]]" in prompts["gestures"][0]["body"]
    draft = "You were charged twice, and that was our mistake. I'm refunding it today."
    later = extension.post("/v1/conversation", {"customer": thread, "draft": draft}).get_json()["prompts"]
    assert [step["id"] for step in later["de_escalation"]["steps"] if step["done"]] == ["hear", "own", "act"]
    assert later["advice"] != prompts["advice"]


def test_without_a_feeling_nothing_is_offered(extension: Client) -> None:
    for customer in ("", [], [" "], "Do you open on Saturday?"):
        answer = extension.post("/v1/conversation", {"customer": customer}).get_json()
        nothing: dict[str, object] = {
            "advice": None,
            "de_escalation": None,
            "link": None,
            "gestures": [],
            "style": None,
        }
        assert answer["prompts"] == nothing
