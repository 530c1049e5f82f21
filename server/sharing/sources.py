"""Where packs come from: a file, a folder (also a network drive), an address, or a team file that lists several of these."""

import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from server.packs.read import MAX_BYTES, PackError, Problem, decode
from server.packs.team import FILE_NAMES, is_team, parse_team
from server.sharing import web
from server.sharing.errors import SharingError

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Found:
    """A pack's text and where it stood; ``words``: the key's words that a team file asks for, or ""."""

    source: str
    text: str
    words: str = ""


@dataclass(slots=True)
class Reading:
    """What a source held. ``unchanged``: nothing new since ``remembered``; ``problems``: members that could not be read."""

    found: list[Found] = field(default_factory=list)
    remembered: dict[str, str] = field(default_factory=dict)
    unchanged: bool = False
    problems: list[str] = field(default_factory=list)


def plain(source: str, here: Path | None = None) -> str:
    """The source as it is remembered: an address as given, a path made absolute. Raises SharingError."""
    source = source.strip()
    if web.is_address(source):
        return web.check_address(source)
    try:
        return str(((here or Path.cwd()) / Path(source).expanduser()).absolute())
    except (RuntimeError, ValueError):  # “~somebody” who does not exist
        raise SharingError("not-there", f"There is no folder {source}.", "Check the path.") from None


def read(source: str, remembered: Mapping[str, str] | None = None) -> Reading:
    """Read all packs of a source. Raises SharingError, and PackError when a single pack's file cannot be read as text."""
    reading = Reading()
    if web.is_address(source):
        page = web.get(source, remembered)
        reading.remembered = page.remembered
        if page.raw is None:
            reading.unchanged = True
            return reading
        text = decode(page.raw, source)
    else:
        path = Path(source)
        if _is_folder(path):
            team = next((path / name for name in FILE_NAMES if (path / name).is_file()), None)
            if team is None:
                reading.found = list(_folder(path, reading.problems))
                if not reading.found and not reading.problems:
                    raise SharingError(
                        "no-pack", f"There is no pack in {path}.", "A pack is a file that ends in .yaml."
                    )
                return reading
            path, source = team, str(team)
        text = decode(_bytes(path), source)
    if not is_team(text):
        reading.found = [Found(source, text)]
        return reading
    reading.remembered = {}  # the list may be as it was while a pack in it is not
    for member in parse_team(text, source).members:
        where = _beside(source, member.source)
        try:
            reading.found += [Found(one.source, one.text, member.key) for one in _single(where)]
        except (SharingError, PackError) as error:
            reading.problems.append(str(error))
    return reading


def _single(source: str) -> Iterator[Found]:
    """A member of a team: one pack, never another team."""
    raw = web.get(source).raw if web.is_address(source) else _bytes(Path(source))
    yield Found(source, decode(raw or b"", source))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long; reading it says so
        return False


def _folder(folder: Path, problems: list[str]) -> Iterator[Found]:
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in ENDINGS and path.is_file() and not path.name.startswith("."):
            try:
                yield Found(str(path), decode(_bytes(path), str(path)))
            except (SharingError, PackError) as error:
                problems.append(str(error))


def _beside(team: str, member: str) -> str:
    if web.is_address(member):
        return web.check_address(member)
    if web.is_address(team):
        return web.check_address(urllib.parse.urljoin(team, member))
    return plain(member, Path(team).parent)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SharingError(
            "not-there", f"There is no file {path}.", "Check the path; is the drive connected?"
        ) from None
    except OSError as error:
        raise PackError([Problem(str(path), 0, "", f"cannot be read: {error.strerror or error}")]) from None
    return raw
