"""Every stored row in plain words, for the privacy page: what stands there is all there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from server.insights.names import CHOICE_NAMES, SCORE_NAMES, Names
from server.insights.store import InsightsStore

# One query over all tables, newest first; the fourth column says how the others are to be read.
_ALL = """
    SELECT at, day, 'reply' AS what, id AS a, words AS b, emotion AS c, situation AS d, ticket AS e, done AS f, lacks AS g,
           intensity AS h, urgent AS i, reply AS j FROM replies
    UNION ALL SELECT r.at, f.day, 'finding', f.marked, f.remained, f.rule, f.category, f.severity, '', '', 0, 0, ''
        FROM findings AS f JOIN replies AS r ON r.id = f.reply
    UNION ALL SELECT at, day, 'choice', count, 0, kind, rule, category, '', '', 0, 0, '' FROM choices
    UNION ALL SELECT at, day, 'use', characters, 0, snippet, '', '', '', '', 0, 0, '' FROM uses
    UNION ALL SELECT at, 0, 'import', rows, 0, kind, source, digest, '', '', 0, 0, '' FROM imports
    UNION ALL SELECT 0, day, 'score', value, 0, kind, ticket, '', '', '', 0, 0, '' FROM scores
    ORDER BY at DESC, what DESC LIMIT ? OFFSET ?
"""


@dataclass(frozen=True, slots=True)
class PlainRow:
    """One row: ``when`` it is about, what it is ``about``, and all it holds in a sentence."""

    when: str
    about: str
    words: str


def plain_rows(store: InsightsStore, names: Names, limit: int, offset: int) -> list[PlainRow]:
    """Rows in plain words, newest first. Raises StoreError."""
    with store.read() as connection:
        return [_plain(tuple(row), names) for row in connection.execute(_ALL, (limit, offset))]


def _plain(row: tuple[object, ...], names: Names) -> PlainRow:
    at, day, what, a, b, c, d, e, f, g, h, i, j = row
    when = (
        f"{datetime.fromtimestamp(int(str(at))):%d %b %Y, %H:%M}"
        if at
        else f"{date.fromordinal(int(str(day))):%d %b %Y}"
    )
    match what:
        case "reply":
            told = list(_reply(int(str(b)), str(c), str(d), str(e), str(f), str(g), int(str(h)), bool(i), names))
            return PlainRow(when, "Reply", f"{'; '.join(told)}; counted under {j}.")
        case "finding":
            times = f"{a} in what was first written, {b} at the last look"
            return PlainRow(when, "Finding", f"Rule {c} ({names.category(str(d)).lower()}, {e}): {times}.")
        case "choice":
            rule = f", rule {d}" if d else ""
            times = "once" if a == 1 else f"{a} times"
            return PlainRow(when, "Choice", f"{CHOICE_NAMES.get(str(c), str(c))}{rule}, {times}.")
        case "use":
            return PlainRow(when, "Snippet", f"Snippet {c} used, {a} characters long.")
        case "import":
            kind = SCORE_NAMES.get(str(c), str(c))
            return PlainRow(when, "Import", f"{a} {kind} scores from a {d} file with the fingerprint {str(e)[:12]}.")
        case _:
            ticket = f" for ticket {d}" if d else ""
            return PlainRow(when, "Score", f"{SCORE_NAMES.get(str(c), str(c))}{ticket}: {a:g}.")


def _reply(
    words: int,
    emotion: str,
    situation: str,
    ticket: str,
    done: str,
    lacks: str,
    intensity: int,
    urgent: bool,
    names: Names,
) -> Iterator[str]:
    yield f"{words} word{'' if words == 1 else 's'}"
    if emotion:
        about = f" about {names.situation(situation)}" if situation else ""
        yield f"the customer seemed {names.emotion(emotion).lower()} ({intensity} of 3){', in a hurry' if urgent else ''}{about}"
    if done:
        yield "it does: " + ", ".join(names.point(point).lower() for point in done.split(","))
    if lacks:
        yield "it does not: " + ", ".join(names.point(point).lower() for point in lacks.split(","))
    if ticket:
        yield f"ticket {ticket}"
