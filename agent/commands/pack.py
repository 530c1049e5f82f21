"""``alongside pack``: check packs before they are shared."""

from pathlib import Path

import click

from agent.commands.problems import COULD_NOT


@click.group()
def pack() -> None:
    """Check packs of rules and snippets."""


@pack.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
def check(files: tuple[Path, ...]) -> int:
    """Check packs: their form, their patterns, and every example in them.

    Names file, line, rule and reason for whatever is wrong, and exits with 1. FILE may be a folder: every .yaml file
    in it is checked.
    """
    return COULD_NOT
