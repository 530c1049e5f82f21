"""What the trained second stage adds to the rules and takes from them, and how the tone of a letter decides."""

import numpy as np
import pytest

import phrases
from server.language.anew import anew
from server.language.findings import Customer, detect
from server.language.learned.model import LABELS, Model, save
from server.language.learned.says import RULES
from server.language.learned.stage import LearnedStage, _clauses
from server.language.orders import asked
from server.language.reader import Reader
from server.language.rules import RuleSet
from server.packs.read import read_pack

BLUNT = "As I already told you, the parcel is in Leeds."
DOUBTFUL = "In the evening the whole street is streaming."
REST = "Your order left our warehouse on Monday morning. It is due on Friday by six in the evening. Best wishes from all of us, Uwe"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The built-in rules, and a second stage that knows two words: "streaming" is a little dismissive, "pleasant" plainly fine."""
    table = np.zeros((2, len(LABELS) + 1), dtype=np.float32)
    table[0, LABELS.index("dismissive")], table[1, 0] = 2, 6
    table[:, -1] = 1
    bias = np.zeros(len(LABELS), dtype=np.float32)
    bias[0] = 2
    at_least = [np.full(len(LABELS), value, dtype=np.float32) for value in (0.9, 0.8, 0.6)]
    path = tmp_path_factory.mktemp("model") / "weights.npz"
    save(Model({"streaming": 0, "pleasant": 1}, table, bias, *at_least), path)
    rules = RuleSet()
    for pack in phrases.builtin_packs():
        rules.add_pack(read_pack(pack), {})
    return Reader(rules, LearnedStage(path))


def quotes(reader: Reader, draft: str) -> list[str]:
    return [draft[found.start : found.end] for found in detect(reader.read(draft), Customer())]


def test_a_rules_words_in_a_plainly_fine_sentence_are_left_alone(reader: Reader) -> None:
    assert quotes(reader, "It's shown on the last page before you pay.")
    assert quotes(reader, "It's shown on the last page before you pay, which is pleasant.") == []


def test_the_worst_words_are_marked_however_fine_the_sentence(reader: Reader) -> None:
    assert quotes(reader, "Sorry for the inconvenience on this pleasant day in May.")


def test_a_letter_that_says_one_blunt_thing_needs_less_for_the_next(reader: Reader) -> None:
    assert quotes(reader, f"Dear Mr Voss, thank you for your mail. {DOUBTFUL} {REST}") == []
    assert any("streaming" in quote for quote in quotes(reader, f"Dear Mr Voss, {BLUNT} {DOUBTFUL} {REST}"))


def test_a_line_is_no_letter(reader: Reader) -> None:
    assert not any("streaming" in quote for quote in quotes(reader, f"{BLUNT} {DOUBTFUL}"))


def test_each_suggestion_of_the_second_stage_is_of_another_kind() -> None:
    for rule in RULES:
        assert sorted(say.kind for say in rule.say) == ["brief", "formal", "warm"], rule.id
        assert len({say.text for say in rule.say}) == 3


@pytest.mark.parametrize(
    ("order", "question"),
    [
        ("You have to sign the form before we look at it.", "could you sign the form?"),
        ("Measure the floor and send me the figures.", "could you measure the floor and send me the figures?"),
        ("A relative is required to be there and sign.", "could a relative be there and sign?"),
        ("You must calm down.", None),
        ("Wait until you are called.", None),
        ("The form must be signed.", None),
    ],
)
def test_orders_are_asked_in_the_agents_words(order: str, question: str | None) -> None:
    assert asked(order) == question


@pytest.mark.parametrize(
    ("draft", "out", "said", "expected"),
    [
        ("Hi Ann, rules are rules. It left today.", "rules are rules", "", "Hi Ann, it left today."),
        ("Hi Jo no fuss now please. It left.", "no fuss now please", "I'm on it.", "Hi Jo, I'm on it. It left."),
        ("We're full, as you know, and the van is out.", "We're full", "I'll ring.", "I'll ring. The van is out."),
        ("The guide, as it says, would have helped.", "would have helped", "", ""),
        ("Leeds is far, and number 12 is shut.", "Leeds is far, and number 12 is shut", "", None),
    ],
)
def test_a_sentence_said_anew(draft: str, out: str, said: str, expected: str | None) -> None:
    read = Reader(RuleSet()).read(draft)
    start = draft.index(out)
    number = next(n for n, at in enumerate(read.places) if at.start <= start < at.end)
    patch = anew(read, number, start, start + len(out), said)
    result = None if patch is None else draft[: patch.start] + patch.text + draft[patch.end :]
    assert result == expected


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        (
            "you still have the roof and two walls , so use them",
            ["you still have the roof and two walls", "so use them"],
        ),
        ("it was sent on monday and you did not open it", ["it was sent on monday", "and you did not open it"]),
        ("hello kim , that is how it is", ["that is how it is"]),
    ],
)
def test_a_clause_after_and_has_a_verb(sentence: str, clauses: list[str]) -> None:
    words = tuple(sentence.split())
    assert [" ".join(words[first : last + 1]) for first, last in _clauses(words)] == clauses
