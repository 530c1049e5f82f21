"""Turns a rule's suggestion into words for this draft: slots filled, the agent's voice, and a clean seam on both sides.

A suggestion may stand for a clause inside a sentence, so its first letter, its end mark and, when words are only taken out, the
commas and little joining words around the gap are fitted to what is left.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from server.language.facts import facts, lost
from server.language.requester import Names, call_end, called, missing, within, written
from server.language.voice import Voice, capitalise, uncapitalise

_SLOT = re.compile(r"\{([a-z][a-z0-9_-]*)(?:\|([^{}]*))?\}")
_JOIN_AFTER = re.compile(
    r"[ ]*[,;:–—-]?[ ]*(?:(?P<word>and|but|so|however|yet|or|otherwise|then)\b,?[ ]+)?", re.IGNORECASE
)
# A suggestion that is a clause of its own takes the whole clause it stands in, unless that holds a fact.
_CLAUSE = re.compile(
    r"(?:I|I'm|I'll|I've|I'd|we|we're|we'll|we've|we'd|let's|let us|let me|you|you'll|this|that|it's|here is|here's"
    r"|what I|what we|could|can|would|may (?:I|we)|please|tell (?:me|us)|does|a tip|one thing|once (?:I|we))\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:.!?…()–—\n]|[ ](?:and|but|so|or|because|since|while|until|which|as|when|if|though|although)\b"
    r"|[ ][:;]-?[()DP]|[ ]?[\u2600-\u27bf\U0001f000-\U0001faff]"
)
_CLAUSE_START = re.compile(
    r"(?:^|[,;:.!?…()–—\n]|\b(?:and|but|so|or|because|since|while|as|when|if|though|although)\b)[ \"'“‘]*",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"[ ]*,[ ]*(?:which|who|whom|whose|with whom|with which|where|as)\b[^,;:.!?…()\n]*|[ ]*,?[ ]*(?:please|pls|plz)(?=[ ]*[.!?]|$)",
    re.IGNORECASE,
)
_JOIN_BEFORE = re.compile(
    r"(?:[ ]*[,;:–—][ ]*|[ ]+)(?:(?:and|but|so|because|as|where|which|who|that)\b[ ]*)?$", re.IGNORECASE
)
# "… with a PIN that | ask me": a new clause can't hang on these, so the sentence before it ends there.
_RELATIVE = re.compile(r"[ ]*,?[ ]+(?:which|that|who|where|whom)[ ]*$", re.IGNORECASE)
# " and decide for themselves": the rest of a predicate whose subject is replaced.
_PREDICATE = re.compile(
    r"[ ](?:and|or)[ ](?!(?:I|we|you|they|he|she|it|this|that|these|those|there|the|a|an|my|our|your|their|his|her|its|please"
    r"|here|so|then|if|when|not|to|let|what|who)\b|[a-z]+ing\b)[a-z]+\b[^,;:.!?…()\n]*"
)
_END_MARKS = re.compile(r"[ ]?[.!?…]+")
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|thanks|thank you)\b[^,.!?]{0,40}[,!]?", re.IGNORECASE
)
# ", Ms Odell?": who is spoken to, at the end of the sentence.
_VOCATIVE = re.compile(
    r"(?P<name>[ ]?,[ ]?(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?[ ])?(?:[A-Z][\w'’-]*(?:[ ][A-Z][\w'’-]*)?|sir|madam))[ ]?(?P<mark>[.!?…]+)"
)
_WORD = re.compile(r"[^\W\d_]+")
_SUBJECTS = frozenset("i we you it this that they".split())
# Words that are nothing by themselves once the others are taken out.
_STUB = frozenset(
    "i we you it this that they am is are was were be been have has had do did will would can could may might should just really"
    " truly so to for of with at on in me us them my our your and but mate love dear friend folks allow let m re s ve ll d".split()
)
# First words that may follow a greeting's comma in small letters; any other may be a name.
_SMALL = frozenset(
    "the a an we our your you please this that it its there here thanks thank to for in on at as if when while since could can"
    " would will have has is are do did what how which who my these those all no yes once after before".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a suggestion goes: ``draft[start:end]`` inside the sentence ``draft[first:last]``.

    ``masked``: see server.language.text; ``names``: where the requester's name stands.
    """

    draft: str
    masked: str
    first: int
    last: int
    start: int
    end: int
    names: Names = ()

    def has_facts(self, start: int, end: int) -> bool:
        """Whether something stands in a stretch inside the sentence that must not be lost."""
        return bool(within(self.names, start, end) or facts(self.draft[start:end], opens=False))

    def rest(self, at: int) -> str:
        """The sentence from there on, the requester's name with the capital that a name is known by."""
        rest = list(self.draft[at : self.last])
        for start, _ in within(self.names, at, self.last):
            rest[start] = rest[start].upper()[:1]
        return "".join(rest)

    def after_call(self) -> int:
        """Where the words that only call the requester by name end; where the sentence starts, if it does not start with them."""
        own = within(self.names, self.first, self.start)
        return self.first + call_end(self.draft[self.first : self.start], own)


