"""LanguageTool's API: the real Python client against the real server, the shapes, and who may call."""

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from server import serve
from server.app import create_app
from server.language.engine import Engine
from server.languagetool import KEY_FILE, KeyFile, address
from server.security import WRONG_TOKENS_AT_MOST
from server.serve import RunningServer
from server.services import Services
from server.settings import Folders, save
from tests.api.conftest import CHROME, CONTROL, OTHER_CHROME, OWN, Client, opened
from tests.inprocess import InProcess

PACK = """
pack: for-languagetool
title: Rules for the tests of the API that LanguageTool clients use
version: 1.0.0
language: en
author: The Alongside authors
license: MIT
rules:
  - id: calm-down
    category: command
    severity: high
    match: ["calm down"]
    why: "They hear an order."
    say: ["take all the time you need", {brief: "take your time"}]
    examples: ["Please calm down.", "Calm down!", "Now calm down."]
    leave-alone: ["The sea is calm."]
  - id: you-must
    category: command
    severity: medium
    match: ["you must {do:1-6}"]
    why: "It sounds like an order."
    say: ["could you {do}?"]
    examples: ["You must send it.", "You must go.", "You must wait."]
    leave-alone: ["They must go."]
  - id: obviously
    category: dismissive
    severity: hint
    match: ["obviously"]
    why: "What is plain to you may not be to them."
    say: [""]
    examples: ["Obviously, it is late.", "It is obviously late.", "Obviously not."]
    leave-alone: ["It is late."]
"""
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    file = tmp_path_factory.mktemp("packs") / "pack.yaml"
    file.write_text(PACK, encoding="utf-8")
    engine = Engine([file], learned=False)
    assert engine.notices == ()
    return engine


@pytest.fixture
def switched_on(tmp_path: Path, rules: Engine) -> Iterator[Services]:
    with opened(tmp_path, rules) as built:
        built.settings = replace(built.settings, languagetool=True)
        yield built


@pytest.fixture
def key(switched_on: Services) -> str:
    return KeyFile(switched_on.folders).renew()


@pytest.fixture
def plugin(switched_on: Services) -> Client:
    return Client(create_app(switched_on))


def ask(plugin: Client, key: str, **form: str) -> TestResponse:
    return plugin.send("POST", f"/lt/{key}/v2/check", data=form, content_type=FORM)


def check(plugin: Client, key: str, **form: str) -> dict[str, Any]:
    answer = ask(plugin, key, **{"language": "en-US", **form})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


# The client that people use ------------------------------------------------------------------------------------------


@pytest.fixture
def running(folders: Folders, rules: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningServer]:
    monkeypatch.setattr(serve, "_make", lambda _services: InProcess(lambda: rules))
    save(folders.settings_file, {"languagetool.enabled": True})
    server = serve.start(folders, port=0)
    assert server.services.engine.wait(30) == "ready"
    yield server
    server.stop()


def test_the_python_client(running: RunningServer) -> None:
    from language_tool_python import LanguageTool
    from language_tool_python.exceptions import LanguageToolError

    keys = KeyFile(running.services.folders)
    first = keys.renew()
    server = address(running.url, first)
    draft = "Hi 😢 Ann,\n\nplease calm down. You must send the form. Thanks!"
    with LanguageTool("en-GB", remote_server=server) as tool:
        matches = tool.check(draft)
        assert [match.rule_id for match in matches] == ["calm-down", "you-must"]
        assert [draft[match.offset : match.offset + match.error_length] for match in matches] == [
            "calm down",
            "You must send the form.",
        ]
        assert matches[0].replacements == ["take all the time you need", "take your time"]
        assert tool.correct(draft) == (
            "Hi 😢 Ann,\n\nplease take all the time you need. Could you send the form? Thanks!"
        )
        assert tool.check("Thank you, the form is here.") == []
        tool.disabled_rules = {"calm-down"}
        assert [match.rule_id for match in tool.check(draft)] == ["you-must"]
        renewed = keys.renew()
        with pytest.raises(LanguageToolError, match="Use the address that `alongside languagetool` prints"):
            tool.check(draft)
    log = running.services.folders.state.joinpath("alongside.log").read_text(encoding="utf-8")
    assert first not in log
    assert renewed not in log


