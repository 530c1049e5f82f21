"""Tries a built program as on a machine without Python: no PATH, a home of its own, nothing of this Python in its memory.

python packaging/smoke_test.py PROGRAM

With Xvfb installed the agent runs on a display of its own, palette included; without, it serves alone.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PATIENCE = 60.0
DRAFT = "I'm sorry you feel that way."


@contextlib.contextmanager
def display() -> Iterator[str]:
    """The name of a display; empty where there is no Xvfb."""
    program = shutil.which("Xvfb")
    if program is None:
        yield ""
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(write), "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    with os.fdopen(read) as numbers:
        name = f":{numbers.readline().strip()}"
    try:
        yield name
    finally:
        server.terminate()
        server.wait()


def soon(check: Callable[[], Any], what: str) -> Any:
    """Wait until ``check`` gives something true, and give that back."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError, ValueError):
            if found := check():
                return found
        if time.monotonic() > deadline:
            raise SystemExit(f"this did not happen: {what}")
        time.sleep(0.1)


def strangers(pid: int, program: Path) -> set[str]:
    """Files of another Python that a process has in its memory."""
    lines = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").splitlines()
    files = {line.split(maxsplit=5)[5] for line in lines if len(line.split(maxsplit=5)) == 6}
    return {file for file in files if "python" in file.lower() and not file.startswith(str(program.parent))}


def main(program: Path) -> None:
    """Run it. Ends with a message and status 1 at the first thing that is not as it should be."""
    with tempfile.TemporaryDirectory() as home, display() as name:
        env = {"HOME": home, "PATH": "", "XDG_RUNTIME_DIR": home, "LC_ALL": "C.UTF-8"} | (
            {"DISPLAY": name} if name else {}
        )

        def run(*words: str, text: str = "") -> str:
            done = subprocess.run([program, *words], env=env, input=text, capture_output=True, text=True, check=False)
            if done.returncode not in (0, 1) or "Traceback" in done.stderr:
                raise SystemExit(f"{words} ended with {done.returncode}: {done.stderr}")
            return done.stdout

        print(run("--version").strip())
        if "sorry-you-feel" not in run("review", "--jsonl", text=json.dumps({"draft": DRAFT}) + "\n"):
            raise SystemExit("the review found nothing")
        if not (Path(run("extension").strip()) / "manifest.json").is_file():
            raise SystemExit("the browser extension is not there")

        agent = subprocess.Popen([program], env=env)
        try:
            file = Path(home) / ".local/share/alongside/run.json"
            info = soon(lambda: json.loads(file.read_text(encoding="utf-8")), "the agent serves")

            def call(path: str, body: Any = None) -> Any:
                request = urllib.request.Request(
                    f"http://127.0.0.1:{info['port']}{path}",
                    data=None if body is None else json.dumps(body).encode(),
                    headers={"Authorization": f"Bearer {info['control_token']}", "Content-Type": "application/json"},
                )
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                    return json.load(answer)

            def part(name: str) -> str:
                return str(next(one["mode"] for one in call("/v1/status")["parts"] if one["id"] == name))

            soon(lambda: call("/v1/review", {"draft": DRAFT})["findings"], "a draft is reviewed")
            if name:
                soon(lambda: part("palette") == "on", "the palette is ready")
                call("/v1/palette", {})
            children = Path(f"/proc/{agent.pid}/task/{agent.pid}/children").read_text(encoding="utf-8").split()
            for pid in [agent.pid, *map(int, children)]:
                if found := strangers(pid, program):
                    raise SystemExit(f"it uses another Python: {sorted(found)}")
            agent.terminate()
            if agent.wait(PATIENCE) != 0:
                raise SystemExit(f"it ended with {agent.returncode}")
        finally:
            agent.kill()
            agent.wait()
    print("works without Python" + (", palette included" if name else "; no Xvfb, so the palette was not tried"))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
