"""The report for a team lead: one list of tables and sentences, written as text, HTML, CSV or JSON."""

import csv
import html
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from server.insights.names import EMOTION_NAMES, SCORE_NAMES, Names
from server.insights.proof import CAUTION, Proof, interval, share, shown
from server.insights.summary import SAVING, Summary, per_hundred

Format = Literal["text", "html", "csv", "json"]
Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: ``notes`` above a table with ``head`` and ``rows`` (none: only notes)."""

    id: str
    title: str
    notes: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """``title``, the days it is about, and its sections in reading order."""

    title: str
    days: str
    sections: tuple[Section, ...]


def build(
    summary: Summary, names: Names, proof: Proof | None = None, agents: Sequence[tuple[str, Summary]] = ()
) -> Report:
    """The report on a period. ``agents``: name and counts of each, for a team's report."""
    period = summary.period
    sections = [
        _overview(summary),
        *([_agents(agents)] if agents else []),
        _weeks(summary),
        _categories(summary, names),
    ]
    sections += [_phrases(summary, names), _checklist(summary, names), _moods(summary, names)]
    if summary.snippets:
        sections.append(_snippets(summary, names))
    if proof is not None:
        sections += _scores(proof)
    title = "How the team writes" if agents else "How you write"
    kept = tuple(section for section in sections if section.rows or section.notes)
    return Report(title, f"{period.first:%d %b %Y} to {period.last:%d %b %Y}", kept)


def _overview(summary: Summary) -> Section:
    if not summary.replies:
        return Section("overview", "Overview", ("Nothing was counted in these days.",))
    left = summary.choices["suggestion-ignored"] + summary.choices["rule-off"]
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Replies worked on", summary.replies),
        ("Words", summary.words),
        (
            "Marked phrases per 100 words, as first written",
            round(per_hundred(summary.marked.total(), summary.words), 2),
        ),
        (
            "Marked phrases per 100 words, at the last look",
            round(per_hundred(summary.remained.total(), summary.words), 2),
        ),
        ("Suggestions taken", summary.choices["suggestion-taken"]),
        ("Own phrases kept", left),
        ("Snippet uses", summary.uses),
        ("Minutes of typing saved, estimated", round(summary.saved)),
    )
    about = f"Minutes of typing saved are {SAVING[0].lower()}{SAVING[1:]}"
    return Section("overview", "Overview", (about,), ("What", "Count"), rows)


def _agents(agents: Sequence[tuple[str, Summary]]) -> Section:
    rows = tuple(
        (
            name,
            one.replies,
            round(per_hundred(one.marked.total(), one.words), 2),
            round(per_hundred(one.remained.total(), one.words), 2),
            one.choices["suggestion-taken"],
            one.uses,
        )
        for name, one in agents
    )
    head = ("Agent", "Replies", "Per 100 words, first", "Per 100 words, last", "Suggestions taken", "Snippet uses")
    about = "Agents answer different customers, so compare each with their own past rather than with each other."
    return Section("agents", "Agents", (about,), head, rows)


def _weeks(summary: Summary) -> Section:
    rows = tuple(
        (
            week.start.isoformat(),
            week.replies,
            round(per_hundred(week.marked.total(), week.words), 2),
            round(per_hundred(week.remained.total(), week.words), 2),
            week.choices["suggestion-taken"],
            week.uses,
        )
        for week in summary.weeks
        if week.replies or week.uses
    )
    head = ("Week of", "Replies", "Per 100 words, first", "Per 100 words, last", "Suggestions taken", "Snippet uses")
    return Section("weeks", "Week by week", (), head, rows)


def _categories(summary: Summary, names: Names) -> Section:
    rows = tuple(
        (names.category(category), count, summary.remained[category], round(per_hundred(count, summary.words), 2))
        for category, count in summary.marked.most_common()
    )
    return Section("categories", "What was marked", (), ("Category", "Marked", "Still there", "Per 100 words"), rows)


def _phrases(summary: Summary, names: Names) -> Section:
    rows = tuple(
        (names.rule(entry.rule), names.category(entry.category), entry.marked, entry.remained, entry.taken)
        for entry in summary.rules[:15]
    )
    about = ("Nobody's own words are kept; each line shows the rule's example for what it marked.",) if rows else ()
    return Section(
        "phrases",
        "Phrases that keep coming back",
        about,
        ("Phrases like", "Category", "Marked", "Still there", "Taken"),
        rows,
    )


def _checklist(summary: Summary, names: Names) -> Section:
    rows = tuple((names.point(point), had, of, share(had, of)) for point, (had, of) in summary.points.items() if of)
    return Section("checklist", "What replies do", (), ("Point", "Replies", "Of", "Share"), rows)


def _moods(summary: Summary, names: Names) -> Section:
    there = [emotion for emotion in EMOTION_NAMES if any(entry.emotions[emotion] for entry in summary.situations)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            names.situation(entry.situation),
            entry.replies,
            round(entry.intensity / entry.replies, 1),
            *(entry.emotions[emotion] for emotion in there),
        )
        for entry in summary.situations[:15]
    )
    about = ("Read from customers' messages; a reading, not a fact. Strength goes from 0 to 3.",) if rows else ()
    head = ("About", "Replies", "Strength", *(names.emotion(emotion) for emotion in there))
    return Section("moods", "How customers felt", about, head, rows)