@dataclass(frozen=True, slots=True)
class Patch:
    """``draft[start:end]`` becomes ``text``."""

    start: int
    end: int
    text: str


def fill(template: str, values: Mapping[str, str], voice: Voice) -> str:
    """The suggestion's words in the agent's voice; ``values`` (captures, feeling, situation) go in exactly as they are."""
    spoken, slots = _spoken(template, voice)
    for index, (name, default) in enumerate(slots):
        part = values.get(name) or default
        mark = chr(0xE000 + index)
        at = spoken.find(mark)
        starts = at == 0 or spoken[:at].endswith((". ", "? ", "! "))
        spoken = spoken.replace(mark, capitalise(part) if starts and part else part)
    return re.sub(r"[ ]{2,}", " ", spoken).strip()


@functools.lru_cache(maxsize=8192)
def _spoken(template: str, voice: Voice) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A suggestion in the agent's voice, with a private character (U+E000 and on) for each slot; the slots' names and defaults."""
    slots: list[tuple[str, str]] = []

    def hold(match: re.Match[str]) -> str:
        slots.append((match[1].replace("-", "_"), match[2] or ""))
        return chr(0xE000 + len(slots) - 1)

    return voice.speak(_SLOT.sub(hold, template)), tuple(slots)


def place(text: str, at: Place, *, slogan: bool = False) -> Patch | None:
    """Fit words into their place; an empty ``text`` takes the words out.

    Facts that stood there and are not in the new words follow them in brackets. None when taking the words out would lose a fact.
    ``slogan``: the words say nothing of this case, so a name among them is the firm's, and no fact.
    """
    patch = _put(text, at) if text else take_out(at)
    middle = min(max(patch.start, at.start), patch.end)
    names = written(at.draft, at.names, patch.start, patch.end)
    gone = missing(names, f"{at.draft[: patch.start]} {patch.text} {at.draft[patch.end :]}")
    unsaid = [
        *lost(at.draft[patch.start : middle], patch.text, opens=_opens(at.draft, at.first, patch.start)),
        *lost(at.draft[middle : patch.end], patch.text),  # the marked words' own first capital is no name
    ]
    unsaid = [fact for fact in unsaid if fact not in names and not (slogan and fact.replace(" ", "").isalpha())]
    if not text and (unsaid or gone):
        return None
    new = patch.text
    if unsaid:
        stop = re.search(r"(?<=[\w\]])[.?](?= |$)", new)
        end = stop.start() if stop else len(new.rstrip())
        new = f"{new[:end]} ({', '.join(unsaid)}){new[end:]}"
    return Patch(patch.start, patch.end, called(new, gone)) if gone else replace(patch, text=new)


def _put(text: str, at: Place) -> Patch:
    draft = at.draft
    start, end = at.start, at.end
    if _CLAUSE.match(text.replace("’", "'")):
        start, end, text = _whole_clause(text, at)
        relative = _RELATIVE.search(draft[: at.start], at.first) or _RELATIVE.search(draft[:start], at.first)
        if relative and relative.start() > at.first and relative.end() >= start:
            return Patch(relative.start(), end, f". {capitalise(text)}")
    text = capitalise(text) if _opens(draft, at.first, start) else uncapitalise(text)
    before = draft[at.first : start].rstrip(" ")
    calls = _GREETING.fullmatch(before) or 0 < len(before) <= at.after_call() - at.first
    if before[-1:].isalpha() and calls and _CLAUSE.match(text.replace("’", "'")):
        start, text = at.first + len(before), f", {text}"  # "Hey Monique hun, …"
    rest = draft[end : at.last]
    marks = _END_MARKS.match(rest)
    finished = text[-1] in ".!?"
    spoken_to = _VOCATIVE.fullmatch(at.rest(end))
    if spoken_to and (text[-1] == "?" or (not finished and "?" in spoken_to["mark"])):
        return Patch(
            start,
            end + spoken_to.end(),
            f"{text.rstrip('?')}{rest[: spoken_to.end('name')]}{text[-1] if finished else '.'}",
        )
    if marks and not finished:
        if "?" in marks.group() or "!" in marks.group():  # a question or an outcry that became a calm statement
            return Patch(start, end + marks.end(), text + ".")
        return Patch(start, end, text)
    if marks:
        return Patch(start, end + marks.end(), text)
    if not finished or not rest.strip():
        return Patch(start, end, text)
    if rest.lstrip()[0] in ",;:" and text[-1] == "." and len(rest.split()) < 4:  # ", Ann."
        return Patch(start, end, text[:-1])
    joined = _JOIN_AFTER.match(rest)
    end += joined.end() if joined else 0
    word = (joined["word"] or "").lower() if joined else ""
    if word in ("or", "otherwise", "then"):
        return Patch(start, end, f"{text} {'Then' if word == 'then' else 'Otherwise,'} ")
    return Patch(start, end + 1, f"{text} {_upper(at, end)}")


def _whole_clause(text: str, at: Place) -> tuple[int, int, str]:
    """Widen a place to its clause; words after it that hold a fact go behind the suggestion's first sentence."""
    draft, start, end = at.draft, at.start, at.end
    close = next((m for m in _CLAUSE_END.finditer(at.masked, end, at.last) if not _compares(at.masked, m)), None)
    tail = draft[end : close.start() if close else at.last]
    if tail.strip():
        end += len(tail)
        if at.has_facts(end - len(tail), end):
            stop = re.search(r"(?<=\w)[.?](?= )|[.?]?$", text)
            spoken_to = written(draft, at.names, end - len(tail), end) == [tail.strip()]
            tail = f", {tail.strip()}" if spoken_to else tail.rstrip()
            text = text[: stop.start()] + tail + text[stop.start() :] if stop else text
    if text.endswith("]]"):
        more = _PREDICATE.match(at.masked, end, at.last)
        if more and not at.has_facts(end, more.end()):
            end = more.end()
    aside = _ASIDE.match(at.masked, end, at.last)
    if aside and not at.has_facts(end, aside.end()):
        end = aside.end()
    opens = max([at.after_call(), *(match.end() for match in _CLAUSE_START.finditer(at.masked, at.first, start))])
    head = draft[opens:start]
    if head.strip() and len(head.split()) <= 6 and not at.has_facts(opens, start):
        start -= len(head)
    return start, end, text


