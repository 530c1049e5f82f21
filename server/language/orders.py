"""Turns an order into a question in the agent's own words: "You have to sign the form" becomes "could you sign the form?"."""

import re

from server.language.clauses import stands, words_of
from server.language.verbs import VERBS

_MUST = re.compile(
    r"(?:(?:but|and|so|then|also|first|now)[ ,]+)*(?:you|u|ya)(?:'ll|'d| will| would| do| are| shall| first| also| then)*"
    r" (?:must|need to|have to|has to|required to|got to|gotta|obliged to|better|asked to|to|should) "
    r"(?:first |then |also |please |kindly )*",
    re.IGNORECASE,
)
# Somebody else's duty: "A relative is required to be there and sign."
_THEIRS = re.compile(
    r"(?P<who>(?:somebody|someone|a|an|the|your|all|both|every|each)\b[^,;:]{2,40}?) (?:is|are) "
    r"(?:required|asked|expected|obliged|requested) to "
    r"(?P<do>[^,;:]+)$",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:(?:so|and|but|now|then|first|just|simply|please|kindly|pls|plz|do)[ ,]+)*(?=[a-z'-]+)", re.IGNORECASE
)
_THREAT = re.compile(
    r"[ ,;]*(?:and then|\b(?:before (?:I|we|you|anything|anyone)|or (?:else|I|we|it|your|the|you)|otherwise|else|if you want"
    r"|only then|then (?:I|we)|unless|and not (?:before|sooner|a)|and don't|and do not)\b).*$",
    re.IGNORECASE,
)
# What can't be asked kindly by turning it round: orders to wait, to calm down or to stop, and scolding.
_HOPELESS = re.compile(
    r"\b(?:again|properly|calm|wait|patient|patience|stop|quit|refrain|read|listen|remember|understand|accept|note|expect|be|think"
    r"|know|never|not|don't|no longer|yourself|realise|realize|learn|trust|sort it|deal with|stay|hold|leave|keep|mind|come back"
    r"|get back|pay|prove|wait|sit|decide|desist|comply|watch|hands|tell nobody)\b",
    re.IGNORECASE,
)  # fmt: skip


def asked(sentence: str) -> str | None:
    """ "You must send the form before we look." becomes "could you send the form?"; None for what can't be asked that way."""
    text = sentence.replace("’", "'").strip(" .!?,;:")
    theirs = _THEIRS.fullmatch(text)
    if theirs and not _HOPELESS.search(theirs["do"].removeprefix("be ")):
        who = theirs["who"]
        return f"could {who[:1].lower()}{who[1:]} {theirs['do']}?"
    opener = _MUST.match(text) or _ORDER.match(text)
    at = opener.end() if opener else 0
    action = _THREAT.sub("", text[at:]).strip(" ,;:")
    words = words_of(action)
    if len(words) < 3 or words[0] not in VERBS or _HOPELESS.search(action) or not stands(f"you {action}"):
        return None
    action = sentence.strip(" .!?,;:")[at : at + len(action)]  # with the agent's own apostrophes
    return f"could you {action[:1].lower()}{action[1:]}?"
