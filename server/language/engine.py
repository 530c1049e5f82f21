"""The language engine's front door: packs in, reviews out."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import phrases
from server.language.checklist import checklist
from server.language.findings import Customer, Found, Offer, Suggester, detect, standing, tone_of
from server.language.foreign import NOTICE, together
from server.language.learned.stage import LearnedStage
from server.language.model import Mood, Review, Rewrite, Situation
from server.language.mood import MoodReader, Trend
from server.language.reader import ReadDraft, Reader
from server.language.rewrite import rewrite
from server.language.rules import CompiledRule, RuleSet
from server.language.situation import MAX_CHARS, SituationReader
from server.packs.installed import read_all
from server.packs.model import Override, Pack


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a customer's message (or thread, oldest first) tells."""

    mood: Mood
    situation: Situation | None
    trend: Trend


class Engine:
    """Reviews drafts with the rules of some packs. Safe to call from several threads.

    ``notices`` holds one line for every pack or rule that could not be loaded (it is skipped, the rest works).
    """

    notices: tuple[str, ...]

    def __init__(self, packs: Iterable[Path] | None = None, *, learned: bool = True) -> None:
        """Load the built-in packs, or just those given (files). Later packs' overrides change earlier packs' rules.

        ``learned``: also mark what the trained second stage finds.
        """
        loaded, notices = read_all(phrases.builtin_packs() if packs is None else packs)
        self._mood = MoodReader()
        self._learned: LearnedStage | None = None
        if learned:
            try:
                self._learned = LearnedStage()
            except (OSError, ValueError, KeyError) as error:
                notices.append(
                    f"Only rules are used: the trained second stage could not be loaded ({error}). Install Alongside anew."
                )
        self._build(loaded, notices)

    def _build(self, packs: list[Pack], notices: list[str]) -> None:
        overrides: dict[str, Override] = {o.rule: o for pack in packs for o in pack.overrides}
        self._rules = RuleSet()
        for pack in packs:
            self._rules.add_pack(pack, overrides)
        for pack_id, rule, problem in self._rules.problems:
            notices.append(f"Rule {rule.id} of pack {pack_id} (line {rule.line}) is left out: {problem}")
        self.packs = tuple(packs)
        self._reader = Reader(self._rules, self._learned)
        self._situations = SituationReader(packs)
        for pack_id, situation, problem in self._situations.problems:
            notices.append(f"Situation {situation.id} of pack {pack_id} (line {situation.line}) is left out: {problem}")
        self.notices = tuple(notices)
        self._told = functools.lru_cache(maxsize=256)(self._read_message)

    def with_pack(self, pack: Pack) -> "Engine":
        """A second engine with this pack as well, in place of one with the same id."""
        engine = Engine.__new__(Engine)
        engine._mood, engine._learned = self._mood, self._learned
        engine._build([*(other for other in self.packs if other.id != pack.id), pack], [])
        return engine

    def only(self, pack: Pack) -> "Engine":
        """A second engine with nothing but this pack: what its author sees while they write, without waiting for all others."""
        engine = Engine.__new__(Engine)
        engine._mood, engine._learned = self._mood, None
        engine._build([pack], [])
        return engine

    @property
    def rules(self) -> tuple[CompiledRule, ...]:
        """All rules that are switched on, in pack order."""
        return tuple(self._rules.rules)

    @property
    def rule_count(self) -> int:
        """How many rules are switched on."""
        return len(self._rules.rules)

    def review(
        self, draft: str, customer: str | None = None, customer_name: str | None = None, *, compose: bool = True
    ) -> Review:
        """Review a draft. Never raises on any text.

        ``customer``: the requester's last message, if known; ``customer_name``: their name as the helpdesk shows it, which no suggestion
        loses or alters. ``compose``: also write the whole draft anew.
        """
        read = self._reader.read(draft, customer_name)
        told = self._told(customer) if customer and customer.strip() else _NOTHING_TOLD
        if together(sentence.evidence for sentence in read.sentences).foreign_draft:
            return Review((), (), Rewrite(draft), told.mood, told.situation, "other", (NOTICE,))
        about = told.customer
        found = detect(read, about)
        suggest = Suggester(read, about)
        return Review(
            findings=tuple(suggest.finding(one) for one in found),
            checklist=checklist(sentence.features for sentence in read.sentences),
            rewrite=self._rewrite(read, found, suggest, about, customer_name) if compose and found else Rewrite(draft),
            mood=told.mood,
            situation=told.situation,
        )

    def conversation(self, messages: str | list[str]) -> Conversation:
        """Read the customer's message, or a thread of their messages (oldest first)."""
        thread = [messages] if isinstance(messages, str) else messages
        return Conversation(
            self._mood.read_thread(thread), self._situations.read_thread(thread), self._mood.trend(thread)
        )

    def _rewrite(
        self, read: ReadDraft, found: list[Found], suggest: Suggester, about: Customer, name: str | None
    ) -> Rewrite:
        tone = tone_of(read, standing(read, about))

        def look(text: str) -> tuple[ReadDraft, list[Found]]:
            again = self._reader.read(text, name)
            return again, detect(again, about, tone if tone.letter else None)

        def offers(draft: ReadDraft, one: Found) -> list[Offer]:
            return (suggest if draft is read else Suggester(draft, about, suggest.voice)).offers(one)

        return rewrite(read, found, look, offers, suggest.voice.speak)

    def _read_message(self, message: str) -> "_Told":
        mood, situation = self._mood.read(message), self._situations.read(message)
        customer = Customer(
            tokens=tuple(sentence.tokens for sentence in self._reader.read(message[:MAX_CHARS]).sentences),
            feeling=self._situations.feeling_word(mood, situation),
            situation=situation.clause if situation else "",
        )
        return _Told(mood, situation, customer)


@dataclass(frozen=True, slots=True)
class _Told:
    """All that a review takes from the customer's message."""

    mood: Mood | None
    situation: Situation | None
    customer: Customer


_NOTHING_TOLD = _Told(None, None, Customer())
