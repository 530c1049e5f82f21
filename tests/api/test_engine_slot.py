"""Loading the engine behind a server that is already answering, or already stopping."""

import logging
import subprocess
import sys

import pytest

from server.services import EngineSlot

ENDS_WHILE_LOADING = """
import time
from server.services import EngineSlot
def load():
    time.sleep(0.3)
    print("loaded", flush=True)
EngineSlot(load).start()
"""


def test_the_program_waits_for_a_loader_that_is_under_way() -> None:
    """Ended in the middle of the libraries' C++, the program would abort instead of ending with 0."""
    done = subprocess.run(
        [sys.executable, "-c", ENDS_WHILE_LOADING], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "loaded\n"), done.stderr


def test_loading_ends_at_its_next_step_when_nobody_wants_it(caplog: pytest.LogCaptureFixture) -> None:
    steps: list[str] = []

    def load() -> None:
        steps.append("first")
        slot.give_up()
        slot.check_wanted()
        steps.append("second")

    slot = EngineSlot(load)  # type: ignore[arg-type]
    slot.start()
    with caplog.at_level(logging.DEBUG):
        assert slot.wait(30) == "failed"
    assert steps == ["first"]
    assert not caplog.records
