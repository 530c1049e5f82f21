"""What a batch review found, as people read it: tables in the terminal, CSV or JSON, and examples as Markdown."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agent.batch.job import Plan, rows
from agent.batch.tally import Share, Tally
from agent.batch.worker import plain_text
from server.insights.csvfile import CsvReader
from server.insights.names import POINT_NAMES, Names
from server.insights.summary import per_hundred
from server.settings import write_private

CATEGORIES = ("sympathy", "hollow-apology", "formulaic", "dismissive", "blame", "deflection", "command")


def as_rows(tally: Tally) -> list[dict[str, Any]]:
    """A row for each agent, most replies first, and one for all (agent “”)."""
    agents = sorted(tally.agents.items(), key=lambda entry: (-entry[1].replies, entry[0]))
    named = [] if list(tally.agents) == [""] else [(name or "(no name)", share) for name, share in agents]
    return [_row("", tally.whole), *(_row(name, share) for name, share in named)]


def _row(agent: str, share: Share) -> dict[str, Any]:
    replies = share.replies or 1
    return {
        "agent": agent,
        "replies": share.replies,
        "words": share.words,
        "with_findings": round(share.marked / replies, 4),
        "findings_per_100_words": round(per_hundred(share.findings, share.words), 3),
        **{category: share.categories[category] for category in CATEGORIES},
        **{f"has_{point}": round(share.had[point] / replies, 4) for point in POINT_NAMES},
    }


def shown(tally: Tally, reader: CsvReader, names: Names) -> Iterator[str]:
    """The tables for a terminal, line by line."""
    whole = tally.whole
    yield f"{whole.replies:,} {'reply' if whole.replies == 1 else 'replies'}, {whole.words:,} words"
    if whole.replies:
        yield (
            f"{whole.marked / whole.replies:.0%} have a phrase to look at; "
            f"{per_hundred(whole.findings, whole.words):.2f} in every 100 words"
        )
        yield ""
        yield from _table(
            ("Category", "Findings", "Per 100 words"),
            [
                (names.category(category), f"{count:,}", f"{per_hundred(count, whole.words):.2f}")
                for category, count in whole.categories.most_common()
            ],
        )
        table = as_rows(tally)[1:]
        if table:
            yield ""
            yield from _table(
                ("Agent", "Replies", "With a finding", "Per 100 words", "Most often"),
                [
                    (
                        row["agent"],
                        f"{row['replies']:,}",
                        f"{row['with_findings']:.0%}",
                        f"{row['findings_per_100_words']:.2f}",
                        names.category(most) if row[most := max(CATEGORIES, key=row.__getitem__)] else "–",
                    )
                    for row in table
                ],
            )
        yield ""
        yield from _table(
            ("Checklist", "Replies that do it"),
            [(names.point(point), f"{whole.had[point] / whole.replies:.0%}") for point in POINT_NAMES],
        )
        yield ""
        yield from _table(
            ("Phrases like", "Findings"), [(names.rule(rule), f"{n:,}") for rule, n in tally.rules.most_common(10)]
        )
    yield from _left_out(tally, reader)


def _left_out(tally: Tally, reader: CsvReader) -> Iterator[str]:
    told = [
        (tally.empty, "without a reply"),
        (tally.repeated, "the same reply to the same ticket again"),
        (tally.foreign, "not in English"),
        (reader.left_out, "could not be read"),
    ]
    lines = [f"  {count:,} {why}" for count, why in told if count]
    if lines:
        yield ""
        yield "Rows left out:"
        yield from lines
        yield from (f"    {problem}" for problem in reader.problems[:5])
    if reader.not_utf8:
        yield f"{reader.not_utf8:,} rows were not UTF-8 and were read as Windows-1252."


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [min(60, max(len(row[column]) for row in (head, *body))) for column in range(len(head))]
    for row in (head, ["─" * width for width in widths], *body):
        cells = [
            cell[:width].ljust(width) if column == 0 or (column == len(row) - 1 and column == 4) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def write_tables(tally: Tally, file: Path) -> None:
    """The per-agent table as CSV, or as JSON when the file is called so. Raises OSError."""
    table = as_rows(tally)
    if file.suffix.lower() == ".json":
        write_private(file, json.dumps({"agents": table, "rules": dict(tally.rules.most_common())}, indent=2) + "\n")
        return
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(table[0]), restval=0, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    write_private(file, out.getvalue())


def write_examples(plan: Plan, tally: Tally, file: Path) -> None:
    """The replies with the most and the least to look at, with their words, as Markdown. Raises OSError and CsvError."""
    wanted = {*tally.worst_rows, *tally.best_rows}
    found = {
        number: row for number, row in enumerate(rows(plan.file, CsvReader()), start=1) if wanted and number in wanted
    }
    lines = [f"# Examples from {plan.file.name}", ""]
    for title, numbers in (("Most to look at", tally.worst_rows), ("Reads well", tally.best_rows)):
        lines += [f"## {title}", ""]
        for number in numbers:
            cells = found[number].cells
            about = [cells[plan.columns[what]] for what in ("ticket", "agent") if what in plan.columns]
            lines += [f"**{' · '.join(filter(None, about)) or f'line {found[number].line}'}**", ""]
            lines += [f"> {line}" for line in plain_text(cells[plan.columns["draft"]]).splitlines()] + [""]
        if not numbers:
            lines += ["None.", ""]
    write_private(file, "\n".join(lines))
