"""The whole draft with every finding mended, one after the other, each change read again before the next.

Composition follows the evidence in docs/language.md: one specific acknowledgement at most, then an owned next step; empathy phrases
are never stacked, and what nobody said is never promised.
"""

import re
from collections.abc import Callable

from server.language.clauses import cut, greeting_end, words_of
from server.language.edits import Edited
from server.language.facts import lost
from server.language.findings import Found
from server.language.model import Rewrite
from server.language.reader import ReadDraft
from server.language.realise import Patch, Place, place, take_out
from server.language.text import Sentence
from server.language.voice import capitalise, uncapitalise

_NEXT_STEP = "I'll [[what you will do next]] by [[when]]."
_MOST_ROUNDS = 40
_PICTURES = re.compile("(?:[ ]*[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+)+$")

Look = Callable[[str], tuple[ReadDraft, list[Found]]]
Suggest = Callable[[ReadDraft, Found], list[Patch | None]]


def rewrite(draft: ReadDraft, found: list[Found], look: Look, suggest: Suggest, speak: Callable[[str], str]) -> Rewrite:
    """Mend all findings of high and medium severity. ``look`` reads a text again, ``suggest`` words a finding's suggestions."""
    edited = Edited(draft.text)
    acknowledged = any(
        "feeling" in read.features for n, read in enumerate(draft.sentences) if all(f.sentence != n for f in found)
    )
    answered = False  # whether an acknowledgement was put in, which wants a next step after it
    given_up: set[tuple[str, str]] = set()  # findings that nothing mends without losing a fact
    used: set[str] = set()
    tried: set[tuple[str, str]] = set()
    for _ in range(_MOST_ROUNDS):
        one = next((f for f in found if f.hit.rule.rule.severity != "hint" and _key(f, draft) not in given_up), None)
        if one is None:
            break
        patches = suggest(draft, one)
        patch, acknowledges = _sentence_anew(draft, one, found, patches, acknowledged, used, tried)
        if patch is None:
            patch, acknowledges = _choose(draft, one, patches, acknowledged, used, tried)
        if patch is None:
            given_up.add(_key(one, draft))
            continue
        acknowledged, answered = acknowledged or acknowledges, answered or acknowledges
        used.add(patch.text)
        edited.apply(patch)
        draft, found = look(edited.text)
    if answered:
        step = _missing_step(draft, edited, speak)
        if step:
            edited.apply(step)
    return Rewrite(edited.text, edited.edits())


def _key(one: Found, draft: ReadDraft) -> tuple[str, str]:
    return one.hit.rule.rule.id, draft.text[one.start : one.end]


def _choose(
    draft: ReadDraft,
    one: Found,
    patches: list[Patch | None],
    acknowledged: bool,
    used: set[str],
    tried: set[tuple[str, str]],
) -> tuple[Patch | None, bool]:
    """The first suggestion that neither stacks empathy nor repeats what was said or failed before; else the least bad."""
    rule = one.hit.rule
    options = [(patch, says) for patch, says in zip(patches, rule.acknowledges, strict=True) if patch is not None]
    options = [(patch, says) for patch, says in options if (rule.rule.id, patch.text) not in tried]
    fresh = [
        (patch, says)
        for patch, says in options
        if not (acknowledged and says) and not (patch.text and patch.text in used)
    ]
    at = draft.places[one.sentence]
    out = place("", Place(draft.text, draft.masked, at.start, at.end, one.start, one.end))
    chosen = fresh[0] if fresh else (out, False) if out is not None else options[0] if options else (None, False)
    if chosen[0] is not None:
        tried.add((rule.rule.id, chosen[0].text))
    return chosen


def _sentence_anew(
    draft: ReadDraft,
    one: Found,
    found: list[Found],
    patches: list[Patch | None],
    acknowledged: bool,
    used: set[str],
    tried: set[tuple[str, str]],
) -> tuple[Patch | None, bool]:
    """The sentence without the clause that was marked; what is said instead stands beside it as a sentence of its own.

    (None, False) where no clean sentence would stay, a fact would go, the marked words are asked for in other words (an order), or
    the reply says nothing else.
    """
    rule, at = one.hit.rule, draft.places[one.sentence]
    key = (rule.rule.id, draft.text[one.start : one.end])
    if rule.rule.category == "command" or key in tried or any(_takes_words(say.text) for say in rule.rule.say[:1]):
        return None, False
    start = at.start + greeting_end(draft.masked[at.start : at.end])
    if start >= one.end or not _says_more(draft, found, one):
        return None, False
    spans = [(max(one.start, start) - start, one.end - start)]
    rest = cut(draft.text[start : at.end], draft.masked[start : at.end], spans)
    if rest is None or (not rest.kept and at.listed):
        return None, False
    said, acknowledges = _said(draft, one, patches, acknowledged, used)
    parts = [part for part in ((said, rest.kept) if acknowledges or rest.first else (rest.kept, said)) if part]
    after = f"{' '.join(parts)} {draft.text[:start]} {draft.text[at.end :]}"  # a fact that stands elsewhere in the reply may go here
    if lost(draft.text[start : one.start], after, opens=False) or lost(
        draft.text[max(one.start, start) : at.end], after
    ):
        return None, False
    tried.add(key)
    if not parts:
        return take_out(Place(draft.text, draft.masked, at.start, at.end, start, at.end)), False
    words = [capitalise(part) for part in parts]
    picture = _PICTURES.search(draft.text, start, at.end)
    if picture and not rest.kept:  # an emoji stays, and ends the sentence as it did
        words[-1] = words[-1].rstrip(".") + picture.group()
    if start > at.start and draft.text[:start].rstrip().endswith(","):
        words[0] = uncapitalise(words[0]) if parts[0] == said else rest.kept
    used.add(said)
    return Patch(start, at.end, " ".join(words)), acknowledges


def _said(
    draft: ReadDraft, one: Found, patches: list[Patch | None], acknowledged: bool, used: set[str]
) -> tuple[str, bool]:
    """What stands in place of a clause that went, as a sentence ("" for nothing), and whether it answers the feeling."""
    rule = one.hit.rule
    wanted = {"sympathy": True, "hollow-apology": True, "deflection": False}.get(rule.rule.category)
    if wanted is None or (wanted and acknowledged):
        return "", False
    for patch, says in zip(patches, rule.acknowledges, strict=True):
        text = patch.text.strip(" ,.") if patch is not None else ""
        if text and not (says and acknowledged) and "(" not in text:
            said = capitalise(text) if text[-1] in "?!" else f"{capitalise(text)}."
            if said not in used and "[[what you can do]]" not in draft.text:
                return said, says or wanted
    return "", False


def _takes_words(template: str) -> bool:
    """Whether a suggestion goes on with the agent's own words ("could you {do}?")."""
    return any(slot not in ("feeling", "situation") for slot in re.findall(r"\{([a-z_-]+)", template))


def _says_more(draft: ReadDraft, found: list[Found], one: Found) -> bool:
    """Whether a sentence without findings, of more than a greeting or a name, stands in the draft."""
    busy = {other.sentence for other in found if other.hit.rule.rule.severity != "hint"} | {one.sentence}
    return any(
        number not in busy and len(words_of(draft.masked[at.start : at.end])) > 4
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
