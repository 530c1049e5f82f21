"""Counting and reading the counts over HTTP."""

import pytest

from server.services import Services
from server.settings import Settings
from tests.api.conftest import Client

REPLY = "0123456789abcdef01234567"
MARKED = "Please calm down for now. We will look into it today."


def test_reviews_of_a_reply_are_counted_once(extension: Client, control: Client, services: Services) -> None:
    for draft in ("Please calm down for now.", MARKED):
        answer = extension.post("/v1/review", {"draft": draft, "reply": REPLY, "ticket": "4711", "customer": "Why?!"})
        assert answer.status_code == 200
    rule = answer.get_json()["findings"][0]["rule"]
    events = [{"kind": "suggestion-taken", "rule": rule}, {"kind": "rewrite-taken", "count": 2}]
    assert extension.post("/v1/events", {"events": events}).get_json() == {"recorded": 2}
    snippet = services.library.add({"title": "Late", "body": "x" * 500})
    extension.post(f"/v1/snippets/{snippet.id}/used")
    told = control.get("/v1/insights").get_json()
    assert (told["replies"], told["words"], told["marked"], told["taken"], told["rewrites"]) == (1, 11, 1, 1, 2)
    assert told["rules"][0]["taken"] == 1
    assert told["snippets"][0]["title"] == "Late"
    assert told["saved_minutes"] > 1
    assert sum(count for one in told["situations"] for count in one["emotions"].values()) == 1


def test_reviews_without_a_reply_are_not_counted(extension: Client, control: Client) -> None:
    extension.post("/v1/review", {"draft": MARKED})
    assert control.get("/v1/insights").get_json()["replies"] == 0


def test_what_was_written_is_never_in_the_answer(extension: Client, control: Client, engine: object) -> None:
    extension.post("/v1/review", {"draft": "Please calm down, Zyxwaldo.", "reply": REPLY})
    assert "Zyxwaldo" not in control.get("/v1/insights").text


def test_extensions_may_tell_but_not_read(extension: Client) -> None:
    assert extension.get("/v1/insights").status_code == 403
    assert extension.send("DELETE", "/v1/insights").status_code == 403


@pytest.mark.parametrize(
    "event",
    [{"kind": "sent"}, {"kind": "rule-off", "rule": "Sorry you feel that way"}, {"kind": "rule-off", "text": "x"}, {}],
)
def test_events_that_are_none_are_refused(extension: Client, event: dict[str, str]) -> None:
    assert extension.post("/v1/events", {"events": [event]}).status_code == 422


@pytest.mark.parametrize("asked", ["from=tomorrow", "from=2026-02-02&to=2026-01-01", "to=0001-01-01", "to=20260101x"])
def test_periods_that_are_none_are_refused(control: Client, asked: str) -> None:
    assert control.get(f"/v1/insights?{asked}").status_code == 422


def test_erasing_and_the_off_switch(extension: Client, page: Client, services: Services) -> None:
    extension.post("/v1/review", {"draft": MARKED, "reply": REPLY})
    assert page.get("/v1/insights").get_json()["replies"] == 1
    assert page.send("DELETE", "/v1/insights").get_json()["deleted"] >= 2
    assert page.get("/v1/insights").get_json()["replies"] == 0
    services.settings = Settings(insights=False)
    services.insights._enabled = lambda: services.settings.insights
    assert extension.post("/v1/events", {"events": [{"kind": "rewrite-taken"}]}).get_json() == {"recorded": 0}
    assert page.get("/v1/insights").get_json()["counting"] is False
