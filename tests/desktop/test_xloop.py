"""The X connection belongs to one thread."""

import threading
from collections.abc import Iterator

import pytest

from agent.x11.loop import XLoop
from tests.desktop.screen import Screen


@pytest.fixture
def loop(screen: Screen) -> Iterator[XLoop]:
    found = XLoop(screen.name)
    found.start()
    yield found
    found.stop()


def test_other_threads_cannot_touch_it_and_need_not(loop: XLoop) -> None:
    """A reply that two threads wait for can be lost, and then the agent's start hung."""
    with pytest.raises(RuntimeError, match=r"XLoop\.call"):
        _ = loop.display
    with pytest.raises(RuntimeError, match=r"XLoop\.call"):
        _ = loop.root
    assert loop.call(lambda: loop.root.id) > 0


def test_atoms_asked_for_by_many_threads_at_once_all_come(loop: XLoop) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.extend(loop.atom(f"ALONGSIDE_{n}_{i}") for i in range(50)))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(found)) == 200