def _snippets(summary: Summary, names: Names) -> Section:
    rows = tuple((names.snippet(snippet), uses, round(minutes)) for snippet, uses, minutes in summary.snippets[:15])
    return Section("snippets", "Snippets used", (), ("Snippet", "Uses", "Minutes saved, estimated"), rows)


def _scores(proof: Proof) -> list[Section]:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            SCORE_NAMES[one.kind],
            one.title,
            *(f"{shown(one.kind, mean) if count else '–'} of {count:,} {name}" for name, count, mean in one.groups),
            interval(one.kind, one.difference) if one.difference else "–",
            one.says,
        )
        for one in proof.comparisons
    )
    if not rows:
        return [Section("scores", "Ratings", ("No ratings were brought in. `alongside scores FILE` reads an export.",))]
    notes = tuple(
        f"{SCORE_NAMES[one.kind]} and marked phrases over {one.weeks} weeks: r = {one.r.value:+.2f} "
        f"(95 % interval {one.r.low:+.2f} to {one.r.high:+.2f}). {one.says}"
        for one in proof.together
    )
    head = ("Score", "Compared", "First", "Second", "Difference", "What it says")
    return [Section("scores", "Ratings", (CAUTION, *notes), head, rows)]


def as_text(report: Report, width: int = 100) -> str:
    """For a terminal or a mail."""
    lines = [report.title, report.days]
    for section in report.sections:
        lines += ["", section.title, "─" * len(section.title), *_wrapped(section.notes, width)]
        if section.rows:
            lines += ["", *_columns(section)] if section.notes else _columns(section)
    return "\n".join(lines) + "\n"


def _wrapped(notes: Sequence[str], width: int) -> list[str]:
    import textwrap  # noqa: PLC0415  (only text reports need it)

    return [line for note in notes for line in textwrap.wrap(note, width)]


def _columns(section: Section) -> list[str]:
    table = [section.head, *(tuple(_cell(value) for value in row) for row in section.rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(section.head))]
    right = [isinstance(value, int | float) for value in section.rows[0]]
    return [
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in table
    ]


def _cell(value: Cell) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def as_csv(report: Report) -> str:
    """All tables, one after the other, each line beginning with its section; cells that a spreadsheet would run are quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for section in report.sections:
        for row in (section.head, *section.rows):
            writer.writerow([section.id, *(_harmless(value) for value in row)])
    return out.getvalue()


def _harmless(value: Cell) -> Cell:
    """Spreadsheets run what begins like a formula (OWASP, CSV Injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def as_json(report: Report) -> dict[str, Any]:
    """For pages: every section with its notes, and its table as a head and rows."""
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "notes": list(section.notes),
            "head": list(section.head),
            "rows": [list(row) for row in section.rows],
        }
        for section in report.sections
    ]
    return {"title": report.title, "days": report.days, "sections": sections}


def as_json_text(report: Report) -> str:
    """For programs: every section with its notes and rows as objects."""
    told = as_json(report)
    for section in told["sections"]:
        head = section.pop("head")
        section["rows"] = [dict(zip(head, row, strict=True)) for row in section["rows"]]
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


_STYLE = """
:root { color-scheme: light dark; }
body { max-width: 900px; margin: 32px auto; padding: 0 24px; font: 14px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 24px; } h2 { margin: 32px 0 4px; font-size: 17px; }
.days, .note { color: GrayText; }
table { width: 100%; margin-top: 8px; border-collapse: collapse; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid #8884; text-align: left; vertical-align: top; }
th { font-weight: 500; } .number { text-align: right; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } tr { break-inside: avoid; } h2 { break-after: avoid; } }
"""


def as_html(report: Report) -> str:
    """A page of its own, to print or to save as PDF from a browser; loads nothing."""
    parts = [f"<h1>{html.escape(report.title)}</h1><p class=days>{html.escape(report.days)}</p>"]
    for section in report.sections:
        parts.append(f"<h2>{html.escape(section.title)}</h2>")
        parts += [f"<p class=note>{html.escape(note)}</p>" for note in section.notes]
        if section.rows:
            head = "".join(_html_cell("th", name, section.rows[0][at]) for at, name in enumerate(section.head))
            rows = "".join(
                f"<tr>{''.join(_html_cell('td', value, value) for value in row)}</tr>\n" for row in section.rows
            )
            parts.append(f"<table><thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table>")
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(report.title)}, {html.escape(report.days)}</title><style>{_STYLE}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def _html_cell(tag: str, value: Cell, like: Cell) -> str:
    number = " class=number" if isinstance(like, int | float) else ""
    return f"<{tag}{number}>{html.escape(_cell(value))}</{tag}>"


WRITERS: dict[Format, Callable[[Report], str]] = {"text": as_text, "html": as_html, "csv": as_csv, "json": as_json_text}
