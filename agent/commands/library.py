"""``alongside library``: the phrase library on the command line. Works with and without a running Alongside."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.commands.problems import CALLED_WRONGLY, COULD_NOT, CommandError

if TYPE_CHECKING:
    from server.library.exchange.model import Reading
    from server.library.exchange.plan import Plan
    from server.library.library import Library
    from server.library.model import StoredSnippet

SHOWN = 10  # notes and refused entries that are named; --all names every one


@click.group()
def library() -> None:
    """Search, list, import, export and back up your phrase library."""


@contextmanager
def _opened(profile: str | None) -> Iterator["Library"]:
    """The library of a profile; its errors become the command's."""
    from agent.commands.place import folders_of
    from server.library.errors import LibraryError
    from server.library.rescue import open_library
    from server.serve import LIBRARY_FILE

    folders = folders_of(profile)
    folders.create()
    try:
        opened = open_library(folders.data / LIBRARY_FILE)
        try:
            for notice in opened.notices:
                click.echo(notice, err=True)
            yield opened
        finally:
            opened.close()
    except LibraryError as error:
        raise CommandError(" ".join(part for part in (error.message, error.safe, error.next) if part)) from None


def _line(snippet: "StoredSnippet") -> str:
    content = snippet.content
    where = f"  ({content.folder})" if content.folder else ""
    return f"{content.shortcut or '':12} {content.title}{where}"


def _show(snippets: "list[StoredSnippet]", as_json: bool) -> None:
    for snippet in snippets:
        click.echo(json.dumps(snippet.as_dict()) if as_json else _line(snippet))


@library.command("list")
@click.option("--folder", metavar="NAME", help="Only this folder and those inside it.")
@click.option("--tag", metavar="NAME", help="Only snippets with this tag.")
@click.option(
    "--folders", "only_folders", is_flag=True, help="List the folders instead, with how many snippets each has."
)
@click.option("--json", "as_json", is_flag=True, help="One snippet a line, as JSON.")
@click.pass_context
def list_(ctx: click.Context, folder: str | None, tag: str | None, only_folders: bool, as_json: bool) -> int:
    """List your snippets: shortcut, title and folder."""
    from server.library.search import Filter

    with _opened(ctx.obj) as opened:
        if only_folders:
            for name, count in opened.folders():
                click.echo(f"{count:6}  {name or '(no folder)'}")
            return 0
        snippets = opened.selected(opened.find_ids(only=Filter(folder=folder, tag=tag)))
        _show(snippets, as_json)
        if not snippets:
            click.echo("Nothing here. `alongside library import FILE` brings snippets in.", err=True)
    return 0


@library.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="At most so many.")
@click.option("--body", is_flag=True, help="Print the text of the best one, and nothing else.")
@click.option("--json", "as_json", is_flag=True, help="One snippet a line, as JSON.")
@click.pass_context
def search(ctx: click.Context, words: tuple[str, ...], limit: int, body: bool, as_json: bool) -> int:
    """Find snippets by words, beginnings of words or shortcut; mistyped words are mended.

    Exits with 1 when nothing is found.
    """
    with _opened(ctx.obj) as opened:
        found = opened.search(" ".join(words), limit=limit)
    if found.corrected:
        click.echo(f"Showing “{found.corrected}”.", err=True)
    if body and found.snippets:
        click.echo(found.snippets[0].content.body)
        return 0
    _show(list(found.snippets), as_json)
    if not found.snippets:
        click.echo("No snippet has these words. Try fewer.", err=True)
        return COULD_NOT
    return 0


