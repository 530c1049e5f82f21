"""Reading other programs' exports: what comes in, what is reported, and what a broken file is told."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.library.exchange.decode import MOST_BYTES
from server.library.exchange.html import to_text
from server.library.exchange.model import FORMATS, FileProblem, Reading
from server.library.exchange.names import liquid, magical, text_blaze
from server.library.exchange.read import read_export


def read(data: Any, **how: Any) -> Reading:
    text = data if isinstance(data, (str, bytes)) else json.dumps(data)
    return read_export(text.encode() if isinstance(text, str) else text, **how)


def fields(reading: Reading) -> list[dict[str, Any]]:
    return [dict(one.fields) for one in reading.found]


# Zendesk -------------------------------------------------------------------------------------------------------------------


def macro(title: str, *actions: tuple[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "active": True,
        "actions": [{"field": name, "value": value} for name, value in actions],
        **more,
    }


def test_zendesk_macros() -> None:
    data = {
        "macros": [
            macro(
                "Orders::Late::Says when", ("comment_value", "Hi {{ticket.requester.first_name}}"), ("status", "open")
            ),
            macro(
                "Html",
                (
                    "comment_value_html",
                    "<p>Dear {{ticket.requester.name}},</p><p>see <a href='https://a.b/c'>this</a></p>",
                ),
            ),
            macro("Note", ("comment_value", ["channel:all", "for us"]), ("comment_mode_is_public", "false")),
            macro("Closes only", ("status", "solved")),
            macro("Old", ("comment_value", "x"), active=False),
            macro("Unknown", ("comment_value", "{{dc.hello}} {{ticket.link}}")),
        ],
        "next_page": "https://x.zendesk.com/api/v2/macros?page=2",
    }
    reading = read(data)
    assert reading.format == "zendesk"
    assert fields(reading)[0] == {
        "title": "Says when",
        "body": "Hi {{ticket.requester.first_name}}",
        "folder": "Orders/Late",
        "tags": [],
    }
    assert "status" in reading.found[0].notes[0]
    assert fields(reading)[1]["body"] == "Dear {{ticket.requester.name}},\n\nsee this (https://a.b/c)"
    assert fields(reading)[2] | {"folder": ""} == {
        "title": "Note",
        "body": "for us",
        "folder": "",
        "tags": ["internal note"],
    }
    assert [(one.title, one.why.split(" ")[1]) for one in reading.skipped] == [("Closes only", "writes"), ("Old", "is")]
    assert [note.split("“")[1][:9] for note in reading.found[3].notes] == ["{{dc.hell", "{{ticket."]
    assert "one page of several" in reading.notes[0]


def test_zendesk_shapes() -> None:
    one = macro("A", ("comment_value", "x"))
    for data in ({"macro": one}, [one], [{"macros": [one]}, {"macros": []}]):
        assert [entry["title"] for entry in fields(read(data))] == ["A"]


# Freshdesk -----------------------------------------------------------------------------------------------------------------


def test_freshdesk_responses() -> None:
    html = '<div dir="ltr">Hi {{ticket.requester.firstname}},<br><br>{{ticket.agent.name}} at {{helpdesk_name}}</div>'
    data = {
        "canned_response_folders": [{"id": 3, "name": "Money"}],
        "responses": [
            {"title": "Back", "content": "Hi", "content_html": html, "folder_id": 3, "attachments": [{"id": 1}]},
            {"title": "Listed only", "id": 7},
        ],
    }
    reading = read(data)
    assert reading.format == "freshdesk"
    assert fields(reading) == [
        {
            "title": "Back",
            "folder": "Money",
            "body": "Hi {{ticket.requester.first_name}},\n\n{{current_user.name}} at {{helpdesk_name}}",
        }
    ]
    assert reading.found[0].notes[1] == "1 attached file left out"
    assert "helpdesk_name" in reading.found[0].notes[0]
    assert [one.title for one in reading.skipped] == ["Listed only"]
    assert fields(read([{"title": "A", "content": "x", "content_html": "<p>x</p>"}]))[0]["body"] == "x"


# Text expanders ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected", "noted"),
    [
        ("Hi {formtext: name=who; default=there},", "Hi [[who: there]],", 0),
        ("{formmenu: one; two; default=two; name=Which}", "[[Which: two|one]]", 0),
        ("{formparagraph}", "[[fill in]]", 0),
        ("{formdate: YYYY; name=day}", "[[day]]", 0),
        ("Thanks{key: enter}{cursor}Jo", "Thanks\nJo", 1),
        ("{time: MMMM Do}", "[[date]]", 1),
        ("{note}for me{endnote}x", "x", 1),
        ("{if: a}yes{else}no{endif}", "yesno", 3),
        ("{=total * 2}", "[[total * 2]]", 1),
        ("a {b} {c: d", "a {b} {c: d", 0),
    ],
)
def test_text_blaze_commands(given: str, expected: str, noted: int) -> None:
    text, notes = text_blaze(given)
    assert (text, len(notes)) == (expected, noted)


@pytest.mark.parametrize(
    ("given", "expected", "noted"),
    [
        ('Hi {{first_name | fallback:"there"}}', "Hi {{ticket.requester.first_name | default: 'there'}}", 0),
        ("{{ ticket.requester.first_name | default: 'you' }}", "{{ ticket.requester.first_name | default: 'you' }}", 0),
        ("{{Customer Name}} {{Order number}}", "{{ticket.requester.name}} [[Order number]]", 1),
        ("{{author.first_name}} {{ 'x' | upcase }}", "{{current_user.first_name}} {{ 'x' | upcase }}", 0),
    ],
)
def test_placeholders_of_helpdesks(given: str, expected: str, noted: int) -> None:
    text, notes = liquid(given)
    assert (text, len(notes)) == (expected, noted)


def test_magical_variables() -> None:
    assert magical("Hi {First name}, {order no}. {x") == (
        "Hi {{ticket.requester.first_name}}, [[order no]]. {x",
        ["“{{order no}}” became a gap to fill in"],
    )


def test_text_blaze_json_and_csv() -> None:
    data = {"version": 7, "folders": [{"name": "F", "snippets": [
        {"name": "A", "shortcut": "/a", "type": "text", "text": "Hi {formtext: name=who}"},
        {"name": "B", "shortcut": "/b", "type": "html", "html": "<b>Bold</b> words"},
    ]}]}  # fmt: skip
    reading = read(data)
    assert reading.format == "textblaze"
    assert fields(reading) == [
        {"title": "A", "body": "Hi [[who]]", "shortcut": "/a", "folder": "F"},
        {"title": "B", "body": "Bold words", "shortcut": "/b", "folder": "F"},
    ]
    reading = read("Name,Shortcut,Snippet\nA,/a,Hi {formtext: name=who}\n")
    assert (reading.format, fields(reading)[0]["body"]) == ("textblaze", "Hi [[who]]")


ESPANSO = """
global_vars:
  - {name: team, type: echo, params: {echo: Harbour}}
