"""Packs over HTTP: looked at, installed, updated, removed, subscribed to, written; and nothing happens unasked."""

import base64
from pathlib import Path
from typing import Any

import pytest

from phrases import builtin_packs
from server.packs.read import MAX_BYTES, parse_pack, read_pack
from server.packs.signature import new_secret, public_key, sign
from server.packs.write import house_style, new_pack
from server.services import Services
from server.sharing.keys import own_key
from tests.api.conftest import Client
from tests.sharing.conftest import text


def there(page: Client, pack_id: str) -> dict[str, Any] | None:
    """The installed pack as the list shows it."""
    packs = page.get("/v1/packs").get_json()["packs"]
    return next((one for one in packs if one["id"] == pack_id), None)


def looked(page: Client, path: Path, words: str) -> dict[str, Any]:
    """A look at a file with these words."""
    path.write_text(words, encoding="utf-8")
    answer = page.post("/v1/pack-looks", {"source": str(path)})
    assert answer.status_code == 201
    found: dict[str, Any] = answer.get_json()
    return found


def sent(page: Client, name: str, raw: bytes, part: int = 1_000_000) -> dict[str, Any]:
    """A look at an uploaded file."""
    look: dict[str, Any] = page.post("/v1/pack-looks", {"name": name, "size": len(raw)}).get_json()
    for at in range(0, len(raw), part):
        data = base64.b64encode(raw[at : at + part]).decode()
        look = page.post(f"/v1/pack-looks/{look['id']}/part", {"data": data}).get_json()
    return look


def install(page: Client, look: dict[str, Any], **choices: Any) -> Any:
    return page.post(f"/v1/pack-looks/{look['id']}/install", {"number": 0, **choices})


def test_the_built_in_packs_are_shown_with_what_they_bring(page: Client) -> None:
    packs = page.get("/v1/packs").get_json()["packs"]
    assert {one["id"] for one in packs} == {read_pack(path).id for path in builtin_packs()}
    assert all(one["state"] == "built in" and one["on"] and one["author"] for one in packs)
    assert sum(one["counts"]["snippets"] for one in packs) >= 400
    inside = page.get("/v1/packs/core-blame").get_json()
    assert inside["contents"]["rules"][0]["why"]
    assert len(inside["contents"]["rules"]) == inside["pack"]["counts"]["rules"]
    assert parse_pack(page.get("/v1/packs/core-blame/file").get_json()["text"]).id == "core-blame"
    page.send("PUT", "/v1/settings", {"packs.off": ["core-blame"]})
    blame = there(page, "core-blame")
    assert blame is not None
    assert not blame["on"]


def test_a_pack_from_looking_to_coming_back(page: Client, services: Services, tmp_path: Path) -> None:
    look = looked(page, tmp_path / "harbour.yaml", text(late="We are late."))
    (one,) = look["packs"]
    assert [(change["kind"], change["title"]) for change in one["preview"]["snippets"]] == [("added", "About late")]
    assert one["preview"]["contents"]["snippets"][0]["body"] == "We are late."
    assert there(page, "harbour") is None, "looking changes nothing"
    told: list[str] = []
    services.listeners.append(told.append)
    assert install(page, look).status_code == 200
    assert told == ["packs-changed", "library-changed"]
    pack = there(page, "harbour")
    assert pack is not None
    assert (pack["version"], pack["source"], pack["editable"]) == ("1.0.0", str(tmp_path / "harbour.yaml"), True)
    assert page.get(f"/v1/pack-looks/{look['id']}").get_json()["packs"][0]["preview"]["same"]
    removal = page.get("/v1/packs/harbour/removal").get_json()
    assert [change["kind"] for change in removal["snippets"]] == ["removed"]
    assert page.send("DELETE", "/v1/packs/harbour").get_json()["restorable"]
    assert (there(page, "harbour"), services.library.count()) == (None, 0)
    assert page.post("/v1/packs/harbour/restore").status_code == 200
    assert services.library.get("harbour.late").content.body == "We are late."
    assert page.post("/v1/packs/harbour/restore").get_json()["error"]["code"] == "not-kept"


def test_an_update_takes_the_agents_choice_for_each_snippet(page: Client, services: Services, tmp_path: Path) -> None:
    file, library = tmp_path / "harbour.yaml", services.library
    names = ("mine", "theirs", "both")
    install(page, looked(page, file, text(**dict.fromkeys(names, "First."))))
    for name in names:
        library.update(f"harbour.{name}", {"body": "My words."})
    file.write_text(text("1.1.0", **dict.fromkeys(names, "Second.")), encoding="utf-8")
    look = page.post("/v1/pack-looks", {"update": "harbour"}).get_json()
    preview = look["packs"][0]["preview"]
    assert (preview["old_version"], preview["pack"]["version"]) == ("1.0.0", "1.1.0")
    assert preview["changes"][0]["words"] == "Snippet “About mine”: text changed."
    conflict = next(one for one in preview["snippets"] if one["snippet"] == "harbour.theirs")
    assert (conflict["kind"], conflict["mine"]["body"], conflict["theirs"]["body"]) == (
        "conflict", "My words.", "Second.",
    )  # fmt: skip
    install(page, look, conflicts={f"harbour.{name}": name for name in names[1:]})
    bodies = [library.get(f"harbour.{name}").content.body for name in names]
    assert bodies == ["My words.", "Second.", "Second."]
    assert library.count() == 4, "of “both”, the agent's words are a snippet of their own"


