"""``alongside pack new|export|sign|verify|changes|search``: writing packs and passing them on."""

from pathlib import Path

import click

from agent.commands.pack_install import opened
from agent.commands.place import folders_of, read_packs
from agent.commands.problems import CALLED_WRONGLY, COULD_NOT, CommandError

_file = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@click.argument("pack")
@click.option("--title", help="How people call it; the id if left out.")
@click.option("--author", default="", help="Who writes it.")
def new(pack: str, title: str | None, author: str) -> int:
    """Start a pack: writes PACK.yaml in this folder, with a rule and a snippet to change."""
    from server.packs.write import new_pack, slug

    if slug(pack) != pack:
        raise CommandError(
            f"“{pack}” cannot be an id. Use small letters, digits and hyphens: {slug(pack)}", CALLED_WRONGLY
        )
    path = Path(f"{pack}.yaml")
    _write_new(path, new_pack(pack, title or pack.replace("-", " ").capitalize(), author))
    click.echo(f"{path} is there. Change it, then: alongside pack check {path}")
    return 0


@click.command()
@click.argument("pack")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.pass_context
def export(ctx: click.Context, pack: str, file: Path | None) -> int:
    """Write an installed PACK into FILE (PACK.yaml in this folder), exactly as it came, signature included."""
    from server.packs.read import read_text

    with opened(ctx.obj) as (packs, _):
        text = read_text(packs.find(pack).path)
    path = file or Path(f"{pack}.yaml")
    _write_new(path, text)
    click.echo(f"{path} is there.")
    return 0


@click.command()
@_file
@click.pass_context
def sign(ctx: click.Context, file: Path) -> int:
    """Sign FILE with your key, so that your team knows it is from you. The key is made at first use and never leaves this machine."""
    from server.packs.read import PackError, parse_pack
    from server.settings import write_private
    from server.sharing.errors import SharingError
    from server.sharing.keys import sign_own

    text = _text(file)
    try:
        parse_pack(text, str(file))
    except PackError as problem:
        raise CommandError(f"{problem}\nMend it first; nothing changed.") from None
    folders = folders_of(ctx.obj)
    folders.create()
    try:
        signed, key = sign_own(text, folders.data)
    except SharingError as problem:
        raise CommandError(str(problem)) from None
    write_private(file, signed)
    click.echo(f"Signed {file}. Your key's words, for your team to compare:\n   {key.words}")
    return 0


@click.command()
@_file
def verify(file: Path) -> int:
    """Say who signed FILE and whether it is still what they signed. Exits with 1 when it is not signed or not theirs."""
    from server.packs.signature import BadSignature, signer

    try:
        key = signer(_text(file))
    except BadSignature as problem:
        raise CommandError(f"Do not use {file}: {problem}.") from None
    if key is None:
        click.echo(f"{file} is not signed.")
        return COULD_NOT
    click.echo(f"{file} is as it was signed by: {key.words}")
    return 0


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def changes(old: Path, new: Path) -> int:
    """Say in plain words what is different between two versions of a pack."""
    from server.packs.changes import changes as changes_of
    from server.packs.changes import summary
    from server.packs.read import PackError, read_pack

    try:
        found = changes_of(read_pack(old), read_pack(new))
    except PackError as problem:
        raise CommandError(str(problem)) from None
    click.echo(summary(found))
    for change in found:
        click.echo(str(change))
        for detail in change.details:
            click.echo("".join(f"   − {line}\n" for line in detail.before.splitlines()), nl=False)
            click.echo("".join(f"   + {line}\n" for line in detail.after.splitlines()), nl=False)
    return 0


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...]) -> int:
    """List the built-in and installed packs in which all WORDS stand, in their description or in what they bring."""
    found = 0
    for pack in read_packs(ctx.obj):
        hits = [one.title for one in pack.snippets if _has(words, one.title, one.body, *one.tags)]
        hits += [rule.id for rule in pack.rules if _has(words, rule.id, rule.why, *rule.match)]
        if hits or _has(words, pack.id, pack.title, pack.description):
            found += 1
            click.echo(click.style(pack.id, bold=True) + f" {pack.version}  {pack.title}")
            for hit in hits[:5]:
                click.echo(f"   {hit}")
            if len(hits) > 5:
                click.echo(f"   and {len(hits) - 5} more")
    if not found:
        click.echo("No pack has these words.")
    return 0 if found else COULD_NOT


def _has(words: tuple[str, ...], *texts: str) -> bool:
    text = " ".join(texts).lower()
    return all(word.lower() in text for word in words)


def _text(path: Path) -> str:
    from server.packs.read import PackError, decode

    try:
        return decode(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise CommandError(f"There is no file {path}.", CALLED_WRONGLY) from None
    except PackError as problem:
        raise CommandError(str(problem)) from None


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        raise CommandError(f"{path} is there already and was left alone. Name another file, or move it away.") from None
