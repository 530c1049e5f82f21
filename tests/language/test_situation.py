"""What a message is about: every situation that ships is found from a sentence a customer could write."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import phrases
from server.language.model import Mood, Situation
from server.language.situation import LEAST, SituationReader, feeling_word
from server.packs.read import parse_pack, read_pack

PACKS = [read_pack(path) for path in phrases.builtin_packs() if path.parent.name == "situations"]
READER = SituationReader(PACKS)
SPECS = [spec for pack in PACKS for spec in pack.situations]

SENTENCES = {
    "late-delivery": "My curtains were meant to arrive on the 2nd and the box still has not arrived.",
    "missed-delivery-slot": "I stayed home all day and the driver never rang.",
    "marked-delivered-not-here": "Your site says it was delivered at noon but my porch is bare.",
    "lost-parcel": "The courier admits that my parcel got lost in transit.",
    "wrong-item": "You sent me the wrong colour of paint.",
    "damaged-item": "The mirror arrived smashed.",
    "faulty-item": "The kettle stopped working after nine days.",
    "missing-item": "Two of the chairs came, and half the screws were missing from the box.",
    "not-as-described": "The rug is nothing like the picture.",
    "bad-food": "There was a dead fly in my soup, found it halfway through.",
    "return-trouble": "The shop refuses to take it back although the label is on.",
    "order-cancelled": "Out of the blue you cancelled my order.",
    "out-of-stock": "The oat biscuits are sold out every time I come.",
    "voucher-not-working": "My gift card is rejected as invalid.",
    "checkout-trouble": "I can't place an order, the page just reloads.",
    "charged-twice": "I was charged twice for the same hotel night.",
    "unexpected-charge": "There is a payment of 30 that I do not recognise, why was I charged?",
    "charged-after-cancelling": "I cancelled the gym in May and you still keep charging me.",
    "overcharged": "I was charged more than the price on the shelf.",
    "refund-pending": "It's been a month and I still have no refund.",
    "refund-refused": "Your shop denied my refund without a reason.",
    "partial-refund": "You only refunded half of what I paid.",
    "payment-failed": "My card keeps being declined when I pay.",
    "money-missing": "The amount was debited yesterday but not credited to the shop.",
    "withdrawal-stuck": "My withdrawal has been pending for nine days.",
    "sent-to-wrong-account": "I sent the rent to the wrong account by mistake.",
    "fraud-on-account": "Someone has logged in to my account from abroad.",
    "confusing-bill": "Could somebody explain my bill to me?",
    "price-increase": "The subscription went up by a third overnight.",
    "price-changed-after": "The bike I bought is now on sale, it dropped the day after.",
    "reward-missing": "My referral bonus never came.",
    "late-fee": "What is this baggage fee on top for?",
    "cannot-pay": "I can't pay the full bill this month.",
    "locked-out": "I can't log in, my password is rejected.",
    "account-blocked": "My account has been suspended for no reason.",
    "registration-fails": "I'm not able to create an account, the form rejects my street.",
    "verification-stuck": "My identity verification has been pending for ten days.",
    "outage": "We have had no internet since breakfast.",
    "unstable-connection": "The wifi drops whenever it rains.",
    "slow-connection": "I am paying for 500 and get 12.",
    "app-crashes": "The app keeps crashing on the second page.",
    "app-slow": "The page takes forever to load.",
    "broken-after-update": "Since the last update nothing is where it was.",
    "feature-broken": "The export button does nothing.",
    "feature-removed": "Why did you remove the week view?",
    "lost-data": "All my notes are gone from the notebook.",
    "device-broken": "The washing machine leaks on to the floor.",
    "missing-option": "There is no way to change my date of birth.",
    "spam-contact": "Please stop texting me about offers.",
    "too-many-ads": "It is full of ads nowadays.",
    "privacy-worry": "Another customer could see my personal details, is my data safe?",
    "delayed-trip": "Our train was delayed by three hours.",
    "cancelled-trip": "The evening ferry was cancelled with no warning.",
    "missed-connection": "I am going to miss my connection in Lyon.",
    "lost-luggage": "My suitcase did not come out in Oslo, there is no sign of my bag.",
    "seat-trouble": "Our seats were split up though we booked as a family.",
    "denied-boarding": "We were not allowed to board because the plane was overbooked.",
    "overcrowded": "The train was packed, people stood in the toilets.",
    "cancelled-booking": "The host cancelled our reservation a day before.",
    "booking-mistake": "There is a wrong name on my ticket.",
    "change-trip-trouble": "I need to change my flight and the page fails.",
    "check-in-trouble": "I cannot check in, your form wants a second surname.",
    "room-not-right": "The room was dirty and smelled of smoke.",
    "driver-trouble": "The driver cancelled when he was at my corner.",
    "left-something-behind": "I left my coat on the bus this morning.",
    "appointment-moved": "You moved my appointment to a day when I work.",
    "no-show-technician": "The plumber never showed up.",
    "travel-plans-at-risk": "Will the strike affect my flight on Sunday?",
    "repeated-contact": "This is the fifth email I send about it.",
    "passed-around": "I am being sent from one department to another, the runaround never ends.",
    "cannot-reach-anyone": "I have been on hold for an hour and nobody picks up.",
    "no-answer": "I wrote on the 4th and never got a reply.",
    "broken-promise": "I was promised a call on Monday but nothing came of it.",
    "problem-not-solved": "The same problem is back again.",
    "rude-staff": "Your waiter was rude to my mother.",
    "copy-paste-answers": "You sent me another canned reply.",
    "wrong-information": "Your colleague gave me the wrong information.",
    "unclear-instructions": "I do not understand how the form works, the instructions are confusing.",
    "warranty-refused": "They say the warranty does not cover it, wear and tear.",
    "claim-pending": "My claim is still in review, three months now.",
    "claim-rejected": "My application was declined.",
    "repair-slow": "My repair has taken two months so far.",
    "cancel-trouble": "It is impossible to cancel, the link goes nowhere.",
    "wants-to-leave": "I want to close my account.",
    "long-queue": "There is a huge queue and one cashier.",
    "quality-down": "The quality has gone downhill.",
    "expectations-not-met": "I had expected a lot better.",
    "bereavement": "My wife passed away in spring.",
    "health-at-stake": "He is in hospital and needs his prescription.",
    "safety-scare": "There is smoke coming out of the charger.",
    "deadline-at-risk": "The deadline is tonight.",
}


def test_every_situation_has_a_sentence_here() -> None:
    assert len(SPECS) >= 60
    assert {spec.id for spec in SPECS} == set(SENTENCES)


@pytest.mark.parametrize("wanted", SENTENCES)
def test_reads_the_situation(wanted: str) -> None:
    found = READER.read(SENTENCES[wanted])
    assert found is not None
    assert found.id == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "ok",
        "Thanks, that was quick!",
        "What time do you open?",
        "Two large pizzas please",
        "My name is Ola Berg",
        "Do you ship to Malta?",
        "¿Dónde está mi libro?",
        "😡",
        "> My parcel is lost\nYes please",
    ],
)
def test_says_nothing_rather_than_something_wrong(text: str) -> None:
    assert READER.read(text) is None


def test_builtin_patterns_all_compile() -> None:
    assert READER.problems == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_clause_fits_into_both_sentences(spec) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(
        r"(?:an? |the |being |having |waiting |losing |not being |seeing |getting |answers )[a-z ']+", spec.clause
    ), spec.clause
    assert spec.clause[0].islower()
    assert re.fullmatch(r"[a-z]+", spec.feeling)


def test_longer_match_wins_over_a_shorter_one() -> None:
    found = READER.read("I have called four times already about the refund.")
    assert found is not None
    assert found.id == "repeated-contact"


def test_thread_goes_back_to_the_last_message_that_tells() -> None:
    found = READER.read_thread(["My parcel got lost in transit.", "It was blue.", "Yes, that one."])
    assert found is not None
    assert found.id == "lost-parcel"
    assert READER.read_thread([]) is None


def test_a_team_pack_replaces_a_builtin_situation() -> None:
    head = "pack: ours\ntitle: Ours\nversion: 1.0.0\nlanguage: en\n"
    own = parse_pack(
        head + 'situations:\n  - {id: outage, when: ["no internet"], as: "the broken line", feeling: maddening}\n',
        "ours",
        Path("ours.yaml"),
    )
    reader = SituationReader([*PACKS, own])
    found = reader.read("We have no internet")
    assert found == Situation("outage", "the broken line")
    assert reader.feeling_word(None, found) == "maddening"


def test_a_bad_pattern_is_reported_and_the_rest_works() -> None:
    head = "pack: ours\ntitle: Ours\nversion: 1.0.0\nlanguage: en\n"
    own = parse_pack(
        head + 'situations:\n  - {id: odd, when: ["(broken", "odd noise"], as: "the odd noise"}\n',
        "ours",
        Path("ours.yaml"),
    )
    reader = SituationReader([own])
    assert len(reader.problems) == 1
    assert "(broken" in reader.problems[0][2]
    assert reader.read("There is an odd noise") == Situation("odd", "the odd noise")


def test_weak_matches_do_not_count() -> None:
    head = "pack: ours\ntitle: Ours\nversion: 1.0.0\nlanguage: en\n"
    own = parse_pack(
        head + 'situations:\n  - {id: weak, when: ["it is"], as: "the thing"}\n', "ours", Path("ours.yaml")
    )
    assert LEAST > 0.5
    assert SituationReader([own]).read("it is") is None


@pytest.mark.parametrize(
    ("mood", "situation", "word"),
    [
        (Mood("anxiety", 2, True), Situation("charged-twice", "being charged twice"), "worrying"),
        (Mood("frustration", 2, False), Situation("charged-twice", "being charged twice"), "frustrating"),
        (Mood("neutral", 0, False), Situation("privacy-worry", "the worry about your data"), "worrying"),
        (Mood("sadness", 3, False), Situation("bereavement", "the loss you have had"), "painful"),
        (Mood("disappointment", 1, False), None, "disappointing"),
        (Mood("confusion", 1, False), None, "confusing"),
        (Mood("anger", 3, False), None, "upsetting"),
        (Mood("positive", 2, False), Situation("outage", "the outage"), ""),
        (Mood("neutral", 0, False), None, ""),
        (None, Situation("outage", "the outage"), "frustrating"),
    ],
)
def test_feeling_word(mood: Mood | None, situation: Situation | None, word: str) -> None:
    assert READER.feeling_word(mood, situation) == word


def test_feeling_word_needs_no_pack() -> None:
    assert feeling_word(Mood("frustration", 1, False), None) == "annoying"


@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    found = READER.read(text)
    assert found is None or found.clause
