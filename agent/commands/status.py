"""``alongside status`` and ``alongside palette``: short questions to the running agent."""

import json
from typing import Any

import click

from agent.commands.place import ask_server, folders_of
from agent.commands.problems import not_running

MARKS = {"on": "✓", "starting": "…", "degraded": "!", "off": "○", "failed": "✗"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The server's own answer, for programs.")
@click.pass_context
def status(ctx: click.Context, as_json: bool) -> None:
    """Say whether Alongside is running and how it is.

    Exits with 3 when it is not running.
    """
    answer: dict[str, Any] = ask_server(ctx.obj, "GET", "/v1/status")
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    from server import runinfo

    info = runinfo.read(folders_of(ctx.obj))
    if info is None:  # it stopped between the two questions
        raise not_running()
    state = answer["state"]
    if state == "paused":
        until = answer["paused_until"]
        state = f"paused until {until}" if until else "paused until you resume"
    click.echo(click.style(f"Alongside {answer['version']} is {state}", bold=True) + f" at {info.url}")
    click.echo(f"{answer['rules']} rules, {answer['snippets']} snippets, {answer['packs']} packs")
    for part in answer["parts"]:
        detail = f": {part['detail']}" if part["detail"] else ""
        click.echo(f"{MARKS.get(part['mode'], '·')} {part['label']}{detail}")
        if part["next"]:
            click.echo(f"  → {part['next']}")
    for notice in answer["notices"]:
        click.echo(f"! {notice['message']}")


@click.command()
@click.pass_context
def palette(ctx: click.Context) -> None:
    """Open the snippet palette of the running agent.

    Bind this command to a key in your desktop's settings where Alongside cannot listen for keys itself (Wayland).
    """
    ask_server(ctx.obj, "POST", "/v1/palette")
