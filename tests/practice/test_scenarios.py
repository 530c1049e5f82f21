"""Every scenario and drill that comes with Alongside plays through: good replies go well, bad ones badly."""

import re
from collections import Counter

import pytest

from phrases import builtin_packs
from server.language.check import check
from server.language.engine import Engine
from server.language.mood import UPSET
from server.packs.model import Drill, Pack, Scenario
from server.packs.read import read_pack
from server.practice.book import Book
from server.practice.model import NotThereError

PACKS = [read_pack(path) for path in builtin_packs()]
BOOK = Book(PACKS)
SCENARIOS = [scenario for _, scenario in BOOK.scenarios.values()]
DRILLS = [drill for _, drill in BOOK.drills.values()]
ACKNOWLEDGING = "You waited for this and it went wrong, and that has cost you more than time."
DISMISSIVE = (
    "Please calm down. You should have read the terms.",
    "Sorry for the inconvenience.",
    "It's against our policy, there is nothing we can do.",
)
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.id)
every_drill = pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.id)


@pytest.fixture(scope="module")
def engine(full_engine: Engine) -> Engine:
    return full_engine


def said_by_customers(scenario: Scenario) -> list[str]:
    return [
        scenario.opening,
        *(text for turn in scenario.turns for text in (turn.acknowledged, turn.dismissed, turn.solved)),
    ]


def test_there_is_enough_to_practise() -> None:
    assert len(SCENARIOS) >= 30
    assert len({scenario.industry for scenario in SCENARIOS}) >= 8
    assert set(Counter(scenario.level for scenario in SCENARIOS)) == {1, 2, 3}
    assert min(Counter(drill.skill for drill in DRILLS).values()) >= 4
    assert {drill.skill for drill in DRILLS} == {"paraphrase", "summarise", "clarify"}


@pytest.mark.parametrize("pack", [p for p in PACKS if p.scenarios or p.drills], ids=lambda pack: pack.id)
def test_the_check_finds_nothing_wrong(pack: Pack, engine: Engine) -> None:
    assert check(pack, pack.id, engine) == []


@every_scenario
def test_the_customer_is_upset_and_never_says_the_same_twice(scenario: Scenario, engine: Engine) -> None:
    assert engine.conversation(scenario.opening).mood.emotion in UPSET
    spoken = said_by_customers(scenario)
    assert len(set(spoken)) == len(spoken)
    assert scenario.about
    assert scenario.hears
    assert scenario.weak


@every_scenario
def test_model_replies_are_clean_and_settle_it(scenario: Scenario, engine: Engine) -> None:
    for number, turn in enumerate(scenario.turns, start=1):
        reaction = BOOK.reply(engine, scenario.id, number, turn.model)
        assert reaction.verdict.review.findings == ()
        assert (reaction.verdict.outcome, reaction.says, reaction.next, reaction.ending) == (
            "solved",
            turn.solved,
            None,
            "settled",
        )
    assert BOOK.reply(engine, scenario.id, 1, scenario.turns[0].model).verdict.named, (
        "the first names what they hoped for"
    )


@every_scenario
def test_acknowledging_calms_and_leads_on_to_the_end(scenario: Scenario, engine: Engine) -> None:
    for number, turn in enumerate(scenario.turns, start=1):
        reaction = BOOK.reply(engine, scenario.id, number, ACKNOWLEDGING, heard=number > 1)
        last = number == len(scenario.turns)
        assert (reaction.verdict.outcome, reaction.says) == ("acknowledged", turn.acknowledged)
        assert (reaction.next, reaction.ending) == ((None, "calmer") if last else (number + 1, None))


@every_scenario
def test_dismissing_upsets_and_loses_them(scenario: Scenario, engine: Engine) -> None:
    for number, turn in enumerate(scenario.turns, start=1):
        for text in (*DISMISSIVE, scenario.weak):
            reaction = BOOK.reply(engine, scenario.id, number, text)
            assert (reaction.verdict.outcome, reaction.says) == ("dismissed", turn.dismissed), text
            assert (reaction.ending == "lost") == (number == len(scenario.turns))


