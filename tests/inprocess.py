"""An engine in the process of whoever asks it, without a process of its own: quick, and as the tests made it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from server.engine.model import Outline
from server.engine.slot import EngineSlot

if TYPE_CHECKING:  # importing it loads spaCy, and a benchmark measures what there is before
    from server.language.engine import Engine


class InProcess:
    """A worker (``server.engine.slot.Worker``) in this process; ``make`` may take its time, or raise."""

    alive = True

    def __init__(self, make: "Callable[[], Engine]") -> None:
        self._make = make

    def wait_ready(self) -> Outline:
        from server.engine.local import LocalEngine

        self._local = LocalEngine(self._make())
        return self._local.outline()

    def ask(self, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        return getattr(self._local, name)(*values, **named)

    def close(self) -> None:
        self.alive = False


def slot_of(engine: "Engine") -> EngineSlot:
    """A slot whose engine is there already."""
    slot = EngineSlot(lambda: InProcess(lambda: engine))
    slot._run_prepare()
    slot._run_load()
    return slot
