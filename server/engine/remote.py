"""The engine as the server sees it: the methods of ``LocalEngine``, asked of whatever process has it now."""

from typing import Any, Protocol

from server.engine.model import Exercises, PackRule, Told, Tried
from server.language.model import Heard, Review
from server.packs.model import Pack
from server.practice.model import Reaction


class Ask(Protocol):
    """Asks an engine: the method's name, then what it takes."""

    def __call__(self, name: str, /, *values: Any, **named: Any) -> Any:
        """What the method gives back or raises; ApiError 503 where there is no engine to ask."""
        ...


class RemoteEngine:
    """Each method does what it does in ``server.engine.local.LocalEngine``, and waits for the answer.

    Safe to use from several threads, and for as long as the server runs: an engine that has ended is started again.
    All raise ApiError 503 where there is no engine to ask, and EngineDefectError for what it should not have raised.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def review(
        self, draft: str, customer: str | None = None, customer_name: str | None = None, *, compose: bool = True
    ) -> Review:
        """Review a draft."""
        answer: Review = self._ask("review", draft, customer, customer_name, compose=compose)
        return answer

    def conversation(self, messages: list[str], draft: str = "") -> Told:
        """Read the customer's messages, oldest first, and what to offer beside this draft."""
        answer: Told = self._ask("conversation", messages, draft)
        return answer

    def rules(self) -> list[PackRule]:
        """All rules that are switched on, in pack order."""
        answer: list[PackRule] = self._ask("rules")
        return answer

    def exercises(self) -> Exercises:
        """All scenarios and drills, in pack order."""
        answer: Exercises = self._ask("exercises")
        return answer

    def reply(self, scenario: str, turn: int, text: str, *, heard: bool = False) -> Reaction:
        """The customer's reaction to a reply. Raises NotThereError and PatternError."""
        answer: Reaction = self._ask("reply", scenario, turn, text, heard=heard)
        return answer

    def answer(self, drill: str, text: str) -> Heard:
        """Judge the answer to a drill. Raises NotThereError and PatternError."""
        answer: Heard = self._ask("answer", drill, text)
        return answer

    def try_pack(
        self, pack: Pack, name: str, draft: str = "", customer: str | None = None, *, whole: bool = False
    ) -> Tried:
        """What is wrong with a pack that is being written, and what its rules mark in a draft."""
        answer: Tried = self._ask("try_pack", pack, name, draft, customer, whole=whole)
        return answer
