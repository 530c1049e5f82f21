"""From what stands in the sentences to what is worth saying: exceptions, overlaps, and suggestions in the agent's voice."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from server.language.anew import anew, sentence
from server.language.facts import lost
from server.language.learned import PACK as LEARNED
from server.language.model import Category, Finding, Replacement
from server.language.orders import asked
from server.language.reader import ReadDraft
from server.language.realise import Patch, fill, place
from server.language.requester import called, missing
from server.language.rules import Hit, excused, present
from server.language.tokens import Tokens
from server.language.voice import Voice, plural_near, uncapitalise, voice_of
from server.packs.model import Rule

_YOURS = {"their": "your", "theirs": "yours", "they": "you", "themselves": "yourself"}
_THEIRS = re.compile(r"\b(?:their|theirs|they|themselves)\b", re.IGNORECASE)
_LETTER_SENTENCES, _LETTER_WORDS = 4, 40
_UNFINISHED = (
    "[[",
    "{%",
)  # who has yet to fill in what is said, or a template that says one thing or another, is not judged by its tone
# What shows the tone of a letter; a canned phrase or an empty apology stands in friendly ones as well.
_TELLING: frozenset[Category] = frozenset(("sympathy", "dismissive", "blame", "deflection", "command"))
_ENOUGH_SUSPECTS = 3
_RANK = {"high": 0, "medium": 1, "hint": 2}


@dataclass(frozen=True, slots=True)
class Customer:
    """What a suggestion may take from the customer's message: empty where there is none."""

    tokens: tuple[Tokens, ...] = ()
    feeling: str = ""
    situation: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit that stands, with its place in the draft."""

    hit: Hit
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tone:
    """How a draft was at first, which decides about less certain findings however much of it has been mended since.

    ``letter``: it is a whole reply of several sentences; ``marked``: and something blunt in it is marked for certain.
    """

    letter: bool
    marked: bool


def tone_of(draft: ReadDraft, found: list[Found]) -> Tone:
    """The tone of a draft in which ``found`` was found, certain or not: one certain finding tells, or several less certain ones."""
    if not _is_letter(draft):
        return Tone(letter=False, marked=False)
    telling = [one.hit for one in found if one.hit.rule.rule.category in _TELLING]
    certain = any(hit.needs != "company" and hit.rule.rule.severity != "hint" for hit in telling)
    return Tone(letter=True, marked=certain or sum(hit.needs != "nothing" for hit in telling) >= _ENOUGH_SUSPECTS)


def _start(one: Found) -> int:
    return one.start


def detect(draft: ReadDraft, customer: Customer, tone: Tone | None = None) -> list[Found]:
    """The hits that no exception excuses; where two overlap, the more severe, then the longer, then the earlier stays.

    ``tone``: that of the draft as it was, if this is a mended version of it.
    """
    found = standing(draft, customer)
    tone = tone or tone_of(draft, found)
    if not tone.letter:
        found = [one for one in found if one.hit.needs == "nothing"]
    elif not tone.marked:
        found = [one for one in found if one.hit.needs != "company"]
    if len(found) < 2:
        return found
    found.sort(key=lambda f: (_RANK[f.hit.rule.rule.severity], f.start - f.end, f.start))
    kept: list[Found] = []  # in the order of the draft, so that only the neighbours need be looked at
    for one in found:
        place = bisect_left(kept, one.start, key=_start)
        before, after = kept[place - 1] if place else None, kept[place] if place < len(kept) else None
        if (before is None or before.end <= one.start) and (after is None or one.end <= after.start):
            kept.insert(place, one)
    return kept


def standing(draft: ReadDraft, customer: Customer) -> list[Found]:
    """All hits that no exception excuses, certain or not."""
    found = []
    for number, (at, read) in enumerate(zip(draft.places, draft.sentences, strict=True)):
        for hit in read.hits:
            if at.listed and hit.rule.rule.category == "command":
                continue
            if hit.rule.pack == LEARNED and any(sign in draft.text[at.start : at.end] for sign in _UNFINISHED):
                continue
            if hit.rule.unless_next and _answered(hit, draft, number):
                continue
            if any(present(p, tokens) for p in hit.rule.unless_customer for tokens in customer.tokens):
                continue
            found.append(Found(hit, number, at.start + hit.match.start, at.start + hit.match.end))
    return found


def _is_letter(draft: ReadDraft) -> bool:
    """Whether this is a whole reply of several sentences, in which a less certain finding is right more often than in a line."""
    return (
        len(draft.sentences) >= _LETTER_SENTENCES
        and sum(len(read.tokens.words) for read in draft.sentences) >= _LETTER_WORDS
    )


def _answered(hit: Hit, draft: ReadDraft, number: int) -> bool:
    """Whether something after the hit, in its sentence or a later one, makes good what it says."""
    own = draft.sentences[number].tokens
    return any(
        excused(pattern, own, hit.match.stop, offered=True)
        or any(excused(pattern, read.tokens, offered=True) for read in draft.sentences[number + 1 :])
        for pattern in hit.rule.unless_next
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion: its ``words``, and the ``patch`` that puts them in place (None where a fact would be lost)."""

    words: str
    patch: Patch | None


# "Could you pay first and may claim it back?": only the first half can be asked.
_TWO_IN_ONE = re.compile(
    r"^((?:could you|may (?:I|we) ask you to|please) [^?]+?),? and ((?:may|can|will|must|should) [^?]+)(\??)$",
    re.IGNORECASE,
)
_PLACED = re.compile(r"^(?:on|by|until|before|since|from|at|in|for) ")


