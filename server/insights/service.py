"""The counts' front door for the rest of the server: may they be kept, for how long, and where are they."""

import logging
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from server.insights.recorder import ChoiceKind, Recorder, Reviewed
from server.insights.store import InsightsStore, StoreError

log = logging.getLogger(__name__)

INSIGHTS_FILE = "insights.sqlite3"


def _local_now() -> datetime:
    return datetime.now().astimezone()


class Insights:
    """Counts what happens, if the agent allows it. Recording never raises and never keeps a request waiting.

    ``enabled`` and ``keep_days`` are asked each time, so that a changed setting counts at once.
    """

    def __init__(
        self,
        path: Path,
        *,
        enabled: Callable[[], bool] = lambda: True,
        keep_days: Callable[[], int] = lambda: 400,
        with_tickets: Callable[[], bool] = lambda: True,
        now: Callable[[], datetime] = _local_now,
    ) -> None:
        self._enabled = enabled
        self._keep_days = keep_days
        self._with_tickets = with_tickets
        self._now = now
        self._aged: date | None = None
        self.problem = ""
        self._store: InsightsStore | None = None
        self._recorder: Recorder | None = None
        try:
            self._store = InsightsStore(path)
        except StoreError as error:
            log.warning("the counts could not be opened: %s", type(error.__cause__ or error).__name__)
            self.problem = f"{error} {error.next}"
        else:
            self._recorder = Recorder(self._store, now)

    @property
    def enabled(self) -> bool:
        """Whether things are counted now."""
        return self._recorder is not None and self._enabled()

    @property
    def notices(self) -> list[str]:
        """What the agent should know about the counts, one sentence each."""
        told = [
            self.problem,
            self._store.notice if self._store else "",
            self._recorder.problem if self._recorder else "",
        ]
        return [text for text in told if text]

    def today(self) -> date:
        """The local date."""
        return self._now().date()

    @property
    def store(self) -> InsightsStore:
        """The file, with everything written that happened so far. Raises StoreError when it could not be opened."""
        if self._store is None or self._recorder is None:
            raise StoreError(self.problem)
        self._recorder.flush()
        self._age_out()
        return self._store

    def reviewed(self, reply: str, ticket: str, review: Reviewed) -> None:
        """See ``Recorder.reviewed``."""
        if self.enabled and self._recorder:
            self._recorder.reviewed(reply, ticket if self._with_tickets() else "", review)

    def chose(self, kind: ChoiceKind, rule: str = "", count: int = 1) -> None:
        """See ``Recorder.chose``."""
        if self.enabled and self._recorder:
            self._recorder.chose(kind, rule, count)

    def used(self, snippet: str, characters: int) -> None:
        """See ``Recorder.used``."""
        if self.enabled and self._recorder:
            self._recorder.used(snippet, characters)

    def erase(self) -> int:
        """Delete every count for good; how many rows went. Raises StoreError."""
        if self._recorder:
            self._recorder.forget()
        return self.store.erase()

    def _age_out(self) -> None:
        today = self.today()
        if self._store is not None and self._aged != today:
            self._store.age_out(self._keep_days(), today)
            self._aged = today

    def close(self) -> None:
        """Write what is left and close the file."""
        if self._recorder and self._store:
            self._recorder.flush()
            self._store.close()
