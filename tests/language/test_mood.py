"""Moods read from messages written for these tests; none of them is among the messages the model was trained on."""

import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.language.model import Mood, Trend
from server.language.mood import MoodReader
from server.language.mood.features import MAX_CHARS
from server.language.mood.reader import EMOTIONS, NEUTRAL, SIGNALS, UPSET

READER = MoodReader()
MESSAGES = Path(__file__).parents[2] / "training" / "mood" / "messages"


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("You liars took my money and now you hide. Shame on you, I have never met such crooks!", "anger"),
        ("What a disgusting way to treat people. Your staff laughed at my father.", "anger"),
        (
            "I've been trying to log in since Saturday and it still doesn't work, I've reset it five times.",
            "frustration",
        ),
        ("On hold for 50 minutes and then the line went dead. Again.", "frustration"),
        ("I had expected better. The lamp looks nothing like the picture and the glass is cheap.", "disappointment"),
        ("Such a shame, this used to be my favourite bakery and now the rolls are stale.", "disappointment"),
        (
            "I'm really worried that my passport won't arrive before our trip on Friday. What happens if it doesn't?",
            "anxiety",
        ),
        ("Someone is using my card right now, please block it!", "anxiety"),
        ("I don't understand the letter. Does it mean I have to pay twice, or only once?", "confusion"),
        ("My husband passed away last week and I don't know how to close his account.", "sadness"),
        ("What time does the pharmacy open on Sunday?", "neutral"),
        ("Please change the delivery address to 4 Mill Road, Leeds.", "neutral"),
        ("Thank you so much, that was really kind and quick!", "positive"),
        ("I love this app, it is so easy to use.", "positive"),
    ],
)
def test_reads_the_feeling(text: str, emotion: str) -> None:
    mood = READER.read(text)
    assert mood.emotion == emotion
    assert (mood.intensity == 0) == (emotion == "neutral")


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I already called four times and sent two emails about this.", "repeat-contact"),
        ("I've been waiting for three weeks and nobody replies.", "waiting"),
        ("You charged me 40 dollars, I want a refund.", "money"),
        ("I'm switching to another provider, cancel my account.", "churn"),
        ("Get me your manager, or I will go to the ombudsman.", "escalation"),
        ("I can't log in at all, my account is locked.", "blocked"),
    ],
)
def test_reads_the_signal(text: str, signal: str) -> None:
    assert signal in READER.read(text).signals


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("My flight leaves in two hours and I'm stuck at the airport without a boarding pass, please help!!", True),
        ("The money was deducted but the hotel did not receive it, I'm standing at the desk now.", True),
        ("Our coach was cancelled and the wedding starts in two hours!", True),
        ("They debited 1200 from my account and the shop never got it, nobody answers", True),
        ("The whole building has no internet since this morning and we can't take orders", True),
        ("The payroll file is rejected and forty people get no wages tonight", True),
        ("The app closes by itself each time I open it.", False),
        ("You add a fee to everything, it's ridiculous.", False),
        ("How long does a parcel to Norway usually take?", False),
        ("Thanks, we landed on time.", False),
        ("The old menu was nicer.", False),
    ],
)
def test_reads_urgency(text: str, urgent: bool) -> None:
    assert READER.read(text).urgent is urgent


def test_mocked_praise_is_no_praise() -> None:
    mood = READER.read("Oh brilliant, another update that breaks everything, well done")
    assert "sarcasm" in mood.signals
    assert mood.emotion != "positive"


def test_trying_again_is_no_second_contact() -> None:
    assert "repeat-contact" not in READER.read("I pressed reset five times and the light is still red.").signals


def test_stronger_words_read_as_stronger() -> None:
    mild = READER.read("The filter doesn't work on my tablet.")
    strong = READER.read("I'm SO fed up, this is the FIFTH time it crashed and I've wasted hours!!!")
    assert strong.intensity > mild.intensity


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "...", "?", "12345", "\ud800", "我的包裹在哪里",
        "¿Cuándo llega mi pedido? Llevo dos semanas esperando", "Wo bleibt denn meine Bestellung bitte schön?",
    ],
)  # fmt: skip
def test_empty_and_foreign_messages_are_neutral(text: str) -> None:
    assert READER.read(text) == NEUTRAL


def test_quoted_mail_is_left_out() -> None:
    own = "Thank you, it works now!"
    quoted = (
        own + "\n\nOn Monday, Ann Lee wrote:\n> This is the worst service ever, you liars!\n> I want my money back."
    )
    assert READER.read(quoted).emotion == READER.read(own).emotion == "positive"
    assert READER.read(quoted).signals == ()


