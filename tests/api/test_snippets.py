"""The phrase library over HTTP."""

import pytest

from server.library.errors import (
    LibraryDamaged,
    LibraryError,
    LibraryFull,
    LibraryLocked,
    LibraryReadOnly,
)
from server.services import Services
from tests.api.conftest import Client

LATE = {
    "title": "Late order",
    "body": "We missed {{ticket.due_date}}. [[What I do now]]",
    "shortcut": ";late",
    "tags": ["late"],
}


def test_from_adding_to_restoring(extension: Client, services: Services) -> None:
    heard: list[str] = []
    services.listeners.append(heard.append)
    answer = extension.post("/v1/snippets", LATE)
    assert answer.status_code == 201
    added = answer.get_json()
    assert (added["title"], added["shortcut"], added["origin"], added["uses"]) == ("Late order", ";late", "mine", 0)
    address = f"/v1/snippets/{added['id']}"

    assert extension.get(address).get_json() == added
    assert extension.send("PUT", address, {"title": "Order is late"}).get_json()["body"] == LATE["body"]
    assert extension.post(f"{address}/used").get_json()["uses"] == 1
    assert extension.get("/v1/snippets?q=late").get_json()["total"] == 1

    assert extension.send("DELETE", address).get_json() == {"id": added["id"], "deleted": True}
    assert extension.get("/v1/snippets?q=late").get_json()["total"] == 0
    assert extension.post(f"{address}/restore").get_json()["title"] == "Order is late"
    assert extension.get("/v1/snippets?q=late").get_json()["total"] == 1
    assert heard == ["library-changed"] * 4


def test_search_is_limited_and_paged(extension: Client, services: Services) -> None:
    services.library.add_many(
        {"title": f"Refund {number:02}", "body": "Your refund is on its way."} for number in range(30)
    )
    first = extension.get("/v1/snippets?q=refund").get_json()
    assert (len(first["snippets"]), first["total"]) == (20, 30)
    second = extension.get("/v1/snippets?q=refund&limit=20&offset=20").get_json()
    assert len(second["snippets"]) == 10
    assert {snippet["id"] for snippet in first["snippets"]}.isdisjoint(snippet["id"] for snippet in second["snippets"])


def test_mistyped_words_are_mended_and_said(extension: Client, services: Services) -> None:
    services.library.add({"title": "Refund", "body": "Your refund is on its way."})
    answer = extension.get("/v1/snippets?q=refnud").get_json()
    assert answer["corrected"] == "refund"
    assert answer["total"] == 1


def test_a_taken_shortcut_names_its_owner(extension: Client) -> None:
    extension.post("/v1/snippets", LATE)
    answer = extension.post("/v1/snippets", {**LATE, "title": "Another"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "shortcut-taken")
    assert "Late order" in answer.get_json()["error"]["message"]


def test_what_the_library_refuses_is_a_422(extension: Client) -> None:
    answer = extension.post("/v1/snippets", {"title": "x", "body": "  "})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "invalid-snippet")


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (LibraryLocked, 503, "library-locked"),
        (LibraryReadOnly, 503, "library-read-only"),
        (LibraryFull, 507, "disk-full"),
        (LibraryDamaged, 503, "library-unavailable"),
    ],
)
def test_troubles_of_the_library_say_what_is_safe(
    kind: type[LibraryError],
    status: int,
    code: str,
    extension: Client,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = services.library.path
    error: LibraryError
    if kind is LibraryDamaged:
        error = LibraryDamaged(path, "torn page")
    elif kind is LibraryFull:
        error = LibraryFull()
    else:
        error = kind(path)  # type: ignore[arg-type]

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(type(services.library), "add", fail)
    answer = extension.post("/v1/snippets", LATE)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (status, code)
    assert answer.get_json()["error"]["what"] == error.safe
    assert answer.get_json()["error"]["next"] == error.next


def test_placeholders_are_filled(extension: Client, services: Services) -> None:
    snippet = services.library.add({"title": "x", "body": "Hi {{ticket.requester.first_name}}, {{ticket.id}}"})
    address = f"/v1/snippets/{snippet.id}/fill"
    assert extension.post(address).get_json() == {"text": "Hi Maria, 48213", "unknown": [], "problem": ""}
    answer = extension.post(address, {"values": {"ticket": {"id": 7}}}).get_json()
    assert answer == {"text": "Hi [[first name]], 7", "unknown": ["ticket.requester.first_name"], "problem": ""}


def test_an_earlier_wording_comes_back(extension: Client, services: Services) -> None:
    snippet = services.library.add(LATE)
    services.library.update(snippet.id, {"title": "Later"})
    (version,) = extension.get(f"/v1/snippets/{snippet.id}/history").get_json()["versions"]
    assert version["content"]["title"] == LATE["title"]
    reverted = extension.post(f"/v1/snippets/{snippet.id}/revert", {"number": version["number"]})
    assert reverted.get_json()["title"] == LATE["title"]


def test_the_trash_is_listed_and_emptied_by_the_agent_only(extension: Client, page: Client, services: Services) -> None:
    services.library.delete(services.library.add(LATE).id)
    assert extension.get("/v1/trash").status_code == 403
    assert [snippet["title"] for snippet in page.get("/v1/trash").get_json()["snippets"]] == [LATE["title"]]
    assert page.send("DELETE", "/v1/trash").get_json() == {"deleted": 1}


def test_duplicates_and_narrowing(page: Client, services: Services) -> None:
    services.library.add_many([{"title": "a", "body": "Same.", "folder": "A/B"}, {"title": "b", "body": "Same."}])
    (group,) = page.get("/v1/duplicates").get_json()["groups"]
    assert len(group) == 2
    assert page.get("/v1/snippets?folder=A").get_json()["total"] == 1
    titles = [snippet["title"] for snippet in page.get("/v1/snippets?order=title").get_json()["snippets"]]
    assert titles == ["a", "b"]
    assert page.get("/v1/snippets?order=random").status_code == 422
