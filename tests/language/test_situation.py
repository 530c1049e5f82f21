"""What a message is about: every situation that ships is found from a sentence a customer could write."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import phrases
from server.language.asides import without_asides
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


DISTRACTORS = {
    "My friend's parcel was late last year, but my question is about the colour of the lamp.": "late-delivery",
    "The driver did come in the slot you gave me; could you tell me how to recycle the box?": "missed-delivery-slot",
    "It was marked as delivered and it's here, so please close the ticket.": "marked-delivered-not-here",
    "What happens if my parcel gets lost in the post?": "lost-parcel",
    "You did not send the wrong size, I simply want to order a second pair.": "wrong-item",
    "Do you replace a mirror if it arrives broken?": "damaged-item",
    "The kettle you sent in place of the faulty one is perfect, where can I leave a review?": "faulty-item",
    "Nothing was missing from the box, I would just like a spare screw.": "missing-item",
    "The rug is not different from the picture at all, do you have it in green?": "not-as-described",
    "A neighbour once found a fly in her soup somewhere else; can I book a table for four at your place?": "bad-food",
    "If I change my mind later, would you refuse to take it back?": "return-trouble",
    "Has an order of yours ever been cancelled? Mine is fine, I only ask for a quote.": "order-cancelled",
    "In case the oat biscuits are sold out, could you suggest others?": "out-of-stock",
    "The voucher worked without a problem, how long is the next one valid?": "voucher-not-working",
    "Checkout went fine, I only need the receipt in PDF.": "checkout-trouble",
    "I was not charged twice, I only want the invoice in my firm's name.": "charged-twice",
    "There was no unexpected charge, please send me last month's statement.": "unexpected-charge",
    "Will you still charge me after I have cancelled?": "charged-after-cancelling",
    "My colleague was overcharged two years ago, but I am writing about opening hours.": "overcharged",
    "The refund arrived this morning, thank you. May I have it in writing?": "refund-pending",
    "Would my refund be refused if I had opened the box?": "refund-refused",
    "How do partial refunds work in general?": "partial-refund",
    "The payment did not fail, it went through; I need the VAT number.": "payment-failed",
    "No money is missing, I just want to know the exchange rate you used.": "money-missing",
    "How long would a withdrawal normally be pending?": "withdrawal-stuck",
    "What would happen if I sent money to the wrong account?": "sent-to-wrong-account",
    "This is not about fraud on my account, I want to raise my card limit.": "fraud-on-account",
    "The bill is not confusing at all, I only want it by post.": "confusing-bill",
    "Before I sign: will there be a price increase next year?": "price-increase",
    "I have the bonus already, thanks; where do I invite the next friend?": "reward-missing",
    "Is there a late fee if I pay on the 3rd?": "late-fee",
    "I am not locked out, I only want to change the email.": "locked-out",
    "My brother's account was blocked years ago, but mine works and I want a second user.": "account-blocked",
    "Signing up was easy and nothing failed; how do I add a photo?": "registration-fails",
    "My verification is done, thanks. Which limits apply now?": "verification-stuck",
    "Last month's outage is over and forgotten, I would like to book a faster line.": "outage",
    "The wifi no longer drops, thank you. Can I rename the network?": "unstable-connection",
    "The connection isn't slow, I'd only like to know the upload speed of my plan.": "slow-connection",
    "The app has not crashed since, well done. Is there a dark mode?": "app-crashes",
    "In case the button does not work on a tablet, is there another way to print?": "feature-broken",
    "I haven't lost any data, I want to know how backups are kept.": "lost-data",
    "If the washing machine ever leaks, whom should I call?": "device-broken",
    "My train was not delayed, I would like to say thanks to the crew.": "delayed-trip",
    "What are my rights if a flight is cancelled?": "cancelled-trip",
    "We made our connection easily, can I still add the miles?": "missed-connection",
    "My suitcase was found and is home again, I just need the form number.": "lost-luggage",
    "The room wasn't dirty or noisy, we loved it. Do you sell the soap?": "room-not-right",
    "A friend of mine had a rude driver once; could you tell me if dogs may ride along?": "driver-trouble",
    "My appointment has not been moved, I am asking what to bring.": "appointment-moved",
    "The engineer came on time, please pass on my thanks.": "no-show-technician",
    "I am not writing because nobody answered, that was quick. It's about the brochure.": "no-answer",
    "Nobody was rude, on the contrary. Whom do I tip?": "rude-staff",
    "You did keep your promise, so I'd like to order again.": "broken-promise",
    "The problem is solved, thank you. One more thing: where is the manual?": "problem-not-solved",
    "Before I buy: what would the warranty not cover?": "warranty-refused",
    "My neighbour's claim was rejected in spring, but I only want a quote for my own house.": "claim-rejected",
    "I do not want to cancel, I'd like to upgrade.": "wants-to-leave",
    "I was not disappointed, quite the opposite. Where can I post a review?": "expectations-not-met",
    "There is no deadline for this, answer when you like: which sizes do you have?": "deadline-at-risk",
    "Nothing smells of smoke, I only want to know how often to test the alarm.": "safety-scare",
    "Thanks for sorting out the double charge! May I have a receipt for the first one?": "charged-twice",
    "Could you tell me what to do should my phone ever be stolen?": "fraud-on-account",
    "The wrong size was exchanged without fuss, so five stars from me.": "wrong-item",
    "Do you refund tickets when a match is rained off?": "refund-pending",
    "What is your policy on damaged items?": "damaged-item",
    "Not a single part was missing, well packed!": "missing-item",
    "The app was slow last year but it's fast now, love it.": "app-slow",
    "My colleague is locked out, not me; I need the invoice.": "locked-out",
}

WORDED_OTHERWISE = {
    "late-delivery": "It was supposed to be here on Tuesday and I still have nothing in my hands.",
    "marked-delivered-not-here": "The tracking claims delivered yesterday, yet there is nothing at my door.",
    "lost-parcel": "Nobody seems to know where my package is, I think it is lost.",
    "wrong-item": "I ordered the blue vase and got a green one instead.",
    "damaged-item": "When I opened the box the plates were in pieces, completely broken.",
    "faulty-item": "After two weeks the blender just stopped working.",
    "missing-item": "Three of the four books came, one is missing.",
    "order-cancelled": "Why was my order cancelled? I did not ask for that.",
    "charged-twice": "My bank shows the same payment two times, you took it twice.",
    "unexpected-charge": "Who authorised this? There is an unknown charge of 19 on my card.",
    "charged-after-cancelling": "I cancelled in March, and yet you keep charging my card every month.",
    "refund-pending": "Three weeks later my refund has still not come, when will I see it?",
    "refund-refused": "They have now rejected my refund for the second time.",
    "payment-failed": "Every time I try, the payment fails at the last step.",
    "voucher-not-working": "It says my promo code is invalid though it runs until May.",
    "confusing-bill": "I don't understand this invoice at all, what are all these lines?",
    "price-increase": "My monthly price went up by eight euros without a word.",
    "late-fee": "I was hit with a late fee although I paid on time.",
    "locked-out": "It will not let me log in no matter which password I use.",
    "account-blocked": "You have blocked my account and I need it for work.",
    "verification-stuck": "My ID verification has been in review for two weeks now.",
    "outage": "The internet has been down in our whole street since six.",
    "unstable-connection": "My calls keep dropping after a minute.",
    "app-crashes": "As soon as I open the camera the app crashes.",
    "app-slow": "Your dashboard has become so slow that I make tea between clicks.",
    "broken-after-update": "Ever since the last update my lists are in the wrong order.",
    "feature-broken": "If I press the save button, it does nothing.",
    "lost-data": "I opened the folder and all my photos are gone.",
    "delayed-trip": "We sat on the tarmac for three hours.",
    "cancelled-trip": "An hour before we left, my flight was cancelled.",
    "missed-connection": "Because of that I missed my connecting flight in Oslo.",
    "lost-luggage": "Two days on and my suitcase has still not arrived.",
    "room-not-right": "Our room was filthy and the bed was broken.",
    "appointment-moved": "My appointment was moved again without asking me.",
    "no-show-technician": "I took a day off and the technician did not show up.",
    "repeated-contact": "I have written to you four times and I am still where I was.",
    "cannot-reach-anyone": "I've been on hold for fifty minutes.",
    "no-answer": "I sent you a mail on Monday and nobody has replied.",
    "warranty-refused": "You say the warranty won't cover the battery, but it is six months old.",
    "bereavement": "My father died last week and I have to close his contract.",
}

OWN_TROUBLE = {
    "I was not told that my flight was cancelled.": "cancelled-trip",
    "My brother's parcel was lost and he asked me to write.": "lost-parcel",
    "If you charged me twice, why has nobody noticed?": "charged-twice",
    "You said it was fixed but the app still crashes.": "problem-not-solved",
    "What can I do, my card is declined every time?": "payment-failed",
    "I don't want to wait any longer for my refund.": "refund-pending",
    "No, the parcel is lost.": "lost-parcel",
    "It isn't about the money, my order was cancelled.": "order-cancelled",
    "The app is not slow, it crashes.": "app-crashes",
    "Do you know when my refund will come?": "refund-pending",
    "My no claims bonus is missing.": "reward-missing",
    "It was solved last week, and now the same problem is back again.": "problem-not-solved",
}


@pytest.mark.parametrize("text", DISTRACTORS)
def test_a_trouble_that_is_only_mentioned_is_none(text: str) -> None:
    """Denied, settled, asked about in general, or somebody else's: not even another situation is read into it."""
    assert {DISTRACTORS[text]} <= set(SENTENCES)
    assert READER.read(text) is None


@pytest.mark.parametrize("wanted", WORDED_OTHERWISE)
def test_reads_the_situation_from_other_words(wanted: str) -> None:
    found = READER.read(WORDED_OTHERWISE[wanted])
    assert found is not None
    assert found.id == wanted


@pytest.mark.parametrize("text", OWN_TROUBLE)
def test_a_trouble_of_their_own_is_no_aside(text: str) -> None:
    found = READER.read(text)
    assert found is not None
    assert found.id == OWN_TROUBLE[text]


@given(st.text(alphabet="not was but if ever?late,'\n", max_size=200))
def test_what_is_blanked_keeps_every_offset(text: str) -> None:
    left = without_asides(text)
    assert len(left) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, left, strict=True))


def test_builtin_patterns_all_compile() -> None:
    assert READER.problems == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_clause_fits_into_both_sentences(spec) -> None:  # type: ignore[no-untyped-def]
    assert re.fullmatch(
        r"(?:an? |the |being |having |waiting |losing |not being |seeing |getting )[a-z ']+", spec.clause
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
