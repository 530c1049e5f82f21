"""The empathy checklist: what a reply does, read sentence by sentence.

The six points are mapped to the three kinds of empathy (Goleman, "Three Kinds of Empathy", 2007): cognitive (sees the problem as
the customer does), emotional (answers the feeling), compassionate (acts). Concrete words and an owned next step are what raise
satisfaction (Packard & Berger, "How Concrete Language Shapes Customer Satisfaction", 2021).
"""

import functools
from collections.abc import Iterable
from typing import Literal, NamedTuple

from server.language.grammar import WordLists
from server.language.index import PatternIndex
from server.language.model import ChecklistItem
from server.language.pattern import Pattern
from server.language.tokens import Tokens

Feature = Literal["feeling", "problem", "owns", "next-step", "time", "invites", "apology"]

_FEATURES: dict[Feature, tuple[str, ...]] = {
    "feeling": (
        "<we> [can|do|could] (see|hear|imagine|tell|understand|appreciate|get) ... (how|why|that|what|it) ... <hard>",
        "<we> would (be|feel) [<very>] (frustrated|upset|worried|annoyed|disappointed|cross|angry|the same) [too|as well|in your place]",
        "(it is|that is|this is|this has been|it has been) ... [<very>] <hard> ... (when|to|after|and|not knowing|being)",
        "no wonder ... (you|this|that|it)",
        "you (are|were|have) [every right|right] to (be|feel) ...",
        "that must have been ... <hard>",
        "not ... (what|how|the) ... (you|your) ... (needed|wanted|expected|planned|hoped|deserve|day)",
        "you (planned|counted|relied|were counting|were relying|waited|trusted|were waiting|paid|expected|had to|took|lost|spent)",
        "you have [already|now] (waited|been waiting|lost|spent|paid|been|tried|had to|done|asked|called|written)",
    ),
    "problem": (
        "(sorry|apologize) (that|for) (<we>|the|your|not) {what:3-8}",
        "(sorry|apologize) <we> {what:2-8}",
        "your {thing:1-4} (is|was|has|have|had|did|does|do|got|arrived|stopped|failed|went|keeps|kept|came)",
        "you (planned|counted|relied|waited|paid|expected|had to|were charged|have been charged|lost|spent|ordered|booked|asked|told)",
        "you have [already|now] (waited|been waiting|lost|spent|paid|been charged|tried|had to|asked|called|written|told)",
        "<we> (charged|missed|sent|lost|broke|forgot|cancelled|billed|shipped|delivered|packed|booked) {what:1-6}",
    ),
    "owns": (
        "<we> (will|have|am|are) {does:1-3}",
        "<we> [have] [just|already|now] <did>",
        "(let us|let me) {do:1-4}",
        "<my> (mistake|fault|error|side|responsibility|end)",
        "<we> (got|get) (this|that|it) wrong",
        "(leave|that is|this is) ... (with|on) <me>",
    ),
    "next-step": (
        "<we> (will|shall|am going to|are going to|am|are) [now|also|just|personally|then] <do>",
        "<we> (have|had) [just|already|now|also|since|then] <done>",
        "<we> [just|already|now|also] <did> {what:1-6}",
        "(let us|let me) <do>",
        "(will|should) (be|arrive|get|have|reach|land|hear) ... (by|on|within|in|before|today|tomorrow|tonight|shortly|you|your)",
        "(is|are) (on|in) (its|their|the) (way|post|truck|van)",
        "(please|could you|can you|would you|just) [please] <ask>",
        "you can [now|also|always|still|then] <ask>",
        "(once|as soon as|when) ... (you|<we>) (will|can)",
    ),
    "time": (
        "(today|tomorrow|tonight|immediately|shortly|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend)",
        "(by|before|until|at|within|in|after) [the|a] [next] [one|two|three|five|few|1|2|3|24|48] (minute~|hour~|day~|noon|week~|month~)",
        "(by|before|until|at) (noon|midnight|lunchtime|end|close|monday)",
        "this (morning|afternoon|evening|week)",
        "(now|right away|straight away|right now|already)",
    ),
    "invites": (
        "let <me> know",
        "(reply|write|call|ring|text|message|tell|send) <me>",
        "(just|simply) (reply|hit reply|answer)",
        "if (you|anything|there) {what:1-8} , <we>",
        "(happy|glad) to help",
    ),
    "apology": ("(sorry|apologize|apologies|apology|regret)", "<my> bad"),
}  # fmt: skip

