"""``alongside review --csv``: a whole export of sent replies."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.commands.problems import CALLED_WRONGLY, CommandError

if TYPE_CHECKING:
    from server.packs.model import Pack


def review_table(
    profile: str | None,
    file: Path,
    columns: tuple[str, ...],
    tables: Path | None,
    examples: Path | None,
    processes: int | None,
    *,
    afresh: bool,
) -> int:
    """Review every reply of a table and print what was found. Raises CommandError."""
    from agent.batch import job
    from agent.batch.tables import shown, write_examples, write_tables
    from agent.commands import place
    from agent.commands.texts import opened
    from server.insights.csvfile import CsvError
    from server.insights.names import Names

    opened(file).close()  # says what is wrong with it, if anything
    packs = tuple(place.pack_files(profile))
    folder = place.folders_of(profile).state / "batch"
    try:
        plan = job.Plan(file, job.find_columns(file, _named(columns)), packs, processes or min(2, os.cpu_count() or 1))
        with click.progressbar(length=file.stat().st_size, label="Reviewing", file=sys.stderr) as bar:
            tally, reader = job.run(
                plan, folder, lambda: place.load_engine(profile), afresh=afresh, progress=bar.update
            )
    except CsvError as problem:
        raise CommandError(f"{file}: {problem}", CALLED_WRONGLY) from None
    except KeyboardInterrupt:
        click.echo("\nWhat was counted so far is kept. Run the same command again to go on.", err=True)
        raise
    for line in shown(tally, reader, Names.of(_packs(packs))):
        click.echo(line)
    if tables is not None:
        write_tables(tally, tables)
        click.echo(f"The table is in {tables}.", err=True)
    if examples is not None:
        write_examples(plan, tally, examples)
        click.echo(f"Examples, with their words, are in {examples}.", err=True)
    return 0


def _named(columns: tuple[str, ...]) -> dict[str, str]:
    from agent.batch.job import COLUMNS

    named = {}
    for column in columns:
        what, equals, name = column.partition("=")
        if not equals or what not in COLUMNS:
            raise CommandError(f"“{column}” must be {', '.join(COLUMNS)} = a column's name.", CALLED_WRONGLY)
        named[what] = name
    return named


def _packs(files: tuple[Path, ...]) -> list["Pack"]:
    from server.packs.read import PackError, read_pack

    read = []
    for file in files:
        try:
            read.append(read_pack(file))
        except PackError:  # the engine has named it
            continue
    return read
