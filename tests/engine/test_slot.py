"""Loading the engine behind a server that is already answering, or already stopping; engines that end, and rest."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from server.engine import slot as slot_module
from server.engine.model import EngineEndedError, Outline
from server.engine.slot import EngineSlot, EngineState
from server.errors import ApiError


class Worker:
    """Answers with its number, or ends when it is asked to."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.alive = True
        self.answering = threading.Event()
        self.go_on = threading.Event()

    def wait_ready(self) -> Outline:
        return Outline(self.number)

    def ask(self, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        self.answering.set()
        if values == ("slow",):
            assert self.go_on.wait(30)
        if not self.alive or (values in (("end once",), ("end",)) and (self.number == 1 or values == ("end",))):
            self.alive = False
            raise EngineEndedError
        return self.number

    def close(self) -> None:
        self.alive = False


@pytest.fixture
def workers() -> list[Worker]:
    return []


@pytest.fixture
def slot(workers: list[Worker], monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineSlot]:
    """A slot that makes workers 1, 2, …; a minute lasts a twentieth of a second."""

    def make() -> Worker:
        workers.append(Worker(len(workers) + 1))
        return workers[-1]

    monkeypatch.setattr(slot_module, "MINUTE", 0.05)
    slot = EngineSlot(make, rest_minutes=lambda: 0)
    slot.start()
    assert slot.wait(30) == "ready"
    yield slot
    slot.give_up()
    slot.close()


def until(true: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def test_reading_packs_ends_at_its_next_step_when_nobody_wants_it(caplog: pytest.LogCaptureFixture) -> None:
    steps: list[str] = []

    def prepare() -> Outline:
        steps.append("first")
        ending.give_up()
        ending.check_wanted()
        steps.append("second")
        return Outline()

    ending = EngineSlot(lambda: Worker(1), prepare)
    with caplog.at_level(logging.DEBUG):
        ending.start()
        ending.wait(30)
    assert ending.prepared_or_never(30)
    assert steps == ["first"]
    assert not caplog.records
    assert ending.fetch(0.01) is None


def test_a_worker_that_ends_under_a_question_is_replaced_and_asked_again(
    slot: EngineSlot, workers: list[Worker]
) -> None:
    assert slot._ask("review", "end once") == 2
    assert [worker.alive for worker in workers] == [False, True]


def test_a_worker_that_ended_by_itself_is_replaced_when_it_is_next_needed(
    slot: EngineSlot, workers: list[Worker]
) -> None:
    assert slot._ask("review") == 1
    workers[0].alive = False
    assert slot.loaded is None
    assert slot.state == "ready"
    assert slot._ask("review") == 2


def test_what_ends_every_worker_is_said_and_not_tried_for_ever(slot: EngineSlot, workers: list[Worker]) -> None:
    codes: list[str] = []
    states: list[EngineState] = []
    for _ in range(5):
        with pytest.raises(ApiError) as raised:
            slot._ask("review", "end")
        codes.append(raised.value.code)
        states.append(slot.state)
        assert raised.value.status == 503
    assert codes == ["engine-ended", "engine-ended", "engine-failed", "engine-failed", "engine-failed"]
    assert states == ["ready", "ready", "failed", "failed", "failed"]
    assert len(workers) == 5
    assert slot._failed is not None
    slot._failed -= 3600  # later it gets another chance
    assert slot._ask("review") == 6
    assert slot.state == "ready"


def test_changed_packs_get_a_new_worker_and_the_old_one_ends_when_it_has_answered(
    slot: EngineSlot, workers: list[Worker]
) -> None:
    assert slot.fetch(30)
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(slot._ask("review", "slow")))
    asking.start()
    assert workers[0].answering.wait(30)
    slot.renew()
    until(lambda: not slot.renewing)
    assert slot._ask("review") == 2
    assert workers[0].alive
    workers[0].go_on.set()
    asking.join(30)
    assert answers == [1]
    assert not workers[0].alive


def test_changed_packs_do_not_wake_what_rests(slot: EngineSlot, workers: list[Worker]) -> None:
    slot.renew()
    until(lambda: not slot.renewing)
    assert workers == []


def test_it_rests_when_nobody_asks_and_never_under_a_question(slot: EngineSlot, workers: list[Worker]) -> None:
    assert slot.fetch(30)
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(slot._ask("review", "slow")))
    asking.start()
    assert workers[0].answering.wait(30)
    slot._rest_minutes = lambda: 1  # set while it runs: counts from the next look on
    asking.join(0.5)
    assert [worker.alive for worker in workers] == [True]
    workers[0].go_on.set()
    asking.join(30)
    until(lambda: slot.loaded is None)
    assert answers == [1]
    assert not workers[0].alive
    assert slot.state == "ready"
    assert slot.outline == Outline(1)
    slot.wake()
    until(lambda: slot.loaded)
    assert len(workers) == 2
