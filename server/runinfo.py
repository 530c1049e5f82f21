"""One server per profile: the lock that makes it so, the file that tells others how to reach it, and its port."""

import contextlib
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from server.settings import PORTS_TRIED, Folders, write_private

HOST = "127.0.0.1"
RUN_FILE = "run.json"
LOCK_FILE = "server.lock"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How to reach a running server: its process id, port, control token (a Bearer token), version, start (ISO, UTC)."""

    pid: int
    port: int
    control_token: str
    version: str
    started: str

    @property
    def url(self) -> str:
        """The address of the server, without a trailing slash."""
        return f"http://{HOST}:{self.port}"


class AlreadyRunningError(Exception):
    """Another process serves this profile. ``info`` says how to reach it (None: it is just starting)."""

    def __init__(self, info: RunInfo | None) -> None:
        where = f" at {info.url} (process {info.pid})" if info else ""
        super().__init__(f"Alongside is already running{where}.")
        self.info = info


class PortsTakenError(Exception):
    """None of the ports could be used; the message says by what the first is taken and what to do."""


def read(folders: Folders) -> RunInfo | None:
    """What the running server of this profile wrote down, or None when none is running or the file makes no sense."""
    try:
        values = json.loads((folders.data / RUN_FILE).read_text(encoding="utf-8"))
        info = RunInfo(**values)
    except (OSError, ValueError, TypeError):
        return None
    right = (
        type(info.pid) is int
        and type(info.port) is int
        and all(isinstance(text, str) for text in (info.control_token, info.version, info.started))
    )
    return info if right and is_locked(folders) else None


def write(folders: Folders, info: RunInfo) -> None:
    """Tell others how to reach this server (readable by the owner only). Raises OSError."""
    write_private(folders.data / RUN_FILE, json.dumps(asdict(info), indent=1) + "\n")


def remove(folders: Folders) -> None:
    """Take the file away when the server stops."""
    with contextlib.suppress(OSError):
        (folders.data / RUN_FILE).unlink(missing_ok=True)


def take_lock(folders: Folders) -> BaseFileLock:
    """Make this process the server of the profile until the lock is released or the process ends, however it ends.

    Raises AlreadyRunningError when another process is.
    """
    lock = _lock(folders)
    try:
        # Not at once: somebody may just be looking whether it is taken, as `is_locked` does.
        lock.acquire(timeout=0.2, poll_interval=0.02)
    except Timeout:
        raise AlreadyRunningError(read(folders)) from None
    return lock


def _lock(folders: Folders) -> BaseFileLock:
    # Not bound to a thread: the server's own thread gives back what the starting thread took.
    return FileLock(folders.data / LOCK_FILE, mode=0o600, thread_local=False)


def is_locked(folders: Folders) -> bool:
    """Whether some process holds the lock; a file left behind by a crash does not count as a running server."""
    lock = _lock(folders)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def bind(first: int, tries: int = PORTS_TRIED) -> tuple[socket.socket, str | None]:
    """A listening-ready socket on 127.0.0.1 at the first free port of ``first`` … ``first + tries - 1``.

    Returns it with a note when the first port was taken (by what, and which one is used). ``first`` 0 lets the system
    choose. Raises PortsTakenError when none is free.
    """
    for port in range(first, min(first + tries, 65536)):
        candidate = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        # On POSIX this only skips the wait after a restart; on Windows it would let two servers share the port.
        option = socket.SO_REUSEADDR if os.name == "posix" else socket.SO_EXCLUSIVEADDRUSE  # type: ignore[attr-defined,unused-ignore]
        candidate.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            candidate.bind((HOST, port))
            candidate.listen(1)  # two sockets may both bind with SO_REUSEADDR; only one of them can listen
        except OSError:
            candidate.close()
            continue
        if port == first:
            return candidate, None
        return candidate, f"Port {first} is taken by {holder(first)}, so Alongside uses {port}."
    last = min(first + tries, 65536) - 1
    raise PortsTakenError(
        f"Ports {first} to {last} are all taken ({first} by {holder(first)}). "
        "Close that program, or set another port under [server] in the settings file."
    )


def holder(port: int) -> str:
    """Which program listens on a port: “python3 (process 4711)”, as far as this system and user can see."""
    unknown = "another program"
    if not sys.platform.startswith("linux"):
        return unknown
    inodes = {
        columns[9]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for columns in _rows(Path(table))
        if columns[3] == "0A" and int(columns[1].rpartition(":")[2], 16) == port  # 0A: listening
    }
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in Path("/proc").glob("[0-9]*"):
        if wanted & _open_files(process):
            with contextlib.suppress(OSError):  # it may have ended meanwhile
                name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                return f"{name} (process {process.name})"
    return unknown


def _open_files(process: Path) -> set[str]:
    """What a process has open; nothing for other users' processes."""
    files: set[str] = set()
    with contextlib.suppress(OSError):
        for link in (process / "fd").iterdir():
            with contextlib.suppress(OSError):  # closed meanwhile
                files.add(str(link.readlink()))
    return files


def _rows(table: Path) -> list[list[str]]:
    try:
        return [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    except OSError:
        return []
