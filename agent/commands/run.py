"""``alongside`` and ``alongside serve``: the long-running programs."""

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType

import click

from agent.commands.place import folders_of
from agent.commands.problems import CommandError


def start(profile: str | None) -> int:
    """Run tray, hotkeys, palette and server until the agent quits; returns the exit code. Raises CommandError."""
    from agent.app import run
    from server.memory import one_heap

    one_heap()
    return run(folders_of(profile), profile)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of the port in the settings; 0: any free one.")
@click.pass_context
def serve(ctx: click.Context, port: int | None) -> None:
    """Run the server only, without tray, hotkeys or palette.

    Ends with Ctrl+C or SIGTERM, after finishing what it is answering.
    """
    from server import serve as server
    from server.library.errors import LibraryError
    from server.memory import one_heap
    from server.runinfo import AlreadyRunningError, PortsTakenError

    one_heap()
    running = None
    with _on_signals(_interrupt):
        try:
            running = server.start(folders_of(ctx.obj), port=port)
            if running.note:
                click.echo(running.note, err=True)
            click.echo(f"Alongside serves at {running.url}. Stop it with Ctrl+C.")
            sys.stdout.flush()
            running.wait()
        except (AlreadyRunningError, PortsTakenError, LibraryError) as problem:
            raise CommandError(str(problem)) from None
        except KeyboardInterrupt:
            click.echo("Stopping.", err=True)
        finally:
            if running is not None:
                with _on_signals(signal.SIG_IGN):  # once is enough: a second signal must not tear up the stopping
                    running.stop()


@contextlib.contextmanager
def _on_signals(do: Callable[[int, FrameType | None], None] | signal.Handlers) -> Iterator[None]:
    before = {number: signal.signal(number, do) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
