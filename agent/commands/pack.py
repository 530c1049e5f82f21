"""``alongside pack``: checking packs here; the other commands stand in ``pack_install`` and ``pack_write``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.commands import pack_install, pack_write
from agent.commands.problems import CALLED_WRONGLY, COULD_NOT, CommandError

if TYPE_CHECKING:
    from server.packs.model import Pack

ENDINGS = {".yaml", ".yml"}


@click.group()
def pack() -> None:
    """Check, install, share and sign packs of rules and snippets."""


for _command in (
    pack_install.preview,
    pack_install.install,
    pack_install.update,
    pack_install.remove,
    pack_install.subscribe,
    pack_install.unsubscribe,
    pack_install.list_packs,
    pack_write.new,
    pack_write.export,
    pack_write.sign,
    pack_write.verify,
    pack_write.changes,
    pack_write.search,
):
    pack.add_command(_command)


@pack.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...]) -> int:
    """Check packs: their form, their patterns, and every example in them.

    Names file, line, rule and reason for whatever is wrong, and exits with 1. A folder stands for all packs in it.
    Suggestions are also held against the rules you use: none may offer words that another rule marks.
    """
    packs = list(_packs(files))
    from agent.commands.place import load_engine
    from server.language.check import check as problems_of
    from server.packs.read import PackError, read_pack

    engine = load_engine(ctx.obj)
    wrong = 0
    for path in packs:
        try:
            read = read_pack(path)
            problems = problems_of(read, str(path), engine)
        except PackError as error:
            problems = list(error.problems)
        else:
            if not problems:
                click.echo(f"{path}: {_contents(read)}. Nothing is wrong.")
        for problem in problems:
            click.echo(str(problem))
        wrong += bool(problems)
    if wrong:
        click.echo(f"{_many(wrong, 'pack')} to mend. The number after each file name is the line.", err=True)
    return COULD_NOT if wrong else 0


def _packs(files: tuple[Path, ...]) -> Iterator[Path]:
    for path in files:
        if path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.suffix in ENDINGS)
            if not found:
                raise CommandError(f"There is no pack in {path}. A pack is a file that ends in .yaml.", CALLED_WRONGLY)
            yield from found
        elif path.exists():
            yield path
        else:
            raise CommandError(f"There is no file {path}.", CALLED_WRONGLY)


def _contents(pack: "Pack") -> str:
    examples = sum(len(rule.examples) + len(rule.leave_alone) for rule in pack.rules)
    counted = [
        _many(len(pack.rules), "rule") + (f" with {_many(examples, 'example')}" if examples else ""),
        _many(len(pack.situations), "situation"),
        _many(len(pack.snippets), "snippet"),
        _many(len(pack.gestures), "gesture"),
        _many(len(pack.scenarios), "scenario"),
        _many(len(pack.drills), "drill"),
    ]
    return ", ".join(one for one in counted if not one.startswith("0 ")) or "empty"


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
