"""The labelled sentences the second stage learns from: all written for this project, none from elsewhere."""

import json
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from server.language.model import CATEGORIES  # noqa: E402 - the program's own folder is put on the path first
from server.language.text import mask, sentences  # noqa: E402

LABELS = ("fine", *CATEGORIES)
HELD_OUT_DRAFTS = 45


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence; ``label`` indexes LABELS; ``span``: offsets of the words that carry the problem, in ``text``."""

    text: str
    label: int
    span: tuple[int, int] | None
    source: str


def replies() -> list[Labelled]:
    """The sentences of training/replies, cut as the engine cuts drafts."""
    result = []
    for path in sorted((ROOT / "training" / "replies").glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, _, text = line.partition("\t")
            if text and label in LABELS:
                start, end = text.find("«"), text.find("»") - 1
                plain = text.replace("«", "").replace("»", "")
                result += _cut(plain, [(start, end, label)] if start >= 0 else [], "replies")
    return result


_FILL = {
    "name": "Ann Tom Priya Marco Lena Sam Aisha Jo Ravi Emma Luis Noor Kate Ben Olga".split(),
    "thing": (
        "the app|the new menu|your router|the update|your account|the website|your card|the tickets|your seat|the wifi|the coffee|the"
        " shoes|your phone|the stream|the playlist|your subscription|the delivery|our sandwiches|the checkout|the sofa|your laptop"
    ).split("|"),
    "team": "support team|product team|billing team|delivery team|customer care team|technical team|catering team".split(
        "|"
    ),
    "third": "the courier|our partner|the bank|the supplier|the airport|the store".split("|"),
    "page": "our help page|the account page|the status page|our website|the store finder|your profile".split("|"),
    "ref": ["44-201", "HX-3310", "#2218"],
    "brand": ["Harbour", "Lumo", "Northline", "Pico"],
}
_EVERYDAY_EACH = 45


def everyday() -> list[Labelled]:
    """Ordinary sentences from the templates of training/replies/everyday.txt; the same ones at every run."""
    draw = random.Random(7)  # noqa: S311 - the same sentences at every run, nothing secret
    result = {}
    for line in (ROOT / "training" / "replies" / "everyday.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            for _ in range(_EVERYDAY_EACH):
                text = _expand(line, draw)
                result[text] = Labelled(text, 0, None, "everyday")
    return list(result.values())


def _expand(template: str, draw: random.Random) -> str:
    text = re.sub(r"\{(\w+)\}", lambda m: draw.choice(_FILL[m[1]]), template)
    text = text.replace("[email]", "help@example.org")
    text = re.sub(r"\(([^()]*)\)", lambda m: draw.choice(m[1].split("|")), text)
    text = re.sub(
        r"[ ]?\[([^\[\]]*)\]", lambda m: draw.choice(["", *(" " + option for option in m[1].split("|"))]), text
    )
    text = re.sub(r" (?=[.,!?])", "", re.sub(r"[ ]+", " ", text)).strip()
    return text if text[-1:] in ".!?" or draw.random() < 0.3 else text + draw.choice(".....!")


def rule_texts() -> list[Labelled]:
    """Examples and leave-alone lines of the built-in rules."""
    result = []
    for path in sorted((ROOT / "phrases" / "rules").glob("*.yaml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            for line in rule["examples"]:
                text = line.split("=>")[0].strip()
                if len(sentences(mask(text))) == 1:
                    result.append(Labelled(text, LABELS.index(rule["category"]), None, "rules"))
            for text in [
                *rule["leave-alone"],
                *(line.split("=>")[1].strip() for line in rule["examples"] if "=>" in line),
            ]:
                result += _cut(text, [], "rules")
    return result


def snippets() -> list[Labelled]:
    """The sentences of the built-in snippets: good replies, with a word for every fill-in."""
    result = []
    for path in sorted((ROOT / "phrases" / "snippets").glob("*.yaml")):
        for snippet in yaml.safe_load(path.read_text(encoding="utf-8"))["snippets"]:
            body = re.sub(r"\{\{.*?\}\}", "Kim", snippet["body"])
            body = re.sub(r"\[\[(?:[^\]:|]*:)?\s*([^\]|]*).*?\]\]", r"\1", body)
            result += _cut(body, [], "snippets")
    return result


def drafts(held_out: bool) -> list[Labelled]:
    """The sentences of the whole drafts; some drafts are kept out of training for validation."""
    result = []
    rows = [json.loads(line) for line in (ROOT / "training" / "drafts.jsonl").read_text(encoding="utf-8").splitlines()]
    for number, row in enumerate(rows):
        if (number % 3 == 0 and number < HELD_OUT_DRAFTS * 3) != held_out:
            continue
        result += _cut(row["draft"], _flagged(row), "held-out" if held_out else "drafts")
    return result


def letters(held_out: bool) -> list[Labelled]:
    """The sentences of the short letters; more than half of the letters are kept out of training for good."""
    result = []
    for line in (ROOT / "training" / "letters.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["held_out"] == held_out:
            result += _cut(row["draft"], _flagged(row), "held-out" if held_out else "letters")
    return result


def _flagged(row: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Where the flagged quotes of a draft stand; ValueError for a quote that is not in it."""
    found = ((row["draft"].index(flag["quote"]), flag) for flag in row["flags"])
    return [(start, start + len(flag["quote"]), flag["category"]) for start, flag in found]


def _cut(text: str, spans: list[tuple[int, int, str]], source: str) -> list[Labelled]:
    result = []
    for place in sentences(mask(text)):
        inside = [
            (max(s, place.start), min(e, place.end), label)
            for s, e, label in spans
            if s < place.end and place.start < e
        ]
        piece = text[place.start : place.end]
        if inside:
            start, end, label = max(inside, key=lambda span: span[1] - span[0])
            result.append(Labelled(piece, LABELS.index(label), (start - place.start, end - place.start), source))
        elif len(piece) > 3:
            result.append(Labelled(piece, 0, None, source))
    return result
