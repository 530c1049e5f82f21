"""What a customer mentions without being in it: troubles that they deny, ask about in general, or tell of others or of long ago.

"I am not locked out, I only want to change the email" has the words of a situation and is none. Such stretches are blanked before a
message is searched. Only what is plain from the words themselves is left out: a trouble passed over is worse than one read twice.
"""

import re

_LONGEST = 600  # characters; a longer "sentence" has no marks to tell its clauses by

_GONE_WRONG = (
    r"locked|blocked|suspended|banned|frozen|hacked|overcharged|double[- ]charged|charged|billed|fail(?:s|ed|ing)?|declined|rejected"
    r"|refused|denied|crash(?:e[sd]|ing)?|freez(?:es|ing)|lost|missing|stolen|damaged|broken|smashed|faulty|defective|wrong|mistaken"
    r"|delayed|late|missed|overbooked|overcrowded|dirty|filthy|noisy|smelly|slow|laggy|unstable|drop(?:s|ped|ping)?|cut(?:s|ting)? out"
    r"|leak(?:s|ed|ing)?|smell(?:s|ed|ing)?|smok(?:es|ing|y)|rude|impolite|unhelpful|disappointed|disappointing|let down|unhappy"
    r"|confus(?:ed|ing)|unclear|unexpected|unknown|hidden|been (?:moved|postponed|rescheduled|cancell?ed|opened)|deadline|problems?"
    r"|issues?|trouble|complaints?"
)
_IS = r"(?:is|are|was|were|has been|went)"
_REST = (
    r"[^,;:.!?…\n]*?(?=[,;:.!?…\n]|\b(?:but|yet|however|although|though|still|only|until|when)\b|$)"  # of the clause
)
_NO = r"(?:not|\w+n't|(?:is|was|did|does|do|are|were|has|have|had)nt|no longer|never|no|nothing|nobody|no one|none|without)"
_NOT = r"(?:\bnot|n't|\b(?:do|did|is|am|are|was|were)nt)"
_BETWEEN = (
    r"(?:(?:at all|been|being|be|got|getting|get|is|are|was|were|has|have|had|did|went|any|a|an|the|my|our|your|of|too|that|very|really"
    r"|ever|even once|in any way|experienc(?:e|ed|ing)|hav(?:e|ing))\s+){0,4}"
)
_GET = r"(?:send|sent|get|got|receive|received|deliver|delivered|have|enter|pick|order)"
_MENDING = r"(?:sort|fix|solv|resolv|clear|replac|exchang|refund|correct|repair|mend|revers|cancell?)ing"
_OTHERS = r"(?:friend|neighbou?r|colleague|co-?worker|flatmate|roommate|cousin|brother|sister|boss|uncle|aunt|acquaintance|classmate)"

