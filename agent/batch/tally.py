"""Adds up what the workers counted, in room that does not grow with the file, and as JSON so that a job can go on later."""

import heapq
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

from agent.batch.worker import Result

MOST_AGENTS = 2000
OTHERS = "(all others)"
EXAMPLES = 10
_LEAST_WORDS = 20  # a shorter reply is no good example of anything


@dataclass(slots=True)
class Share:
    """The counts of some replies: one agent's, or all."""

    replies: int = 0
    words: int = 0
    marked: int = 0  # replies with a finding
    weight: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    had: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result) -> None:
        """Count one reply."""
        self.replies += 1
        self.words += result.words
        self.marked += bool(result.categories)
        self.weight += result.weight
        self.categories.update(result.categories)
        self.had.update(result.done)

    @property
    def findings(self) -> int:
        """All findings."""
        return self.categories.total()


@dataclass(slots=True)
class Tally:
    """A whole job so far. ``row``: the last row that is counted; ``worst`` and ``best``: (mark, row) of a few replies."""

    row: int = 0
    foreign: int = 0
    empty: int = 0
    repeated: int = 0
    whole: Share = field(default_factory=Share)
    agents: dict[str, Share] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[float, int]] = field(default_factory=list)
    best: list[tuple[float, int]] = field(default_factory=list)

    def add(self, result: Result, agent: str) -> None:
        """Count one reply of ``agent``."""
        if result.foreign:
            self.foreign += 1
            return
        self.whole.add(result)
        if agent not in self.agents and len(self.agents) >= MOST_AGENTS:
            agent = OTHERS
        self.agents.setdefault(agent, Share()).add(result)
        self.rules.update(result.rules)
        if result.words >= _LEAST_WORDS:
            if result.weight:
                _keep(self.worst, (result.weight / max(result.words, 50), -result.number))
            elif len(result.done) >= 4:
                _keep(self.best, (len(result.done), -result.number))

    @property
    def worst_rows(self) -> list[int]:
        """Rows of the replies with the most to look at for their length, worst first."""
        return [-row for _, row in sorted(self.worst, reverse=True)]

    @property
    def best_rows(self) -> list[int]:
        """Rows of replies with nothing to look at that do the most of the checklist, best first."""
        return [-row for _, row in sorted(self.best, reverse=True)]

    def as_json(self) -> dict[str, Any]:
        """Everything, to be read by ``from_json``; counts and row numbers only."""
        return {
            **{item.name: getattr(self, item.name) for item in fields(self)},
            "whole": _plain(self.whole),
            "agents": {name: _plain(part) for name, part in self.agents.items()},
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Tally":
        """What ``as_json`` gave. Raises KeyError, TypeError and ValueError when it is something else."""

        def share(part: dict[str, Any]) -> Share:
            return Share(**{**part, "categories": Counter(part["categories"]), "had": Counter(part["had"])})

        return cls(
            **{
                **value,
                "whole": share(value["whole"]),
                "agents": {name: share(part) for name, part in value["agents"].items()},
                "rules": Counter(value["rules"]),
                "worst": [(float(mark), int(row)) for mark, row in value["worst"]],
                "best": [(float(mark), int(row)) for mark, row in value["best"]],
            }
        )


def _plain(share: Share) -> dict[str, Any]:
    return {item.name: getattr(share, item.name) for item in fields(share)}


def _keep(heap: list[tuple[float, int]], entry: tuple[float, int]) -> None:
    (heapq.heappush if len(heap) < EXAMPLES else heapq.heappushpop)(heap, entry)
