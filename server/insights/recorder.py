"""Turns what happens while an agent writes into rows of counts.

The extension has a draft reviewed at every pause of the fingers, so one reply is reviewed many times. All reviews of a
reply carry the same random id, and become one row: for each rule the most phrases that stood in the draft at one time
(``marked``: what the agent first wrote) and those that stood in it at the last review (``remained``). The drafts
themselves never come here, only their number of words.
"""

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from server.insights.store import InsightsStore, StoreError

log = logging.getLogger(__name__)

ChoiceKind = Literal["suggestion-taken", "suggestion-ignored", "rule-off", "rewrite-taken"]
CHOICE_KINDS: tuple[ChoiceKind, ...] = get_args(ChoiceKind)
_REMEMBERED = 200  # replies that may still be written on
_FLUSH_SECONDS = 30
_TICKET = re.compile(r"[A-Za-z0-9#._-]{1,40}")


@dataclass(frozen=True, slots=True)
class Marked:
    """One finding of a review, without its words."""

    rule: str
    category: str
    severity: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What is counted of one review. ``done`` and ``lacks``: ids of the checklist's points; "" and 0: not known."""

    words: int
    findings: Sequence[Marked] = ()
    done: Sequence[str] = ()
    lacks: Sequence[str] = ()
    emotion: str = ""
    intensity: int = 0
    urgent: bool = False
    situation: str = ""


@dataclass(slots=True)
class _Reply:
    """A reply that may still be written on."""

    started: datetime
    ticket: str = ""
    last: Reviewed = field(default_factory=lambda: Reviewed(0))
    kinds: dict[str, Marked] = field(default_factory=dict)
    marked: dict[str, int] = field(default_factory=dict)
    remained: dict[str, int] = field(default_factory=dict)
    dirty: bool = True


class Recorder:
    """Collects in memory and writes from time to time; what cannot be written is tried again. Never raises.

    ``problem``: why the last writing failed, or "".
    """

    def __init__(self, store: InsightsStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._replies: OrderedDict[str, _Reply] = OrderedDict()
        self._rows: list[tuple[str, tuple[object, ...]]] = []
        self._categories: dict[str, str] = {}
        self._written = now()
        self.problem = ""

    def reviewed(self, reply: str, ticket: str, review: Reviewed) -> None:
        """Count a review of the reply with this random id; ``ticket``: the helpdesk's number of the ticket, or ""."""
        if not review.words:
            return
        with self._lock:
            entry = self._replies.setdefault(reply, _Reply(self._now()))
            self._replies.move_to_end(reply)
            if _TICKET.fullmatch(ticket):
                entry.ticket = ticket
            entry.last = review
            entry.remained = {}
            for found in review.findings:
                entry.kinds[found.rule] = found
                entry.remained[found.rule] = entry.remained.get(found.rule, 0) + 1
                self._categories[found.rule] = found.category
            for rule, count in entry.remained.items():
                entry.marked[rule] = max(count, entry.marked.get(rule, 0))
            entry.dirty = True
        self._flush_sometimes()

    def chose(self, kind: ChoiceKind, rule: str = "", count: int = 1) -> None:
        """Count what the agent did with a suggestion of ``rule``; ``count``: of how many changes, for a whole rewrite."""
        now = self._now()
        row = (int(now.timestamp()), now.date().toordinal(), kind, rule, self._categories.get(rule, ""), count)
        self._add("INSERT INTO choices VALUES (?, ?, ?, ?, ?, ?)", row)

    def used(self, snippet: str, characters: int) -> None:
        """Count a use of the snippet with this id; ``characters``: how many it saved typing."""
        now = self._now()
        row = (int(now.timestamp()), now.date().toordinal(), snippet, characters)
        self._add("INSERT INTO uses VALUES (?, ?, ?, ?)", row)

    def _add(self, statement: str, row: tuple[object, ...]) -> None:
        with self._lock:
            if len(self._rows) < 10_000:  # a file that cannot be written must not fill the memory
                self._rows.append((statement, row))
        self._flush_sometimes()

    def _flush_sometimes(self) -> None:
        if (self._now() - self._written).total_seconds() >= _FLUSH_SECONDS:
            self.flush(wait=False)

    def flush(self, *, wait: bool = True) -> None:
        """Write what is not written yet. ``wait`` false: not while somebody reads the counts."""
        with self._lock:
            replies = [(reply, entry) for reply, entry in self._replies.items() if entry.dirty]
            if not (replies or self._rows) or (not wait and self._store.is_busy()):
                return
            try:
                with self._store.write() as connection:
                    for statement, row in self._rows:
                        connection.execute(statement, row)
                    for reply, entry in replies:
                        self._write(connection.execute, reply, entry)
            except StoreError as error:
                log.warning("counts could not be written: %s", type(error.__cause__ or error).__name__)
                self.problem = str(error)
                return
            finally:
                self._written = self._now()
            self.problem = ""
            self._rows.clear()
            for _, entry in replies:
                entry.dirty = False
            while len(self._replies) > _REMEMBERED:
                self._replies.popitem(last=False)

    @staticmethod
    def _write(execute: Callable[..., object], reply: str, entry: _Reply) -> None:
        last, day = entry.last, entry.started.date().toordinal()
        execute(
            """INSERT INTO replies
               (reply, at, day, words, done, lacks, emotion, intensity, urgent, situation, ticket)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (reply) DO UPDATE SET words = excluded.words, done = excluded.done, lacks = excluded.lacks,
               emotion = excluded.emotion, intensity = excluded.intensity, urgent = excluded.urgent,
               situation = excluded.situation, ticket = excluded.ticket""",
            (
                reply,
                int(entry.started.timestamp()),
                day,
                last.words,
                _ids(last.done),
                _ids(last.lacks),
                last.emotion,
                last.intensity,
                last.urgent,
                last.situation,
                entry.ticket,
            ),
        )
        execute("UPDATE findings SET remained = 0 WHERE reply = (SELECT id FROM replies WHERE reply = ?)", (reply,))
        for rule, marked in entry.marked.items():
            kind = entry.kinds[rule]
            execute(
                """INSERT INTO findings
                   SELECT id, ?, ?, ?, day, ?, ? FROM replies WHERE reply = ?
                   ON CONFLICT (reply, rule) DO UPDATE SET
                   marked = max(marked, excluded.marked), remained = excluded.remained""",
                (rule, kind.category, kind.severity, marked, entry.remained.get(rule, 0), reply),
            )

    def forget(self) -> None:
        """Drop what is not written yet, for the agent has erased everything or switched counting off."""
        with self._lock:
            self._replies.clear()
            self._rows.clear()


def _ids(ids: Iterable[str]) -> str:
    return ",".join(sorted(ids))
