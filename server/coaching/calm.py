"""De-escalation: a short way through a reply to someone who is very upset, or more so with every message.

The order (hear, own, act, give a choice) follows what is taught for agitated people in emergency care: find out what they want
and listen, agree where one can, and only then set out options (Richmond et al., "Verbal De-escalation of the Agitated Patient",
West J Emerg Med 13(1), 2012, domains 5 to 9).
"""

from server.coaching.advice import Moment
from server.coaching.model import Calm, Step
from server.language.model import Emotion
from server.language.mood import UPSET

_OWN: dict[Emotion, tuple[str, str]] = {
    "anger": ("no-defence", "Leave reasons and defence for later; they cannot hear them yet."),
    "frustration": ("no-homework", "Ask nothing of them that you can look up yourself."),
    "disappointment": ("no-bright-side", "Leave the bright side out; say what still can be made good."),
    "anxiety": ("certain", "Say what is certain, and what you do not know yet."),
    "sadness": ("gentle", "Keep it short and gentle, with no policy in this reply."),
}
_HEARD = frozenset(("problem", "feeling"))


def calm(moment: Moment, since: int) -> Calm | None:
    """Guidance when the customer is upset with intensity 3, or upset and rising; None otherwise.

    ``since``: the place of the message (from 0) with which the rise began.
    """
    mood = moment.mood
    if mood.emotion not in UPSET or (mood.intensity < 3 and not moment.rising):
        return None
    done = moment.done
    steps = [
        Step("hear", "Say back what happened and what it cost them, in one sentence.", bool(done & _HEARD)),
        Step("own", "Own it with “I”, before any explanation.", "owns" in done),
        Step("act", "Name one thing you are doing now, and when they hear from you.", "next-step" in done),
        Step("choice", "End with one question or choice, so that they decide what comes next.", "invites" in done),
        Step(*_OWN[mood.emotion], None),
    ]
    return Calm(_why(moment, since), tuple(steps))


def _why(moment: Moment, since: int) -> str:
    if moment.rising:
        return f"They have grown more upset since message {since + 1}."
    return "They are very upset."
