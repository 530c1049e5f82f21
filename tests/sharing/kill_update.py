"""Kills pack updates at a random moment, again and again: file and snippets must be of one version, and nothing may be left over.

Run: python -m tests.sharing.kill_update [TIMES]     (100 by default, about two minutes; the tests run it a few times)
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from server.library.library import Library
from server.sharing.packs import Packs

ROOT = Path(__file__).parents[2]
LONGEST = 0.2  # seconds; several updates
INSTALLER = """
import sys
from pathlib import Path
from server.library.library import Library
from server.sharing.packs import Packs
from tests.sharing.conftest import found, text
home = Path(sys.argv[1])
packs = Packs(home, Library.open(home / "library.sqlite3"))
for n in range(10_000):
    if n == 1: print("going", flush=True)
    packs.install(found(text(f"1.{n}.0", **{f"s{i}": f"Body {n}." for i in range(60)})))
"""


def once(home: Path, seconds: float) -> int:
    """Install one version after another in a process of its own, kill that in the middle, and look. Returns the version there is."""
    with subprocess.Popen([sys.executable, "-c", INSTALLER, str(home)], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"going\n"
        time.sleep(seconds)
        os.kill(process.pid, signal.SIGKILL)
    with closing(Library.open(home / "library.sqlite3")) as library:
        packs = Packs(home, library)
        packs.recover()
        (one,) = packs.installed()
        assert one.state == "installed"
        version = one.version.split(".")[1]
        assert {snippet.content.body for snippet in library.search(limit=200).snippets} == {f"Body {version}."}
        assert library.count() == 60
        assert [path.name for path in packs.folder.glob("*.yaml*")] == ["harbour.yaml"]
    return int(version)


def main() -> None:
    """Kill so many times; stops at the first that leaves something half done."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    versions = []
    for number in range(times):
        with tempfile.TemporaryDirectory() as home:
            versions.append(once(Path(home), random.uniform(0.0, LONGEST)))
        if number % 10 == 9:
            print(f"{number + 1} of {times} killed, nothing half done")
    print(
        f"{times} updates killed after {min(versions)} to {max(versions)} versions; file and snippets always of one version"
    )


if __name__ == "__main__":
    main()
