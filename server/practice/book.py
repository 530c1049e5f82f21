"""All scenarios and drills of the packs in use, and playing them."""

from collections.abc import Iterable

from server.language.engine import Engine
from server.language.judge import Judge
from server.language.listening import Listener
from server.language.model import Heard, Outcome
from server.packs.model import Drill, Pack, Scenario
from server.practice.model import NotThereError, Reaction
from server.practice.progress import Ending


class Book:
    """The scenarios and drills of some packs, in pack order. Safe to use from several threads."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        """A later pack's scenario or drill of the same id replaces the earlier one."""
        self.scenarios: dict[str, tuple[Pack, Scenario]] = {}
        self.drills: dict[str, tuple[Pack, Drill]] = {}
        for pack in packs:
            self.scenarios.update((scenario.id, (pack, scenario)) for scenario in pack.scenarios)
            self.drills.update((drill.id, (pack, drill)) for drill in pack.drills)
        self._judges: dict[str, Judge] = {}
        self._listeners: dict[str, Listener] = {}

    def scenario(self, name: str) -> tuple[Pack, Scenario]:
        """A scenario and its pack. Raises NotThereError."""
        try:
            return self.scenarios[name]
        except KeyError:
            raise NotThereError(name) from None

    def drill(self, name: str) -> tuple[Pack, Drill]:
        """A drill and its pack. Raises NotThereError."""
        try:
            return self.drills[name]
        except KeyError:
            raise NotThereError(name) from None

    def reply(self, engine: Engine, name: str, turn: int, text: str, *, heard: bool = False) -> Reaction:
        """The customer's reaction to a reply in turn ``turn`` (from 1). ``heard``: an earlier reply acknowledged them.

        Raises NotThereError (also when there is no such turn) and PatternError (a pack that was never checked).
        """
        pack, scenario = self.scenario(name)
        if not 1 <= turn <= len(scenario.turns):
            raise NotThereError(f"{name} has no turn {turn}")
        judge = self._judges.get(name)
        if judge is None:
            judge = self._judges[name] = Judge(scenario, dict(pack.words))
        verdict = judge.judge(engine, text, heard=heard)
        answers = scenario.turns[turn - 1]
        says = {"solved": answers.solved, "acknowledged": answers.acknowledged, "dismissed": answers.dismissed}
        over = verdict.outcome == "solved" or turn == len(scenario.turns)
        return Reaction(
            verdict,
            says[verdict.outcome],
            answers.model,
            None if over else turn + 1,
            _ENDINGS[verdict.outcome] if over else None,
        )

    def answer(self, engine: Engine, name: str, text: str) -> Heard:
        """Judge the answer to a drill. Raises NotThereError and PatternError (a pack that was never checked)."""
        pack, drill = self.drill(name)
        listener = self._listeners.get(name)
        if listener is None:
            listener = self._listeners[name] = Listener(drill, dict(pack.words))
        return listener.judge(engine, text)


_ENDINGS: dict[Outcome, Ending] = {"solved": "settled", "acknowledged": "calmer", "dismissed": "lost"}
