"""``alongside doctor``: looks at this machine and says what works, what does not, and what to do about it.

Changes nothing. Each check is one function that returns what it saw; a check that itself fails is a finding, not a crash.
"""

import importlib.util
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from agent.commands.place import extension_folder, folders_of, pack_files
from agent.commands.problems import COULD_NOT

if TYPE_CHECKING:
    from server.settings import Folders

Level = Literal["fine", "less", "broken"]
MARKS: dict[Level, str] = {"fine": "✓", "less": "!", "broken": "✗"}
COLOURS: dict[Level, str] = {"fine": "green", "less": "yellow", "broken": "magenta"}
PARTS = {"spacy": "the language engine", "flask": "the server", "PIL": "the tray icon", "re2": "the language engine"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What one check saw: ``less`` means Alongside works with one of its parts doing less; ``next`` says what to do."""

    label: str
    level: Level
    detail: str
    next: str = ""


@click.command()
@click.option("--report", is_flag=True, help="As plain text to send to somebody: your own folder's name is left out.")
@click.pass_context
def doctor(ctx: click.Context, report: bool) -> int:
    """Check this machine: what works, what does not, what to do.

    Changes nothing, and prints nothing that you or a customer wrote.
    Exits with 1 when something is broken; a part that does less (no tray, say) is not.
    """
    folders = folders_of(ctx.obj)
    broken = 0
    home = str(Path.home())
    if report:
        click.echo(f"Alongside {version('alongside')} on {platform.platform()}")
    for seen in _look(ctx.obj, folders):
        mark = click.style(MARKS[seen.level], fg=COLOURS[seen.level], bold=True)
        lines = f"{mark} {seen.label}: {seen.detail}" + (f"\n  → {seen.next}" if seen.next else "")
        click.echo(click.unstyle(lines).replace(home, "~") if report else lines)
        broken += seen.level == "broken"
    click.echo()
    click.echo("Everything Alongside needs is here." if not broken else f"{broken} to mend.")
    return COULD_NOT if broken else 0


def _look(profile: str | None, folders: "Folders") -> Iterator[Seen]:
    checks: list[tuple[str, Callable[[], Seen]]] = [
        ("Python", _python),
        ("Python packages", _packages),
        ("Folders", lambda: _folders(folders)),
        ("Settings", lambda: _settings(folders)),
        ("Library", lambda: _library(folders)),
        ("Rules", lambda: _rules(profile)),
        ("Extension", _extension),
        ("Server", lambda: _server(folders)),
    ]
    for label, check in checks:
        try:
            yield check()
        except Exception as problem:  # noqa: BLE001  (a check that fails is what we are here to report)
            yield Seen(label, "broken", f"{type(problem).__name__}: {problem}")
    try:
        yield from _desktop(profile, folders)
    except Exception as problem:  # noqa: BLE001
        yield Seen("Desktop", "less", f"{type(problem).__name__}: {problem}")


def _python() -> Seen:
    return Seen("Python", "fine", f"{platform.python_version()} on {platform.system()} ({sys.executable})")


def _packages() -> Seen:
    missing = [name for name in PARTS if importlib.util.find_spec(name) is None]
    if missing:
        parts = ", ".join(f"{name} ({PARTS[name]})" for name in missing)
        return Seen("Python packages", "broken", f"missing: {parts}", "Install Alongside again.")
    return Seen("Python packages", "fine", "all here")


def _folders(folders: "Folders") -> Seen:
    for folder in (folders.config, folders.data, folders.state):
        nearest = next(place for place in (folder, *folder.parents) if place.exists())
        if not os.access(nearest, os.W_OK):
            return Seen(
                "Folders", "broken", f"{nearest} is not writable", "Make it writable for you, or set ALONGSIDE_HOME."
            )
    return Seen("Folders", "fine", f"{folders.data} (library), {folders.config} (settings), {folders.state} (log)")


def _settings(folders: "Folders") -> Seen:
    from server.settings import load

    problems = load(folders.settings_file).problems
    if problems:
        return Seen(
            "Settings", "less", "; ".join(map(str, problems)), "Mend the line, or delete it to use the default."
        )
    return Seen("Settings", "fine", str(folders.settings_file) if folders.settings_file.exists() else "all as shipped")


def _library(folders: "Folders") -> Seen:
    import sqlite3
    from contextlib import closing

    file = folders.data / "library.sqlite3"
    if not file.exists():
        return Seen("Library", "fine", "made at the first start")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
        verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        count = database.execute("SELECT count(*) FROM snippets WHERE deleted IS NULL").fetchone()[0]
    if verdict != "ok":
        return Seen(
            "Library", "broken", f"{file} is damaged ({verdict})", "Start Alongside: it keeps the file and says more."
        )
    return Seen("Library", "fine", f"{count} snippets in {file}")


def _rules(profile: str | None) -> Seen:
    from server.language.engine import Engine

    engine = Engine(pack_files(profile))
    if engine.notices:
        return Seen("Rules", "less", "; ".join(engine.notices), "Run `alongside pack check` on the pack.")
    review = engine.review("I'm sorry you feel that way.")
    if not review.findings:
        return Seen("Rules", "broken", "the engine loads and finds nothing", "Install Alongside again.")
    return Seen("Rules", "fine", f"{engine.rule_count} loaded")


def _extension() -> Seen:
    folder = extension_folder()
    if folder is None:
        return Seen("Extension", "broken", "not part of this installation", "Install Alongside again.")
    return Seen("Extension", "fine", str(folder))


def _server(folders: "Folders") -> Seen:
    from agent.client import AwayError, call
    from server import runinfo

    info = runinfo.read(folders)
    if info is None:
        return Seen("Server", "fine", "not running; run `alongside` to start it")
    try:
        state = call(info, "GET", "/v1/status")["state"]
    except AwayError as problem:
        return Seen("Server", "broken", str(problem), "Quit Alongside and start it anew.")
    return Seen("Server", "fine", f"{state} at {info.url}, process {info.pid}; `alongside status` says more")


def _desktop(profile: str | None, folders: "Folders") -> Iterator[Seen]:
    """Tray, hotkeys, palette, pasting: as the running agent has them, or as they would be if it started now."""
    from agent.client import AwayError, RefusedError, call
    from server import runinfo

    info = runinfo.read(folders)
    if info is None:
        from agent.doctor import report

        for part in report(folders, profile):
            yield _seen(part.label, part.mode, part.detail, part.next)
        return
    try:
        parts = call(info, "GET", "/v1/status")["parts"]
    except (AwayError, RefusedError):  # the check of the server says so
        return
    for part in parts:
        if part["id"] != "library":
            yield _seen(part["label"], part["mode"], part["detail"], part["next"])


def _seen(label: str, mode: str, detail: str, following: str) -> Seen:
    level: Level = "less" if mode in ("degraded", "failed") else "fine"
    return Seen(label, level, detail or mode, following if level == "less" else "")
