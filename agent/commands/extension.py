"""``alongside extension``: where the browser extension is, and how to load it."""

import click

from agent.commands.place import extension_folder
from agent.commands.problems import CommandError

HOW = """
Chrome, Edge, Brave and other Chromium browsers
  1. Open chrome://extensions (edge://extensions in Edge) and switch on "Developer mode".
  2. Choose "Load unpacked" and pick the folder above.
Firefox
  1. Open about:debugging#/runtime/this-firefox and choose "Load Temporary Add-on…".
  2. Pick manifest.json in the folder above. Firefox forgets it when it closes.

Then choose Alongside's icon in the browser and "Pair"; approve the code in the tray, or with `alongside pair`.
"""


@click.command()
def extension() -> None:
    """Print the browser extension's folder and how to load it.

    Only the folder goes to standard output, so that scripts can use it; how to load it goes to standard error.
    """
    folder = extension_folder()
    if folder is None:
        raise CommandError("The browser extension is not part of this installation. Install Alongside again.")
    click.echo(folder)
    click.echo(HOW.rstrip(), err=True)
