"""The draft's own voice: person, contractions, quotes and spelling, and suggestions put into it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.language import words

_I_TO_WE = {
    "i": "we", "i am": "we are", "i was": "we were",
    "i'm": "we're", "i've": "we've", "i'll": "we'll", "i'd": "we'd", "me": "us", "my": "our", "mine": "ours",
    "myself": "ourselves",
}  # fmt: skip
_PERSON = re.compile(r"\b(I am|I was|I'm|I've|I'll|I'd|I|me|myself|my|mine)\b(?!\))", re.IGNORECASE)
_LONG = {
    "i'm": "I am", "i've": "I have", "i'll": "I will", "i'd": "I would", "we're": "we are", "we've": "we have", "we'll": "we will",
    "we'd": "we would", "you're": "you are", "you've": "you have", "you'll": "you will", "you'd": "you would", "it's": "it is",
    "that's": "that is", "there's": "there is", "here's": "here is", "what's": "what is", "let's": "let us", "don't": "do not",
    "doesn't": "does not", "didn't": "did not", "can't": "cannot", "couldn't": "could not", "won't": "will not",
    "wouldn't": "would not", "shouldn't": "should not", "isn't": "is not", "aren't": "are not", "wasn't": "was not",
    "weren't": "were not", "hasn't": "has not", "haven't": "have not", "it'll": "it will", "that'll": "that will",
    "they're": "they are", "they'll": "they will",
}  # fmt: skip
_SHORT_WORD = re.compile(r"\b[a-z]+'(?:m|ve|ll|d|re|s|t)\b", re.IGNORECASE)
_SHORT_SIGNS = (
    "n't",
    "'m ",
    "'re ",
    "'ve ",
    "'ll ",
    "it's ",
    "that's ",
    "there's ",
    "here's ",
    "let's ",
    " dont ",
    " cant ",
    " im ",
)
_LONG_SIGNS = (
    " i am ", " we are ", " you are ", " i will ", " we will ", " you will ", " i have ", " we have ", " do not ", " does not ",
    " did not ", " is not ", " are not ", " was not ", " has not ", " have not ", " could not ", " would not ", " will not ",
    " can not ", " cannot ", " it is ", " that is ", " they are ",
)  # fmt: skip
_PLURAL, _SINGULAR = frozenset("we us our ours ourselves".split()), frozenset("i my me mine myself".split())
_WE = re.compile(r"\b(?:we|us|our|ours|ourselves|we're|we've|we'll)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|I'm|I've|I'll|my|me|myself)\b")
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?]\s))([a-z])")


@dataclass(frozen=True, slots=True)
class Voice:
    """How the agent writes in this draft."""

    plural: bool
    contracted: bool
    curly: bool
    british: bool

    def speak(self, template: str) -> str:
        """A suggestion's own words (written "I'm", American or British) the way this agent writes them."""
        text = template
        if self.plural:
            text = _PERSON.sub(_to_plural, text)
        if not self.contracted:
            text = _SHORT_WORD.sub(_to_long, text)
        if self.british:
            text = re.sub(r"[A-Za-z]{5,}", _to_british, text)
        return text.replace("'", "’") if self.curly else text


def voice_of(draft: str, tokens: Iterable[str]) -> Voice:
    """Read the voice of a draft; ``tokens``: its canonical words (server.language.tokens)."""
    straight = f" {draft.replace('’', chr(39)).lower()} "
    said = list(tokens)
    we, singular = sum(map(_PLURAL.__contains__, said)), sum(map(_SINGULAR.__contains__, said))
    return Voice(
        plural=we > singular,
        contracted=any(sign in straight for sign in _SHORT_SIGNS) or sum(map(straight.count, _LONG_SIGNS)) < 2,
        curly="’" in draft and "'" not in draft,
        british=words.british(straight.split()),
    )


def plural_near(span: str, sentence: str, default: bool) -> bool:
    """Whether the words at hand speak as "we": the span decides, then its sentence, then the draft."""
    for text in (span.replace("’", "'"), sentence.replace("’", "'")):
        we, singular = bool(_WE.search(text)), bool(_I.search(text))
        if we != singular:
            return we
    return default


def capitalise(text: str) -> str:
    """First letter up; the rest as it is."""
    return text[:1].upper() + text[1:]


def uncapitalise(text: str) -> str:
    """First letter down, unless the word is "I", a name written in capitals, or a fill-in."""
    first = text.split(" ", 1)[0]
    if (
        first.rstrip(",.!?") in ("I", "I'm", "I've", "I'll", "I'd", "I’m", "I’ve", "I’ll", "I’d")
        or first[1:2].isupper()
    ):
        return text
    return text[:1].lower() + text[1:]


def _to_plural(match: re.Match[str]) -> str:
    word = match.group()
    low = word.lower()
    plural = _I_TO_WE[low]
    at = match.start()
    before = match.string[:at].rstrip(" ")
    starts = not before or before[-1] in ".!?"
    upper = starts and (word[0].isupper() if low[0] != "i" else (at == 0 and match.string[:1] == "I") or bool(before))
    return capitalise(plural) if upper else plural


def _to_long(match: re.Match[str]) -> str:
    word = match.group()
    long = _LONG.get(word.lower())
    if long is None:
        return word
    return capitalise(long) if word[0].isupper() else long


def _to_british(match: re.Match[str]) -> str:
    word = match.group()
    british = words.to_british(word.lower())
    return word if british == word.lower() else capitalise(british) if word[0].isupper() else british
