"""``alongside report`` and ``alongside scores``: the counts on paper, and customers' ratings beside them."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.commands.problems import CALLED_WRONGLY, CommandError

if TYPE_CHECKING:
    from server.insights.names import Names
    from server.insights.scores import Mapping
    from server.insights.store import InsightsStore
    from server.insights.summary import Period

FORMATS = ("text", "html", "csv", "json")
DAYS = 91


class Day(click.ParamType[date]):
    """A day such as 2026-01-31."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or an error that says how to write one."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}” is no day; write it like 2026-01-31.", param, ctx)


@click.command()
@click.option("--from", "first", type=Day(), help="The first day, such as 2026-01-31; thirteen weeks before without.")
@click.option("--to", "last", type=Day(), help="The last day; today without.")
@click.option("--since", type=Day(), help="Compare ratings before and from this day; the first counted day without.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to write it; text without.")
@click.option("--out", type=click.Path(path_type=Path), help="Write it into this file instead of the terminal.")
@click.option(
    "--export", "export_to", type=click.Path(path_type=Path), help="Write your counts for the team's report here."
)
@click.option(
    "--team", multiple=True, type=click.Path(path_type=Path), help="An export of an agent's counts; once for each."
)
@click.pass_context
def report(
    ctx: click.Context,
    first: date | None,
    last: date | None,
    since: date | None,
    form: str,
    out: Path | None,
    export_to: Path | None,
    team: tuple[Path, ...],
) -> int:
    """Report on how you write, or how a team does: counts, never texts.

    \b
      alongside report --from 2026-01-01 --to 2026-03-31
      alongside report --format html --out report.html
      alongside report --export ann.json
      alongside report --team ann.json --team ben.json --format html --out team.html

    Print the HTML from a browser to get a PDF.
    """
    from server.insights.proof import prove
    from server.insights.report import WRITERS, build
    from server.insights.store import StoreError
    from server.insights.summary import Period, summarise

    end = last or date.today()
    try:
        period = Period(first, end) if first else Period.back_from(end, DAYS)
    except ValueError:
        raise CommandError("--from must not be after --to.", CALLED_WRONGLY) from None
    if team:
        from server.insights.team import combine

        agents = [_export(file) for file in team]
        told = build(combine(summary for _, summary in agents), _names(ctx.obj), None, agents)
    else:
        store = _store(ctx.obj)
        try:
            if export_to is not None:
                return _write_export(store, period, ctx.obj, export_to)
            summary = summarise(store, period)
            told = build(summary, _names(ctx.obj), prove(store, period, since, summary))
        except StoreError as problem:
            raise CommandError(f"{problem} {problem.next}") from None
        finally:
            store.close()
    written = WRITERS[form](told)  # type: ignore[index]
    if out is None:
        click.echo(written, nl=False)
    else:
        from server.settings import write_private

        write_private(out, written)
        click.echo(f"The report is in {out}.", err=True)
    return 0


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(("csat", "nps", "fcr")), help="What the scores are; found by name without.")
@click.option(
    "--column", "columns", metavar="WHAT=NAME", multiple=True, help="Which column: score, date, ticket, agent."
)
@click.option("--dates", type=click.Choice(("day-first", "month-first")), help="How to read dates such as 3/4/2026.")
@click.option("--agent", default="", metavar="NAME", help="Only the rows of this agent.")
@click.option("--remove", "number", type=int, metavar="NUMBER", help="Take an import back, with all its scores.")
@click.pass_context
def scores(
    ctx: click.Context,
    file: Path | None,
    kind: str | None,
    columns: tuple[str, ...],
    dates: str | None,
    agent: str,
    number: int | None,
) -> int:
    """Bring in customers' ratings (CSAT, NPS, first contact resolution) from an export, to report beside the counts.

    Reads Zendesk's and Freshdesk's ticket exports, and any CSV whose columns you name. Only the rating, its day and the
    ticket's number are kept, never a comment. Without FILE, lists what was brought in.

    \b
      alongside scores tickets.csv
      alongside scores survey.csv --kind nps --column score="How likely" --column date=Answered --dates day-first
    """
    from server.insights.scores import remove
    from server.insights.store import StoreError

    store = _store(ctx.obj)
    try:
        if number is not None:
            if not remove(store, number):
                raise CommandError(f"There is no import {number}. `alongside scores` lists them.", CALLED_WRONGLY)
            click.echo(f"Import {number} is taken back, with all its scores.")
            return 0
        if file is None:
            return _list(store)
        return _bring_in(store, file, kind, _named(columns), dates, agent)
    except StoreError as problem:
        raise CommandError(f"{problem} {problem.next}") from None
    finally:
        store.close()


def _store(profile: str | None) -> "InsightsStore":
    from agent.commands.place import folders_of
    from server.insights.service import INSIGHTS_FILE
    from server.insights.store import InsightsStore, StoreError

    try:
        return InsightsStore(folders_of(profile).data / INSIGHTS_FILE)
    except StoreError as problem:
        raise CommandError(f"{problem} {problem.next}") from None


