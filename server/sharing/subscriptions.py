"""Sources the agent subscribed to: asked for newer packs, at most so often, and left alone for longer while they fail.

Nothing is fetched that the agent did not subscribe to, and nothing is installed: what is newer is offered.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from server.library.library import Library
from server.packs.changes import number
from server.packs.read import PackError
from server.sharing import sources
from server.sharing.errors import SharingError
from server.sharing.packs import Packs, Preview
from server.sharing.sources import Found

EVERY = timedelta(hours=6)
LONGEST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A source that is asked. ``problem``: why the last try failed, or ""."""

    source: str
    since: str
    checked: str | None
    due: str | None
    failures: int
    problem: str


@dataclass(frozen=True, slots=True)
class Newer:
    """What is told of an offer until somebody looks at it: the pack, its new version, and where it is."""

    pack: str
    title: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that is newer than the installed one, or not installed yet."""

    found: Found
    preview: Preview


class Subscriptions:
    """The subscriptions of a profile. ``now``: the clock, in UTC."""

    def __init__(self, library: Library, packs: Packs, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._library = library
        self._packs = packs
        self._now = now

    def all(self) -> list[Subscription]:
        """Every subscription, oldest first."""
        with self._library.reading() as connection:
            rows = connection.execute(
                "SELECT source, since, checked, due, failures, problem FROM subscriptions ORDER BY since, source"
            ).fetchall()
        return [Subscription(*row) for row in rows]

    def add(self, source: str) -> None:
        """Subscribe; doing it again changes nothing. The caller has asked the agent, because this goes to the network."""
        with self._library.pack_change() as (connection, at):
            connection.execute("INSERT OR IGNORE INTO subscriptions (source, since) VALUES (?, ?)", (source, at))

    def end(self, source: str) -> bool:
        """Unsubscribe; the packs stay. Whether there was such a subscription."""
        with self._library.pack_change() as (connection, _):
            return connection.execute("DELETE FROM subscriptions WHERE source = ?", (source,)).rowcount > 0

    def offered(self) -> list[Newer]:
        """What the last checks found that is still newer than what is installed."""
        with self._library.reading() as connection:
            have = dict(connection.execute("SELECT id, version FROM packs WHERE NOT removing").fetchall())
            rows = connection.execute("SELECT source, offered FROM subscriptions ORDER BY since, source").fetchall()
        newer = [Newer(**one, source=source) for source, offered in rows for one in json.loads(offered)]
        return [one for one in newer if one.pack not in have or number(one.version) > number(have[one.pack])]

    def check(
        self, *, due_only: bool = False, wanted: Callable[[], bool] = lambda: True
    ) -> tuple[list[Offer], list[str]]:
        """Ask the sources: (what is newer than installed, what went wrong). Failures are noted and never raised.

        ``wanted``: asked before each source and after it answered; when it says no, nothing more is asked or written.
        """
        offers: list[Offer] = []
        problems: list[str] = []
        for one in self.all():
            if due_only and one.due and self._now() < datetime.fromisoformat(one.due):
                continue
            if not wanted():
                break
            wrong: list[str] = []
            try:
                reading = sources.read(one.source, self._remembered(one.source))
            except (SharingError, PackError) as error:
                reading = sources.Reading(problems=[str(error)])
            if not wanted():
                break
            wrong += reading.problems
            new = [offer for found in reading.found if (offer := self._offer(found, wrong))]
            offers += new
            # What is offered must come again next time, so only an answer with nothing new in it is remembered.
            keep = reading.remembered if reading.unchanged or not (new or wrong) else {}
            self._note(one, keep, wrong, new)
            problems += wrong
        return offers, problems

    def _offer(self, found: Found, wrong: list[str]) -> Offer | None:
        try:
            preview = self._packs.preview(found)
        except (SharingError, PackError) as error:
            wrong.append(str(error))
            return None
        newer = not preview.old_version or number(preview.pack.version) > number(preview.old_version)
        return Offer(found, preview) if newer else None

    def _remembered(self, source: str) -> dict[str, str]:
        with self._library.reading() as connection:
            row = connection.execute("SELECT remembered FROM subscriptions WHERE source = ?", (source,)).fetchone()
        remembered: dict[str, str] = json.loads(row[0]) if row else {}
        return remembered

    def _note(self, one: Subscription, remembered: dict[str, str], wrong: list[str], new: list[Offer]) -> None:
        failures = one.failures + 1 if wrong else 0
        due = self._now() + min(EVERY * 2 ** min(failures, 10), LONGEST)
        packs = [offer.preview.pack for offer in new]
        told = [{"pack": pack.id, "title": pack.title, "version": pack.version} for pack in packs]
        offered = (
            None if wrong and not told else json.dumps(told)
        )  # a source that is away for a while has offered it still
        with self._library.pack_change() as (connection, at):
            connection.execute(
                """UPDATE subscriptions SET checked = ?, due = ?, failures = ?, problem = ?, remembered = ?,
                   offered = coalesce(?, offered) WHERE source = ?""",
                (at, due.isoformat(), failures, "\n".join(wrong), json.dumps(remembered), offered, one.source),
            )