@library.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format", "kind", metavar="NAME", help="jsonl (default), yaml, espanso or csv; else by the file's ending."
)
@click.option("--folder", metavar="NAME", help="Only this folder and those inside it.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.pass_context
def export(ctx: click.Context, file: Path | None, kind: str | None, folder: str | None, force: bool) -> int:
    """Write your snippets to FILE, or to standard output.

    jsonl and yaml hold everything and come back exactly the same with `alongside library import`; espanso is a match
    file for espanso; csv opens in a spreadsheet. Earlier wordings and the trash stay here: `alongside library backup`
    copies those too.
    """
    from server.library.exchange.write import EXPORTS
    from server.library.exchange.write import export as pieces
    from server.library.search import Filter

    endings = {".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "espanso", ".csv": "csv"}
    kind = kind or endings.get(file.suffix.lower() if file else "", "jsonl")
    if kind not in EXPORTS:
        raise CommandError(f"There is no format “{kind}”. Use {', '.join(EXPORTS)}.", CALLED_WRONGLY)
    if file and file.exists() and not force:
        raise CommandError(
            f"{file} is there already. Choose another name, or add --force to replace it.", CALLED_WRONGLY
        )
    with _opened(ctx.obj) as opened:
        snippets = opened.selected(opened.find_ids(only=Filter(folder=folder)) if folder is not None else None)
    if file is None:
        for piece in pieces(snippets, kind):
            click.echo(piece, nl=False)
        return 0
    unfinished = file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as target:
            target.writelines(pieces(snippets, kind))
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{_many(len(snippets), 'snippet')} written to {file}.", err=True)
    return 0


@library.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "kind", metavar="NAME", help="What the file comes from, if it is not found out; see below.")
@click.option("--encoding", metavar="NAME", help="Such as windows-1252, if accents come out wrong.")
@click.option("--columns", metavar="LIST", help="For tables: title=1,body=3,shortcut=2 (columns count from 1).")
@click.option("--into", default="", metavar="FOLDER", help="Put everything into this folder.")
@click.option(
    "--replace", is_flag=True, help="Where a snippet of an Alongside export is here with other words, take the file's."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--all", "everything", is_flag=True, help="Name everything that needs a look, not only the first ten.")
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    kind: str | None,
    encoding: str | None,
    columns: str | None,
    into: str,
    replace: bool,
    dry_run: bool,
    everything: bool,
) -> int:
    """Bring in snippets from FILE (- is standard input), all of them or, if something breaks, none.

    Reads exports of Alongside, Zendesk macros, Freshdesk canned responses, Intercom, Text Blaze, Magical, espanso match
    files and tables (CSV). Formats for --format: alongside-jsonl, alongside-yaml, zendesk, freshdesk, intercom,
    textblaze, magical, espanso, table. `alongside library undo` takes the whole import back.
    """
    from agent.commands.texts import opened as source
    from server.library.exchange.decode import MOST_BYTES
    from server.library.exchange.plan import Choices
    from server.library.exchange.read import read_export

    with source(file) as stream:
        raw = stream.read(MOST_BYTES + 1)
    with _opened(ctx.obj) as opened:
        reading = read_export(raw, kind=kind, encoding=encoding, columns=_columns(columns))
        _about(reading)
        choices = Choices(into, replace)
        if dry_run:
            done = opened.preview_import(reading, choices)
            _report(done, everything)
            click.echo("Nothing was changed. Leave out --dry-run to bring them in.", err=True)
            return 0
        with _progress(2 * len(reading.found)) as tell:
            batch, done = opened.import_(reading, file.name, choices, tell)
    _report(done, everything)
    if batch.size:
        click.echo(f"`alongside library undo {batch.number}` takes this back.", err=True)
    return 0


def _columns(given: str | None) -> dict[str, int] | None:
    if given is None:
        return None
    from server.library.exchange.table import FIELDS

    chosen = {}
    for part in given.split(","):
        name, _, number = part.strip().partition("=")
        if name not in FIELDS or not number.isdigit() or int(number) < 1:
            raise CommandError(
                f"“{part.strip()}” does not say which column is what. Write it like title=1,body=3 with {', '.join(FIELDS)}.",
                CALLED_WRONGLY,
            )
        chosen[name] = int(number) - 1
    return chosen


def _about(reading: "Reading") -> None:
    from server.library.exchange.model import FORMATS

    click.echo(f"{FORMATS[reading.format]}: {_many(len(reading.found), 'snippet')} found.")
    for note in reading.notes:
        click.echo(note)
    if reading.table:
        columns = (f"{name} ← {reading.table.columns[at]}" for name, at in reading.table.mapping.items()
                   if at < len(reading.table.columns))  # fmt: skip
        click.echo(f"Columns: {', '.join(columns) or 'none recognised; say them with --columns'}")


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """A bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty() or total < 500:
        yield lambda _done, _total: None
        return
    with click.progressbar(length=total, label="Importing", file=sys.stderr) as bar:
        yield lambda done, _total: bar.update(done - bar.pos)


def _report(done: "Plan", everything: bool) -> None:
    said = {
        "add": "new", "change": "with the file's words now", "same": "here already", "differs": "kept with your words",
        "refused": "refused", "skipped": "left out",
    }  # fmt: skip
    click.echo(
        ", ".join(f"{done.counts[kind]:,} {words}" for kind, words in said.items() if done.counts[kind]) or "Nothing."
    )
    lines = [f"  {entry.found.place}, {_title(entry.found.fields)}: {'; '.join(entry.notes)}"
             for entry in done.entries if entry.notes]  # fmt: skip
    lines += [f"  {one.place}{f', “{one.title}”' if one.title else ''}: {one.why}" for one in done.skipped]
    shown = lines if everything else lines[:SHOWN]
    if shown:
        click.echo("To look at:")
        for line in shown:
            click.echo(line)
    if len(shown) < len(lines):
        click.echo(f"  … and {len(lines) - len(shown)} more; --all names them.")


def _title(fields: Any) -> str:
    return f"“{str(fields.get('title') or fields.get('body') or '')[:50].strip()}”"


@library.command()
@click.argument("number", required=False, type=int)
@click.pass_context
def undo(ctx: click.Context, number: int | None) -> int:
    """Take back an import or another change to many snippets: the one with NUMBER, or list them."""
    with _opened(ctx.obj) as opened:
        if number is None:
            steps = opened.batches()
            for step in steps:
                state = "undone" if step.undone else ""
                click.echo(
                    f"{step.number:5}  {step.made[:16].replace('T', ' ')}  {step.kind:7} {step.size:6}  {step.label}  {state}".rstrip()
                )
            if not steps:
                click.echo("There is nothing to undo.", err=True)
            return 0
        undone = opened.undo(number)
    click.echo(f"Undone: {_many(undone.undone, 'snippet')}. What had been added is in the trash.")
    if undone.kept:
        click.echo(f"{_many(undone.kept, 'snippet')} changed since stay as they are.")
    return 0


@library.command()
@click.option("--list", "only_list", is_flag=True, help="List the copies that there are.")
@click.pass_context
def backup(ctx: click.Context, only_list: bool) -> int:
    """Copy the whole library now, with history and trash. The last fourteen copies are kept."""
    with _opened(ctx.obj) as opened:
        if not only_list:
            made = opened.back_up()
            click.echo(f"Copied to {made.path} ({made.size / 1e6:,.1f} MB).")
            return 0
        copies = opened.backups()
    for copy in copies:
        click.echo(f"{copy.path.name}  {copy.size / 1e6:8,.1f} MB")
    if not copies:
        click.echo("There is no copy yet. The first is made before the day's first change.", err=True)
    return 0


@library.command()
@click.argument("copy", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.pass_context
def restore(ctx: click.Context, copy: Path, yes: bool) -> int:
    """Make the library what it was in COPY: a file, or a name that `backup --list` shows.

    The library as it is now is copied first, so this can be undone by restoring that copy.
    """
    from server.library.backups import folder_of

    with _opened(ctx.obj) as opened:
        path = copy if copy.exists() else folder_of(opened.path) / copy.name
        if not path.is_file():
            raise CommandError(
                f"There is no copy {copy}. `alongside library backup --list` shows them.", CALLED_WRONGLY
            )
        if not yes:
            click.confirm(f"Make the library what it was in {path.name}?", abort=True, err=True)
        before = opened.restore_backup(path)
        click.echo(f"The library is what it was in {path.name}: {_many(opened.count(), 'snippet')}.")
    click.echo(f"How it was until now: {before.path.name}", err=True)
    return 0


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
