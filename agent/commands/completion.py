"""``alongside completion``: the script that lets a shell complete our commands and options."""

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from agent.commands.problems import CALLED_WRONGLY, CommandError

SHELLS = ("bash", "zsh", "fish")
INSTALL = {
    "bash": "alongside completion bash > ~/.local/share/bash-completion/completions/alongside",
    "zsh": "alongside completion zsh > ~/.zfunc/_alongside   (with fpath+=~/.zfunc before compinit in ~/.zshrc)",
    "fish": "alongside completion fish > ~/.config/fish/completions/alongside.fish",
}


@click.command()
@click.argument("shell", required=False, type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str | None) -> None:
    """Print the completion script for your shell (bash, zsh or fish).

    \b
      bash  alongside completion bash > ~/.local/share/bash-completion/completions/alongside
      zsh   alongside completion zsh > ~/.zfunc/_alongside
      fish  alongside completion fish > ~/.config/fish/completions/alongside.fish
    """
    name = shell or Path(os.environ.get("SHELL", "")).name
    kind = get_completion_class(name)
    if kind is None or name not in SHELLS:
        raise CommandError("Say which shell: alongside completion bash, zsh or fish.", CALLED_WRONGLY)
    source = kind(ctx.find_root().command, {}, "alongside", "_ALONGSIDE_COMPLETE").source()
    click.echo(source)
    click.echo(f"To keep it: {INSTALL[name]}", err=True)
