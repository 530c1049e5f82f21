"""``alongside pair``: let a browser extension in, or shut it out, without leaving the terminal."""

from typing import Any

import click

from agent.commands.place import ask_server
from agent.commands.problems import CommandError

NOTHING = "No browser is waiting. Choose Alongside's icon in the browser, then “Pair”, and come back here."


@click.group(invoke_without_command=True)
@click.pass_context
def pair(ctx: click.Context) -> None:
    """Approve a browser extension; list or revoke paired ones.

    Without a command, shows who is waiting and asks. Approve only when the code is the one your browser shows.
    """
    if ctx.invoked_subcommand is None:
        _decide_all(ctx.obj)


@pair.command("list")
@click.pass_context
def list_pairings(ctx: click.Context) -> None:
    """List waiting requests and paired extensions."""
    known = ask_server(ctx.obj, "GET", "/v1/pairings")
    for request in known["requests"]:
        click.echo(f"waiting  {request['code']}  {request['name']}  ({request['origin']})")
    for pairing in known["pairings"]:
        used = f"last used {pairing['last_used'][:10]}" if pairing.get("last_used") else "not used yet"
        click.echo(f"paired   {pairing['id']}  {pairing['name']}  since {pairing['created'][:10]}, {used}")
    if not known["requests"] and not known["pairings"]:
        click.echo("No browser is paired. Run `alongside extension` to see how to load the extension.")


@pair.command()
@click.argument("code")
@click.pass_context
def approve(ctx: click.Context, code: str) -> None:
    """Let in the extension that shows CODE."""
    _decide(ctx.obj, _waiting(ctx.obj, code), "approve")


@pair.command()
@click.argument("code")
@click.pass_context
def refuse(ctx: click.Context, code: str) -> None:
    """Turn away the extension that shows CODE."""
    _decide(ctx.obj, _waiting(ctx.obj, code), "refuse")


@pair.command()
@click.argument("pairing")
@click.pass_context
def revoke(ctx: click.Context, pairing: str) -> None:
    """Shut out a paired extension; PAIRING is its id from `alongside pair list`."""
    known = {one["id"]: one for one in ask_server(ctx.obj, "GET", "/v1/pairings")["pairings"]}
    if pairing not in known:
        raise CommandError(f"No extension is paired as {pairing}. `alongside pair list` shows all ids.")
    ask_server(ctx.obj, "DELETE", f"/v1/pairings/{pairing}")
    click.echo(f"Shut out: {known[pairing]['name']}. It can ask again at any time.")


def _plain(code: str) -> str:
    return code.replace("-", "").replace(" ", "").upper()


def _waiting(profile: str | None, code: str) -> dict[str, Any]:
    requests = ask_server(profile, "GET", "/v1/pairings")["requests"]
    for request in requests:
        if _plain(request["code"]) == _plain(code):
            return dict(request)
    if not requests:
        raise CommandError(NOTHING)
    shown = ", ".join(request["code"] for request in requests)
    raise CommandError(f"No request has the code {code}. Waiting: {shown}.")


def _decide(profile: str | None, request: dict[str, Any], decision: str) -> None:
    ask_server(profile, "POST", f"/v1/pairings/{request['request']}/{decision}")
    done = "Paired with" if decision == "approve" else "Turned away"
    click.echo(f"{done} {request['name']}.")


def _decide_all(profile: str | None) -> None:
    requests = ask_server(profile, "GET", "/v1/pairings")["requests"]
    if not requests:
        click.echo(NOTHING)
    for request in requests:
        click.echo(f"{request['name']} wants to use Alongside. Its code: " + click.style(request["code"], bold=True))
        click.echo(f"   {request['origin']}")
        same = click.confirm("Does your browser show the same code?", default=None)
        _decide(profile, request, "approve" if same else "refuse")
