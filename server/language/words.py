"""English words: their forms, and the one spelling under which each is matched."""

from collections.abc import Iterable

# Irregular verbs agents use: base -> all forms. Regular ones are built by rule.
_IRREGULAR = (
    "be am is are was were been being",
    "have has had having",
    "do does did done doing",
    "go goes went gone going",
    "say says said saying",
    "get gets got gotten getting",
    "make makes made making",
    "know knows knew known knowing",
    "think thinks thought thinking",
    "take takes took taken taking",
    "see sees saw seen seeing",
    "come comes came coming",
    "give gives gave given giving",
    "find finds found finding",
    "tell tells told telling",
    "feel feels felt feeling",
    "leave leaves left leaving",
    "put puts putting",
    "mean means meant meaning",
    "keep keeps kept keeping",
    "let lets letting",
    "begin begins began begun beginning",
    "show shows showed shown showing",
    "hear hears heard hearing",
    "run runs ran running",
    "hold holds held holding",
    "bring brings brought bringing",
    "write writes wrote written writing",
    "sit sits sat sitting",
    "stand stands stood standing",
    "lose loses lost losing",
    "pay pays paid paying",
    "meet meets met meeting",
    "set sets setting",
    "read reads reading",
    "send sends sent sending",
    "fall falls fell fallen falling",
    "cut cuts cutting",
    "understand understands understood understanding",
    "buy buys bought buying",
    "speak speaks spoke spoken speaking",
    "spend spends spent spending",
    "choose chooses chose chosen choosing",
    "break breaks broke broken breaking",
    "catch catches caught catching",
    "forget forgets forgot forgotten forgetting",
    "fill fills filled filling",
    "drive drives drove driven driving",
    "hit hits hitting",
    "cost costs costing",
    "miss misses missed missing",
    "mistake mistakes mistook mistaken mistaking",
    "hurt hurts hurting",
    "cancel cancels cancelled canceled cancelling canceling",
    "stop stops stopped stopping",
    "drop drops dropped dropping",
    "ship ships shipped shipping",
    "plan plans planned planning",
    "refer refers referred referring",
    "occur occurs occurred occurring",
    "submit submits submitted submitting",
    "permit permits permitted permitting",
    "forward forwards forwarded forwarding",
    "reset resets resetting",
    "regret regrets regretted regretting",
    "admit admits admitted admitting",
    "commit commits committed committing",
    "chat chats chatted chatting",
    "log logs logged logging",
    "tap taps tapped tapping",
    "beg begs begged begging",
    "slip slips slipped slipping",
    "skip skips skipped skipping",
    "upset upsets upsetting",
    "freak freaks freaked freaking",
    "bad worse worst",
    "good better best",
    "child children",
    "person people",
    "policy policies",
)
_FORMS = {line.split()[0]: tuple(line.split()) for line in _IRREGULAR}
_VOWELS = "aeiou"


def forms(word: str) -> tuple[str, ...]:
    """All forms of a verb or noun, base first: ``forms("cause")`` is cause, causes, caused, causing."""
    word = word.lower()
    if word in _FORMS:
        return _FORMS[word]
    if word.endswith("e"):
        stem = word[:-1]
        ing = f"{stem}ing" if not word.endswith(("ee", "oe", "ye")) else f"{word}ing"
        return (word, f"{word}s", f"{word}d", ing)
    if word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS:
        return (word, f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (word, f"{word}es", f"{word}ed", f"{word}ing")
    return (word, f"{word}s", f"{word}ed", f"{word}ing")


# British to American, for matching only; what the agent typed is never changed by this.
_BRITISH = dict(
    pair.split("/")
    for pair in (
        "apologise/apologize apologises/apologizes apologised/apologized apologising/apologizing realise/realize"
        " realises/realizes realised/realized recognise/recognize recognised/recognized organise/organize"
        " organised/organized organising/organizing prioritise/prioritize prioritised/prioritized"
        " prioritising/prioritizing authorise/authorize authorised/authorized authorisation/authorization"
        " summarise/summarize favour/favor favourite/favorite colour/color honour/honor honoured/honored"
        " behaviour/behavior endeavour/endeavor endeavours/endeavors endeavouring/endeavoring neighbour/neighbor"
        " centre/center cheque/check cancelled/canceled cancelling/canceling travelled/traveled"
        " labelled/labeled licence/license defence/defense grey/gray whilst/while amongst/among"
        " minimise/minimize maximise/maximize utilise/utilize emphasise/emphasize sympathise/sympathize"
        " empathise/empathize finalise/finalize customise/customize analyse/analyze enquiry/inquiry"
        " enquiries/inquiries enquire/inquire fulfil/fulfill learnt/learned judgement/judgment"
    ).split()
)
_AMERICAN = {
    american: british
    for british, american in _BRITISH.items()
    if american not in ("check", "inquiry", "while", "among")
}

# Chat spellings and typos that stand for one word whatever the sentence.
_CASUAL = dict(
    pair.split("/")
    for pair in (
        "u/you ur/your yr/your pls/please plz/please plse/please thx/thanks thnx/thanks tks/thanks sry/sorry srry/sorry"
        " soory/sorry sory/sorry teh/the thier/their recieve/receive recieved/received wich/which becuase/because"
        " cuz/because cos/because bcoz/because coz/because tho/though thru/through appologize/apologize"
        " appologies/apologies apologises/apologizes appologise/apologize appology/apology apoligies/apologies"
        " apoligize/apologize apologie/apology inconvinience/inconvenience inconvience/inconvenience"
        " inconvinence/inconvenience inconveniance/inconvenience incovenience/inconvenience inconvienience/inconvenience"
        " inconvenince/inconvenience frustation/frustration fustration/frustration frustating/frustrating"
        " unfortunatly/unfortunately unfortunatley/unfortunately definately/definitely experiance/experience"
        " expirience/experience dissapointed/disappointed dissapoint/disappoint disapointed/disappointed"
        " dissappointed/disappointed dissapointment/disappointment understnad/understand undestand/understand"
        " pateince/patience truely/truly sincerly/sincerely greatful/grateful"
    ).split()
)


def canonical(word: str) -> str:
    """The spelling under which a lower-case word is matched."""
    word = _CASUAL.get(word, word)
    return _BRITISH.get(word, word)


def british(words: Iterable[str]) -> bool:
    """Whether any of these lower-case words is spelled the British way."""
    return not _BRITISH.keys().isdisjoint(words)


def american(words: Iterable[str]) -> bool:
    """Whether any of these lower-case words is spelled the American way."""
    return not _AMERICAN.keys().isdisjoint(words)


def to_british(word: str) -> str:
    """The British spelling of a lower-case word, itself where there is none."""
    return _AMERICAN.get(word, word)