matches:
  - trigger: ":hi"
    replace: "Hi $|$ from {{team}}"
    label: Greeting
    search_terms: [hello]
    word: true
  - triggers: [":a", ":b"]
    form: "Hey [[name]], [[what_now]]?"
    form_fields: {what_now: {type: choice, values: [tea, coffee]}}
  - trigger: ":date"
    replace: "On {{today}}"
    vars: [{name: today, type: date, params: {format: "%Y"}}]
  - trigger: ":sh"
    replace: "{{out}}"
    vars: [{name: out, type: shell, params: {cmd: "rm -rf /"}}]
  - trigger: ":pic"
    image_path: /x.png
"""


def test_espanso_matches() -> None:
    reading = read(ESPANSO)
    assert reading.format == "espanso"
    assert fields(reading)[0] == {"title": "Greeting", "body": "Hi  from Harbour", "shortcut": ":hi", "tags": ["hello"]}
    assert dict(reading.found[0].extra) == {"espanso": {"word": True}}
    assert fields(reading)[1]["body"] == "Hey [[name]], [[what now: tea|coffee]]?"
    assert ":b" in reading.found[1].notes[0]
    assert fields(reading)[2]["body"] == "On [[date]]"
    assert fields(reading)[3]["body"] == "[[out]]"
    assert "never run" in reading.found[3].notes[0]
    assert [one.place for one in reading.skipped] == ["match 5"]


# Tables --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "name,body\nLate,You planned around it.\n",
        "Body;Name\nYou planned around it.;Late\n",
        "title\tcontent\nLate\tYou planned around it.\n",
        "Macro Name|Comment/Description\r\nLate|You planned around it.\r\n",
        "\ufeffTitle,Text\nLate,You planned around it.",
        "Late,You planned around it.\nx,y and much more text here\n",
        ";late,Late,You planned around it.\n/x,x,y and much more text here\n",
    ],
)
def test_columns_are_guessed(text: str) -> None:
    first = fields(read(text))[0]
    assert (first["title"], first["body"]) == ("Late", "You planned around it.")
    assert first.get("shortcut") in (None, ";late")


def test_columns_can_be_chosen() -> None:
    text = "a,b,c\nx,y,long long text\n"
    assert read(text).table is not None
    chosen = read(text, columns={"body": 1, "title": 2})
    assert fields(chosen) == [{"title": "long long text", "body": "y"}]


def test_cells_of_many_lines_quotes_and_html() -> None:
    text = 'title,body,tags,folder\n"A ""b""","line 1\nline, 2","x; y",Shop > Late\nH,<p>one</p><p>two</p>,,\n,,,\nEmpty,,,\n'
    reading = read(text)
    assert fields(reading)[0] == {
        "title": 'A "b"',
        "body": "line 1\nline, 2",
        "tags": ["x", " y"],
        "folder": "Shop/Late",
    }
    assert fields(reading)[1]["body"] == "one\n\ntwo"
    assert [(one.place, one.title) for one in reading.skipped] == [("row 5", "Empty")]


