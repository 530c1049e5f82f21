"""``alongside review``: reads a reply and says what to look at. Works on its own, with no server running."""

from pathlib import Path
from typing import Any

import click

from agent.commands.problems import CALLED_WRONGLY, CommandError
from agent.commands.texts import answer_lines, field, read_text, text_or_file

_COLUMN_HELP = "With --csv: which column holds what: draft, agent, ticket or customer. Found by name without."
SEVERITIES = ("high", "medium", "hint")  # worst first; not imported from the engine, which --help need not load


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--customer", metavar="TEXT|FILE", help="The customer's last message, or a file that holds it.")
@click.option("--customer-name", metavar="NAME", help="The customer's name, so that it is recognised in the reply.")
@click.option("--jsonl", is_flag=True, help="One reply a line in, one review a line out, as JSON.")
@click.option("--rewrite", is_flag=True, help="Print the rewritten reply and nothing else.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with 1 when something this severe, or worse, is found.",
)
@click.option(
    "--csv", "table", is_flag=True, help="FILE is a table of sent replies: review them all and show who writes what."
)
@click.option("--column", "columns", metavar="WHAT=NAME", multiple=True, help=_COLUMN_HELP)
@click.option(
    "--tables", type=click.Path(path_type=Path), help="With --csv: also write the table here (.csv or .json)."
)
@click.option("--examples", type=click.Path(path_type=Path), help="With --csv: write the best and worst replies here.")
@click.option("--processes", type=click.IntRange(1, 16), help="With --csv: how many processes read; 2 or fewer cores.")
@click.option("--afresh", is_flag=True, help="With --csv: begin anew instead of where the last run was stopped.")
@click.pass_context
def review(
    ctx: click.Context,
    file: Path | None,
    customer: str | None,
    customer_name: str | None,
    jsonl: bool,
    rewrite: bool,
    fail_on: str | None,
    table: bool,
    columns: tuple[str, ...],
    tables: Path | None,
    examples: Path | None,
    processes: int | None,
    afresh: bool,
) -> int:
    """Review a reply: what to look at, why, and better words.

    Reads FILE, or standard input without one. Nothing is changed and nothing leaves this machine.

    \b
      alongside review reply.txt --customer message.txt
      xclip -o | alongside review

    With --jsonl each input line is {"id", "draft", "customer"?, "customer_name"?} and each output line is {"id",
    "findings", "rewrite", "checklist", "mood", "situation"}; positions count UTF-16 code units. A line that cannot be
    read is answered by {"id", "error"} in its place, and the exit code is 2.

    With --csv FILE is an export of sent replies with column names at its top:

    \b
      alongside review --csv tickets.csv --examples examples.md

    It is read in a stream, by two processes; stopped with Ctrl+C, the same command goes on where it was. Meanwhile only
    counts are kept; words of replies are written nowhere but into the file that --examples names.
    """
    if table:
        if jsonl or rewrite or fail_on or customer is not None or customer_name is not None:
            raise click.UsageError("--csv takes everything from the table; leave the other options out.")
        if file is None:
            raise click.UsageError("Name the table: alongside review --csv tickets.csv")
        from agent.commands.review_table import review_table

        return review_table(ctx.obj, file, columns, tables, examples, processes, afresh=afresh)
    if columns or tables or examples or processes or afresh:
        raise click.UsageError("--column, --tables, --examples, --processes and --afresh go with --csv.")
    if jsonl:
        if rewrite or fail_on or customer is not None or customer_name is not None:
            raise click.UsageError("--jsonl takes everything from its input lines; leave the other options out.")
        return _review_lines(file, ctx.obj)
    from agent.commands.place import load_engine

    draft = read_text(file, "Type or paste the reply.")
    if not draft.strip():
        raise CommandError("The reply is empty; there is nothing to review.", CALLED_WRONGLY)
    message = None if customer is None else text_or_file(customer)
    result = load_engine(ctx.obj).review(draft, message, customer_name)
    if rewrite:
        click.echo(result.rewrite.text, nl=not result.rewrite.text.endswith("\n"))
    else:
        from agent.commands.console import width
        from agent.report import review_report

        click.echo(review_report(draft, result, width()))
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on else ()
    return int(any(found.severity in worst for found in result.findings))


def _review_lines(file: Path | None, profile: str | None) -> int:
    from agent.commands.place import load_engine
    from server.api import serialise

    engine = load_engine(profile)

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        draft, customer = field(row, "draft", needed=True), field(row, "customer") or None
        result = engine.review(draft, customer, field(row, "customer_name") or None)
        body = serialise.review(result, draft, customer, with_rewrite=False)
        return {**body, "rewrite": result.rewrite.text}

    return answer_lines(file, answer)
