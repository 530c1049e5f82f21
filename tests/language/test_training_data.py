"""The training texts keep their format, so that a slip of the pen is found here and not inside a model."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

TRAINING = Path(__file__).parents[2] / "training"
REPLIES = TRAINING / "replies"
FLAGGED = ("sympathy", "hollow-apology", "formulaic", "dismissive", "blame", "deflection", "command")
LABELS = (*FLAGGED, "fine")
# Files whose lines have other labels than the file's name: file -> the labels that may stand in it.
NAMED_OTHERWISE: dict[str, tuple[str, ...]] = {
    "fine-public": ("fine",),
    "fine-letters": ("fine",),
    "blunt-mails": FLAGGED,
    "blunt-lines": FLAGGED,
    "public-mixed": LABELS,
    "twins-fault-and-doors": LABELS,
    "twins-feeling-and-form": LABELS,
}
ALLOWED = {label: (label,) for label in LABELS} | NAMED_OTHERWISE
SPAN = re.compile(r"[^«»]*«[^«»]*\w[^«»]*»[^«»]*")


def _lines(file: str) -> list[tuple[int, str]]:
    text = (REPLIES / f"{file}.tsv").read_text(encoding="utf-8")
    return list(enumerate(text.splitlines(), 1))


def _normal(text: str) -> str:
    """The words alone: two lines that differ in case, marks or apostrophes are the same line."""
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", text.casefold())))


def _drafts() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (TRAINING / "drafts.jsonl").read_text(encoding="utf-8").splitlines()]


def test_every_label_has_its_file_and_there_is_no_unknown_one() -> None:
    assert {path.stem for path in REPLIES.glob("*.tsv")} == set(ALLOWED)


@pytest.mark.parametrize("file", ALLOWED)
def test_lines_are_label_tab_text(file: str) -> None:
    bad = [
        f"{file}.tsv:{number}"
        for number, line in _lines(file)
        if line.count("\t") != 1 or line.split("\t")[0] not in ALLOWED[file] or line != line.strip()
    ]
    assert bad == []


@pytest.mark.parametrize("file", ALLOWED)
def test_flagged_lines_mark_one_span_and_fine_ones_none(file: str) -> None:
    bad = []
    for number, line in _lines(file):
        label, _, text = line.partition("\t")
        if not (SPAN.fullmatch(text) if label != "fine" else not re.search("[«»]", text)):
            bad.append(f"{file}.tsv:{number}")
    assert bad == []


def test_no_text_stands_twice() -> None:
    seen: dict[str, str] = {}
    twice = []
    for file in ALLOWED:
        for number, line in _lines(file):
            place, words = f"{file}.tsv:{number}", _normal(line.partition("\t")[2])
            if words in seen:
                twice.append((seen[words], place))
            seen[words] = place
    assert twice == []


@pytest.mark.parametrize(
    ("label", "least"),
    [(label, 650 if label in ("dismissive", "blame", "deflection") else 450) for label in FLAGGED] + [("fine", 2500)],
)
def test_there_is_enough_to_learn_from(label: str, least: int) -> None:
    assert len(_lines(label)) >= least


def test_drafts_quote_themselves() -> None:
    wrong = []
    for draft in _drafts():
        wrong += [f"{draft['id']}: {flag['quote']}" for flag in draft["flags"] if flag["quote"] not in draft["draft"]]
        wrong += [f"{draft['id']}: {fact}" for fact in draft["must_keep"] if fact not in draft["draft"]]
        wrong += [f"{draft['id']}: {flag['category']}" for flag in draft["flags"] if flag["category"] not in FLAGGED]
    assert wrong == []


def test_drafts_are_whole_and_distinct() -> None:
    drafts = _drafts()
    assert (
        len({draft["id"] for draft in drafts})
        == len({_normal(draft["draft"]) for draft in drafts})
        == len(drafts)
        >= 120
    )
    assert sum(not draft["flags"] for draft in drafts) >= 40
    assert [draft["id"] for draft in drafts if not 40 <= len(draft["draft"].split()) <= 120] == []


def test_letters_quote_themselves_and_enough_are_kept_out() -> None:
    letters = [json.loads(line) for line in (TRAINING / "letters.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [
        f"{letter['id']}: {flag}"
        for letter in letters
        for flag in letter["flags"]
        if letter["draft"].count(flag["quote"]) != 1 or flag["category"] not in FLAGGED
    ]
    assert wrong == []
    assert len({letter["id"] for letter in letters}) == len({letter["draft"] for letter in letters}) == len(letters)
    for flagged in (True, False):
        assert sum(letter["held_out"] for letter in letters if bool(letter["flags"]) is flagged) >= 150


def test_nothing_of_the_unseen_texts_is_trained_on() -> None:
    def texts(*paths: Path) -> set[str]:
        rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
        return {_normal(row.get("draft") or row["text"]) for row in rows}

    unseen = texts(*(TRAINING / "unseen").glob("*.jsonl"))
    assert len(unseen) == 510
    trained = texts(TRAINING / "drafts.jsonl", TRAINING / "letters.jsonl")
    trained |= {_normal(line.partition("\t")[2]) for file in ALLOWED for _, line in _lines(file)}
    for path in (TRAINING / "mood" / "messages").glob("*.txt"):
        trained |= {_normal(line.partition(" | ")[2]) for line in path.read_text(encoding="utf-8").splitlines()}
    assert unseen & trained == set()
