"""The engine's process: what it is asked comes in over standard input, what it answers goes out over standard output.

Only the server starts it, and it ends when the server does: its standard input is closed then, however the server ended.
Texts pass through the two pipes and this memory; none is in its arguments, in a log or on a disk.
"""

import gc
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any

from server.engine.process import START, Kind
from server.language.errors import PatternError
from server.logs import without_message
from server.memory import give_back, one_heap
from server.practice.model import NotThereError

_EXPECTED = (NotThereError, PatternError)  # raised again in the server; all else is a defect


class _Answers:
    """The pipe to the server, for several threads."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()

    def send(self, number: int, kind: Kind, value: Any) -> None:
        packed = pickle.dumps((number, kind, value), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            try:
                self._pipe.write(packed)
                self._pipe.flush()
            except OSError:  # the server is gone, and so are we in a moment
                os._exit(0)

    def work(self, number: int, what: Callable[[], Any]) -> None:
        """Do something, and send what comes of it."""
        try:
            value = what()
        except _EXPECTED as error:
            self.send(number, "raised", error)
        except Exception as error:  # noqa: BLE001  (all of it is said, and the next question is answered)
            self.send(number, "defect", without_message(error))
        else:
            self.send(number, "done", value)


def main() -> None:
    """Load the engine, answer, and end with the server."""
    one_heap()
    # Ctrl+C in a terminal is for the server, which ends us in its own time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions, answers = sys.stdin.buffer, _Answers(sys.stdout.buffer)
    sys.stdout = sys.stderr  # what a library prints must not come between answers
    engine: Any = None

    def load() -> Any:
        nonlocal engine
        from server.engine.local import LocalEngine  # noqa: PLC0415  (seconds, and the end of the server is noticed meanwhile)
        from server.language.engine import Engine  # noqa: PLC0415

        engine = LocalEngine(Engine(packs))
        # What is there now stays to the end: Python's collector need not walk through it again with every few drafts.
        give_back()
        gc.freeze()
        return engine.outline()

    try:
        packs, threads = pickle.load(questions)  # noqa: S301  (nobody but the server has this pipe)
        pool = ThreadPoolExecutor(threads, "engine")
        pool.submit(answers.work, START, load)
        while True:
            number, name, values, named = pickle.load(questions)  # noqa: S301
            pool.submit(answers.work, number, partial(getattr(engine, name), *values, **named))
    except (EOFError, OSError, pickle.UnpicklingError):
        # Threads may be in the middle of anything, in C++ as well; nothing here is worth waiting for.
        os._exit(0)


if __name__ == "__main__":
    main()
