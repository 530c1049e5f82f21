"""The weekly note: the last whole week against the one before, in a few calm sentences."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from server.insights.names import Names
from server.insights.store import InsightsStore
from server.insights.summary import Period, Summary, monday, per_hundred, summarise

LEAST_REPLIES = 10  # fewer say more about chance than about the week
_STEADY = 0.15  # a change of less than this share is called steady


@dataclass(frozen=True, slots=True)
class Note:
    """``week``: its Monday; ``lines``: what to read, most important first. ``enough``: whether there was enough to say."""

    week: date
    lines: tuple[str, ...]
    enough: bool


def weekly_note(store: InsightsStore, today: date, names: Names) -> Note:
    """What the last whole week was like. Raises StoreError."""
    start = monday(today.toordinal()) - timedelta(weeks=1)
    last = summarise(store, Period(start, start + timedelta(days=6)))
    before = summarise(store, Period(start - timedelta(weeks=1), start - timedelta(days=1)))
    if last.replies < LEAST_REPLIES:
        few = (
            "No replies were counted last week."
            if not last.replies
            else f"{_replies(last)} last week: too few to say more."
        )
        return Note(start, (few,), False)
    lines = [_overall(last, before), _phrase(last, names), _suggestions(last), _next_step(last, names), _snippets(last)]
    return Note(start, tuple(line for line in lines if line), True)


def _replies(summary: Summary) -> str:
    return f"{summary.replies} {'reply' if summary.replies == 1 else 'replies'}"


def _overall(last: Summary, before: Summary) -> str:
    now = per_hundred(last.marked.total(), last.words)
    line = f"Last week you worked on {_replies(last)}, with {now:.1f} marked phrases in every 100 words"
    if before.replies < LEAST_REPLIES:
        return f"{line}."
    was = per_hundred(before.marked.total(), before.words)
    if abs(now - was) <= _STEADY * max(was, 0.1):
        return f"{line}, about as in the week before."
    return f"{line}, {'down' if now < was else 'up'} from {was:.1f} the week before."


def _phrase(last: Summary, names: Names) -> str:
    if not last.rules or last.rules[0].marked < 3:
        return ""
    top = last.rules[0]
    if top.rule.startswith("learned-"):
        return f"Most often marked: {names.category(top.category).lower()}, {top.marked} times."
    return f"Most often marked: phrases like “{names.rule(top.rule)}”, {top.marked} times."


def _suggestions(last: Summary) -> str:
    choices: Counter[str] = last.choices
    taken, ignored = choices["suggestion-taken"], choices["suggestion-ignored"] + choices["rule-off"]
    if taken + ignored < 5:
        return ""
    return f"You took {taken} suggestions and left {ignored} of your own phrases as they were."


def _next_step(last: Summary, names: Names) -> str:
    rare = min(
        (
            (had / of, point)
            for point, (had, of) in last.points.items()
            if of >= LEAST_REPLIES and point != "one-apology"
        ),
        default=None,
    )
    if rare is None or rare[0] >= 0.7:
        return ""
    return f"One thing to try this week: “{names.point(rare[1])}” was in {rare[0]:.0%} of your replies."


def _snippets(last: Summary) -> str:
    if last.uses < 3 or last.saved < 1:
        return ""
    return f"Snippets saved you about {last.saved:.0f} minutes of typing."
