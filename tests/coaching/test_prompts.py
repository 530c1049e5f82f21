"""What is offered beside a conversation, and that it follows what the draft does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.coaching.choose import choose
from server.coaching.coach import Coach
from server.coaching.model import Prompts
from server.language.engine import Engine
from server.library.model import StoredSnippet
from server.packs.model import Content
from server.packs.read import parse_pack

PACK = """
pack: harbour
title: Harbour
version: 1.0.0
language: en
situations:
  - id: charged-twice
    link: https://help.harbour.example/refunds
    link-title: When refunds arrive
gestures:
  - id: express
    title: Express, free
    limit: Orders up to 200 euros
    body: "I'm sending it by express at no cost to you, so it's with you [[when: tomorrow|on Friday]]."
    situations: [late-delivery]
  - id: discount
    title: A discount
    body: "I've taken [[discount: 5 %|10 %]] off this order."
"""
CHARGED = "I was charged twice for my order and I'm really annoyed."


@pytest.fixture(scope="module")
def engine(full_engine: Engine) -> Engine:
    return full_engine.with_pack(parse_pack(PACK))


def prompts(engine: Engine, messages: str | list[str], draft: str = "") -> Prompts:
    thread = [messages] if isinstance(messages, str) else messages
    return Coach(engine.packs).prompts(engine, engine.conversation(thread), thread, draft)


def advised(engine: Engine, messages: str | list[str], draft: str = "") -> str:
    found = prompts(engine, messages, draft).advice
    return found.id if found else ""


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("This is the third time I'm writing about this and still nobody helps.", "repeat-contact"),
        ("I demand to speak to a supervisor, this is outrageous!", "escalation"),
        ("I'm so disappointed that I'll cancel and never order from you again.", "churn"),
        (CHARGED, "money"),
        ("I've been waiting for three weeks for an answer and I'm fed up.", "waiting"),
        ("Thank you so much, that was really quick and helpful!", "positive"),
        ("What are your opening hours on Saturday?", ""),
    ],
)
def test_the_most_pressing_line_comes_first(engine: Engine, message: str, line: str) -> None:
    assert advised(engine, message) == line


def test_advice_is_one_line(engine: Engine) -> None:
    found = prompts(engine, CHARGED).advice
    assert found is not None
    assert "\n" not in found.text
    assert len(found.text) < 120


def test_advice_that_is_followed_makes_room_for_the_next(engine: Engine) -> None:
    message = "This is the third time I'm writing, I was charged twice and I want my money back!"
    assert advised(engine, message) == "repeat-contact"
    draft = "Hi Ann, I've read all your earlier messages."
    assert advised(engine, message, draft) != "repeat-contact"


def test_a_longer_thread_is_counted(engine: Engine) -> None:
    thread = ["Where is my order?", "Still no order and no answer.", "Again no answer! Where is my order?"]
    found = prompts(engine, thread).advice
    assert found is not None
    assert "Message number 3" in found.text


def test_a_draft_that_lacks_a_step_is_told_so(engine: Engine) -> None:
    """When every line is followed, what the checklist lacks is the advice."""
    message = "I'm disappointed with the quality of this jacket."
    draft = "You expected a jacket that lasts, and yours arrived with a loose seam. I've asked our workshop about it."
    assert advised(engine, message, draft).startswith("lacks-")
    complete = (
        "You expected a jacket that lasts, and yours arrived with a loose seam, which is disappointing to see. I'm sending "
        "a new one today. Would Friday suit you?"
    )
    assert advised(engine, message, complete) in ("", "lacks-feeling")


def test_strong_feeling_brings_calming_steps(engine: Engine) -> None:
    furious = "THIS IS UNACCEPTABLE!!! I am furious, you are thieves and liars!"
    found = prompts(engine, furious).de_escalation
    assert found is not None
    assert found.why == "They are very upset."
    assert [step.done for step in found.steps] == [False, False, False, False, None]
    draft = "You were charged twice and that was our mistake. I'm refunding it today. Is this the right card?"
    done = prompts(engine, furious, draft).de_escalation
    assert done is not None
    assert [step.id for step in done.steps if step.done] == ["hear", "own", "act", "choice"]


def test_a_rising_thread_brings_calming_steps_and_says_since_when(engine: Engine) -> None:
    thread = [
        "Where is my order, please?",
        "Still no order, this is annoying.",
        "I'm really angry now, where is my order?!",
    ]
    told = engine.conversation(thread)
    assert told.trend.direction == "rising"
    found = prompts(engine, thread).de_escalation
    assert found is not None
    assert found.why == f"They have grown more upset since message {told.trend.since + 1}."


def test_calm_messages_bring_no_calming_steps(engine: Engine) -> None:
    for message in ("", "ok", "Which colours does it come in?", "Thanks, all good now!"):
        assert prompts(engine, message).de_escalation is None
        assert prompts(engine, message).gestures == ()


def test_a_pack_gives_a_known_situation_a_link(engine: Engine) -> None:
    told = engine.conversation(CHARGED)
    assert told.situation is not None
    assert told.situation.id == "charged-twice", "the bare link must not replace the situation"
    link = prompts(engine, CHARGED).link
    assert link is not None
    assert (link.url, link.title, link.pack) == (
        "https://help.harbour.example/refunds",
        "When refunds arrive",
        "harbour",
    )
    assert prompts(engine, "The app crashes all the time, so annoying!").link is None


def test_gestures_are_for_their_situations_and_for_the_upset(engine: Engine) -> None:
    late = "My order is two weeks late and I'm really annoyed, where is it?"
    assert [offer.gesture.id for offer in prompts(engine, late).gestures] == ["express", "discount"]
    assert [offer.gesture.id for offer in prompts(engine, CHARGED).gestures] == ["discount"]
    assert prompts(engine, "I like my order, thank you so much!").gestures == ()


def test_a_later_pack_changes_link_and_gesture() -> None:
    second = parse_pack(PACK.replace("harbour", "other").replace("A discount", "Nothing"))
    coach = Coach([parse_pack(PACK), second])
    engine = Engine([])
    told = engine.conversation("I'm furious, this is terrible and unacceptable!")
    assert [(offer.pack, offer.gesture.title) for offer in coach.prompts(engine, told, ["…"]).gestures] == [
        ("other", "Nothing")
    ]


def snippet(title: str, steps: tuple[str, ...], situations: tuple[str, ...] = ()) -> StoredSnippet:
    content = Content(title, "…", steps=steps, situations=situations, emotions=("anger",))
    return StoredSnippet(title, content, "mine", 0, None, "", "")


def test_snippets_follow_what_the_draft_lacks() -> None:
    snippets = [
        snippet("hear", ("acknowledge",)),
        snippet("own", ("own",)),
        snippet("solve", ("solve",)),
        snippet("x", ()),
    ]
    lacking = Prompts(steps=("solve", "own"))
    assert [one.id for one in choose(snippets, lacking, None, "anger", 2)] == ["solve", "own"]
    assert [one.id for one in choose(snippets, Prompts(), None, "anger", 2)] == ["hear", "own"]


def test_the_situation_weighs_more_than_the_feeling() -> None:
    snippets = [snippet("any", ("own",)), snippet("fits", ("own",), ("late-delivery",))]
    assert [one.id for one in choose(snippets, Prompts(steps=("own",)), "late-delivery", "anger", 1)] == ["fits"]


def test_steps_change_with_the_draft(engine: Engine) -> None:
    assert prompts(engine, CHARGED).steps[-1] == "acknowledge"
    heard = prompts(engine, CHARGED, "You were charged twice, and that was our mistake.").steps
    assert "acknowledge" not in heard
    assert "solve" in heard


@given(message=st.text(max_size=200), draft=st.text(max_size=200))
def test_any_text_brings_an_answer(engine: Engine, message: str, draft: str) -> None:
    found = prompts(engine, [message], draft)
    assert found.advice is None or found.advice.text
