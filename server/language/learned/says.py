"""What is said about a sentence that no rule foresaw: one reason and a few suggestions a category, fit for any wording."""

from server.language.model import Category, Kind
from server.packs.model import Rule, Say


def _rule(category: Category, why: str, *says: tuple[Kind, str], unless_next: tuple[str, ...] = ()) -> Rule:
    return Rule(
        id=f"learned-{category}",
        category=category,
        severity="medium",
        match=(),
        why=why,
        say=tuple(Say(text, kind) for kind, text in says),
        examples=(),
        leave_alone=(),
        unless_next=unless_next,
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "sympathy",
        "A feeling from the side line. One concrete word about what happened, and your hand in mending it, says more.",
        ("warm", "I can see how {feeling|frustrating} {situation|this} is, and I'm on it"),
        ("brief", ""),
        ("formal", "I understand how {feeling|frustrating} {situation|this} is, and I will see it through"),
    ),
    _rule(
        "hollow-apology",
        "An apology that names nothing. Say what went wrong, or go straight to mending it.",
        ("warm", "I want to put this right for you"),
        ("brief", ""),
        ("formal", "I would like to put this right, beginning with [[the first step]]"),
    ),
    _rule(
        "formulaic",
        "A line that could stand under any message. They are waiting for theirs.",
        ("brief", ""),
        ("warm", "I've read what you wrote, and [[what I am doing about it]]"),
        ("formal", "I have read your message carefully, and [[what I am doing about it]]"),
    ),
    _rule(
        "dismissive",
        "It makes what happened to them small. Take it as seriously as they do.",
        ("warm", "I can see how {feeling|frustrating} {situation|this} is"),
        ("brief", ""),
        ("formal", "I understand that this matters to you"),
    ),
    _rule(
        "blame",
        "They hear that it is their own doing. What helps is the next step.",
        ("brief", ""),
        ("warm", "let's look at what we can do from here: [[what you can do]]"),
        ("formal", "what I can do from here is [[what you can do]]"),
    ),
    _rule(
        "deflection",
        "A door closes here. Put one thing next to it that you can do or find out.",
        ("warm", "here is what I can do: [[what you can do]]"),
        ("brief", "I'll find out and tell you by [[when]]"),
        ("formal", "what I am able to do is [[what you can do]]"),
        unless_next=("<offer>",),
    ),
    _rule(
        "command",
        "Under stress an order sounds like one more hurdle. Ask, and say what it makes possible.",
        ("warm", "could you [[what you need from them]], so that I can [[what you do with it]]?"),
        ("brief", "could you [[what you need from them]]?"),
        ("formal", "may I ask you to [[what you need from them]]?"),
    ),
)
