"""The server's side of the engine's process: starts it, asks it from several threads at once, notices its end."""

import contextlib
import logging
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Literal

from server.engine.model import EngineDefectError, EngineEndedError, EngineSilentError, Outline

log = logging.getLogger(__name__)

Kind = Literal["done", "raised", "defect", "ended"]
START = 0  # the number of the answer to starting
_SILENT_SECONDS = 120.0  # the longest drafts and packs take a few; only a process that hangs takes this long
_END_SECONDS = 2.0


def command() -> list[str]:
    """How to start the engine's process: by the program itself in a frozen build, else by this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "language-engine"]
    return [sys.executable, "-P", "-m", "server.engine.child"]


class EngineProcess:
    """One process with the engine; begins to load at once. Safe to use from several threads."""

    def __init__(self, packs: Sequence[Path], threads: int) -> None:
        """``threads``: how many questions are worked on at the same time. Raises OSError when no process can be started."""
        self._process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONUTF8": "1"},
            creationflags=0x08000000 if sys.platform == "win32" else 0,  # CREATE_NO_WINDOW
        )
        self._lock = threading.Lock()
        self._waiting: dict[int, queue.SimpleQueue[tuple[Kind, Any]]] = {START: queue.SimpleQueue()}
        self._starting = self._waiting[START]
        self._number = START
        self._ended = False
        threading.Thread(target=self._read, name="engine-answers", daemon=True).start()
        self._send((list(packs), threads))

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self._ended

    def wait_ready(self) -> Outline:
        """Wait until the engine is loaded. Raises EngineEndedError, and EngineDefectError when it cannot be loaded."""
        outline: Outline = self._answer(self._starting, "loading")
        return outline

    def ask(self, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """What a method of ``LocalEngine`` gives back. Raises what it may raise, EngineEndedError and EngineDefectError."""
        answer: queue.SimpleQueue[tuple[Kind, Any]] = queue.SimpleQueue()
        with self._lock:
            if self._ended:
                raise EngineEndedError
            self._number += 1
            number = self._number
            self._waiting[number] = answer
        self._send((number, name, values, named))
        return self._answer(answer, name)

    def close(self) -> None:
        """End it; who still waits for an answer gets EngineEndedError. Harmless twice."""
        with contextlib.suppress(OSError, ValueError):
            self._stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def _stdin(self) -> IO[bytes]:
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - for the type checker
        return pipe

    def _send(self, message: Any) -> None:
        packed = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        with self._lock, contextlib.suppress(OSError, ValueError):  # its end is told to all who wait
            self._stdin.write(packed)
            self._stdin.flush()

    def _answer(self, answer: "queue.SimpleQueue[tuple[Kind, Any]]", name: str) -> Any:
        try:
            kind, value = answer.get(timeout=_SILENT_SECONDS)
        except queue.Empty:
            log.error("the language engine does not answer (%s); it is ended", name)
            self._process.kill()
            raise EngineSilentError from None
        match kind:
            case "done":
                return value
            case "raised":
                raise value
            case "defect":
                log.error("the language engine failed (%s)\n%s", name, value)
                raise EngineDefectError
            case "ended":
                raise EngineEndedError

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - for the type checker
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError), pipe:
            while True:
                number, kind, value = pickle.load(pipe)  # noqa: S301  (nobody but our own process has this pipe)
                with self._lock:
                    answer = self._waiting.pop(number)
                answer.put((kind, value))
        with self._lock:
            self._ended = True
            waiting, self._waiting = self._waiting, {}
        for answer in waiting.values():
            answer.put(("ended", None))
