"""``alongside pack preview|install|update|remove|subscribe|unsubscribe|list``: packs that come from elsewhere."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from agent.commands.place import folders_of
from agent.commands.problems import COULD_NOT, CommandError

if TYPE_CHECKING:
    from server.library.from_packs import Choices, PackChange, Side
    from server.sharing.packs import Packs, Preview
    from server.sharing.sources import Found
    from server.sharing.subscriptions import Subscriptions

SIDES: "tuple[Side, ...]" = ("mine", "theirs", "both")
KEEP = click.Choice(["ask", *SIDES])
_yes = click.option("--yes", "-y", is_flag=True, help="Do not ask.")
_keep = click.option(
    "--conflicts",
    "side",
    type=KEEP,
    default="ask",
    show_default=True,
    help="Where you and the pack changed the same words: ask for each (with --yes, keep yours), keep yours, take the pack's, have both.",
)
_SAID = {
    "added": "come in",
    "changed": "change",
    "removed": "go to the trash",
    "kept": "left the pack and stay yours",
    "conflict": "changed by you and by the pack",
    "shortcut-dropped": "lose their shortcut, because another snippet has it",
    "refused": "cannot be stored",
}


@contextmanager
def opened(profile: str | None) -> Iterator[tuple["Packs", "Subscriptions"]]:
    """The profile's packs and subscriptions; everything that can go wrong with them becomes a CommandError."""
    from server.library.errors import LibraryError
    from server.library.rescue import open_library
    from server.packs.read import PackError
    from server.serve import LIBRARY_FILE
    from server.sharing.errors import SharingError
    from server.sharing.packs import Packs
    from server.sharing.subscriptions import Subscriptions

    folders = folders_of(profile)
    folders.create()
    try:
        library = open_library(folders.data / LIBRARY_FILE)
        try:
            packs = Packs(folders.data, library)
            packs.recover()
            yield packs, Subscriptions(library, packs)
        finally:
            library.close()
    except LibraryError as problem:
        raise CommandError(f"{problem.message} {problem.safe} {problem.next}") from None
    except PackError as problem:
        raise CommandError(f"{problem}\nNothing changed.") from None
    except SharingError as problem:
        raise CommandError(str(problem)) from None


@click.command()
@click.argument("source")
@click.pass_context
def preview(ctx: click.Context, source: str) -> int:
    """Show what installing a pack would do. SOURCE: a file, a folder, an https address or a team.yaml."""
    with opened(ctx.obj) as (packs, _):
        for found in _read(source):
            click.echo("\n".join(_told(packs.preview(found))))
    return 0


@click.command()
@click.argument("source")
@click.option("--accept-key", metavar="WORDS", help="The eight words of a pack's new key, which you compared.")
@_keep
@_yes
@click.pass_context
def install(ctx: click.Context, source: str, accept_key: str | None, side: str, yes: bool) -> int:
    """Install the packs of SOURCE: a file, a folder, an https address or a team.yaml.

    Shows what comes in, and asks. What you changed yourself stays.
    """
    with opened(ctx.obj) as (packs, _):
        for found in _read(source):
            _install(packs, found, side, yes, accept_key)
    return 0


@click.command()
@click.argument("packs", nargs=-1, metavar="[PACK…]")
@_keep
@_yes
@click.pass_context
def update(ctx: click.Context, packs: tuple[str, ...], side: str, yes: bool) -> int:
    """Ask your subscriptions for newer packs, and install those you agree to; only the named PACKs if any are named."""
    with opened(ctx.obj) as (shelf, subscriptions):
        if not subscriptions.all():
            raise CommandError("You have no subscriptions. `alongside pack subscribe SOURCE` makes one.")
        offers, problems = subscriptions.check()
        offers = [offer for offer in offers if not packs or offer.preview.pack.id in packs]
        for offer in offers:
            _install(shelf, offer.found, side, yes, None)
    for problem in problems:
        click.echo(problem, err=True)
    if not offers and not problems:
        click.echo("Everything is up to date.")
    return COULD_NOT if problems else 0


@click.command()
@click.argument("pack")
@_yes
@click.pass_context
def remove(ctx: click.Context, pack: str, yes: bool) -> int:
    """Remove PACK. Snippets you changed or used stay as your own; the others go to the trash."""
    with opened(ctx.obj) as (packs, _):
        click.echo("\n".join(_effects(packs.preview_removal(pack))) or "No snippet changes.")
        if not yes:
            click.confirm(f"Remove {pack}?", abort=True)
        packs.remove(pack)
    click.echo(f"Removed {pack}. Its snippets can be brought back from the trash.")
    return 0


@click.command()
@click.argument("source")
@_yes
@click.pass_context
def subscribe(ctx: click.Context, source: str, yes: bool) -> int:
    """Subscribe to SOURCE, so that `alongside pack update` asks it for newer packs. Asks first, because that may use the network."""
    from server.sharing import sources
    from server.sharing.web import is_address

    with opened(ctx.obj) as (_, subscriptions):
        source = sources.plain(source)
        if is_address(source):
            click.echo(f"Each update will ask {source} for newer packs. The server there sees this machine's address.")
            click.echo("No text of yours is sent, and nothing is installed without your yes.")
            if not yes:
                click.confirm("Subscribe?", abort=True)
        subscriptions.add(source)
    click.echo(f"Subscribed to {source}. `alongside pack update` looks there.")
    return 0