def test_evidence_is_the_customers_own_words() -> None:
    text = "Hello 😀 team, I've been on hold for an hour and nobody answers. This is the third time I call."
    mood = READER.read(text)
    quotes = [span.quote for span in mood.evidence]
    assert any("hold" in quote for quote in quotes)
    assert any("third time" in quote or "nobody answers" in quote for quote in quotes)
    for span in mood.evidence:
        assert text[span.start : span.end] == span.quote
    ends = [span.end for span in mood.evidence]
    assert all(span.start >= end for span, end in zip(mood.evidence[1:], ends, strict=False))


def test_a_plain_question_has_no_evidence() -> None:
    assert READER.read("What colour is the small one?").evidence == ()


def test_only_the_start_of_a_huge_message_is_read() -> None:
    mood = READER.read("Thanks, all fine. " + "log line 0x00 ok\n" * 100_000)
    assert all(span.end <= MAX_CHARS for span in mood.evidence)


ANGRY = "You liars! This is outrageous, you stole my money and nobody answers. I'm furious!"
FED_UP = "It still doesn't work, I have tried it again and again."
CALM = "My order number is 4471, sent on Tuesday."
GLAD = "Wonderful, it works now, thank you so much!"


def test_thread_feels_like_its_last_message_and_remembers_what_was_said() -> None:
    mood = READER.read_thread(["I've been waiting for my refund of 80 dollars for three weeks, no reply.", FED_UP])
    assert mood.emotion == READER.read(FED_UP).emotion
    assert {"waiting", "money"} <= set(mood.signals)
    assert all(FED_UP[span.start : span.end] == span.quote for span in mood.evidence)


def test_thread_of_a_content_customer_carries_nothing_over() -> None:
    assert READER.read_thread([ANGRY, GLAD]) == READER.read(GLAD)


def test_third_upset_message_is_a_repeated_contact() -> None:
    once = "The heating is cold, please fix it."
    assert "repeat-contact" not in READER.read(once).signals
    assert "repeat-contact" in READER.read_thread([once, FED_UP, "The heating is still cold, nothing works."]).signals


def test_empty_thread_is_neutral() -> None:
    assert READER.read_thread([]) == READER.read_thread(["", "  "]) == NEUTRAL


@pytest.mark.parametrize(
    ("messages", "trend"),
    [
        ([], Trend("steady", 0)),
        ([CALM], Trend("steady", 0)),
        ([CALM, CALM + " Thanks"], Trend("steady", 0)),
        ([CALM, ANGRY], Trend("rising", 1)),
        ([ANGRY, GLAD], Trend("falling", 1)),
        ([ANGRY, CALM], Trend("falling", 1)),
        ([CALM, FED_UP, ANGRY], Trend("rising", 1)),
        ([ANGRY, CALM, ANGRY], Trend("rising", 2)),
        ([CALM, ANGRY, "ok"], Trend("rising", 1)),
    ],
)
def test_trend(messages: list[str], trend: Trend) -> None:
    assert READER.trend(messages) == trend


@settings(max_examples=150)
@given(st.text(max_size=600))
def test_never_raises_and_keeps_its_word(text: str) -> None:
    mood = READER.read(text)
    assert mood.emotion in EMOTIONS
    assert 0 <= mood.intensity <= 3
    assert (mood.intensity == 0) == (mood.emotion == "neutral")
    assert set(mood.signals) <= set(SIGNALS)
    assert all(text[span.start : span.end] == span.quote for span in mood.evidence)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([CALM, FED_UP, ANGRY, GLAD, "ok", ""]), max_size=8))
def test_trend_points_at_a_message(messages: list[str]) -> None:
    trend = READER.trend(messages)
    assert 0 <= trend.since < max(1, len(messages))
    assert isinstance(READER.read_thread(messages), Mood)


def test_threads_may_share_a_reader() -> None:
    wanted = [READER.read(text) for text in (CALM, FED_UP, ANGRY, GLAD)] * 20
    reader, got = MoodReader(), {}

    def work(place: int, text: str) -> None:
        got[place] = reader.read(text)

    workers = [threading.Thread(target=work, args=(i, text)) for i, text in enumerate([CALM, FED_UP, ANGRY, GLAD] * 20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [got[i] for i in range(len(wanted))] == wanted


def test_shipped_weights_fit_the_messages_they_were_trained_on() -> None:
    """Catches weights that were not trained again after cues, tokens or features changed."""
    letters = dict(
        zip(
            "AFDXCSNP",
            ("anger", "frustration", "disappointment", "anxiety", "confusion", "sadness", "neutral", "positive"),
            strict=True,
        )
    )
    lines = [line for path in sorted(MESSAGES.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    sample = [line.split(" | ", 1) for line in lines if line and line[0] in letters][::12]
    assert len(sample) > 150
    right = sum(READER.read(text).emotion == letters[head[0]] for head, text in sample)
    assert right / len(sample) > 0.85


def test_upset_emotions_are_the_ones_that_hurt() -> None:
    assert {"anger", "frustration", "disappointment", "anxiety", "sadness"} == UPSET
