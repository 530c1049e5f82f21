"""The whole draft with every finding mended, one after the other, each change read again before the next.

Composition follows the evidence in docs/language.md: one specific acknowledgement at most, then an owned next step; empathy phrases
are never stacked, and what nobody said is never promised.
"""

import re
from collections.abc import Callable

from server.language.anew import anew, sentence
from server.language.clauses import GREETING, words_of
from server.language.edits import Edited
from server.language.findings import Found, Offer, is_slogan
from server.language.learned import PACK as LEARNED
from server.language.model import Rewrite
from server.language.reader import ReadDraft
from server.language.realise import Patch, place
from server.language.text import Sentence
from server.language.voice import uncapitalise

_NEXT_STEP = "I'll [[what you will do next]] by [[when]]."
_MOST_ROUNDS = 40
_SPEAK = frozenset(("sympathy", "hollow-apology", "deflection", "command"))  # in their place something else is said
_FEW_WORDS = 4  # "Hi Ann, thanks." says nothing yet
_FILL_IN = re.compile(r"\[\[.*?\]\]")

Look = Callable[[str], tuple[ReadDraft, list[Found]]]
Suggest = Callable[[ReadDraft, Found], list[Offer]]


def rewrite(draft: ReadDraft, found: list[Found], look: Look, suggest: Suggest, speak: Callable[[str], str]) -> Rewrite:
    """Mend all findings of high and medium severity. ``look`` reads a text again, ``suggest`` words a finding's suggestions."""
    original = frozenset(draft.sentence_text(number) for number in range(len(draft.places)))
    edited = Edited(draft.text)
    acknowledged = any(
        "feeling" in read.features for n, read in enumerate(draft.sentences) if all(f.sentence != n for f in found)
    )
    answered = False  # whether an acknowledgement was put in, which wants a next step after it
    given_up: set[tuple[str, str]] = set()  # findings that nothing mends without losing a fact
    used: set[str] = set()
    tried: set[tuple[str, str]] = set()
    ours: set[str] = set()  # sentences that suggestions may have brought
    late = ""  # an acknowledgement that would stand too late to be heard: it goes to the front in the end
    for _ in range(_MOST_ROUNDS):
        open_ = (f for f in found if f.hit.rule.rule.severity != "hint" and _key(f, draft) not in given_up)
        one = next((f for f in open_ if not _our_words(f, draft, ours, original)), None)
        if one is None:
            break
        offers = suggest(draft, one)
        ours.update(offer.words.lower() for offer in offers)
        patch, acknowledges = _sentence_anew(draft, one, found, offers, acknowledged, used, tried)
        if patch is None:
            patch, acknowledges = _choose(draft, one, offers, acknowledged, used, tried)
        if patch is None:
            given_up.add(_key(one, draft))
            continue
        if acknowledges and not acknowledged and _comes_late(draft, one, found):
            without = anew(draft, one.sentence, one.start, one.end, "")
            said = next(
                (o.words for o, says in zip(offers, one.hit.rule.acknowledges, strict=True) if says and o.words), ""
            )
            if without is not None and said:
                late, patch = sentence(said), without
        acknowledged, answered = acknowledged or acknowledges, answered or acknowledges
        used.add(patch.text)
        edited.apply(patch)
        draft, found = look(edited.text)
    if late:
        used.add(late)
        edited.apply(_at_the_front(draft, late))
        draft, found = look(edited.text)
    if answered:
        step = _missing_step(draft, edited, speak)
        if step:
            edited.apply(step)
    return Rewrite(edited.text, edited.edits())


def _comes_late(draft: ReadDraft, one: Found, found: list[Found]) -> bool:
    """Whether two sentences that stay, or a fill-in for a step, stand before it."""
    busy = {other.sentence for other in found}
    before = [at for number, at in enumerate(draft.places[: one.sentence]) if number not in busy]
    stay = [at for at in before if len(words_of(draft.masked[at.start : at.end])) > _FEW_WORDS]
    return len(stay) > 1 or "[[" in draft.text[: draft.places[one.sentence].start]


def _at_the_front(draft: ReadDraft, said: str) -> Patch:
    """Put a sentence before all others but the greeting."""
    text = draft.text
    for number, at in enumerate(draft.places):
        first = draft.greeting_end(number)
        if first < at.end and not GREETING.fullmatch(draft.masked[at.start : at.end].rstrip(". ")):
            break
    if first > at.start and text[:first].rstrip()[-1].isalnum():  # "hi anna we …": the greeting gets its comma
        end = len(text[:first].rstrip())
        return Patch(end, first + 1, f", {uncapitalise(said)} {_opening(draft, first)}")
    joined = first > at.start and text[:first].rstrip().endswith(",")
    return Patch(first, first + 1, f"{uncapitalise(said) if joined else said} {_opening(draft, first)}")


def _opening(draft: ReadDraft, at: int) -> str:
    """The letter there as it opens a sentence: a capital, unless it belongs to a link, a placeholder or code."""
    letter = draft.text[at : at + 1]
    return letter if draft.masked[at : at + 1] != letter else letter.upper()


def _our_words(one: Found, draft: ReadDraft, ours: set[str], original: frozenset[str]) -> bool:
    """Whether a less certain finding lies in a sentence that a suggestion brought or, if merely suspect, that has been mended."""
    own = draft.sentence_text(one.sentence)
    if one.hit.needs == "company" and own not in original:
        return True
    return one.hit.needs != "nothing" and any(own.lower() in words for words in ours)


