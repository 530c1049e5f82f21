"""Ratings and reports over HTTP: an export is looked at, sent in parts, brought in and taken back; exports become a team's report."""

import base64
import json
from typing import Any

from server.services import Services
from tests.api.conftest import Client

CSV = "Ticket,Agent,How was it,When,Comment\r\n" + "".join(
    f'{number},Ann,{5 if number % 3 else 2},0{1 + number % 9}/04/2026,"the blue zyxwaldo, {number}"\r\n'
    for number in range(60)
)


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def looked(page: Client, data: bytes, **more: Any) -> dict[str, Any]:
    answer = page.post("/v1/ratings/look", {"head": coded(data), "whole": True, **more})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.get_json()
    return told


def brought(page: Client, data: bytes, mapping: dict[str, Any], part: int = 700, **more: Any) -> Any:
    begun = page.post("/v1/ratings/uploads", {"mapping": mapping, "size": len(data), **more}).get_json()
    for start in range(0, len(data), part):
        page.post(f"/v1/ratings/uploads/{begun['id']}/part", {"data": coded(data[start : start + part])})
    return page.post(f"/v1/ratings/uploads/{begun['id']}/run")


def test_what_cannot_be_known_is_asked_one_by_one(page: Client) -> None:
    data = CSV.encode()
    asked = looked(page, data)
    assert (asked["question"]["about"], asked["mapping"], asked["rows"]) == ("columns", None, [])
    columns = {"score": "How was it", "date": "When"}
    assert looked(page, data, columns=columns)["question"]["about"] == "kind"
    asked = looked(page, data, columns=columns, kind="csat")
    assert asked["question"]["choices"] == ["day-first", "month-first"]
    told = looked(page, data, columns=columns, kind="csat", dates="month-first")
    assert told["question"] is None
    assert told["rows"][1] == {
        "line": 3, "ticket": "1", "day": "2026-02-04", "score": "5", "meaning": "satisfied", "note": "",
    }  # fmt: skip


def test_a_file_comes_in_in_parts_is_listed_and_taken_back(page: Client, services: Services) -> None:
    data = CSV.encode("utf-16")
    told = looked(page, data, columns={"score": "How was it", "date": "When"}, kind="csat", dates="day-first")
    result = brought(page, data, told["mapping"]).get_json()
    assert (result["kept"], result["left_out"]) == (60, 0)
    assert brought(page, data, told["mapping"]).status_code == 422
    (entry,) = page.get("/v1/ratings").get_json()["imports"]
    assert (entry["scores"], entry["kind"], entry["first"], entry["last"]) == (60, "CSAT", "2026-04-01", "2026-04-09")
    assert b"zyxwaldo" not in services.insights.store.path.read_bytes()
    assert page.send("DELETE", f"/v1/ratings/{result['number']}").get_json() == {"deleted": 60}
    assert page.send("DELETE", f"/v1/ratings/{result['number']}").status_code == 404
    assert page.get("/v1/ratings").get_json() == {"imports": []}


def test_broken_rows_are_told_and_the_rest_is_kept(page: Client) -> None:
    data = b"ticket,nps,date\n1,9,2026-01-01\n2,eleven,2026-01-01\n3,9,soon\n4,8,2026-01-02\n"
    told = looked(page, data)
    assert [row["note"] for row in told["rows"]] == [
        "",
        "the score is none that is known",
        "its date cannot be read",
        "",
    ]
    result = brought(page, data, told["mapping"]).get_json()
    assert result["kept"] == 2
    assert [one["line"] for one in result["problems"]] == [3, 4]


def test_only_one_agents_rows_come_in(page: Client) -> None:
    data = CSV.replace(",Ann,", ",Ben,", 50).encode()
    columns = {"score": "How was it", "date": "When", "agent": "Agent"}
    told = looked(page, data, columns=columns, kind="csat", dates="day-first", agent="ann")
    assert told["rows"][0]["note"] == "another agent"
    result = brought(page, data, told["mapping"], agent="ann").get_json()
    assert (result["kept"], result["others"]) == (10, 50)


def test_what_is_no_table_or_incomplete_changes_nothing(page: Client) -> None:
    assert page.post("/v1/ratings/look", {"head": coded(b"PK\x03\x04"), "whole": True}).status_code == 422
    assert page.post("/v1/ratings/look", {"head": coded(b"no line end"), "whole": False}).status_code == 422
    assert page.post("/v1/ratings/look", {"head": "?", "whole": True}).status_code == 422
    mapping = looked(page, b"nps,date\n9,2026-01-01\n")["mapping"]
    assert page.post("/v1/ratings/uploads", {"mapping": mapping, "size": 10**9}).status_code == 413
    begun = page.post("/v1/ratings/uploads", {"mapping": mapping, "size": 30}).get_json()
    path = f"/v1/ratings/uploads/{begun['id']}"
    assert page.post(f"{path}/part", {"data": coded(b"x" * 31)}).status_code == 422
    assert page.post(f"{path}/run").status_code == 422
    assert page.post(f"{path}/run").status_code == 404
    assert page.get("/v1/ratings").get_json() == {"imports": []}


def test_the_report_sets_ratings_beside_the_counts(page: Client, extension: Client) -> None:
    extension.post("/v1/review", {"draft": "Sorry you feel that way.", "reply": "r" * 24})
    told = page.get("/v1/insights/report").get_json()
    assert told["title"] == "How you write"
    sections = {one["id"]: one for one in told["sections"]}
    assert ["Replies worked on", 1] in sections["overview"]["rows"]
    assert sections["scores"]["rows"] == []
    data = CSV.encode()
    mapping = looked(page, data, columns={"score": "How was it", "date": "When"}, kind="csat", dates="day-first")[
        "mapping"
    ]
    brought(page, data, mapping)
    told = page.get("/v1/insights/report?since=2026-04-05&to=2026-04-30").get_json()
    scores = next(one for one in told["sections"] if one["id"] == "scores")
    assert scores["rows"][0][:2] == ["CSAT", "Before and after"]
    assert page.get("/v1/insights/report?since=soon").status_code == 422


def test_exports_become_a_teams_report(page: Client, extension: Client) -> None:
    extension.post("/v1/review", {"draft": "Sorry you feel that way.", "reply": "r" * 24})
    counts = page.get("/v1/insights/export").get_json()
    files = [{"name": name, "text": json.dumps({**counts, "name": name})} for name in ("ann.json", "ben.json")]
    told = page.post("/v1/insights/report", {"files": files}).get_json()
    assert told["title"] == "How the team writes"
    agents = next(one for one in told["sections"] if one["id"] == "agents")
    assert [row[:2] for row in agents["rows"]] == [["ann.json", 1], ["ben.json", 1]]
    for text in ('{"format": "x"}', "[" * 100_000, "no JSON at all"):
        refused = page.post("/v1/insights/report", {"files": [files[0], {"name": "ben.json", "text": text}]})
        assert refused.status_code == 422
        assert "ben.json" in refused.get_json()["error"]["message"]


def test_ratings_are_for_the_agent_only(extension: Client) -> None:
    for path in ("/v1/ratings", "/v1/insights/report"):
        assert extension.get(path).status_code == 403
