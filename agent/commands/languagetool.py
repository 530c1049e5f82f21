"""``alongside languagetool``: the address for editors with a LanguageTool plug-in."""

import click

from agent.commands.place import ask_server, folders_of
from agent.commands.problems import CALLED_WRONGLY, CommandError

HOW = """
Put this address where your editor's LanguageTool plug-in asks for a server. If it asks for the address of the API,
add v2 at the end. Keep it to yourself: it is the only key. `--new-key` makes another and ends this one."""
OFF = "It is switched off. Switch it on with `alongside languagetool --on`."


@click.command()
@click.option("--on", is_flag=True, help="Let editors use the address.")
@click.option("--off", is_flag=True, help="Refuse all that use it.")
@click.option("--new-key", is_flag=True, help="Make a new address; the old one stops working at once.")
@click.pass_context
def languagetool(ctx: click.Context, on: bool, off: bool, new_key: bool) -> None:
    """Print the address for editors with a LanguageTool plug-in.

    Such editors then show what Alongside finds. Only the address goes to standard output, so that scripts can use it;
    all else goes to standard error.
    """
    from server import runinfo, settings
    from server.languagetool import KeyFile, address

    if on and off:
        raise CommandError("Choose either --on or --off.", CALLED_WRONGLY)
    folders = folders_of(ctx.obj)
    if on or off:
        _switch(ctx.obj, on)
    folders.create()
    keys = KeyFile(folders)
    key = (None if new_key else keys.read()) or keys.renew()
    info = runinfo.read(folders)
    chosen = settings.load(folders.settings_file).settings
    click.echo(address(info.url if info else f"http://{runinfo.HOST}:{chosen.port}", key))
    click.echo(HOW.rstrip() if chosen.languagetool else OFF, err=True)


def _switch(profile: str | None, on: bool) -> None:
    """Change the setting through the running Alongside, so that it counts at once; without one, in the file."""
    from server import runinfo, settings

    change = {"languagetool.enabled": on}
    folders = folders_of(profile)
    if runinfo.read(folders):
        ask_server(profile, "PUT", "/v1/settings", change)
        return
    try:
        settings.save(folders.settings_file, change)
    except settings.SettingsError as problem:
        raise CommandError(str(problem)) from None