def _key(one: Found, draft: ReadDraft) -> tuple[str, str]:
    return one.hit.rule.rule.id, draft.text[one.start : one.end]


def _choose(
    draft: ReadDraft,
    one: Found,
    offers: list[Offer],
    acknowledged: bool,
    used: set[str],
    tried: set[tuple[str, str]],
) -> tuple[Patch | None, bool]:
    """The first suggestion that neither stacks empathy nor repeats what was said or failed before; else the least bad."""
    rule = one.hit.rule
    options = [(o.patch, says) for o, says in zip(offers, rule.acknowledges, strict=True) if o.patch is not None]
    options = [(patch, says) for patch, says in options if (rule.rule.id, patch.text) not in tried]
    fresh = [
        (patch, says)
        for patch, says in options
        if not (acknowledged and says) and not (patch.text and patch.text in used) and not _asks_twice(patch, draft)
    ]
    out = place("", draft.place(one.sentence, one.start, one.end), slogan=is_slogan(rule.rule))
    chosen = fresh[0] if fresh else (out, False) if out is not None else options[0] if options else (None, False)
    if chosen[0] is not None:
        tried.add((rule.rule.id, chosen[0].text))
    return chosen


def _sentence_anew(
    draft: ReadDraft,
    one: Found,
    found: list[Found],
    offers: list[Offer],
    acknowledged: bool,
    used: set[str],
    tried: set[tuple[str, str]],
) -> tuple[Patch | None, bool]:
    """The sentence without the clause that was marked; what is said instead stands beside it as a sentence of its own.

    (None, False) where no clean sentence would stay, a fact would go, the marked words are asked for in other words (an order), or
    the reply says nothing else.
    """
    rule = one.hit.rule
    key = (rule.rule.id, draft.text[one.start : one.end])
    if rule.pack == LEARNED and rule.rule.category == "command":
        return None, False  # its suggestions say the sentence anew themselves
    if key in tried or any(_takes_words(say.text) for say in rule.rule.say[:1]):
        return None, False
    speaks = any(other is not one and other.hit.rule.rule.category in _SPEAK for other in found) or _says_more(
        draft, found, one
    )
    said, acknowledges = _said(draft, one, offers, acknowledged, used, must=not speaks)
    if not said and not speaks:
        return None, False
    patch = anew(draft, one.sentence, one.start, one.end, said, leads=acknowledges)
    if patch is None and (
        said or 2 * (one.end - one.start) > len(draft.text[draft.places[one.sentence].start : one.end])
    ):
        patch = anew(draft, one.sentence, one.start, one.end, said, whole=True)
    if patch is None:
        return None, False
    tried.add(key)
    used.add(said)
    return patch, acknowledges


def _said(
    draft: ReadDraft, one: Found, offers: list[Offer], acknowledged: bool, used: set[str], *, must: bool
) -> tuple[str, bool]:
    """What stands in place of a clause that went, as a sentence ("" for nothing), and whether it answers the feeling.

    ``must``: say something whatever the kind of finding, for the reply says nothing else.
    """
    rule = one.hit.rule
    wanted = {"sympathy": True, "hollow-apology": True, "deflection": False, "command": False}.get(rule.rule.category)
    if (wanted is None and not must) or (wanted and acknowledged):
        return "", False
    for offer, says in zip(offers, rule.acknowledges, strict=True):
        said = sentence(offer.words)
        asked = any(fill_in in draft.text for fill_in in _FILL_IN.findall(said))
        if said and asked and rule.rule.category == "deflection" and not must:
            return "", False  # one step is offered already; a second would only water it down
        if said and not asked and said not in used and not (says and acknowledged):
            return said, says or bool(wanted)
    return "", False


def _asks_twice(patch: Patch, draft: ReadDraft) -> bool:
    """Whether a fill-in that the patch brings stands elsewhere in the draft."""
    beside = draft.text[: patch.start] + draft.text[patch.end :]
    return any(fill_in in beside for fill_in in _FILL_IN.findall(patch.text))


def _takes_words(template: str) -> bool:
    """Whether a suggestion goes on with the agent's own words ("could you {do}?")."""
    return any(slot not in ("feeling", "situation") for slot in re.findall(r"\{([a-z_-]+)", template))


def _says_more(draft: ReadDraft, found: list[Found], one: Found) -> bool:
    """Whether a sentence without findings, of more than a greeting or a name, stands in the draft."""
    busy = {other.sentence for other in found if other.hit.rule.rule.severity != "hint"} | {one.sentence}
    return any(
        number not in busy and len(words_of(draft.masked[at.start : at.end])) > _FEW_WORDS
        for number, at in enumerate(draft.places)
    )


def _missing_step(draft: ReadDraft, edited: Edited, speak: Callable[[str], str]) -> Patch | None:
    """A fill-in for the next step after the last change, when the reply says nowhere what the agent does."""
    present = frozenset().union(*(read.features for read in draft.sentences)) if draft.sentences else frozenset()
    if not draft.sentences or present & {"next-step", "owns"} or "[[" in draft.text:
        return None
    end = _sentence_at(draft, edited.last_end).end
    before = "" if draft.text[end - 1 : end] in ".!?…," else "."
    return Patch(end, end, f"{before} {speak(_NEXT_STEP)}")


def _sentence_at(draft: ReadDraft, offset: int) -> Sentence:
    """The sentence that was changed there; where one was taken out, the one before it (the next may be the name below)."""
    before = [at for at in draft.places if at.start < offset]
    if before and draft.text[before[-1].end - 1] != ",":
        return before[-1]
    return next((at for at in draft.places if at.end >= offset), draft.places[-1])
