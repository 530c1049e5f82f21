"""What a server keeps of its packs. They are read in a process of their own, because reading them takes more memory than keeping this."""

import contextlib
import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from server.packs.model import Pack

log = logging.getLogger(__name__)

_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Gist:
    """``packs``: in order, with their snippets and without all that only the engine needs. ``rules``: how many are switched on.

    ``examples``: what each rule marks, by its id; ``situations``: their words, by id; ``notices``: a line for every pack left out.
    """

    packs: tuple[Pack, ...]
    rules: int
    examples: dict[str, str]
    situations: dict[str, str]
    notices: tuple[str, ...]


def command() -> list[str]:
    """How to start the process that reads: by the program itself in a frozen build, else by this Python."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "read-packs"]
    return [sys.executable, "-P", "-c", "from server.packs.gist import main; main()"]


def gist(paths: Sequence[Path]) -> Gist:
    """The gist of some pack files, read in another process. Where that cannot be done they are read here."""
    try:
        done = subprocess.run(
            command(),
            input=pickle.dumps(list(paths)),
            stdout=subprocess.PIPE,
            timeout=_SECONDS,
            check=True,
            env={**os.environ, "PYTHONUTF8": "1"},
            creationflags=0x08000000 if sys.platform == "win32" else 0,  # CREATE_NO_WINDOW
        )
        found: Gist = pickle.loads(done.stdout)  # noqa: S301  (from our own process)
    except (OSError, subprocess.SubprocessError, EOFError, pickle.UnpicklingError) as error:
        log.warning("the packs are read in the server's process: %s", type(error).__name__)
        return read(paths)
    return found


def read(paths: Sequence[Path]) -> Gist:
    """The gist of some pack files."""
    from server.packs.installed import read_all, rules_on  # noqa: PLC0415  (not needed where the other process reads)

    packs, notices = read_all(paths)
    return Gist(
        tuple(
            replace(pack, words=(), rules=(), situations=(), gestures=(), scenarios=(), drills=(), overrides=())
            for pack in packs
        ),
        rules_on(packs),
        {rule.id: rule.examples[0].before for pack in packs for rule in pack.rules if rule.examples},
        {spec.id: spec.clause for pack in packs for spec in pack.situations if spec.clause},
        tuple(notices),
    )


def main() -> None:
    """Read the packs that standard input names."""
    with contextlib.suppress(EOFError, pickle.UnpicklingError, BrokenPipeError):  # the server was killed meanwhile
        paths = pickle.load(sys.stdin.buffer)  # noqa: S301  (from the server)
        sys.stdout.buffer.write(pickle.dumps(read(paths), pickle.HIGHEST_PROTOCOL))
        sys.stdout.buffer.flush()