_LISTS = {
    "hard": (
        "frustrating", "frustrated", "worrying", "worried", "upsetting", "upset", "disappointing", "disappointed", "stressful",
        "annoying", "annoyed", "maddening", "exhausting", "tiring", "unsettling", "confusing", "hard", "difficult", "painful",
        "unfair", "alarming", "scary", "frightening", "let down", "wearing", "infuriating", "anxious", "angry", "much",
    ),
    "do": (
        "check", "look", "look into", "find", "send", "call", "ring", "email", "write", "get", "make", "work", "fix", "sort", "put",
        "ask", "chase", "contact", "let", "update", "refund", "replace", "ship", "arrange", "book", "reset", "follow", "talk",
        "speak", "confirm", "escalate", "raise", "investigate", "review", "track", "hold", "keep", "take", "go through", "go over",
        "come back", "report", "open", "help", "reply", "start", "have", "see", "share", "walk", "stay", "message", "text", "add",
        "checking", "looking", "sending", "calling", "getting", "working", "fixing", "asking", "chasing", "refunding", "arranging",
        "replacing", "booking", "writing", "crediting", "putting", "moving", "sorting", "bringing", "giving", "opening",
    ),
    "done": (
        "checked", "looked", "found", "sent", "called", "emailed", "written", "got", "made", "fixed", "sorted", "put", "asked",
        "chased", "contacted", "updated", "refunded", "replaced", "shipped", "arranged", "booked", "reset", "followed", "spoken",
        "confirmed", "escalated", "raised", "opened", "reported", "moved", "cancelled", "extended", "added", "removed", "credited",
        "reserved", "set", "held", "taken", "started", "passed", "traced", "switched", "turned", "lifted", "unlocked", "restored",
    ),
    "did": (
        "checked", "looked", "found", "sent", "called", "emailed", "wrote", "fixed", "sorted", "asked", "chased", "contacted",
        "updated", "refunded", "replaced", "shipped", "arranged", "booked", "spoke", "confirmed", "escalated", "raised", "opened",
        "reported", "moved", "cancelled", "extended", "added", "removed", "credited", "reserved", "rang", "traced", "took", "put",
    ),
    "ask": (
        "send", "reply", "share", "tell", "let", "confirm", "check", "try", "open", "tap", "click", "choose", "pick", "call", "ring",
        "message", "dm", "email", "write", "forward", "attach", "give", "use", "sign", "log", "restart", "update", "provide",
    ),
}  # fmt: skip


class _Point(NamedTuple):
    id: str
    label: str
    hint: str
    empathy: Literal["cognitive", "emotional", "compassionate"]


_POINTS = (
    _Point("feeling", "Answers the feeling", "Say once, in your own words, what this was like for them.", "emotional"),
    _Point("problem", "Names what happened", "Name what went wrong for them, so they see you read it.", "cognitive"),
    _Point("owns", "Takes ownership", "Say what you (not the system, not a team) are doing about it.", "compassionate"),
    _Point(
        "next-step",
        "Gives a next step with a time",
        "Say what happens next and when they hear from you.",
        "compassionate",
    ),
    _Point("invites", "Asks or invites", "End with one question or an easy way back to you.", "cognitive"),
    _Point(
        "one-apology",
        "Says sorry once at most",
        "Keep one apology, for what went wrong, and drop the others.",
        "emotional",
    ),
)


@functools.cache
def _index() -> PatternIndex[Feature]:
    index: PatternIndex[Feature] = PatternIndex()
    lists = WordLists(_LISTS)
    for feature, sources in _FEATURES.items():
        for source in sources:
            index.add(Pattern(source, lists), feature)
    return index


def features(tokens: Tokens) -> frozenset[Feature]:
    """What one sentence does."""
    found = _index().matching(tokens)
    if "?" in tokens.words[-2:]:
        found.add("invites")
    return frozenset(found)


def checklist(sentences: Iterable[frozenset[Feature]]) -> tuple[ChecklistItem, ...]:
    """The six points for a whole draft, from the features of its sentences."""
    per_sentence = list(sentences)
    present = frozenset().union(*per_sentence) if per_sentence else frozenset()
    apologies = sum("apology" in found for found in per_sentence)
    done = {
        "feeling": "feeling" in present,
        "problem": "problem" in present,
        "owns": "owns" in present,
        "next-step": "next-step" in present and "time" in present,
        "invites": "invites" in present,
        "one-apology": apologies <= 1,
    }
    return tuple(ChecklistItem(p.id, p.label, done[p.id], p.hint, p.empathy) for p in _POINTS)