def test_a_cold_step_helps_but_settles_only_whom_was_heard_before(engine: Engine) -> None:
    text = "I'll check and write to you by noon."
    first = BOOK.reply(engine, "birthday-parcel", 1, text)
    assert first.verdict.outcome == "acknowledged"
    assert "name what happened" in first.verdict.why
    assert BOOK.reply(engine, "birthday-parcel", 2, text, heard=True).verdict.outcome == "solved"


def test_a_sting_in_a_good_reply_counts(engine: Engine) -> None:
    model = SCENARIOS[0].turns[0].model
    reaction = BOOK.reply(engine, SCENARIOS[0].id, 1, f"{model} Please calm down.")
    assert reaction.verdict.outcome == "dismissed"
    assert "calm down" in reaction.verdict.why


def test_what_is_marked_acknowledges_nothing(engine: Engine) -> None:
    reaction = BOOK.reply(engine, "birthday-parcel", 1, "Sorry for the inconvenience with the birthday parcel.")
    assert (reaction.verdict.outcome, reaction.verdict.named) == ("dismissed", ())


def test_any_text_is_judged(engine: Engine) -> None:
    for text in (
        "😀",
        "x",
        "On Monday Ann wrote:\n> hello",
        "Bitte warten Sie noch ein paar Tage auf Ihre Sendung.",
        "?" * 4000,
    ):
        assert BOOK.reply(engine, SCENARIOS[0].id, 1, text).verdict.outcome == "dismissed"
        BOOK.answer(engine, DRILLS[0].id, text)


def test_unknown_exercises_and_turns_are_named() -> None:
    engine = Engine([])
    for name, turn in (("nowhere", 1), ("birthday-parcel", 0), ("birthday-parcel", 4)):
        with pytest.raises(NotThereError):
            BOOK.reply(engine, name, turn, "Hello")
    with pytest.raises(NotThereError):
        BOOK.answer(engine, "nowhere", "Hello")


# Drills ------------------------------------------------------------------------------------------------------------------


@every_drill
def test_model_answers_do_all_of_it(drill: Drill, engine: Engine) -> None:
    heard = BOOK.answer(engine, drill.id, drill.model)
    assert [check.label for check in heard.checks if not check.done] == []
    assert heard.review.findings == ()


@every_drill
def test_a_copy_of_the_message_is_no_listening(drill: Drill, engine: Engine) -> None:
    failed = {check.id for check in BOOK.answer(engine, drill.id, drill.customer).checks if not check.done}
    assert failed & ({"asks", "open"} if drill.skill == "clarify" else {"own-words"})


@every_drill
def test_saying_nothing_of_theirs_is_no_listening(drill: Drill, engine: Engine) -> None:
    failed = {check.id for check in BOOK.answer(engine, drill.id, "All right.").checks if not check.done}
    assert {f"covers-{number}" for number in range(1, len(drill.covers) + 1)} <= failed


def test_asking_for_what_was_told_is_noticed(engine: Engine) -> None:
    checks = {c.id: c for c in BOOK.answer(engine, "ask-cancel", "What is your customer number?").checks}
    assert not checks["not-again"].done
    assert "the customer number" in checks["not-again"].hint


def test_three_questions_are_too_many(engine: Engine) -> None:
    checks = {c.id: c for c in BOOK.answer(engine, "ask-noise", "When? How loud? What does it sound like?").checks}
    assert not checks["asks"].done
    assert re.search(r"\b3\b", checks["asks"].hint)


def test_a_summary_is_short_and_asks_back(engine: Engine) -> None:
    drill = BOOK.drill("sum-up-order-chaos")[1]
    checks = {
        c.id: c.done for c in BOOK.answer(engine, drill.id, drill.model.replace("Did I leave anything out?", "")).checks
    }
    assert not checks["asks-back"]
    assert not {c.id: c.done for c in BOOK.answer(engine, drill.id, drill.model * 2).checks}["short"]
