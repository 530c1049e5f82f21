"""One process of a batch review: replies in, counts out. It keeps no text."""

import re
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from server.language.engine import Engine
from server.language.text import mask

_WEIGHT = {"high": 3, "medium": 2, "hint": 1}
_MARKUP = re.compile(r"<(?:p|br|div|span|ul|ol|a|b|table)\b", re.IGNORECASE)
_BLOCKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "table", "blockquote", "h1", "h2", "h3"})
_engine: Engine | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A reply to read. ``number``: which row of the file it is."""

    number: int
    draft: str
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What was counted in one reply. ``weight``: its findings, high ones three times, medium ones twice."""

    number: int
    words: int
    categories: dict[str, int]
    rules: tuple[str, ...]
    weight: int
    done: tuple[str, ...]
    lacks: tuple[str, ...]
    foreign: bool


def start(packs: Sequence[Path]) -> None:
    """Make this process ready; Ctrl+C is left to the one that started it."""
    global _engine  # noqa: PLW0603  (a process of a pool has nowhere else to keep it)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _engine = Engine(packs)


def read(tasks: Sequence[Task]) -> list[Result]:
    """Read some replies in a process that ``start`` made ready."""
    if _engine is None:
        raise RuntimeError("this process was not made ready")
    return review_all(_engine, tasks)


def review_all(engine: Engine, tasks: Sequence[Task]) -> list[Result]:
    """Read some replies with this engine."""
    return [_review(engine, task) for task in tasks]


def _review(engine: Engine, task: Task) -> Result:
    draft = plain_text(task.draft)
    review = engine.review(draft, task.customer or None, compose=False)
    findings = review.findings
    return Result(
        task.number,
        len(mask(draft).split()),
        dict(Counter(found.category for found in findings)),
        tuple(found.rule for found in findings),
        sum(_WEIGHT[found.severity] for found in findings),
        tuple(point.id for point in review.checklist if point.done),
        tuple(point.id for point in review.checklist if not point.done),
        review.language != "en",
    )


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")


def plain_text(reply: str) -> str:
    """A reply as people read it; helpdesks export some with their HTML."""
    if "<" not in reply or not _MARKUP.search(reply):
        return reply
    parser = _Text()
    parser.feed(reply)
    parser.close()
    return "".join(parser.pieces).strip()
