"""``alongside mood``: how a customer feels. Works on its own, with no server running."""

from pathlib import Path
from typing import Any

import click

from agent.commands.problems import CALLED_WRONGLY, CommandError
from agent.commands.texts import answer_lines, field, read_text


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="One message a line in, one mood a line out, as JSON.")
@click.pass_context
def mood(ctx: click.Context, file: Path | None, jsonl: bool) -> int:
    """Read how a customer feels from their message.

    Reads FILE, or standard input without one. Says the feeling and its strength, whether it is urgent, what else
    shows (waiting, money, a repeated contact, …), and the words it was read from.

    With --jsonl each input line is {"id", "text"} and each output line is {"id", "emotion", "intensity", "urgent",
    "signals", "evidence"}; positions count UTF-16 code units. A line that cannot be read is answered by
    {"id", "error"} in its place, and the exit code is 2.
    """
    if jsonl:
        return _mood_lines(file, ctx.obj)
    text = read_text(file, "Type or paste the customer's message.")
    if not text.strip():
        raise CommandError("The message is empty; there is nothing to read.", CALLED_WRONGLY)
    from agent.commands.console import width
    from agent.commands.place import load_engine
    from agent.report import mood_report
    from server.coaching.style import style_of

    read = load_engine(ctx.obj).conversation(text)
    click.echo(mood_report(read.mood, read.situation, width()))
    style = style_of([text])
    if style:
        click.echo(f"{click.style('Writes:', bold=True)} {style.label.lower()}. {style.why} {style.text}")
    return 0


def _mood_lines(file: Path | None, profile: str | None) -> int:
    from agent.commands.place import load_engine
    from server.api import serialise

    engine = load_engine(profile)

    def answer(row: dict[str, Any]) -> dict[str, Any]:
        text = field(row, "text", needed=True)
        return serialise.mood(engine.conversation(text).mood, text)

    return answer_lines(file, answer)
