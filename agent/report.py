"""What a review or a mood looks like in a terminal: text for people, with colour only as a second sign.

Every line reads the same without colour; ``click.echo`` takes the colours out when the output is not a terminal.
"""

import textwrap
from collections import Counter
from collections.abc import Iterator

import click

from server.language.model import SEVERITIES, Category, Edit, Finding, Mood, Review, Situation, Span

INDENT = "   "

CATEGORY_NAMES: dict[Category, str] = {
    "sympathy": "Sympathy",
    "hollow-apology": "Hollow apology",
    "formulaic": "Formulaic",
    "dismissive": "Dismissive",
    "blame": "Blame",
    "deflection": "Deflection",
    "command": "Command",
}
COLOURS = {"high": "magenta", "medium": "yellow", "hint": "bright_black"}
STRENGTH = ("", "slight", "clear", "strong")


def review_report(draft: str, review: Review, width: int) -> str:
    """A whole review: what to look at, the customer, the checklist, and the rewrite. ``width``: columns."""
    parts = ["\n".join(_finding(draft, number, found, width)) for number, found in enumerate(review.findings, 1)]
    if review.mood:
        parts.append("\n".join(_customer(review.mood, review.situation, width)))
    if review.checklist:
        parts.append("\n".join(_checklist(review, width)))
    if review.rewrite.text != draft:
        parts.append(click.style("The reply with these changes", bold=True) + "\n\n" + _rewrite(draft, review))
    parts.append(_summary(review.findings))
    parts.extend(review.notices)
    return "\n\n".join(parts)


def mood_report(mood: Mood, situation: Situation | None, width: int) -> str:
    """How the customer feels and what it was read from."""
    return "\n".join(_customer(mood, situation, width))


def _summary(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return click.style("Reads well.", bold=True) + " Nothing to look at."
    counts = Counter(found.severity for found in findings)
    detail = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES if counts[severity])
    return click.style(f"{len(findings)} to look at", bold=True) + f" ({detail})."


def _finding(draft: str, number: int, found: Finding, width: int) -> Iterator[str]:
    colour = COLOURS[found.severity]
    line = draft.count("\n", 0, found.start) + 1
    title = click.style(f"{number:>2} ", bold=True) + click.style(CATEGORY_NAMES[found.category], fg=colour, bold=True)
    yield f"{title}, {found.severity}, line {line}"
    quote = " ".join(found.quote.split())
    for piece in _wrapped(f"“{quote}”", width):
        yield INDENT + click.style(piece, fg=colour, underline=True)
    for piece in _wrapped(found.why, width):
        yield INDENT + piece
    for better in found.replacements:
        words = "Better left out." if better.removes else f"Instead: “{' '.join(better.text.split())}”"
        words += f" ({better.kind})" if len(found.replacements) > 1 else ""
        for at, piece in enumerate(_wrapped(words, width - 2)):
            yield INDENT + ("  " if at else "→ ") + click.style(piece, fg="green")


def _customer(mood: Mood, situation: Situation | None, width: int) -> Iterator[str]:
    feeling = mood.emotion
    strength = STRENGTH[mood.intensity] if mood.emotion != "neutral" else ""
    words = [f"{feeling} ({strength})" if strength else feeling]
    words += ["urgent"] if mood.urgent else []
    words += [signal.replace("-", " ") for signal in mood.signals]
    yield click.style("The customer: ", bold=True) + ", ".join(words)
    if situation:
        yield from (INDENT + piece for piece in _wrapped(f"About {situation.clause}.", width))
    if mood.evidence:
        yield from (INDENT + piece for piece in _wrapped(f"Read from {_quotes(mood.evidence)}.", width))


def _quotes(spans: tuple[Span, ...]) -> str:
    return ", ".join(dict.fromkeys("“" + " ".join(span.quote.split()) + "”" for span in spans))


def _checklist(review: Review, width: int) -> Iterator[str]:
    yield click.style("The reply as a whole", bold=True)
    for item in review.checklist:
        mark = click.style("✓", fg="green") if item.done else "○"
        words = item.label if item.done or not item.hint else f"{item.label}: {item.hint}"
        first, *rest = _wrapped(words, width - 2) or [""]
        yield f"{INDENT}{mark} {first}"
        yield from (f"{INDENT}  {piece}" for piece in rest)


def _rewrite(draft: str, review: Review) -> str:
    """The rewritten draft, never wrapped (it is there to be copied); what changed is coloured."""
    out, at = [], 0
    for edit in review.rewrite.edits:
        out += [draft[at : edit.start], _changed(edit)]
        at = edit.end
    return textwrap.indent("".join([*out, draft[at:]]).rstrip(), INDENT)


def _changed(edit: Edit) -> str:
    return click.style(edit.text, fg="green", underline=True) if edit.text.strip() else edit.text


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width - len(INDENT), break_long_words=False, break_on_hyphens=False)
