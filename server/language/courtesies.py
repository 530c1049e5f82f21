"""Words that sound like an offer and offer nothing: "we are happy to help", "please let us know if you have any other questions".

After a limit they leave the customer where the limit left them, so they do not excuse it.
"""

import functools

from server.language.grammar import word_lists
from server.language.pattern import Pattern, compiled
from server.language.tokens import Tokens

_WORDS = (
    (
        "more",
        (
            "any", "any other", "any further", "any more", "any additional", "further", "more", "other", "additional", "anything",
            "anything else",
        ),
    ),
    ("help", ("help", "assist", "support", "serve", "answer")),
    ("glad", ("happy", "glad", "here", "available", "pleased", "delighted")),
    ("question", ("have", "need", "require", "want", "is", "are", "can", "had")),
    (
        "paper",
        (
            "website", "site", "page", "pages", "faq", "faqs", "terms", "policy", "policies", "conditions", "guidelines", "rules",
            "help centre",
        ),
    ),
)  # fmt: skip
_COURTESIES = (
    "[please|kindly|just|do|feel free to] let <me> know (if|should|in case|when|whether) (you|there|we|i) <question> [{what:1-6}] $",
    "[please|kindly] (contact|write to|call|email|message) <me> [again|any time] (if|should|in case) you <question> [<more>] {what:1-6} $",
    "[<we> (will|can|would|could|am|are|be)] [always|also|still|gladly] [be] [always|only too|more than|very] <glad> to <help> [you]"
    " [(with|in|on) <more> [{what:1-3}]] [further|again|any time] $",
    "<we> (can|could|do|will|would) [fully|well|certainly|completely|only|really|totally|quite] (understand|appreciate|imagine|assure)",
    "<we> (can|could) [fully|well|certainly|really] (see|hear) (how|why|your|that you are)",
    "<we> have [already|now|also] (to|no|not|never|nothing|very|strict|clear|a strict|a clear|a policy|policies|rules)",
    "<we> have [already|now|also] (told|explained|informed|mentioned|stated|noted)",
    "(you|<we>) (can|could|will) [also] (not|never|no longer|have to|be unable|be forced)",
    "you (can|could) [also] (read|find|see|view|check|consult|learn) [{what:1-5}] (on|in|at|under) [our|the|my] [{kind:1-2}] <paper>",
    "(patience|patient|bear with us|wait|waiting|understanding) [{x:1-3}] in the meantime",
    "in the meantime [,] [please|kindly|<we>] (bear|wait|be patient|appreciate|ask you to (wait|be patient|bear))",
)


def courtesies(tokens: Tokens) -> list[tuple[int, int]]:
    """Where words stand that sound like an offer and offer nothing: the numbers of their first word and of the word after them."""
    spans = []
    for pattern in _patterns():
        match = pattern.search(tokens) if pattern.possible(tokens.present) else None
        while match is not None:
            spans.append((match.first, match.stop))
            match = pattern.search(tokens, match.stop)
    return spans


@functools.cache
def _patterns() -> tuple[Pattern, ...]:
    lists = word_lists(_WORDS)
    return tuple(compiled(source, lists) for source in _COURTESIES)
