"""What packs give to coaching and practice is read, and checked with words a team lead understands."""

import pytest

from server.language.check import check
from server.language.engine import Engine
from server.packs.read import PackError, parse_pack

HEAD = "pack: ours\ntitle: Ours\nversion: 1.0.0\nlanguage: en\n"
SCENARIO = """
scenarios:
  - id: late
    title: Late
    industry: Shops
    customer: Ann
    about: You can send another one today.
    opening: Where is my order? I needed it yesterday!
    hears:
      - the lost day: [yesterday]
    turns:
      - acknowledged: And now?
        dismissed: Well, thanks.
        solved: Lovely.
        model: You needed it yesterday and it wasn't there. I'm sending another one today.
    weak: Please calm down.
"""
DRILL = """
drills:
  - id: back
    title: Back
    skill: summarise
    customer: The blue chair came, the red one did not, and I paid for both of them in March.
    covers:
      - the red chair: [red]
    model: So the red chair is missing, although it's paid. Is that right?
"""


@pytest.fixture(scope="module")
def engine(full_engine: Engine) -> Engine:
    return full_engine


def problems(text: str, engine: Engine) -> list[str]:
    try:
        found = check(parse_pack(HEAD + text, "ours.yaml"), "ours.yaml", engine)
    except PackError as error:
        found = list(error.problems)
    return [str(problem) for problem in found]


def test_a_whole_pack_is_right(engine: Engine) -> None:
    assert problems(SCENARIO + DRILL, engine) == []
    pack = parse_pack(HEAD + SCENARIO + DRILL)
    assert pack.scenarios[0].turns[0].dismissed == "Well, thanks."
    assert pack.scenarios[0].hears[0].patterns == ("yesterday",)
    assert pack.scenarios[0].level == 2
    assert pack.drills[0].covers[0].label == "the red chair"
    assert pack.drills[0].line == pack.drills[0].line > pack.scenarios[0].line > 4


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("You needed it yesterday and it wasn't there. ", "Calm down. "),
            "scenario late: the model reply of turn 1 has 'Calm down'",
        ),
        (("I'm sending another one today.", "That is hard."), "should settle it, and does not"),
        (
            ("weak: Please calm down.", "weak: I'm sending it today, as you needed it yesterday."),
            "its weak reply does not upset",
        ),
        (("[yesterday]", '["(yesterday"]'), "scenario late: "),
        (("Is that right?", ""), "drill back: its model answer fails 'Asks whether you got it right'"),
        (("[red]", "[green]"), "drill back: its model answer fails 'Says back: the red chair'"),
    ],
)
def test_what_is_wrong_is_said_with_its_entry(change: tuple[str, str], expected: str, engine: Engine) -> None:
    text = SCENARIO + DRILL
    assert change[0] in text
    found = problems(text.replace(*change), engine)
    assert len(found) == 1
    assert expected in found[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "situations:\n  - id: charged-twice\n    link: javascript:alert(1)\n",
            "a web address that starts with https://",
        ),
        ("situations:\n  - id: a\n    as: a\n", "has no 'when'"),
        ("situations:\n  - id: a\n    link: https://x.example\n    when: [a b]\n", "has 'when' without 'as'"),
        ("situations:\n  - id: nowhere\n    link: https://x.example\n", "situation nowhere: no pack describes it"),
        (
            "gestures:\n  - id: g\n    title: G\n    body: Please calm down.\n",
            "gesture g: its body has 'Please calm down'",
        ),
        ("gestures:\n  - id: g\n    title: G\n    body: I took [[off this order.\n", "is not closed"),
        (
            "gestures:\n  - id: g\n    title: G\n    body: Here you are.\n    situations: [nowhere]\n",
            "the situation 'nowhere'",
        ),
        ("gestures:\n  - id: g\n    title: G\n", "has no 'body'"),
        (SCENARIO.replace("        solved: Lovely.\n", ""), "has no 'solved'"),
        (DRILL.replace("summarise", "sing"), "use one of paraphrase, summarise, clarify"),
    ],
)
def test_bad_entries_are_named(text: str, expected: str, engine: Engine) -> None:
    found = problems(text, engine)
    assert len(found) == 1
    assert expected in found[0]


def test_ids_are_used_once() -> None:
    twice = DRILL + DRILL.replace("\ndrills:\n", "")
    with pytest.raises(PackError, match="the id is used already"):
        parse_pack(HEAD + twice)


def test_a_link_alone_takes_nothing_from_the_situation(engine: Engine) -> None:
    pack = parse_pack(HEAD + "situations:\n  - id: charged-twice\n    link: https://x.example/refunds\n")
    told = engine.with_pack(pack).conversation("I was charged twice").situation
    assert told is not None
    assert (told.id, told.clause) == ("charged-twice", "being charged twice")
