"""Where a command works: the folders of its profile, its language engine, and the server running there, if any."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from agent.commands.problems import CALLED_WRONGLY, CommandError, not_running

if TYPE_CHECKING:
    from server.language.engine import Engine
    from server.packs.model import Pack
    from server.settings import Folders


def folders_of(profile: str | None) -> "Folders":
    """The folders of a profile. Raises CommandError for a name that cannot be a profile's."""
    from server.settings import Folders, SettingsError

    try:
        return Folders.find(profile)
    except SettingsError as problem:
        raise CommandError(str(problem), CALLED_WRONGLY) from None


def pack_files(profile: str | None) -> list[Path]:
    """The packs this profile uses, as the running server would."""
    from server import settings
    from server.packs.installed import used_packs

    folders = folders_of(profile)
    return used_packs(folders.data, settings.load(folders.settings_file).settings.packs_off)


def read_packs(profile: str | None) -> "list[Pack]":
    """The packs this profile uses, read. Those that could not be are named on standard error."""
    from server.packs.installed import read_all

    packs, notices = read_all(pack_files(profile))
    for notice in notices:
        click.echo(notice, err=True)
    return packs


def load_engine(profile: str | None) -> "Engine":
    """The engine with the packs this profile uses. What could not be loaded is named on standard error."""
    from server.language.engine import Engine

    engine = Engine(pack_files(profile))
    for notice in engine.notices:
        click.echo(notice, err=True)
    return engine


def ask_server(profile: str | None, method: str, path: str, body: Any = None) -> Any:
    """One request to the profile's running server; see ``agent.client.call``. Raises CommandError."""
    from agent.client import AwayError, RefusedError, call
    from server import runinfo

    info = runinfo.read(folders_of(profile))
    if info is None:
        raise not_running()
    try:
        return call(info, method, path, body)
    except AwayError as problem:
        raise CommandError(f"{problem} Wait a moment and try again, or quit Alongside and start it anew.", 3) from None
    except RefusedError as problem:
        raise CommandError(str(problem)) from None


def extension_folder() -> Path | None:
    """The folder of the browser extension: inside the installed package, or beside it in a checkout. None: not there."""
    package = Path(__file__).parent.parent
    for folder in (package / "extension", package.parent / "extension"):
        if (folder / "manifest.json").is_file():
            return folder
    return None
