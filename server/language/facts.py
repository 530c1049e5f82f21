"""What a rewrite may never lose: numbers, amounts, dates, names, links, addresses, code, placeholders, fill-ins, other scripts."""

import re

from spacy.lang.en.stop_words import STOP_WORDS

_DAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (  # one fact, lest it is said again in pieces: "Friday, 13th"
    rf"\b{_DAY},?[ ](?:the[ ])?{_NUMBER}\b(?:[ ](?:of[ ])?{_MONTH}\b)?(?:[ ]\d{{4}}\b)?"
    rf"|\b(?:{_DAY},?[ ])?{_MONTH}[ ]{_NUMBER}\b(?:,?[ ]\d{{4}}\b)?"
    rf"|\b{_NUMBER}[ ](?:of[ ])?{_MONTH}\b(?:[ ]\d{{4}}\b)?"
)
_SPELT = (  # a time that is promised or asked for; "after all, twenty minutes is nothing" only compares
    r"(?=[efnst])(?:(?<=\bin )|(?<=\bwithin )|(?<=\bfor )|(?<=\bafter )|(?<=\bto )|(?<=\bnext )|(?<=\bevery )|(?<=\bleast ))"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|sixty|ninety)"
    r"[ -](?:(?:working|business|full|more)[ ])?(?:minute|hour|day|week|month|year)s?\b"
)
_FACT = re.compile(
    rf"(?=[ ]?[A-Z\d])[ ]?(?:{_DATE})|\b(?i:{_SPELT})|"
    r"\b[\w-]++\.(?i:pdf|docx?|xlsx?|csv|png|jpe?g|gif|zip|txt|mp[34]|mov|ics|exe|apk)\b|"
    r"https?://[^\s<>\"]+|www\.[^\s<>\"]+|[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
    r"|\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\[\[.{0,300}?\]\]|`[^`\n]+`|&(?:[a-z]+|#\d+);"
    r"|[#£$€¥₹]?[ ]?[*•]{0,16}[A-Za-z0-9]*[-/]?\d(?:[\w.,:/%-]*\w)?%?"
    r"(?:[ ](?:[A-Z][a-z]+|am|pm"
    r"|minutes?|hours?|days?|weeks?|months?|years?|euros?|dollars?|pounds?|miles|points|kr|kg|mg|mm|cm|km|GB|MB)\b)?"
    r"|\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b|\b[A-Z][a-zà-ÿ]+(?:[ ](?:(?:the|of|de|von|van|and)[ ])?[A-Z][A-Za-zà-ÿ]*\b(?![-/]\d))*"
    r"|[\u0370-\u10ff\u1200-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"  # words in another script
)
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(
    rf"[A-Z\d@{{\[`&/\u0370-\ud7af]|www\.|\.[a-z]|\b{_SPELT}"
)  # without one of these there is no fact; most words have none
_CONTEXT = re.compile(
    r"\b(order|ticket|case|claim|invoice|parcel|booking|account|room|seat|flight|part|page|version|serial|reference|ref|number|no\.|model"
    r"|code|on|by|until|before|since|from|at|in|for|mr|mrs|ms|dr)[ ]+$",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    "I I'm I've I'll I'd We We're You Your Our My The This That It Oh Sorry Dear Hi Hello Hey Thanks Thank Please Kindly"
    " OK Ok ETA FAQ FAQs FYI ASAP ID PDF URL USB SMS CEO HR IT PR TV UK US EU DM PM AM TY".split()
)


def facts(text: str, *, opens: bool = True) -> list[str]:
    """The facts in a stretch of a draft, in order; ``opens``: it starts a sentence, so its first capital is no name."""
    found: list[str] = []
    if not _SIGN.search(text):
        return found
    shouting = text.upper() == text
    for match in _FACT.finditer(text):
        fact = match.group().strip()
        fact = fact if fact[:1] == "&" else fact.rstrip(".,:;!?")
        plain_word = (fact.isalpha() or " " in fact) and not _DIGIT.search(fact)
        if plain_word and (
            shouting or fact in _NO_NAMES or fact.lower() in STOP_WORDS or _starts_sentence(text, match.start(), opens)
        ):
            continue
        if fact:
            found.append(fact)
    return found


def _starts_sentence(text: str, at: int, opens: bool) -> bool:
    before = text[:at].rstrip(" \"'“‘(*_")
    return opens if not before else before[-1] in ".!?\n"


def lost(before: str, after: str, *, opens: bool = True) -> list[str]:
    """The facts of ``before`` that ``after`` does not hold, each with the word that says what it is ("order A-771")."""
    missing = []
    at = 0
    for fact in facts(before, opens=opens):
        at = max(before.find(fact, at), 0)
        if fact not in after:
            context = _CONTEXT.search(before[:at])
            missing.append(f"{context.group().strip()} {fact}" if context else fact)
        at += len(fact)
    return missing


def counts_lost(before: str, after: str) -> bool:
    """Whether ``before`` counts something in words ("three registrations") that ``after`` does not say.

    Stricter than ``lost``, for words that nothing is wrong with: "twice as often" in a marked phrase may go, in what surrounds it not.
    """
    counted = {word.lower() for word in _COUNT.findall(before)}  # mostly none, so that ``after`` need not be read
    return bool(counted) and not counted <= {word.lower() for word in _COUNT.findall(after)}


_COUNT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|twenty|thirty|forty|fifty|sixty"
    r"|ninety|hundred|thousand|half|twice|dozen|first|second|third|fourth|fifth)\b",
    re.IGNORECASE,
)