@click.command()
@click.argument("source")
@click.pass_context
def unsubscribe(ctx: click.Context, source: str) -> int:
    """Never ask SOURCE again. Its packs stay."""
    from server.sharing import sources

    with opened(ctx.obj) as (_, subscriptions):
        source = sources.plain(source)
        if not subscriptions.end(source):
            raise CommandError(f"You are not subscribed to {source}. `alongside pack list` shows your subscriptions.")
    click.echo(f"Unsubscribed from {source}.")
    return 0


@click.command("list")
@click.pass_context
def list_packs(ctx: click.Context) -> int:
    """List installed packs and subscriptions."""
    with opened(ctx.obj) as (packs, subscriptions):
        installed, subscribed = packs.installed(), subscriptions.all()
    for pack in installed:
        signed = f", signed by: {pack.key.words}" if pack.key else ""
        click.echo(click.style(pack.id, bold=True) + f" {pack.version}  {pack.title} ({pack.state}{signed})")
        if pack.source:
            click.echo(f"   from {pack.source}")
    for one in subscribed:
        checked = f"last asked {one.checked[:16].replace('T', ' ')} UTC" if one.checked else "not asked yet"
        click.echo(f"subscribed to {one.source}, {checked}" + (f"\n   {one.problem}" if one.problem else ""))
    if not installed and not subscribed:
        click.echo("Nothing here yet but the built-in packs. `alongside pack install SOURCE` adds one.")
    return 0


def _read(source: str) -> "list[Found]":
    from server.sharing import sources

    reading = sources.read(sources.plain(source))
    for problem in reading.problems:
        click.echo(problem, err=True)
    if not reading.found:
        raise CommandError("No pack could be read there. Nothing changed.")
    return reading.found


def _install(packs: "Packs", found: "Found", side: str, yes: bool, accept_key: str | None) -> None:
    from server.library.from_packs import Choices
    from server.packs.signature import signer

    asks = side == "ask"
    choices = Choices(otherwise="mine" if asks else side)  # type: ignore[arg-type]  # click lets nothing else through
    accepted = None
    if accept_key is not None:
        key = signer(found.text)
        if key is None or key.words != " ".join(accept_key.split()):
            raise CommandError("These are not the words of the key this pack is signed with. Nothing changed.")
        accepted = key.public
    shown = packs.preview(found, choices, accept_key=accepted)
    click.echo("\n".join(_told(shown)))
    if shown.old_version == shown.pack.version and not shown.changes and accepted is None:
        click.echo(f"{shown.pack.id} {shown.old_version} is what you have.")
        return
    if not yes:
        if asks:
            choices = _chosen(shown.snippets)
        click.confirm("Install it?", abort=True)
    packs.install(found, choices, accept_key=accepted, expect=shown.sha256)
    click.echo(
        "Installed. Its snippets are in your library; its rules count in a moment, also if Alongside is running."
    )


def _chosen(snippets: "Iterable[PackChange]") -> "Choices":
    """Ask about each snippet that the agent and the pack changed, and about each shortcut that two want."""
    from server.library.from_packs import Choices

    conflicts: dict[str, Side] = {}
    shortcuts: dict[str, Side] = {}
    for change in snippets:
        if change.kind == "conflict" and change.mine and change.theirs:
            click.echo(click.style(change.title, bold=True))
            for name in change.fields:
                click.echo(f"   yours, {name}:  {_plain(getattr(change.mine, name))}")
                click.echo(f"   theirs, {name}: {_plain(getattr(change.theirs, name))}")
            conflicts[change.snippet] = click.prompt("   Keep", type=click.Choice(SIDES), default="mine")
        elif change.kind == "shortcut-dropped":
            click.echo(click.style(change.title, bold=True) + f": {change.detail}")
            pack = click.confirm("   Give it to the pack?", default=False)
            shortcuts[change.snippet] = "theirs" if pack else "mine"
    return Choices(conflicts, shortcuts)


def _plain(value: object) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value or "(empty)")
    return text.replace("\n", "\n      ")


def _told(shown: "Preview") -> Iterator[str]:
    """A preview in lines."""
    pack = shown.pack
    now = f" (you have {shown.old_version})" if shown.old_version else ""
    yield click.style(f"{pack.title} {pack.version}", bold=True) + f"{now}, pack {pack.id}"
    if pack.author or pack.license:
        yield "   " + ", ".join(part for part in (pack.author, pack.license) if part)
    if shown.key is not None:
        new = "; compare these words with your team lead's" if shown.key_state == "new" else ", as before"
        yield f"   signed by: {shown.key.words}{new}"
    else:
        yield "   not signed"
    yield from (f"   {note}" for note in shown.notes)
    yield from (f"   {change}" for change in shown.changes)
    yield from _effects(shown.snippets)


def _effects(snippets: "Iterable[PackChange]") -> Iterator[str]:
    """What happens to snippets, by kind, with the names of those that need a look."""
    changes = list(snippets)
    for kind, said in _SAID.items():
        these = [change for change in changes if change.kind == kind]
        if these:
            yield f"   {len(these)} {'snippet' if len(these) == 1 else 'snippets'}: {said}"
        if kind in ("conflict", "shortcut-dropped", "refused", "kept"):
            yield from (
                f"      {change.title}" + (f" ({change.detail})" if kind != "conflict" and change.detail else "")
                for change in these
            )
