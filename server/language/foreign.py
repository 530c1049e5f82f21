"""Whether words are English: the rules know no other language, so what is not English is left alone.

Counted are function words, which make up a third to a half of any running text and differ between languages, and letters
that English does not use (after the short-word method of Ingle 1976, described in Jauhiainen et al., "Automatic Language
Identification in Texts: A Survey", JAIR 65, 2019, section 5.1.1). A word that is common in English and in another language
("in", "do", "die") counts for neither. A text without function words (a list of products) stays English.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from server.language.tokens import Tokens

_DRAFT_LEAST, _SENTENCE_LEAST = 6, 4  # words; in fewer there is too little to go by
NOTICE = "This reads like another language. Alongside knows English, so nothing is marked."

_ENGLISH = frozenset(
    "the and you your yours that this it its are been not with would could should which there their they them what when where"
    " who how why if but from about after before our ours i does did please thank thanks let because any some these those into"
    " again just now here very only up could get got he she his her".split()
)
# Common in English, though not only there.
_COMMON = frozenset(
    "a an as at be by can do for go had has have in is make me my next no nothing of on one or out so than then time to two us"
    " was we were will all down over under more most much need same such send still well".split()
)
_OTHER = (
    frozenset(
        # German, Dutch, Swedish, Danish, Norwegian
        "der das und ist nicht ich sie wir ihr ihre ihnen ihren den dem ein eine einen einem mit für auf zu haben wird werden bitte"
        " wenn auch noch uns es sich von bei nach aber oder dass vielen het een en niet van voor met uw wij zijn hebben wordt naar"
        " deze dit ik je maar ook aan bij kunnen nog graag och att det som inte är på av jag vi med har kan till från ni er ditt om"
        " og ikke jeg du dig af fra skal vil kære deres vores hvis"
        # French, Spanish, Portuguese, Italian, Romanian, Catalan
        " le la les et est une des du vous nous votre vos notre je ne pas que qui dans pour sur avec cette ce ces sont été ai au aux"
        " el los las que es por para con su sus del al lo se le nuestro nuestra usted muy hemos ha una un está esta este pero como"
        " os as da dos em não uma você seu sua nós foi mais já isso il gli che di per non è sono della nel alla suo abbiamo ci grazie"
        " și nu este pentru cu mai ați vă amb els dels"
        # Polish, Czech, Slovak, Croatian, Serbian, Slovenian, Hungarian, Finnish, Estonian, Lithuanian
        " nie się jest że na i do przez jak za jej dla proszę prosimy będzie był są oraz ale není je jsem že byl jsme vás vám"
        " som sme ktorý ktoré bude sú kao koji nije smo ste vas vam za od bil pa az nem és hogy egy van ha kell meg ez volt ja on ei"
        " että se olemme ovat oli mutta kun ole ning ka teie ir kad yra su"
        # Turkish, Indonesian, Malay, Tagalog, Swahili, Vietnamese
        " ve bir bu için ile çok olarak da de ama yang dan untuk dengan ini itu tidak kami anda akan dari pada ke sudah adalah dalam"
        " mohon bisa sebelum kepada silakan terima kasih"
        " ang mga ng sa po ay hindi inyong kayo namin na ya wa kwa ni hii yako tumekuwa samahani kwamba và của không là cho được các"
        " chúng tôi bạn".split()
    )
    - frozenset("i do on as an in no is me a so us met con den ai po".split())
    - _ENGLISH
)
# Letters of other scripts: Greek to Georgian, Ethiopic to Khmer, kana, CJK and Hangul.
_SCRIPT = re.compile(r"[\u0370-\u10ff\u1200-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHARS_A_WORD = 3  # so many letters of a script without spaces count as a word


class Evidence(NamedTuple):
    """How many words there are, how many speak for English, how many for another language."""

    words: int
    english: int
    other: int

    @property
    def foreign_draft(self) -> bool:
        """Whether a draft is clearly not English: hardly any English, and much of another language."""
        return self._foreign(_DRAFT_LEAST)

    @property
    def foreign_sentence(self) -> bool:
        """The same of a sentence; when it is long and speaks nowhere for English, one word of another language is enough."""
        return self._foreign(_SENTENCE_LEAST) or (not self.english and self.words >= _DRAFT_LEAST and self.other > 0)

    def _foreign(self, least: int) -> bool:
        return self.words >= least and self.english * 10 <= self.words and self.other * 5 >= self.words


def evidence(tokens: Tokens) -> Evidence:
    """What the words of one sentence say. A long one without a single word that is common in English counts as one other word."""
    words = tokens.words
    english = sum(map(_ENGLISH.__contains__, words))
    if english * 10 > len(words):  # not foreign, whatever else it holds
        return Evidence(len(words), english, 0)
    count = sum(map(str.isalpha, words))
    other = sum(map(_OTHER.__contains__, words))
    if not all(map(str.isascii, words)):
        letters = len(_SCRIPT.findall("".join(words))) // _CHARS_A_WORD
        count += letters
        other += letters + sum(not word.isascii() and word.isalpha() and word not in _OTHER for word in words)
    if not (english or other) and count >= _DRAFT_LEAST and _COMMON.isdisjoint(words):
        other = 1
    return Evidence(count, english, other)


def together(parts: Iterable[Evidence]) -> Evidence:
    """What several sentences say."""
    words = english = other = 0
    for one in parts:
        words, english, other = words + one.words, english + one.english, other + one.other
    return Evidence(words, english, other)
