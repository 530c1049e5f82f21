"""The settings file, and the three folders everything lives in.

The file is TOML, so that a person can read and mend it. A wrong value never stops the program: the default is used, the
file is left as it is, and the problem is reported with its line. Keys and comments this version does not know survive
every change that is saved.
"""

import contextlib
import json
import os
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

APP = "alongside"
DEFAULT_PORT = 27180
PORTS_TRIED = 10
LOG_LEVELS = ("debug", "info", "warning", "error")
SETTINGS_FILE = "settings.toml"
_PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class SettingsError(Exception):
    """The settings cannot be saved, or a name in them is wrong. The message says what to do; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a profile keeps its files: ``config`` (settings), ``data`` (library, pairings, packs) and ``state`` (log)."""

    config: Path
    data: Path
    state: Path

    @classmethod
    def find(cls, profile: str | None = None, environ: Mapping[str, str] | None = None) -> "Folders":
        """The folders of a profile; without a name, of ``ALONGSIDE_PROFILE`` or the ordinary one.

        ``ALONGSIDE_HOME=DIR`` puts all three under ``DIR``. Nothing is created. Raises SettingsError for a profile name
        that could not be a folder name.
        """
        env = os.environ if environ is None else environ
        name = profile or env.get("ALONGSIDE_PROFILE") or None
        if name is not None and not _PROFILE_NAME.fullmatch(name):
            raise SettingsError(
                f"“{name}” cannot be a profile name. Use up to 40 letters, digits, hyphens and underscores."
            )
        home = env.get("ALONGSIDE_HOME")
        if home:
            base = Path(home).expanduser().absolute()
            found = cls(base / "config", base / "data", base / "state")
        else:
            dirs = platformdirs.PlatformDirs(APP, appauthor=False, roaming=False)
            found = cls(dirs.user_config_path, dirs.user_data_path, dirs.user_state_path)
            if len({found.config, found.data, found.state}) < 3:  # Windows and macOS may give one folder for all
                found = cls(found.config / "config", found.data / "data", found.state / "state")
        if name is None:
            return found
        return cls(*(folder / "profiles" / name for folder in (found.config, found.data, found.state)))

    def create(self) -> None:
        """Make the folders, readable by their owner only. Raises OSError when that is impossible."""
        for folder in (self.config, self.data, self.state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)

    @property
    def settings_file(self) -> Path:
        """The settings file; it need not exist."""
        return self.config / SETTINGS_FILE


Check = Callable[[Any], Any]
"""Takes a value from the file and gives it back, or raises ValueError saying what it must be."""


