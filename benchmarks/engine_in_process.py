"""The agent with the language engine in its own process, to be measured beside the real one: python -m benchmarks.engine_in_process"""

import gc
from typing import TYPE_CHECKING

from agent.cli import run
from server import serve
from server.memory import give_back
from server.packs.installed import used_packs
from server.services import Services
from tests.inprocess import InProcess

if TYPE_CHECKING:
    from server.language.engine import Engine


def make(services: Services) -> InProcess:
    """As well kept as the engine's own process keeps its memory."""

    def load() -> "Engine":
        from server.language.engine import Engine

        engine = Engine(used_packs(services.folders.data, services.settings.packs_off))
        give_back()
        gc.freeze()
        return engine

    return InProcess(load)


if __name__ == "__main__":
    serve._make = make  # type: ignore[assignment]
    run()