def test_html_becomes_text_with_its_links() -> None:
    html = """<p>Hello&nbsp;there &amp; all,</p><div>one</div><div>two<br>three</div><ul><li>a <b>b</b></li><li>c</li></ul>
    <a href="https://x.y/z?a=1&amp;b=2">here</a> <a href="https://x.y">https://x.y/</a> <a href="mailto:a@b.c">a@b.c</a>
    <a href="javascript:alert(1)">no</a><script>gone()</script><img src="x">"""
    text, notes = to_text(html)
    assert text.startswith("Hello there & all,\n\none\ntwo\nthree\n\n- a b\n- c\n")
    assert "here (https://x.y/z?a=1&b=2) https://x.y/ a@b.c" in text
    assert "script" not in text
    assert "gone" not in text
    assert notes == ["1 picture left out"]


def test_deep_html_does_not_break_it() -> None:
    text, notes = to_text("<div>" * 5000 + "words" + "</div>" * 5000)
    assert "words" in text
    assert notes


# What cannot be read -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \n", "empty"),
        (b"PK\x03\x04....", "spreadsheet or zip"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>Sign in", "web page"),
        (b"hello", "one line of text"),
        (b'{"macros": [{"title"', "line 1, column"),
        (b'{"macros": []}', "nothing in this export"),
        (b'{"a": 1}', "could be recognised"),
        (b"[" * 100_000, "nested too deeply"),
        (b'title,body\na,b\nx,"never closed\nmore,lines\n', "begins on line 3"),
        (b'title,body\n"a"b,c\n', "without being doubled"),
        (b"matches:\n  - trigger: x\n   replace: y\n", "line 3"),
        (b"matches: &a [1]\nother: *a\n", "alias"),
        (b"matches: " + b"[" * 60 + b"]" * 60, "nested too deeply"),
        (b"matches: 3\n", "not a list"),
        (b"pack: x\ntitle: y\n", "is a pack"),
        (b'{"alongside": "library", "format": 99}\n', "newer Alongside"),
        (b"alongside: library\nformat: 99\nsnippets: []\n", "newer Alongside"),
        (b"a\0b,c\n", "null character"),
        (b"\xff\xfea\x00b", "cut off"),
        (b"x" * (MOST_BYTES + 1), "up to 64 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_why_and_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(FileProblem) as problem:
        read_export(raw)
    assert says in f"{problem.value.message} {problem.value.next}"
    assert problem.value.next
    assert problem.value.safe == "Nothing was imported."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
def test_encodings_are_found_out(encoding: str) -> None:
    reading = read("title,body\r\nSpät,Café – “schön”\r\nb,c\r\n".encode(encoding))
    assert fields(reading)[0] == {"title": "Spät", "body": "Café – “schön”"}
    assert bool(reading.notes) == (encoding in ("windows-1252", "utf-16-le", "utf-16-be"))


def test_an_encoding_can_be_chosen() -> None:
    assert fields(read("title,body\nž,ž š\n".encode("iso-8859-15"), encoding="iso-8859-15"))[0]["title"] == "ž"
    with pytest.raises(FileProblem, match="line 2"):
        read(b"title,body\n\xff,x\n", encoding="utf-8")
    with pytest.raises(FileProblem, match="no encoding"):
        read(b"title,body\n", encoding="nonsense")


def test_a_download_that_was_cut_off_is_reported() -> None:
    text = '{"alongside": "library", "format": 1, "count": 3}\n{"title": "A", "body": "x"}\n{"title": "B", "bo'
    reading = read(text)
    assert [one["title"] for one in fields(reading)] == ["A"]
    assert reading.skipped[0].place.startswith("line 3")
    assert "cut off" in reading.notes[0]


@given(st.binary(max_size=300), st.sampled_from([None, *FORMATS]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes, kind: str | None) -> None:
    try:
        reading = read_export(raw, kind=kind)
    except FileProblem:
        return
    assert all(isinstance(one.fields.get("body"), str) for one in reading.found)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["macros", "actions", "field", "value", "title", "folders", "snippets", "text", "content_html", "body"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, *FORMATS]))
@settings(max_examples=300, deadline=None)
def test_any_json_is_read_or_refused(data: Any, kind: str | None) -> None:
    with suppress(FileProblem):
        read_export(json.dumps(data).encode(), kind=kind)