def test_a_shortcut_two_want_goes_to_whom_the_agent_says(page: Client, services: Services, tmp_path: Path) -> None:
    services.library.add({"title": "Mine", "body": "x", "shortcut": ";late"})
    look = looked(page, tmp_path / "h.yaml", text(late="We are late.\n    shortcut: ;late"))
    assert look["packs"][0]["preview"]["snippets"][1]["detail"] == ";late belongs to “Mine”"
    install(page, look, shortcuts={"harbour.late": "theirs"})
    owner = services.library.by_shortcut(";late")
    assert owner is not None
    assert owner.id == "harbour.late"


def test_a_changed_key_stops_loudly_until_its_words_are_compared(page: Client, tmp_path: Path) -> None:
    ours, theirs = new_secret(), new_secret()
    file = tmp_path / "harbour.yaml"
    first = looked(page, file, sign(text(late="Signed."), ours))
    assert first["packs"][0]["preview"]["key_state"] == "new"
    install(page, first)
    look = looked(page, file, sign(text("1.1.0", late="Other."), theirs))
    refused = look["packs"][0]["refused"]
    assert (refused["code"], look["packs"][0]["preview"]) == ("key-changed", None)
    assert refused["message"].startswith("STOP")
    assert (refused["known_key"], refused["new_key"]) == (public_key(ours).words, public_key(theirs).words)
    assert install(page, look).get_json()["error"]["code"] == "key-changed"
    address = f"/v1/pack-looks/{look['id']}/accept-key"
    assert page.post(address, {"number": 0, "words": public_key(ours).words}).status_code == 422
    accepted = page.post(address, {"number": 0, "words": f" {public_key(theirs).words.upper()}"}).get_json()
    assert accepted["packs"][0]["preview"]["key_state"] == "changed"
    assert install(page, look).status_code == 200


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"pack: [", "is not valid YAML"),
        ("pack: x".encode("utf-16"), "UTF-16"),
        (b"team: t\npacks: [a.yaml]\n", "team file"),
        (b"pack: core-blame\ntitle: T\nversion: 1.0.0\nlanguage: en\n", "built-in"),
    ],
)
def test_a_bad_file_is_explained_and_changes_nothing(page: Client, services: Services, raw: bytes, said: str) -> None:
    look = sent(page, "some.yaml", raw, 5)
    told = look["problems"] + [
        line for one in look["packs"] for line in (one["refused"]["message"], *one["refused"]["problems"])
    ]
    assert said in " ".join(told)
    assert services.library.count() == 0


def test_what_is_no_source_is_said(page: Client) -> None:
    for source in (
        "packs/a.yaml",
        "http://packs.example/a.yaml",
        "https://[",
        "~nobody-of-this-name/x",
        "/none.yaml",
        "/" + "x" * 900,
    ):
        answer = page.post("/v1/pack-looks", {"source": source})
        assert answer.status_code == 422, source
        assert answer.get_json()["error"]["next"]
    assert page.post("/v1/pack-looks", {"name": "x.yaml", "size": MAX_BYTES + 1}).status_code == 413
    assert page.post("/v1/pack-looks", {"update": "nothing"}).status_code == 404
    assert page.get("/v1/packs/nothing").status_code == 404


def test_a_subscription_offers_and_never_installs(page: Client, services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "harbour.yaml").write_text(text(late="We are late."), encoding="utf-8")
    assert page.post("/v1/subscriptions", {"source": str(folder)}).status_code == 201
    (one,) = page.post("/v1/subscriptions/check").get_json()["subscriptions"]
    assert [(offer["pack"], offer["version"]) for offer in one["offers"]] == [("harbour", "1.0.0")]
    assert services.library.count() == 0
    install(page, page.post("/v1/pack-looks", {"update": "harbour"}).get_json())
    (folder / "harbour.yaml").write_text(text("1.2.0", late="Later."), encoding="utf-8")
    page.post("/v1/subscriptions/check")
    pack = there(page, "harbour")
    assert pack is not None
    assert (pack["version"], pack["update"]) == ("1.0.0", "1.2.0")
    (folder / "harbour.yaml").unlink()
    (away,) = page.post("/v1/subscriptions/check").get_json()["subscriptions"]
    assert away["problem"]
    assert away["offers"], "what was offered is still offered while the folder is away"
    assert page.post("/v1/subscriptions/end", {"source": str(folder)}).get_json()["subscriptions"] == []


# Writing -----------------------------------------------------------------------------------------------------------------


