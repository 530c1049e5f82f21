"""Runs a batch review: reads the file in a stream, hands replies to processes, and can be stopped and gone on with."""

import contextlib
import hashlib
import json
import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from agent.batch.tally import Tally
from agent.batch.worker import Result, Task, read, review_all, start
from agent.commands.problems import COULD_NOT, CommandError
from server.insights.csvfile import CsvReader, Row, find_column
from server.language.engine import Engine
from server.settings import write_private

COLUMNS: dict[str, tuple[str, ...]] = {
    "draft": ("draft", "reply", "agent reply", "public reply", "reply text", "response", "comment body", "comment",
              "message", "body text", "body", "html body", "text", "description"),
    "agent": ("agent name", "agent", "assignee", "author", "responder", "owner", "assigned to"),
    "ticket": ("ticket id", "ticket", "ticket number", "case number", "conversation id", "id"),
    "customer": ("customer message", "customer", "requester message", "question", "inquiry"),
}  # fmt: skip
_BYTES = 1 << 18
_TOGETHER = 64  # replies handed to a process at once
_SAVE_SECONDS = 3.0
LONGEST_DRAFT = 50_000  # characters; longer ones are read up to here


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read and how. ``columns``: what stands in which column of the file; "draft" must be there."""

    file: Path
    columns: dict[str, str]
    packs: tuple[Path, ...]
    processes: int

    @property
    def key(self) -> str:
        """Tells this job from others: another file, a changed one or other columns make another job."""
        about = self.file.stat()
        told = [str(self.file.resolve()), about.st_size, about.st_mtime_ns, sorted(self.columns.items())]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]


class Seen:
    """Which replies were read before, in 16 MB whatever their number (Bloom, 1970).

    Of a million different replies, fewer than one is taken for another.
    """

    def __init__(self) -> None:
        self._bits = bytearray(1 << 24)

    def add(self, *parts: str) -> bool:
        """Note a reply; whether it was there already."""
        digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()
        there = True
        for number in range(0, 16, 4):
            bit = int.from_bytes(digest[number : number + 4], "big") & ((1 << 27) - 1)
            if not self._bits[bit >> 3] & 1 << (bit & 7):
                there = False
                self._bits[bit >> 3] |= 1 << (bit & 7)
        return there


def rows(file: Path, reader: CsvReader, progress: Callable[[int], object] = lambda _bytes: None) -> Iterator[Row]:
    """The file's rows. ``progress`` is told how many bytes more were read. Raises CsvError and OSError."""
    with file.open("rb") as source:
        while data := source.read(_BYTES):
            yield from reader.feed(data)
            progress(len(data))
    yield from reader.finish()


def find_columns(file: Path, named: dict[str, str]) -> dict[str, str]:
    """Which column holds what: as ``named``, else by its name. Raises CommandError when no column can be the reply."""
    reader = CsvReader()
    next(iter(rows(file, reader)), None)
    for wanted in named.values():
        if wanted not in reader.columns:
            raise CommandError(f"{file.name} has no column “{wanted}”. It has: {', '.join(reader.columns)}.", 2)
    found = {what: name for what, names in COLUMNS.items() if (name := find_column(reader.columns, names))}
    columns = {**found, **named}
    if "draft" not in columns:
        raise CommandError(
            f"Which column of {file.name} holds the replies? It has: {', '.join(reader.columns)}. "
            "Say so with --column draft=NAME.",
            2,
        )
    return columns


def run(
    plan: Plan,
    folder: Path,
    engine: Callable[[], Engine],
    *,
    afresh: bool = False,
    progress: Callable[[int], object] = lambda _bytes: None,
) -> tuple[Tally, CsvReader]:
    """Review the whole file; a job that was stopped goes on where it was, unless ``afresh``.

    ``folder``: where the counts so far are kept meanwhile, never a text. ``engine``: for one process only. Raises
    CommandError, CsvError and OSError; KeyboardInterrupt after the counts so far are saved.
    """
    save = folder / f"{plan.key}.json"
    tally = Tally() if afresh else _saved(save)
    reader = CsvReader()
    agents: dict[int, str] = {}
    tasks = _tasks(plan, reader, tally, agents, progress)
    saved = time.monotonic()
    try:
        with contextlib.closing(_results(plan, tasks, engine)) as results:
            for batch in results:
                for result in batch:
                    tally.add(result, agents.pop(result.number))
                    tally.row = result.number
                if time.monotonic() - saved > _SAVE_SECONDS:
                    _save(save, tally)
                    saved = time.monotonic()
    except BrokenProcessPool:
        _save(save, tally)
        raise CommandError(
            "A process of the review ended, perhaps for want of memory. Run the same command again to go on, "
            "with --processes 1.",
            COULD_NOT,
        ) from None
    except BaseException:
        _save(save, tally)
        raise
    save.unlink(missing_ok=True)
    return tally, reader


def _tasks(
    plan: Plan, reader: CsvReader, tally: Tally, agents: dict[int, str], progress: Callable[[int], object]
) -> Iterator[Task]:
    columns, seen, done = plan.columns, Seen(), tally.row
    empty = repeated = 0
    for number, row in enumerate(rows(plan.file, reader, progress), start=1):
        cells = row.cells
        draft = cells[columns["draft"]]
        if not draft.strip():
            empty += 1
        elif "ticket" in columns and seen.add(cells[columns["ticket"]], draft):
            repeated += 1
        elif number > done:
            agents[number] = cells[columns["agent"]].strip() if "agent" in columns else ""
            yield Task(number, draft[:LONGEST_DRAFT], cells[columns["customer"]] if "customer" in columns else "")
    tally.empty, tally.repeated = empty, repeated


def _results(plan: Plan, tasks: Iterator[Task], engine: Callable[[], Engine]) -> Generator[list[Result], None, None]:
    together = _in_batches(tasks)
    if plan.processes == 1:
        loaded = engine()
        for batch in together:
            yield review_all(loaded, batch)
        return
    pool = ProcessPoolExecutor(
        plan.processes,
        mp_context=multiprocessing.get_context("spawn"),  # the same everywhere, and no copy of our threads' locks
        initializer=start,
        initargs=(plan.packs,),
    )
    waiting: deque[Future[list[Result]]] = deque()
    try:
        for batch in together:
            waiting.append(pool.submit(read, batch))
            if len(waiting) >= 4 * plan.processes:  # so that memory does not grow with the file
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_batches(tasks: Iterator[Task]) -> Iterator[Sequence[Task]]:
    batch: list[Task] = []
    for task in tasks:
        batch.append(task)
        if len(batch) == _TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _save(file: Path, tally: Tally) -> None:
    if tally.row:
        write_private(file, json.dumps(tally.as_json()))


def _saved(file: Path) -> Tally:
    try:
        return Tally.from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return Tally()