def _names(profile: str | None) -> "Names":
    from agent.commands.place import folders_of, pack_files
    from server.insights.names import Names
    from server.library.errors import LibraryError
    from server.library.library import Library
    from server.packs.installed import read_all

    packs, _ = read_all(pack_files(profile))  # of a pack that cannot be read, the ids stand for the names
    titles: dict[str, str] = {}
    path = folders_of(profile).data / "library.sqlite3"
    if path.exists():
        try:
            library = Library.open(path)
            titles = {one.id: one.content.title for one in library.search(limit=1_000_000).snippets}
            library.close()
        except LibraryError as problem:
            click.echo(f"{problem.message} Snippets are shown without their titles.", err=True)
    return Names.of(packs, titles.get)


def _write_export(store: "InsightsStore", period: "Period", profile: str | None, file: Path) -> int:
    from agent.commands.place import folders_of
    from server import settings
    from server.insights.team import export

    name = settings.load(folders_of(profile).settings_file).settings.your_name or file.stem
    settings.write_private(file, json.dumps(export(store, period, name), indent=1) + "\n")
    click.echo(f"The counts of {name} are in {file}. It holds no texts and no ticket numbers.", err=True)
    return 0


def _export(file: Path) -> tuple[str, Any]:
    from agent.commands.texts import read_text
    from server.insights.team import ExportError, read_export

    try:
        return read_export(json.loads(read_text(file, "")), file.stem)
    except ValueError as problem:
        known = isinstance(problem, ExportError)
        raise CommandError(str(problem) if known else f"{file} is no export of Alongside's counts.", 2) from None


def _named(columns: tuple[str, ...]) -> dict[str, str]:
    from server.insights.scores import FIELDS

    named = {}
    for column in columns:
        what, equals, name = column.partition("=")
        if not equals or what not in FIELDS:
            raise CommandError(f"“{column}” must be {', '.join(FIELDS)} = a column's name.", CALLED_WRONGLY)
        named[what] = name
    return named


def _list(store: "InsightsStore") -> int:
    from server.insights.names import SCORE_NAMES

    with store.read() as connection:
        rows = connection.execute("SELECT id, at, kind, source, rows FROM imports ORDER BY id").fetchall()
    for number, at, kind, source, count in rows:
        click.echo(
            f"{number:>4}  {datetime.fromtimestamp(at):%Y-%m-%d %H:%M}  {SCORE_NAMES[kind]}: {count:,} from {source}"
        )
    if not rows:
        click.echo("No ratings were brought in. `alongside scores FILE` reads an export.")
    return 0


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while data := source.read(1 << 20):
            yield data


def _bring_in(
    store: "InsightsStore", file: Path, kind: str | None, named: dict[str, str], dates: str | None, agent: str
) -> int:
    from agent.commands.texts import opened
    from server.insights.csvfile import CsvError
    from server.insights.names import SCORE_NAMES
    from server.insights.scores import ScoreError, bring_in

    opened(file).close()
    try:
        mapping = _mapping(file, kind, named, dates, agent)
        result = bring_in(store, _chunks(file), mapping, datetime.now())
    except (ScoreError, CsvError) as problem:
        hint = " (--column WHAT=NAME)" if "Name it" in str(problem) else ""
        raise CommandError(f"{file}: {problem}{hint}", CALLED_WRONGLY) from None
    click.echo(f"{result.kept:,} {SCORE_NAMES[mapping.kind]} scores were brought in ({mapping.source}).")
    for count, why in (
        (result.unrated, "without a rating"),
        (result.repeated, "of a ticket that has one already"),
        (result.others, "of other agents"),
        (result.reader.left_out, "could not be read"),
    ):
        if count:
            click.echo(f"  left out: {count:,} {why}")
    for told in result.reader.problems[:5]:
        click.echo(f"    {told}")
    if result.reader.not_utf8:
        click.echo(f"  {result.reader.not_utf8:,} rows were not UTF-8 and were read as Windows-1252.")
    return 0


def _mapping(file: Path, kind: str | None, named: dict[str, str], dates: str | None, agent: str) -> "Mapping":
    """How to read the file; what only a person can say is asked for in a terminal."""
    from itertools import islice

    from agent.batch.job import rows
    from server.insights.csvfile import CsvReader
    from server.insights.scores import KINDS, LOOKED_AT, AskError, propose

    reader = CsvReader()
    looked_at = list(islice(rows(file, reader), LOOKED_AT))
    while True:
        try:
            return propose(reader.columns, looked_at, kind=kind, named=named, order=dates, agent=agent)  # type: ignore[arg-type]
        except AskError as question:
            about_dates = question.choices != KINDS
            if not sys.stdin.isatty():
                option = "--dates" if about_dates else "--kind"
                raise CommandError(
                    f"{file}: {question} Say so with {option} {'|'.join(question.choices)}.", 2
                ) from None
            answer = click.prompt(str(question), type=click.Choice(question.choices), err=True)
            dates, kind = (answer, kind) if about_dates else (dates, answer)
