"""Reviews of whole drafts with the built-in packs."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.language.engine import Engine
from server.language.model import Edit, Review
from server.language.realise import Place, place
from server.language.text import Utf16, mask, sentences

PIECES = (
    "Hi Ann,", "Sorry for the inconvenience.", "we are so sorry to hear that", "As I already said,", "You must send the form.",
    "the refund of $41.20 left on 3 May", "Order #A-771", "There's nothing we can do.", "Calm down!", "I've asked the depot.",
    "😢", "\n\n", "\n- ", "> quoted", "It's against our policy", "and", "but", ",", "That's normal.", "Rest assured, it is safe.",
    "https://example.org/x?y=1", "{{ticket.id}}", "[[when]]", "`code`", "Oh, that's a terrible situation.", "Kim", "!!", "?",
    "We understand your frustration.", "you should have read the terms", "Thanks, Jo", "“You must not”", "DON'T PANIC", "ça va",
)  # fmt: skip


def built(review: Review, draft: str) -> str:
    for edit in reversed(review.rewrite.edits):
        draft = draft[: edit.start] + edit.text + draft[edit.end :]
    return draft


def strong(review: Review) -> list[str]:
    return [finding.rule for finding in review.findings if finding.severity != "hint"]


def test_pity_becomes_understanding_with_shared_ownership(engine: Engine) -> None:
    review = engine.review("Oh, that's a terrible situation.")
    assert review.rewrite.text == "I can see how frustrating this must be. Let's work together to get this resolved."
    assert [finding.category for finding in review.findings] == ["sympathy"]


def test_the_sentence_alongside_is_known_for_is_left_alone(engine: Engine) -> None:
    draft = "I can understand how frustrating that must be. Let's work together to get this resolved for you."
    assert strong(engine.review(draft)) == []
    assert engine.review(draft).rewrite.text == draft


def test_the_customers_message_decides_feeling_and_situation(engine: Engine) -> None:
    review = engine.review(
        "Oh, that's a terrible situation.", "You charged me twice for one order. Please send the second payment back."
    )
    assert review.situation is not None
    assert review.situation.id == "charged-twice"
    assert "being charged twice" in review.rewrite.text


@pytest.mark.parametrize(
    ("draft", "rule", "taken_out"),
    [
        ("I understand your frustration but your refund left on Friday.", "understand-your-frustration", {"Y"}),
        ("Hi Ann, sorry for the inconvenience. We will check it.", "sorry-for-inconvenience", {" w"}),
        ("I understand your frustration.\n\nYour refund left on Friday.", "understand-your-frustration", {""}),
        ("Oh, that's a terrible situation.", "terrible-situation", set()),
    ],
)
def test_a_suggestion_says_whether_it_only_takes_words_out(
    engine: Engine, draft: str, rule: str, taken_out: set[str]
) -> None:
    (finding,) = engine.review(draft).findings
    assert {option.text for option in finding.replacements if option.removes} == taken_out
    assert all(len(option.text) > 2 for option in finding.replacements if not option.removes)


def test_a_rewrite_changes_whole_words(engine: Engine) -> None:
    draft = "As I said before, the parcel left on Monday."
    assert engine.review(draft).rewrite.edits == (Edit(0, len("As I said before, the"), "The"),)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        # person: "we" where the agent writes "we"
        ("We are sorry to hear that.", "We can see how frustrating this has been, and we're on it."),
        # long forms where the agent uses them
        (
            "I am sorry to hear that. I will check it and I will not close the case. It is with me.",
            "I can see how frustrating this has been, and I am on it. I will check it and I will not close the case. It is with me.",
        ),
        # curly quotes where the agent uses them
        ("I’m sorry to hear that.", "I can see how frustrating this has been, and I’m on it."),
        # a greeting stays, and the words after it start small
        ("Hi Ann, obviously, the code has run out.", "Hi Ann, the code has run out."),
        # a taken-out sentence leaves no gap
        (
            "Your part is here. Rest assured, it is the right one. See you.",
            "Your part is here. It is the right one. See you.",
        ),
        # an order becomes a question with its own mark
        ("You must send the form.", "Could you send the form?"),
        ("You must send the form, then we look at it.", "Could you send the form? Then we look at it."),
    ],
)
def test_rewrites_in_the_agents_voice(engine: Engine, draft: str, expected: str) -> None:
    assert engine.review(draft).rewrite.text == expected


@pytest.mark.parametrize(
    ("draft", "kind", "expected"),
    [
        ("You haven't really lost anything, Kim.", "brief", "Could you tell me what would put it right for you, Kim?"),
        ("Which part of that is unclear, Ms Hart?", "brief", "Let me try to say that more clearly, Ms Hart."),
        ("Hi Bo, please note you have to send the form.", "formal", "Hi Bo, may I ask you to send the form?"),
        (
            "You are to pay the deposit first and may claim it back later.",
            "formal",
            "May I ask you to pay the deposit first? You may claim it back later.",
        ),
        (
            "You are to pay the deposit first and may claim it back later.",
            "brief",
            "Please pay the deposit first. You may claim it back later.",
        ),
    ],
)
def test_every_kind_fits_its_place(engine: Engine, draft: str, kind: str, expected: str) -> None:
    options = engine.review(draft, compose=False).findings[-1].replacements
    said = [draft[: option.start] + option.text + draft[option.end :] for option in options if option.kind == kind]
    assert said == [expected]


def test_empathy_is_never_stacked(engine: Engine) -> None:
    draft = (
        "Sorry to hear that. We understand your frustration. We're sorry for the inconvenience. Your part ships today."
    )
    text = engine.review(draft).rewrite.text
    assert text.count("frustrating") <= 1
    assert text.endswith("Your part ships today.")


def test_what_is_not_the_agents_is_left_alone(engine: Engine) -> None:
    draft = "Done, it left today.\n\nOn Mon, 2 Mar 2026, Kim wrote:\nYou must calm down. Sorry for the inconvenience."
    assert engine.review(draft).findings == ()
    assert strong(engine.review('The page says "you must verify" and I have done that for you.')) == []


def test_steps_of_a_list_are_no_orders(engine: Engine) -> None:
    assert strong(engine.review("Here is how:\n1. You need to hold the key.\n2. You have to let go.")) == []
    assert strong(engine.review("You need to hold the key.")) == ["you-must"]


def test_a_limit_with_an_offer_is_no_closed_door(engine: Engine) -> None:
    assert strong(engine.review("There's nothing we can do.")) == ["nothing-we-can-do"]
    assert strong(engine.review("There's no way to undo it, but here is what I can do: I've sent a new one.")) == []


@pytest.mark.parametrize(
    ("after", "closed"),
    [
        ("Please let us know if you have any other questions.", True),
        ("We are happy to help with anything else.", True),
        ("We can fully understand that this is a bother.", True),
        ("You can read more about it in our terms.", True),
        ("We have to stick to it.", True),
        ("We kindly ask for patience in the meantime.", True),
        ("We are happy to send you a voucher for the same amount.", False),
        ("Let me know which day suits you, and I will move it.", False),
        ("You can use it in any of our other shops until May.", False),
        ("We have asked the bank today.", False),
        ("We are happy to help with anything else, and we can hold the lamp for you.", False),
    ],
)
def test_a_courtesy_after_a_limit_is_no_offer(engine: Engine, after: str, closed: bool) -> None:
    draft = f"Our exchange policy does not allow a swap until the workshop has seen the lamp. {after}"
    assert ("against-policy" in strong(engine.review(draft, compose=False))) is closed


TWO_RULES = """
pack: two-rules
title: Something to acknowledge, something to take out
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
    say: ["I can see how frustrating this is"]
    examples: ["Please calm down.", "Calm down!", "Now calm down."]
    leave-alone: ["The sea is calm."]
  - id: joy
    category: formulaic
    severity: medium
    match: ["<we> wish you {what:1-6}"]
    why: "Anyone could have sent it."
    say: [""]
    examples: ["We wish you joy.", "We wish you luck.", "We wish you a good day."]
    leave-alone: ["They wish you joy."]