def _compares(text: str, join: re.Match[str]) -> bool:
    """Whether this "as" is one of "as quick as you hoped", where no clause ends."""
    return join.group() == " as" and bool(
        re.search(r"\bas[ ]\w+$", text[: join.start()]) or re.match(r"[ ]\w+[ ]as\b", text[join.end() :])
    )


def take_out(at: Place) -> Patch:
    """Take words out with the commas and little joining words around the gap; facts are the caller's to look after."""
    draft, start, end = at.draft, at.start, at.end
    before, after = draft[at.first : start], draft[end : at.last]
    greeted = _GREETING.match(before)
    head = at.after_call() - at.first or (greeted.end() if greeted else 0)
    if _stub(before[head:], draft[start:end], after):
        return _whole_sentence(replace(at, start=at.first + head, end=at.last), head > 0)
    only = len(before.rstrip()) <= at.after_call() - at.first or bool(_GREETING.fullmatch(before.strip()))
    greeting = bool(before.strip()) and only
    if not after.strip(" .!?…,;:)(\"'") and (not before.strip() or greeting):
        return _whole_sentence(at, greeting)
    if not before.strip() or greeting:
        joined = _JOIN_AFTER.match(after)
        end += joined.end() if joined else 0
        letter = draft[end : end + 1]
        if greeting and before.rstrip()[-1].isalnum():  # "hi anna …": the greeting gets its comma
            return Patch(at.first + len(before.rstrip()), end + 1, f", {letter}")
        return Patch(start, end + 1, _upper(at, end) if not greeting or not before.rstrip().endswith(",") else letter)
    joined_before = _JOIN_BEFORE.search(before)
    if joined_before and (not after.strip(" .!?…") or after.lstrip()[:1] in ",;:.!?)"):
        return Patch(at.first + joined_before.start(), end, "")
    if before.endswith(" ") and after.startswith(" "):
        return Patch(start, end + 1, "")
    return Patch(start, end, "")


