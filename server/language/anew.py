"""A sentence said anew: what was marked goes with its clause, what stays is a sentence, and what is said instead is one too."""

import re

from server.language.clauses import cut, has_verb
from server.language.facts import counts_lost, lost
from server.language.reader import ReadDraft
from server.language.realise import Patch, take_out
from server.language.requester import missing
from server.language.voice import capitalise, uncapitalise

_AS_IT_IS = re.compile(r"[^\s,;]*[/@{}`_]")  # a link, an address, a placeholder or code keeps its small letter
_PICTURES = re.compile("(?:[ ]*[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+)+$")


def sentence(text: str) -> str:
    """Some words as a sentence: a capital, an end mark; "" stays ""."""
    text = text.strip(" ,.")
    return text and (capitalise(text) if text[-1] in "?!" else f"{capitalise(text)}.")


def anew(
    draft: ReadDraft, number: int, start: int, end: int, said: str, *, leads: bool = False, whole: bool = False
) -> Patch | None:
    """Say sentence ``number`` of a draft without the clauses that ``draft.text[start:end]`` touches.

    ``said``: the sentence that stands for them, "" for none; ``leads``: it comes first wherever they stood. ``whole``: nothing of
    the sentence but its greeting stays. None where no clean sentence would stay, or a fact would go that stands nowhere else.
    """
    at, text = draft.places[number], draft.text
    first = draft.greeting_end(number)
    if first >= end:
        return None
    start = max(start, first)
    span = (0, at.end - first) if whole else (start - first, end - first)
    rest = cut(text[first : at.end], draft.masked[first : at.end], [span])
    if rest is None or (not rest.kept and at.listed):
        return None
    parts = [part for part in ((said, rest.kept) if leads or rest.first else (rest.kept, said)) if part]
    after = f"{' '.join(parts)} {text[:first]} {text[at.end :]}"
    # "Kim, sorry …" names somebody, "Nature can be …" does not: there the capital only opens the sentence.
    head = draft.masked[first:start].split()
    subject = len(head) > 1 and head[1].islower() and has_verb(" ".join(head[:2]))
    opens = subject and not text[:first].rstrip().endswith(",")
    if lost(text[first:start], after, opens=opens) or lost(text[start : at.end], after):
        return None
    if counts_lost(text[first:start], after) or counts_lost(text[end : at.end], after):
        return None
    if missing(draft.names_in(first, at.end), after):
        return None
    if not parts:
        return take_out(draft.place(number, first, at.end))
    words = [part if _AS_IT_IS.match(part) else capitalise(part) for part in parts]
    picture = _PICTURES.search(text, first, at.end)
    if picture and not rest.kept:  # an emoji stays, and ends the sentence as it did
        words[-1] = words[-1].rstrip(".") + picture.group()
    if first > at.start and text[:first].rstrip().endswith(","):
        words[0] = uncapitalise(words[0]) if parts[0] == said else rest.kept
    if first > at.start and text[:first].rstrip()[-1].isalnum():  # "Hi Jamal no worries": the greeting gets its comma
        words[0] = uncapitalise(words[0])
        return Patch(len(text[:first].rstrip()), at.end, f", {' '.join(words)}")
    return Patch(first, at.end, " ".join(words))