"""


def test_the_next_step_stands_above_the_name(tmp_path: Path) -> None:
    """The last change takes the closing line out, so that the name stands right behind the gap."""
    file = tmp_path / "pack.yaml"
    file.write_text(TWO_RULES, encoding="utf-8")
    engine = Engine([file], learned=False)
    draft = "Hi Ann,\n\ncalm down. The lamp is blue. I wish you joy. U. Keller"
    text = engine.review(draft).rewrite.text
    assert text == (
        "Hi Ann,\n\nI can see how frustrating this is. The lamp is blue. I'll [[what you will do next]] by [[when]]. U. Keller"
    )
    draft = "Hi Ann,\n\nI wish you joy. Calm down."
    assert engine.review(draft).rewrite.text == (
        "Hi Ann,\n\nI can see how frustrating this is. I'll [[what you will do next]] by [[when]]."
    )


@pytest.mark.parametrize(
    ("draft", "out", "left"),
    [
        ("I nearly wept. Your form is here.", "nearly wept", "Your form is here."),
        ("Hi Ann, I nearly wept. Your form is here.", "nearly wept", "Hi Ann, your form is here."),
        ("We will move mountains! It left today.", "move mountains", "It left today."),
        ("I hate that this happened to you.\n\nIt left today.", "I hate that this happened", "It left today."),
        ("Yes, we can honestly.", "honestly", "Yes, we can."),
        ("Rest assured, we can.", "Rest assured", "We can."),
    ],
)
def test_taking_words_out_leaves_no_stub(draft: str, out: str, left: str) -> None:
    start = draft.index(out)
    masked = mask(draft)
    at = next(at for at in sentences(masked) if at.start <= start < at.end)
    patch = place("", Place(draft, masked, at.start, at.end, start, start + len(out)))
    assert patch is not None
    assert draft[: patch.start] + patch.text + draft[patch.end :] == left


@pytest.mark.parametrize(
    "draft", ["", " ", "\n", "ok", "😢😢", "\x00", "<b>hi</b>", "שלום וברכה", "a" * 5000, "\ud83d"]
)
def test_odd_drafts_are_fine(engine: Engine, draft: str) -> None:
    review = engine.review(draft)
    assert review.rewrite.text == draft
    assert len(review.checklist) == 6


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_any_draft(engine: Engine, draft: str) -> None:
    review = engine.review(draft)
    assert review == engine.review(draft)
    utf16 = draft.encode("utf-16-le")
    units = Utf16(draft)
    last = 0
    for finding in review.findings:
        assert draft[finding.start : finding.end] == finding.quote
        start, end = units.units(finding.start) * 2, units.units(finding.end) * 2
        assert utf16[start:end].decode("utf-16-le") == finding.quote
        assert finding.start >= last
        last = finding.end
        assert len(finding.replacements) <= 3
        for option in finding.replacements:
            assert 0 <= option.start <= option.end <= len(draft)
    assert built(review, draft) == review.rewrite.text
    assert strong(engine.review(review.rewrite.text)) == []
    for fact in (
        "$41.20",
        "3 May",
        "#A-771",
        "https://example.org/x?y=1",
        "{{ticket.id}}",
        "[[when]]",
        "Kim",
        "Ann",
        "`code`",
    ):
        assert fact in review.rewrite.text or fact not in draft


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text(engine: Engine, draft: str) -> None:
    review = engine.review(draft, draft)
    assert built(review, draft) == review.rewrite.text


def test_what_somebody_mourns_is_not_put_right(engine: Engine) -> None:
    review = engine.review(
        "Dear Ms Hale, how awful for you. We understand your frustration. The account was closed on 4 May.",
        "My father died in March and you keep writing to him.",
    )
    offered = [option.text for finding in review.findings for option in finding.replacements]
    assert any(text.endswith("the loss you have had must be") for text in offered)
    assert not any(
        "painful" in text and ("right" in text or "resolve" in text) for text in [*offered, review.rewrite.text]
    )


def test_a_firms_name_does_not_keep_its_slogan(engine: Engine) -> None:
    draft = "Hi Ann, order 7 is on its way. It is members like you who make SkyClub soar. Best wishes, Uwe"
    review = engine.review(draft)
    (finding,) = review.findings
    assert [option.removes for option in finding.replacements] == [True]
    assert review.rewrite.text == "Hi Ann, order 7 is on its way. Best wishes, Uwe"