# Shapes --------------------------------------------------------------------------------------------------------------


def test_a_match_is_all_that_languagetool_says(plugin: Client, key: str) -> None:
    draft = "One.\n" + "😢 " * 25 + "Now calm down, Ann. " + "x" * 60
    answer = check(plugin, key, text=draft)
    (match,) = answer["matches"]
    start = draft.index("calm down")
    assert (match["offset"], match["length"]) == (start + 25, len("calm down"))
    context = match["context"]
    utf16 = context["text"].encode("utf-16-le")
    at = 2 * context["offset"]
    assert utf16[at : at + 2 * context["length"]].decode("utf-16-le") == "calm down"
    assert context["text"].startswith("...")
    assert context["text"].endswith("...")
    assert match["sentence"] == "Now calm down, Ann."
    assert match["message"] == "They hear an order."
    assert match["shortMessage"] == "Command"
    assert match["rule"]["category"] == {"id": "command", "name": "Command"}
    assert match["rule"]["issueType"] == "style"
    assert answer["software"]["apiVersion"] == 1
    assert answer["language"]["code"] == "en-US"
    assert answer["sentenceRanges"][0] == [0, 4]


def test_a_match_has_the_range_of_its_first_replacement(plugin: Client, key: str) -> None:
    (match,) = check(plugin, key, text="You must send it.")["matches"]
    assert match["length"] == len("You must send it.")
    assert match["replacements"] == [{"value": "Could you send it?", "shortDescription": "warm"}]


def test_matches_never_overlap(plugin: Client, key: str) -> None:
    """Mending the first also changes the first word of the second, which is told in its turn."""
    (match,) = check(plugin, key, text="You must go, calm down.")["matches"]
    assert match["rule"]["id"] == "you-must"
    assert match["replacements"][0]["value"] == "Could you go? Calm"
    (match,) = check(plugin, key, text="Could you go? Calm down.")["matches"]
    assert match["rule"]["id"] == "calm-down"


def test_leaving_words_out_is_shown_with_the_word_that_stays(plugin: Client, key: str) -> None:
    """Editors show the new words alone: the "I" of "It" would say nothing."""
    (match,) = check(plugin, key, text="Obviously, it is late.", level="picky")["matches"]
    assert match["length"] == len("Obviously, it")
    assert match["replacements"] == [{"value": "It", "shortDescription": "leave out"}]


def test_hints_are_for_the_picky(plugin: Client, key: str) -> None:
    draft = "Obviously, it is late. Calm down."

    def found(**form: str) -> list[str]:
        return [match["rule"]["id"] for match in check(plugin, key, text=draft, **form)["matches"]]

    assert found() == ["calm-down"]
    assert found(level="picky") == ["obviously", "calm-down"]
    assert found(enabledRules="obviously") == ["obviously", "calm-down"]
    assert found(enabledRules="obviously", enabledOnly="true") == ["obviously"]
    assert found(enabledCategories="dismissive", enabledOnly="true") == ["obviously"]
    assert found(disabledRules="x, calm-down") == []
    assert found(disabledCategories="command", level="picky") == ["obviously"]


def test_markup_is_neither_read_nor_replaced(plugin: Client, key: str) -> None:
    parts: list[dict[str, str]] = [
        {"markup": "<p title='calm down'>"},
        {"text": "Please "},
        {"markup": "<b>"},
        {"text": "calm"},
        {"markup": "</b>"},
        {"markup": "&nbsp;", "interpretAs": " "},
        {"text": "down"},
        {"markup": "<br>", "interpretAs": "\n"},
        {"text": "Please calm down."},
    ]
    whole = "".join(part.get("text") or part["markup"] for part in parts)
    over, plain = check(plugin, key, data=json.dumps({"annotation": parts}))["matches"]
    assert whole[over["offset"] : over["offset"] + over["length"]] == "calm</b>&nbsp;down"
    assert over["replacements"] == []
    assert plain["offset"] == whole.rindex("calm down")
    assert [one["value"] for one in plain["replacements"]] == ["take all the time you need", "take your time"]
    assert len(check(plugin, key, data=json.dumps({"text": "Calm down."}))["matches"]) == 1