_STRETCHES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # denied: "I was not charged twice", "no money is missing", "this is not about the outage"
        rf"\b{_NO}\s+{_BETWEEN}(?:{_GONE_WRONG})\b{_REST}",
        rf"(?<!my )(?<!our )(?<!your )(?<!the )\bno\s+(?:\w+\s+){{1,2}}{_IS}\s+(?:{_GONE_WRONG})\b{_REST}",
        rf"\bnot (?:a|one) single (?:\w+\s+){{1,2}}{_IS}\s+(?:{_GONE_WRONG})\b{_REST}",
        rf"{_NOT}\s+{_GET}\s+(?:\w+\s+){{0,2}}wrong\b{_REST}",
        rf"{_NOT}\s+(?:want|wish|intend|mean|plan|going|trying|wanting|looking)\s+to\s+(?:cancel|close|leave|complain|return|quit|switch)\b{_REST}",
        rf"{_NOT}\s+(?:here|writing|asking|calling|contacting you)\s+(?:because|about|for|to complain)\b{_REST}",
        rf"(?:{_NOT}|\bnothing to do)\s+(?:with|about)\b{_REST}",
        # went well, or was mended
        rf"\b(?:came|arrived|turned up|was here|were here|delivered|landed)\s+(?:\w+\s+)?(?:on time|early|punctually)\b{_REST}",
        rf"\b(?:thanks|thank you|cheers)(?: so much| very much| a lot| again)? for {_MENDING}\b{_REST}",
        r"^.*?\b(?:was|were|used to be)\b.*?"
        r"(?=\bbut (?:it|they|that|everything|all)(?:'s| is| are) (?:\w+ )?\w+ (?:now|again|since)\b)",
        # not yet, or of somebody else
        rf"\b(?:just )?in case\b(?! number| id| no\b){_REST}",
        r"^.*?(?=\bbut\s+(?:my question|what i (?:want|need|ask|am asking)|mine (?:is|was|works|came)"
        r"|i(?: am|'m) (?:writing|asking|calling|here) (?:about|to|for|because))\b)",
        rf"^(?:my|a|an|our|one of (?:my|our))\s+(?:\w+\s+)?{_OTHERS}\b"
        r"(?=.*\b(?:once|years? ago|last year|but (?:i|my|mine|we|our|ours|this|here)\b|not (?:me|mine|us|ours)\b))"
        r".*?(?=[;:]|\bbut\b|$)",
    )
)
_QUESTION = r"^(?=.*\?)"
_ASKED_IN_GENERAL = tuple(
    re.compile(_QUESTION + pattern, re.IGNORECASE)
    for pattern in (
        r"(?:\w+,?\s+)?what (?:happens|would happen|will happen|are|is|would)\b.*\b(?:if|when|in case|should)\b",
        r"(?:\w+,?\s+)?what(?:'s| is| are) (?:your|the) (?:policy|policies|rules?|conditions|terms|procedure)\b",
        r"(?:would|do|does|will|is|are|can)\s+(?:you|there|it|my|the|a|an)\b.*"
        r"\b(?:if|in case)\s+(?:i|we|it|the|a|an|my|something|someone)\b",
        r"(?:would|do|will|can) you (?!know|have|think|see|tell|let|say|realise|realize|remember|want)\w+\b.*"
        r"\bwhen (?:a|an|the|it|something)\b",
        r"will (?:you|i|it|they|we|my \w+)\b.*\b(?:after|if|once|when) (?:i|we)\b",
        r"(?:if|should|suppose|supposing)\b.*\b(?:ever|later|one day|some day|would|had)\b",
        r".*\b(?:if|should|in case)\b.*\bever\b",
        r"how (?:long|often|much|soon|fast)\b.*\b(?:normally|usually|typically|generally|in general|on average)\b",
        r"how (?:do|does) (?!i\b|we\b).*\b(?:normally|usually|typically|generally|in general)\b",
        r".*\bbefore (?:i|we) (?:buy|sign|order|book|subscribe|join|decide|commit)\b",
    )
)
_SETTLED = re.compile(
    r"\b(?:is|are|was|were|been|it's|that's|all)\s+(?:now |all |finally |since |long |completely |already )*"
    r"(?:over|fixed|solved|resolved|sorted|settled|perfect|back to normal|working again|found|(?<=it's )(?:all )?here)\b(?! out)"
    r"|\bwithout (?:a |any )?(?:fuss|hitch|problem|trouble|question)s?\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:not|never|no|nothing|but|still|yet|again|until|however|although|though|supposedly|says?|said|told|claims?|if|when|want|need"
    r"|should|must)\b|n't\b",
    re.IGNORECASE,
)


def without_asides(sentence: str) -> str:
    """A customer's sentence with all that is not their own trouble now blanked; as long as it was."""
    straight = sentence.replace("’", "'").replace("\n", " ")
    if len(straight) > _LONGEST:
        return sentence
    head = straight.lstrip()
    settled = _SETTLED.search(straight) and not _OPEN.search(straight)
    if settled or any(pattern.search(head) for pattern in _ASKED_IN_GENERAL):
        return " " * len(sentence)
    for pattern in _STRETCHES:
        for found in pattern.finditer(straight):
            sentence = sentence[: found.start()] + " " * (found.end() - found.start()) + sentence[found.end() :]
    return sentence