def checked(page: Client, words: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.post("/v1/pack-texts/check", {"text": words, **more}).get_json()
    return answer


def test_a_pack_is_checked_with_line_and_column_while_it_is_written(page: Client) -> None:
    start = page.post("/v1/pack-texts/start", {"kind": "example", "title": "Harbour support"}).get_json()
    assert start["id"] == "harbour-support"
    fine = checked(page, start["text"], draft="The tier two team called. Calm down.", whole=True)
    assert (fine["problems"], fine["saves"], fine["examples"]) == ([], True, 5)
    assert [one["quote"] for one in fine["findings"]] == ["The tier two team"]
    assert fine["others"] == 1, "the rules of other packs are counted apart"
    broken = checked(page, start["text"].replace("title: Harbour", 'title: "Harbour'))
    assert not broken["saves"]
    assert (broken["problems"][0]["line"], broken["problems"][0]["column"]) != (0, 0)
    wrong = checked(page, start["text"].replace("best will call", "best might call"))
    assert wrong["saves"]
    assert "should become" in wrong["problems"][0]["message"]
    line = start["text"].splitlines()[wrong["problems"][0]["line"] - 1]
    assert line.index("-") + 1 == wrong["problems"][0]["column"]


def test_a_house_style_is_tried_on_the_rules_it_changes(page: Client, services: Services) -> None:
    style = house_style("style", "Style").replace("sorry-for-inconvenience", "calm-down")
    found = checked(page, style, draft="Calm down.")
    assert [(one["rule"], one["severity"], one["why"]) for one in found["findings"]] == [
        ("calm-down", "high", "We say what happened and what we do about it.")
    ]


def test_saving_installs_and_keeps_the_agents_signature(page: Client, services: Services) -> None:
    words = new_pack("harbour", "Harbour")
    saved = page.post("/v1/pack-texts/save", {"text": words}).get_json()
    assert [one["kind"] for one in saved["snippets"]] == ["added"]
    signed = page.post("/v1/packs/harbour/sign").get_json()
    own = own_key(services.folders.data)
    assert own is not None
    assert signed["key"] == own.words
    page.post("/v1/pack-texts/save", {"text": words.replace("1.0.0", "1.1.0")})
    pack = there(page, "harbour")
    assert pack is not None
    assert (pack["version"], pack["key"], pack["own"], pack["editable"]) == ("1.1.0", own.words, True, True)
    assert page.get("/v1/packs/harbour/file").get_json()["key"] == own.words
    assert checked(page, words.replace("1.0.0", "1.1.0").replace("our floor plan", "our plan"))["changes"]
    answer = page.post("/v1/pack-texts/save", {"text": "pack: ["})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (422, "bad-pack")


def test_a_check_sees_what_changed_outside_the_page(page: Client, services: Services) -> None:
    words = new_pack("harbour", "Harbour")
    assert checked(page, words)["saved_version"] is None
    page.post("/v1/pack-texts/save", {"text": words})
    assert checked(page, words)["saved_version"] == "1.0.0"
    file = services.folders.data / "packs" / "harbour.yaml"
    file.write_text(words.replace("1.0.0", "1.10.0"), encoding="utf-8")
    assert checked(page, words)["saved_version"] == "1.10.0"
    file.unlink()
    assert checked(page, words)["saved_version"] is None


def test_a_pack_of_chosen_snippets_takes_their_place(page: Client, services: Services) -> None:
    library = services.library
    ids = [library.add({"title": f"Late {n}", "body": "[[what I do]]", "shortcut": f";l{n}"}).id for n in range(2)]
    start = page.post("/v1/pack-texts/start", {"kind": "snippets", "title": "Ours", "ids": ids}).get_json()
    assert [one.title for one in parse_pack(start["text"]).snippets] == ["Late 0", "Late 1"]
    assert page.post("/v1/pack-texts/save", {"text": start["text"] + "x: [", "instead": ids}).status_code == 422
    assert library.count() == 2, "what could not be saved takes nothing away"
    saved = page.post("/v1/pack-texts/save", {"text": start["text"], "instead": ids}).get_json()
    assert {one["kind"] for one in saved["snippets"]} == {"added"}, "their shortcuts came along"
    assert {one.origin for one in library.selected()} == {"ours"}
    assert len(library.trash()) == 2
    library.update("ours.late-0", {"body": "Better."})
    assert checked(page, start["text"])["edited"] == 1
    taken = page.post("/v1/pack-texts/take-edits", {"text": "# mine\n" + start["text"]}).get_json()["text"]
    assert "Better." in taken
    assert taken.startswith("# mine")
    assert checked(page, taken)["edited"] == 0


def test_packs_are_the_owners_business(extension: Client, stranger: Client) -> None:
    assert extension.get("/v1/packs").status_code == 403
    assert extension.post("/v1/pack-looks", {"source": "/x"}).status_code == 403
    assert extension.post("/v1/pack-texts/save", {"text": ""}).status_code == 403
    assert stranger.post("/v1/subscriptions", {"source": "/x"}).status_code == 401