def _stub(before: str, out: str, after: str) -> bool:
    """Whether what is left says nothing by itself: "We will … .", "… to you.", but not "…, we can."."""
    first, last = _WORD.findall(before.lower()), _WORD.findall(after.lower())
    if first and not last:
        return (
            len(out.split()) > 1 and before[-1:] == " " and before.rstrip()[-1] not in ",;:" and _STUB.issuperset(first)
        )
    return bool(last) and not first and last[0] not in _SUBJECTS and _STUB.issuperset(last)


def _whole_sentence(at: Place, greeted: bool) -> Patch:
    """Nothing else of the sentence is left: take it out with its end mark and the space or empty line after it."""
    draft, start, end = at.draft, at.start, at.last
    if greeted:
        return _after_greeting(at)
    line_start = draft.rfind("\n", 0, start) + 1
    line_end = draft.find("\n", end)
    line_end = len(draft) if line_end < 0 else line_end
    if not draft[line_start:start].strip() and not draft[end:line_end].strip():
        start = line_start
        end = line_end
        while end < len(draft) and draft[end] == "\n":
            end += 1
        while end == len(draft) and start > 0 and draft[start - 1] in " \n":
            start -= 1
        return Patch(start, end, "")
    while end < len(draft) and draft[end] == " ":
        end += 1
    if end >= line_end:
        while start > line_start and draft[start - 1] == " ":
            start -= 1
    return Patch(start, end, "")


def _after_greeting(at: Place) -> Patch:
    """ "Hi Ann, sorry for that. We will check." becomes "Hi Ann, we will check."; before a name the greeting ends with a stop."""
    draft, end = at.draft, at.last
    start = at.first + len(draft[at.first : at.start].rstrip(" "))
    following = re.match(r"[ ]+([A-Za-z']+)", draft[end:])
    if following is None:
        return Patch(start, end, "") if draft[start - 1] in ",!" else Patch(start, end, ",")
    word = following[1]
    if draft[start - 1] == "!":
        return Patch(start, end, "")
    comma = "" if draft[start - 1] == "," else ","
    if word.lower() in _SMALL:
        return Patch(start, end + following.start(1) + 1, f"{comma} {word[0].lower()}")
    if word.split("'")[0] == "I":
        return Patch(start, end, comma)
    return Patch(start, end, ".") if comma else Patch(start - 1, end, ".")


def _upper(at: Place, offset: int) -> str:
    """The character there as a capital, unless it belongs to a link, a placeholder or code."""
    char = at.draft[offset : offset + 1]
    return char if at.masked[offset : offset + 1] == "x" != char else char.upper()


def _opens(draft: str, first: int, start: int) -> bool:
    """Whether the words at ``start`` open their sentence."""
    return not draft[first:start].strip(" \"'“‘(*_")
