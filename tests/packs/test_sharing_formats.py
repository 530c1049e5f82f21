"""Writing packs and reading them again gives the same; changes are said in plain words; unknown fields survive."""

import string
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from server.packs.changes import changes, number, summary
from server.packs.model import Snippet
from server.packs.read import PackError, parse_pack
from server.packs.signature import new_secret, public_key, sign, signer
from server.packs.team import parse_team
from server.packs.write import from_snippets, new_pack, slug, with_snippets, with_version

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]) | st.sampled_from("\n :#'\"-"),
    min_size=1,
    max_size=80,
)
LINES = TEXTS.map(lambda text: " ".join(text.split()) or "x")
SNIPPETS = st.lists(
    st.builds(
        Snippet,
        id=st.text(string.ascii_lowercase, min_size=1, max_size=8),
        title=LINES,
        body=TEXTS,
        tags=st.lists(LINES, max_size=2).map(tuple),
        folder=LINES,
    ),
    unique_by=lambda snippet: snippet.id,
    max_size=4,
)


def plain(snippets: tuple[Snippet, ...]) -> list[tuple[object, ...]]:
    return [(one.id, one.title, one.body, one.shortcut, one.tags, one.folder) for one in snippets]


@settings(max_examples=40, deadline=None)
@given(SNIPPETS)
def test_what_is_written_is_what_is_read(snippets: list[Snippet]) -> None:
    pack = parse_pack(from_snippets("harbour", "Harbour", snippets))
    assert plain(pack.snippets) == plain(tuple(snippets))


@settings(max_examples=25, deadline=None)
@given(SNIPPETS, SNIPPETS)
def test_changed_snippets_are_read_as_changed(before: list[Snippet], after: list[Snippet]) -> None:
    text = from_snippets("harbour", "Harbour", before)
    here = {one.id for one in before}
    wanted = {one.id: one for one in after}
    new = [one for one in after if one.id not in here]
    written = with_snippets(text, wanted, added=new, removed=here - wanted.keys())
    assert sorted(plain(parse_pack(written).snippets), key=str) == sorted(plain(tuple(after)), key=str)


OWN = """\
# ours
pack: harbour
title: Harbour   # as on the sign
version: 1.0.0
language: en
future: {a: 1}
snippets:
  # the first
  - id: late
    title: "Late"
    later: 5
    body: We are late.
"""


IDS = st.text(string.ascii_lowercase, min_size=1, max_size=8)
POINTS = st.lists(st.dictionaries(LINES, st.lists(LINES, min_size=1, max_size=2), min_size=1, max_size=1), max_size=2)


def entries(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[list[dict[str, object]]]:
    """A section of a pack: entries with an id and these fields."""
    one = st.fixed_dictionaries({"id": IDS, **fields})
    return st.lists(one, max_size=2, unique_by=lambda entry: str(entry["id"]))


OTHERS = st.fixed_dictionaries(
    {
        "situations": entries(
            link=LINES.map(lambda text: f"https://help.example/{len(text)}"), **{"link-title": LINES}
        ),
        "gestures": entries(title=LINES, limit=LINES, body=TEXTS),
        "scenarios": entries(
            title=LINES,
            industry=LINES,
            customer=LINES,
            about=LINES,
            opening=TEXTS,
            hears=POINTS,
            turns=st.lists(
                st.fixed_dictionaries(dict.fromkeys(("acknowledged", "dismissed", "solved", "model"), TEXTS)),
                min_size=1,
                max_size=2,
            ),
            weak=TEXTS,
        ),
        "drills": entries(
            title=LINES, skill=st.just("clarify"), customer=TEXTS, model=TEXTS, covers=POINTS, told=POINTS
        ),
        "future": st.dictionaries(IDS, LINES, max_size=2),
    }
)


@settings(max_examples=40, deadline=None)
@given(OTHERS, SNIPPETS)
def test_everything_but_the_snippets_is_written_back_as_it_was(
    others: dict[str, object], snippets: list[Snippet]
) -> None:
    head = {"pack": "harbour", "title": "Harbour", "version": "1.0.0", "language": "en"}
    text = yaml.safe_dump({**head, **others}, allow_unicode=True, sort_keys=False)
    before, written = parse_pack(text), with_snippets(text, {}, added=snippets)
    after = parse_pack(with_version(written, "1.2.0"))
    for part in ("situations", "gestures", "scenarios", "drills"):
        unlined = [[replace(item, line=0) for item in getattr(pack, part)] for pack in (before, after)]
        assert unlined[0] == unlined[1]
    assert (after.version, plain(after.snippets)) == ("1.2.0", plain(tuple(snippets)))
    assert yaml.safe_load(written)["future"] == others["future"]


def test_comments_and_unknown_fields_stay() -> None:
    written = with_snippets(OWN, {"late": Snippet("Late", "New.", id="late")}, added=[Snippet("B", "Bb.", id="b")])
    for kept in ("# ours", "# as on the sign", "future: {a: 1}", "# the first", "later: 5", 'title: "Late"'):
        assert kept in written
    assert [one.body for one in parse_pack(with_version(written, "1.1.0")).snippets] == ["New.", "Bb."]


def test_differences_in_plain_words() -> None:
    old = parse_pack(OWN)
    new = parse_pack(
        with_snippets(OWN, {"late": Snippet("Late", "New.", id="late")}, added=[Snippet("B", "Bb.", id="b")])
    )
    found = changes(old, new)
    assert [str(change) for change in found] == ["Snippet “Late”: text changed.", "Snippet “B” is new."]
    assert (found[0].details[0].before, found[0].details[0].after) == ("We are late.", "New.")
    assert summary(found) == "1 snippet changed, 1 new."
    assert [str(change) for change in changes(new, old)][-1] == "Snippet “B” is gone."
    assert changes(old, old) == ()
    assert number("1.10.0") > number("1.9.9")


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_what_is_signed_is_known_again(text: str) -> None:
    secret = new_secret()
    signed = sign(text, secret)
    assert signer(signed) == public_key(secret)
    assert signer(signed.replace("\n", "\r\n")) == public_key(secret)
    assert signer(sign(signed, secret)) == public_key(secret)
    assert len(public_key(secret).words.split()) == 8


def test_a_new_pack_and_a_team() -> None:
    assert parse_pack(new_pack("harbour", "Harbour: support")).title == "Harbour: support"
    assert slug("Späte Lieferung!", {"spate-lieferung"}) == "spate-lieferung-2"
    team = parse_team("team: t\npacks:\n  - a.yaml\n  - {source: b.yaml, key: 'one  two'}\n", "team.yaml")
    assert [(one.source, one.key) for one in team.members] == [("a.yaml", ""), ("b.yaml", "one two")]


def test_a_control_character_is_named_with_its_place_whatever_stands_before_it() -> None:
    with pytest.raises(PackError) as caught:
        parse_pack("title: Für é\npack: a\x07b\n")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (2, 8)
    assert "U+0007" in problem.message
