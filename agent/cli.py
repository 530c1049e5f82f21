"""``alongside``: the command line.

Nothing heavy is imported here: ``alongside --help`` and ``--version`` answer without Flask, spaCy or a display, and
each command's module is loaded when that command runs.

Exit codes: 0 done · 1 it could not be done, or a check found something · 2 the command was called wrongly, or some
input lines could not be read · 3 Alongside is not running · 130 stopped with Ctrl+C · 141 the reader of our output
went away (``| head``).
"""

import contextlib
import importlib
import io
import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from agent.commands.console import colour
from agent.commands.problems import COULD_NOT, CommandError

STOPPED, READER_GONE = 130, 141

#: command → (module in ``agent.commands``, one line for --help). The function has the command's name.
COMMANDS = {
    "serve": ("run", "Run the server only, without tray, hotkeys or palette."),
    "review": ("review", "Review a reply: what to look at, why, and better words."),
    "report": ("report", "Report on how you or your team write: counts, never texts."),
    "scores": ("report", "Bring in customers' ratings, to report beside the counts."),
    "mood": ("mood", "Read how a customer feels from their message."),
    "pair": ("pair", "Approve a browser extension; list or revoke paired ones."),
    "pack": ("pack", "Check, install, share and sign packs of rules and snippets."),
    "library": ("library", "Search, list, import, export and back up your phrase library."),
    "rules": ("rules", "List and search the rules that are loaded."),
    "languagetool": ("languagetool", "Print the address for editors with a LanguageTool plug-in."),
    "extension": ("extension", "Print the browser extension's folder and how to load it."),
    "status": ("status", "Say whether Alongside is running and how it is."),
    "palette": ("status", "Open the snippet palette of the running agent."),
    "doctor": ("doctor", "Check this machine: what works, what does not, what to do."),
    "completion": ("completion", "Print the completion script for your shell."),
}

EPILOG = """\b
With no command, Alongside starts: tray icon, hotkeys, palette and server.

\b
Exit codes
  0  done
  1  it could not be done, or a check found something
  2  called wrongly, or some input lines could not be read
  3  Alongside is not running
"""


class ReaderGoneError(Exception):
    """Whoever reads our output stopped reading."""


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is used; --help lists them without importing any."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away is told apart here, before click makes an exit code 1 of it."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise ReaderGoneError from None
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, in the order they are best read."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``, imported now; None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"agent.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands for --help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"alongside {version('alongside')}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--profile",
    metavar="NAME",
    envvar="ALONGSIDE_PROFILE",
    help="Keep settings, library and pairings of this profile apart from all others.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say more about what is being done, on standard error.")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Print the version."
)
@click.pass_context
def alongside(ctx: click.Context, profile: str | None, verbose: bool) -> int:
    """Stands beside you as you write to customers.

    Marks phrasing that pities or dismisses, says why, and offers words that understand and act. Everything stays on
    this machine.
    """
    ctx.obj = profile
    ctx.color = colour()
    console = logging.StreamHandler()
    console.setLevel(logging.DEBUG if verbose else logging.WARNING)  # the log file has its own level
    logging.basicConfig(handlers=[console], level=console.level, format="%(levelname)s %(name)s: %(message)s")
    if ctx.invoked_subcommand is None:
        from agent.commands.run import start

        return start(profile)
    return 0


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line with ``args`` (default: the process's own) and return its exit code.

    A problem is told in one or two sentences on standard error; a traceback is shown only with --verbose.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a dash still gets the sentence
    try:
        result = alongside.main(args=args, prog_name="alongside", standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except CommandError as problem:
        click.echo(str(problem), err=True)
        return problem.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except ReaderGoneError:
        # Python flushes standard output once more on its way out; give it somewhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        click.echo(f"{where}{problem.strerror or problem}. `alongside doctor` may say more.", err=True)
        return COULD_NOT
    except Exception as problem:
        logging.getLogger(__name__).debug("where it happened", exc_info=problem)
        click.echo(f"Alongside has a defect here ({type(problem).__name__}: {problem}).", err=True)
        click.echo("Please report it with what `alongside --verbose …` prints, without customers' words.", err=True)
        return COULD_NOT
    return result if isinstance(result, int) else 0


def run() -> NoReturn:
    """``main`` as a process of its own."""
    code = main()
    if threading.active_count() > 1:
        # All that matters is stopped and written by now. A thread that is still inside a library's C++ (loading the engine, talking
        # to the desktop) would crash Python as it takes itself apart, so it is not given the chance.
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
