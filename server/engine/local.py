"""The engine and everything that needs it, in the process that has it: texts and packs in, plain data out."""

import threading

from server.coaching.coach import Coach
from server.engine.model import Exercises, Outline, PackRule, Told, Tried
from server.language.check import check
from server.language.engine import Engine
from server.language.model import Heard, Review
from server.packs.model import Pack
from server.packs.read import Problem
from server.practice.book import Book
from server.practice.model import Reaction


class LocalEngine:
    """What ``server.engine.remote.RemoteEngine`` asks for, under the same names. Safe to call from several threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._coach = Coach(engine.packs)
        self._book = Book(engine.packs)
        self._bench = Bench(engine)

    def outline(self) -> Outline:
        """Rules and packs, counted, and what could not be loaded."""
        return Outline(self._engine.rule_count, len(self._engine.packs), self._engine.notices)

    def review(
        self, draft: str, customer: str | None = None, customer_name: str | None = None, *, compose: bool = True
    ) -> Review:
        """Review a draft, see ``server.language.engine.Engine.review``."""
        return self._engine.review(draft, customer, customer_name, compose=compose)

    def conversation(self, messages: list[str], draft: str = "") -> Told:
        """Read the customer's messages, oldest first, and what to offer beside this draft."""
        told = self._engine.conversation(messages)
        written = [text for text in messages if text.strip()]
        return Told(told.mood, told.situation, told.trend, self._coach.prompts(self._engine, told, written, draft))

    def rules(self) -> list[PackRule]:
        """All rules that are switched on, in pack order."""
        return [PackRule(one.rule, one.pack) for one in self._engine.rules]

    def exercises(self) -> Exercises:
        """All scenarios and drills, in pack order."""
        book = self._book
        return Exercises(
            {name: (pack.id, scenario) for name, (pack, scenario) in book.scenarios.items()},
            {name: (pack.id, drill) for name, (pack, drill) in book.drills.items()},
        )

    def reply(self, scenario: str, turn: int, text: str, *, heard: bool = False) -> Reaction:
        """The customer's reaction, see ``server.practice.book.Book.reply``. Raises NotThereError and PatternError."""
        return self._book.reply(self._engine, scenario, turn, text, heard=heard)

    def answer(self, drill: str, text: str) -> Heard:
        """Judge the answer to a drill. Raises NotThereError and PatternError."""
        return self._book.answer(self._engine, drill, text)

    def try_pack(
        self, pack: Pack, name: str, draft: str = "", customer: str | None = None, *, whole: bool = False
    ) -> Tried:
        """What is wrong with a pack that is being written, and what its rules mark in a draft.

        ``name`` stands for its file in messages. ``whole``: beside all other packs too, which takes a second or two the first
        time a text is tried.
        """
        alone, problems = self._bench.compiled(pack, name, whole=False)
        beside = None
        if whole:
            beside, problems = self._bench.compiled(pack, name, whole=True)
        if not draft.strip():
            return Tried(tuple(problems))
        return Tried(
            tuple(problems),
            alone.review(draft, customer, compose=False),
            beside.review(draft, customer, compose=False) if beside else None,
        )


class Bench:
    """The last tried packs, compiled: somebody who types in the try box must not wait for their rules each time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._guard = {False: threading.Lock(), True: threading.Lock()}
        self._known: dict[bool, tuple[Pack, Engine, list[Problem]]] = {}

    def compiled(self, pack: Pack, name: str, *, whole: bool) -> tuple[Engine, list[Problem]]:
        """An engine with this pack (``whole``: and all others), and all that is wrong with it."""
        with self._guard[whole]:
            known = self._known.get(whole)
            if known is None or known[0] != pack:
                trial = self._engine.with_pack(pack) if whole else self._engine.only(pack)
                known = self._known[whole] = (pack, trial, check(pack, name, trial))
            return known[1], known[2]