def test_languages(plugin: Client, key: str) -> None:
    listed = plugin.get(f"/lt/{key}/v2/languages").get_json()
    assert {"name": "English (GB)", "code": "en", "longCode": "en-GB"} in listed
    assert all(language["code"] == "en" for language in listed)
    assert check(plugin, key, text="x", language="auto")["language"]["code"] == "en-US"
    assert check(plugin, key, text="x", language="auto", preferredVariants="de-AT,en-GB")["language"]["code"] == "en-GB"
    assert check(plugin, key, text="x", language="en_gb")["language"]["code"] == "en-GB"
    assert check(plugin, key, text="x", language="en-IE")["language"]["code"] == "en"


def test_another_language_is_said(plugin: Client, key: str) -> None:
    found = check(plugin, key, text="Bitte senden Sie uns die Rechnung, wir prüfen sie dann sofort.", language="auto")
    assert found["matches"] == []
    assert found["language"]["detectedLanguage"]["code"] == "zz"


def test_short_texts_may_come_in_the_address(plugin: Client, key: str) -> None:
    answer = plugin.get(f"/lt/{key}/v2/check", query_string={"text": "Calm down.", "language": "en"})
    assert len(answer.get_json()["matches"]) == 1


def test_an_address_with_a_slash_too_many_works(plugin: Client, key: str) -> None:
    assert plugin.get(f"/lt/{key}//v2/languages").status_code == 200
    assert plugin.send("POST", f"/lt/{key}//v2/check", data={"text": "x"}, content_type=FORM).status_code == 200


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "either “text” or “data”"),
        ({"text": "x", "data": "{}"}, "either “text” or “data”"),
        ({"text": "x", "language": "de-DE"}, "not known to Alongside"),
        ({"text": "x", "language": ""}, "not known to Alongside"),
        ({"data": "{"}, "not JSON"),
        ({"data": "[" * 100_000}, "not JSON"),
        ({"data": "[]"}, "must be an object"),
        ({"data": '{"annotation": {}}'}, "“data.annotation” must be a list"),
        ({"data": '{"annotation": [{"text": "a"}, {}]}'}, "“data.annotation[1]” must be an object"),
        ({"data": '{"annotation": [{"text": 1}]}'}, "“data.annotation[0].text” must be text"),
        ({"data": '{"text": null}'}, "“data.text” must be text"),
    ],
)
def test_bad_requests_are_told_what_is_wrong(form: dict[str, str], says: str, plugin: Client, key: str) -> None:
    answer = ask(plugin, key, **form)
    assert answer.status_code == 400
    assert says in answer.text


def test_limits_are_those_of_drafts(plugin: Client, key: str, switched_on: Services) -> None:
    limit = switched_on.settings.longest_draft
    assert check(plugin, key, text="x" * limit)["matches"] == []
    answer = ask(plugin, key, text="x" * (limit + 1))
    assert (answer.status_code, str(limit) in answer.text) == (413, True)
    markup = json.dumps({"annotation": [{"markup": "x" * (2 * limit + 1)}]})
    assert ask(plugin, key, data=markup).status_code == 413
    assert ask(plugin, key, text="x" * 3_000_000).status_code == 413
    assert plugin.post(f"/lt/{key}/v2/check", {"text": "x"}).status_code == 415


def test_a_pause_is_said(plugin: Client, key: str, switched_on: Services) -> None:
    switched_on.pause.begin(None)
    answer = check(plugin, key, text="Calm down.")
    assert answer["matches"] == []
    assert answer["warnings"] == {"incompleteResults": True, "incompleteResultsReason": "Alongside is paused."}


ANY = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["Calm down. ", "you must do it.", "😢", "\n"])
ANNOTATIONS = st.lists(
    st.fixed_dictionaries({"text": ANY}) | st.fixed_dictionaries({"markup": ANY}, optional={"interpretAs": ANY}),
    max_size=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=ANNOTATIONS)