def _in_two(match: re.Match[str]) -> str:
    return f"{match[1]}{match[3] or '.'} You {match[2]}."


# What somebody mourns is not put right, resolved or worked on.
_MOURNED = re.compile(
    r"(\bhow painful [^.,]*?\b(?:is|must be|has been)|\bwhat the loss you have had means for you)(?:, (?:and|so) (?:I|we)\b|\. Let\b).*$",
    re.DOTALL,
)


def is_slogan(rule: Rule) -> bool:
    """Whether nothing can be said in place of what the rule marks: it goes, whosever name is in it."""
    return rule.category == "formulaic" and not any(say.text for say in rule.say)


def _named(fact: str) -> str:
    """A fact without the word that placed it: "in Munich" is Munich."""
    return _PLACED.sub("", fact)


class Suggester:
    """Puts the suggestions of one draft's findings into words."""

    def __init__(self, draft: ReadDraft, customer: Customer, voice: Voice | None = None) -> None:
        """``voice``: keep this one, not the draft's own (while a rewrite goes on, the agent's first words decide)."""
        self._draft = draft
        self._customer = customer
        self._voice = voice
        self._worded: dict[tuple[int, int, str], list[Offer]] = {}

    @property
    def voice(self) -> Voice:
        """How the agent writes in this draft."""
        if self._voice is None:
            self._voice = voice_of(
                self._draft.text, (word for read in self._draft.sentences for word in read.tokens.words)
            )
        return self._voice

    def offers(self, found: Found) -> list[Offer]:
        """The rule's suggestions in order, in the agent's voice and fitted to their place."""
        key = found.start, found.end, found.hit.rule.rule.id
        if key not in self._worded:  # the card and the whole rewrite ask for the same
            self._worded[key] = self._word(found)
        return self._worded[key]

    def _word(self, found: Found) -> list[Offer]:
        text = self._draft.text
        at = self._draft.places[found.sentence]
        rule = found.hit.rule.rule
        own, span = text[at.start : at.end], text[found.start : found.end]
        plural = plural_near(span, own, self.voice.plural)
        voice = self.voice if plural == self.voice.plural else replace(self.voice, plural=plural)
        values = {"feeling": self._customer.feeling, "situation": self._customer.situation}
        for name, (start, end) in found.hit.match.captures.items():
            value = own[start:end]
            if name == "do" and "you" not in span.lower():  # "Guests must show their pass": asked for, it is your pass
                value = _THEIRS.sub(lambda match: _YOURS[match.group().lower()], value)
            values[name] = uncapitalise(value) if start == 0 else value
        where = self._draft.place(found.sentence, found.start, found.end)
        filled = [fill(say.text, values, voice) for say in rule.say]
        filled = [_MOURNED.sub(r"\1", words) for words in filled]
        if rule.category == "command":
            filled = [_TWO_IN_ONE.sub(_in_two, words) for words in filled]
        if found.hit.rule.pack != LEARNED:
            return [Offer(words, place(words, where, slogan=is_slogan(rule))) for words in filled]
        if rule.category == "command":
            filled = self._asked(found) + filled
        return [Offer(words, self._anew(found, words)) for words in filled[: len(rule.say)]]

    def _asked(self, found: Found) -> list[str]:
        """An order as a question in the agent's own words, where it can be asked that way."""
        at = self._draft.places[found.sentence]
        first = self._draft.greeting_end(found.sentence)
        question = asked(self._draft.text[first : at.end]) or asked(self._draft.text[found.start : found.end])
        return [question] if question else []

    def _anew(self, found: Found, words: str) -> Patch | None:
        """The learned stage tells a sentence, not the words to replace: its clause goes, or the sentence, or facts are asked about."""
        said, draft = sentence(words), self._draft
        for whole in (found.hit.rule.rule.category == "command", True):
            patch = anew(draft, found.sentence, found.start, found.end, said, whole=whole)
            if patch is not None:
                return patch
        at = draft.places[found.sentence]
        first = draft.greeting_end(found.sentence)
        facts = lost(draft.text[first : at.end], f"{said} {draft.text[:first]} {draft.text[at.end :]}")
        names = draft.names_in(first, at.end)
        facts = [fact for fact in facts if _named(fact) not in names]  # they are called by it, not told about it
        if facts and found.hit.rule.rule.category == "formulaic":
            return None  # a firm's name in its slogan; nothing to ask about
        if not facts or at.listed:
            return place(words, draft.place(found.sentence, found.start, found.end))
        about = " and ".join(filter(None, (", ".join(map(_named, facts[:-1])), _named(facts[-1]))))
        said = called(said, missing(names, f"{draft.text[:first]} {draft.text[at.end :]}")) if said else said
        return Patch(first, at.end, f"{said} [[What they need to know about {about}]].".lstrip())

    def finding(self, found: Found) -> Finding:
        """The finding as it is shown."""
        text, rule = self._draft.text, found.hit.rule.rule
        options: list[Replacement] = []
        for say, offer in zip(rule.say, self.offers(found), strict=True):
            patch = offer.patch
            if patch is None:
                continue
            # A sentence said anew has more than the one letter that becomes a capital.
            removes = not offer.words and sum(map(str.isalnum, patch.text)) < 2
            option = Replacement(patch.start, patch.end, patch.text, say.kind, removes)
            if len(options) < 3 and all(option.text != other.text for other in options):
                options.append(option)
        return Finding(
            rule=rule.id,
            pack=found.hit.rule.pack,
            category=rule.category,
            severity=rule.severity,
            start=found.start,
            end=found.end,
            quote=text[found.start : found.end],
            why=rule.why,
            replacements=tuple(options),
        )