def _whole(low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return check


def _words(longest: int) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise ValueError(f"must be text on one line, in quotes, at most {longest} characters")
        return str(value)

    return check


def _one_of(*choices: str) -> Check:
    def check(value: Any) -> str:
        if value not in choices:
            raise ValueError("must be one of " + ", ".join(f'"{c}"' for c in choices))
        return str(value)

    return check


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return bool(value)


def _ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('must be a list of pack ids, such as ["core-blame"]')
    return tuple(str(item) for item in value)


def _setting(key: str, default: Any, check: Check, about: str) -> Any:
    return field(default=default, metadata={"key": key, "check": check, "about": about})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; each field's key in the file is ``table.name``."""

    port: int = _setting(
        "server.port",
        DEFAULT_PORT,
        _whole(1024, 65535),
        "The port on 127.0.0.1. The browser extension looks for 27180 to 27189.",
    )
    threads: int = _setting("server.threads", 4, _whole(1, 16), "How many requests are answered at the same time.")
    longest_draft: int = _setting(
        "review.longest-draft",
        50_000,
        _whole(1_000, 200_000),
        "The longest draft that is reviewed, in characters.",
    )
    engine_rest_minutes: int = _setting(
        "engine.rest-minutes",
        10,
        _whole(0, 1440),
        "Minutes without a draft after which the language engine rests, which frees most of the memory. 0: never.",
    )
    packs_off: tuple[str, ...] = _setting("packs.off", (), _ids, "Packs that stay installed but are not used.")
    languagetool: bool = _setting(
        "languagetool.enabled",
        False,
        _switch,
        "Whether editors with a LanguageTool plug-in may use Alongside; see languagetool.md.",
    )
    your_name: str = _setting("you.name", "", _words(120), "Your name as customers see it; snippets fill it in.")
    palette_hotkey: str = _setting(
        "hotkeys.palette", "ctrl+alt+space", _words(60), "Opens the snippet palette in any program. Empty: none."
    )
    rewrite_hotkey: str = _setting(
        "hotkeys.rewrite", "ctrl+alt+r", _words(60), "Rewrites the text selected in any program. Empty: none."
    )
    abbreviations: bool = _setting(
        "hotkeys.abbreviations",
        False,
        _switch,
        "Whether a snippet's shortcut, typed in any program and followed by a space, becomes the snippet (X11 and Windows).",
    )
    notifications: bool = _setting("desktop.notifications", True, _switch, "Whether desktop notifications are shown.")
    insights: bool = _setting(
        "insights.enabled",
        True,
        _switch,
        "Whether replies, findings and snippet uses are counted on this machine. Counts and ids, never texts.",
    )
    insights_days: int = _setting(
        "insights.keep-days", 400, _whole(7, 3650), "How many days counts are kept; older ones are deleted."
    )
    insights_tickets: bool = _setting(
        "insights.ticket-ids",
        True,
        _switch,
        "Whether the helpdesk's ticket number is kept with a reply's counts, so that ratings can be joined to it.",
    )
    log_level: str = _setting(
        "log.level",
        "info",
        _one_of(*LOG_LEVELS),
        "How much the log says. It never holds what you or a customer wrote.",
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the settings file: where (``line`` from 1, or None), which ``key``, and what to do about it."""

    file: Path
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings as read, and what was wrong with the file."""

    settings: Settings
    problems: tuple[Problem, ...] = ()


def load(path: Path) -> Loaded:
    """Read a settings file; a missing file means the defaults. Never raises: what is wrong comes back as problems."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Loaded(Settings())
    except UnicodeDecodeError:
        return Loaded(Settings(), (_whole_file(path, None, "this file is not UTF-8 text."),))
    except OSError as error:
        return Loaded(Settings(), (_whole_file(path, None, f"this file cannot be read ({error.strerror})."),))
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        number = int(line.group(1)) if line else text.count("\n") + 1  # otherwise it is the end of the file
        return Loaded(Settings(), (_whole_file(path, number, f"this is not valid TOML ({error})."),))

    chosen: dict[str, Any] = {}
    problems: list[Problem] = []
    for item in fields(Settings):
        key = item.metadata["key"]
        table, name = key.split(".")
        section = values.get(table, {})
        if not isinstance(section, dict):
            problem = Problem(path, _line_of(text, table, ""), table, f"{table} must be a table: [{table}].")
            if problem not in problems:
                problems.append(problem)
            continue
        if name not in section:
            continue
        try:
            chosen[item.name] = item.metadata["check"](section[name])
        except ValueError as error:
            used = _written(item.default)
            message = f"{key} {error}. Using {used} until it is mended."
            problems.append(Problem(path, _line_of(text, table, name), key, message))
    return Loaded(replace(Settings(), **chosen), tuple(problems))


def save(path: Path, changes: Mapping[str, Any]) -> Settings:
    """Write changes (``{"server.port": 27190}``) into the file and return the settings it then holds.

    Comments, order and unknown keys stay. Raises SettingsError for an unknown key, a wrong value, or a file that cannot
    be understood or written; the file is then as it was.
    """
    known = {item.metadata["key"]: item for item in fields(Settings)}
    checked: dict[str, Any] = {}
    for key, value in changes.items():
        if key not in known:
            raise SettingsError(f"There is no setting called “{key}”.")
        try:
            checked[key] = known[key].metadata["check"](value)
        except ValueError as error:
            raise SettingsError(f"{key} {error}.") from error
    import tomlkit  # noqa: PLC0415  (a megabyte that only a change needs)
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        document = tomlkit.parse(text)
        for key, value in checked.items():
            table, name = key.split(".")
            if table not in document:
                document[table] = tomlkit.table()
            document[table][name] = _plain(value)
        write_private(path, tomlkit.dumps(document))
    except (TOMLKitError, UnicodeDecodeError, TypeError) as error:
        raise SettingsError(f"{path} has a mistake in it ({error}). Mend it first; nothing was changed.") from error
    except OSError as error:
        raise SettingsError(f"{path} could not be written ({error.strerror}). Nothing was changed.") from error
    return load(path).settings


def _written(value: Any) -> str:
    """A setting's value as TOML has it; for switches, numbers, plain words and lists of them that is JSON."""
    return json.dumps(_plain(value), ensure_ascii=False)


def template() -> str:
    """A settings file in which every setting stands commented out with its default and what it does."""
    lines = ["# Alongside. Take away the # in front of a setting to change it.", ""]
    table = ""
    for item in fields(Settings):
        section, name = item.metadata["key"].split(".")
        if section != table:
            lines += [f"[{section}]"]
            table = section
        value = _written(item.default)
        lines += [f"# {item.metadata['about']}", f"# {name} = {value}", ""]
    return "\n".join(lines)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all. Raises OSError; the old file is then untouched."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # created 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _whole_file(path: Path, line: int | None, message: str) -> Problem:
    return Problem(path, line, "", f"{message} Using the defaults; the file is left as it is.")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _line_of(text: str, table: str, name: str) -> int | None:
    """The line a key stands on; TOML parsers do not keep it, so look for the header and then the key."""
    header = re.compile(rf"\s*\[\s*[\"']?{re.escape(table)}[\"']?\s*\]")
    key = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=")
    dotted = re.compile(
        rf"\s*[\"']?{re.escape(table)}[\"']?\s*" + (rf"\.\s*[\"']?{re.escape(name)}[\"']?\s*=" if name else "=")
    )
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("["):
            inside = bool(header.match(line))
            if inside and not name:
                return number
        elif (inside and name and key.match(line)) or dotted.match(line):
            return number
    return None