def test_any_annotations(parts: list[dict[str, str]], plugin: Client, key: str) -> None:
    whole = "".join(part.get("text", part.get("markup", "")) for part in parts)
    answer = check(plugin, key, data=json.dumps({"annotation": parts}), level="picky")
    length = len(whole.encode("utf-16-le", "surrogatepass")) // 2
    last = 0
    for match in answer["matches"]:
        assert last <= match["offset"] <= match["offset"] + match["length"] <= length
        last = match["offset"] + match["length"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.dictionaries(
        st.sampled_from(["text", "data", "language", "level", "preferredVariants", "disabledRules", "other"]), ANY
    )
    | st.binary(max_size=80)
)
def test_no_form_brings_the_server_down(form: dict[str, str] | bytes, plugin: Client, key: str) -> None:
    body = form if isinstance(form, bytes) else urlencode(form, errors="surrogatepass")
    plugin.send("POST", f"/lt/{key}/v2/check", data=body, content_type=FORM)


# Who may -------------------------------------------------------------------------------------------------------------


def test_it_is_off_until_it_is_switched_on(app: Flask, services: Services) -> None:
    right = KeyFile(services.folders).renew()
    answer = Client(app).get(f"/lt/{right}/v2/languages")
    assert answer.status_code == 403
    assert "alongside languagetool --on" in answer.text


def test_the_key_is_private_random_and_checked(switched_on: Services, plugin: Client) -> None:
    keys = KeyFile(switched_on.folders)
    file = switched_on.folders.data / KEY_FILE
    assert keys.read() is None
    for nothing in ("", "None", "x"):
        assert plugin.get(f"/lt/{nothing}/v2/languages").status_code == 401
    first, second = keys.renew(), keys.renew()
    assert first != second
    assert len(first) == 43
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert plugin.get(f"/lt/{first}/v2/languages").status_code == 401
    assert plugin.get(f"/lt/{second}/v2/languages").status_code == 200
    assert plugin.get(f"/lt/{second[:-1]}/v2/languages").status_code == 401
    for broken in (b"", b"short\n", b"\xff\xfe"):
        file.write_bytes(broken)
        assert keys.read() is None
        assert plugin.get("/lt/short/v2/languages").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example"},
        {"Host": "localhost:27180"},
    ],
    ids=str,
)
def test_pages_are_locked_out_even_with_the_key(headers: dict[str, str], plugin: Client, key: str) -> None:
    answer = plugin.send("POST", f"/lt/{key}/v2/check", data={"text": "x"}, content_type=FORM, headers=headers)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    asked = plugin.send("OPTIONS", f"/lt/{key}/v2/check", headers={"Origin": "https://evil.example"})
    assert asked.status_code == 403


def test_an_extension_with_the_key_may(plugin: Client, key: str) -> None:
    """LanguageTool's own add-on takes a server address; no page can send an extension's origin."""
    headers = {"Origin": OTHER_CHROME, "Sec-Fetch-Site": "cross-site"}
    assert plugin.get(f"/lt/{key}/v2/languages", headers=headers).status_code == 200
    assert plugin.get("/lt/x/v2/languages", headers=headers).status_code == 401
    assert plugin.get("/v1/status", headers=headers).status_code == 403


def test_the_key_opens_nothing_else_and_nothing_else_opens_it(plugin: Client, key: str) -> None:
    bearer = {"Authorization": f"Bearer {key}"}
    assert plugin.get("/v1/snippets", headers=bearer).status_code == 401
    assert plugin.get(f"/lt/{key}/v1/snippets").status_code == 401
    assert plugin.get(f"/v1/lt/{key}/v2/languages").status_code == 401
    for headers in ({"Authorization": f"Bearer {CONTROL}"}, {"Origin": CHROME}, {"Origin": OWN}):
        assert plugin.get("/lt/x/v2/languages", headers=headers).status_code == 401


def test_wrong_keys_count_with_wrong_tokens(plugin: Client, key: str) -> None:
    token = {"Authorization": "Bearer wrong"}
    assert [plugin.get("/v1/status", headers=token).status_code for _ in range(10)] == [401] * 10
    answers = [plugin.get(f"/lt/guess-{n}/v2/languages").status_code for n in range(WRONG_TOKENS_AT_MOST - 8)]
    assert answers == [401] * (WRONG_TOKENS_AT_MOST - 10) + [429] * 2
    assert plugin.get(f"/lt/{key}/v2/languages").status_code == 200
