"""``alongside``: tray and server in one process. The tray comes first; the server and its engine are loaded behind it."""

import logging
import signal
import sys
import threading
import time
from types import FrameType

from agent.core import Agent
from server import runinfo
from server.settings import Folders

log = logging.getLogger(__name__)

_FIRST_SECONDS = 10.0  # how long a first one that is just starting may take to answer


def run(folders: Folders, profile: str | None = None) -> int:
    """Run the agent of a profile until it is quit; gives back the exit code.

    When one is running already, its page is opened instead and this one ends with 0.
    """
    folders.create()
    if runinfo.is_locked(folders):
        return open_first(folders)
    agent = Agent(folders, profile)

    def end(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=agent.quit, daemon=True).start()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    agent.run()
    if agent.found_another:
        return open_first(folders)
    if agent.failure:
        sys.stderr.write(f"{agent.failure}\n")
        return 1
    return 0


def open_first(folders: Folders) -> int:
    """Bring up the page of the agent that runs already."""
    from agent.client import AwayError, RefusedError, call  # noqa: PLC0415 - would keep the tray waiting

    deadline = time.monotonic() + _FIRST_SECONDS
    while True:
        info = runinfo.read(folders)
        try:
            if info is not None:
                answer = call(info, "POST", "/v1/page-links", {"path": "/"})
                break
        except (AwayError, RefusedError) as error:
            log.debug("The first one does not answer yet: %s", error)
        if time.monotonic() > deadline:
            sys.stderr.write(
                "Alongside is already running, but does not answer. Quit it from its tray icon and start it again.\n"
            )
            return 1
        time.sleep(0.1)
    import webbrowser  # noqa: PLC0415

    if webbrowser.open(answer["url"]):
        sys.stdout.write("Alongside is already running; its page opens in your browser.\n")
    else:
        sys.stdout.write(
            f"Alongside is already running. Open {answer['url']} in a browser; the address works once, for two minutes.\n"
        )
    return 0
