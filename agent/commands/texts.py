"""Reads drafts and messages given to a command: files, standard input, and JSON lines. UTF-8 only, and says where not."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from agent.commands.problems import CALLED_WRONGLY, CommandError

BOM = b"\xef\xbb\xbf"


class BadLineError(Exception):
    """One line of JSON lines input that cannot be used; ``str(problem)`` says why, without the line number."""


def decoded(raw: bytes, name: str) -> str:
    """``raw`` as UTF-8 text (a byte-order mark is dropped, Windows line ends become ``\\n``).

    Raises CommandError naming the line and column of the first byte that is not UTF-8.
    """
    try:
        text = raw.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as problem:
        before = problem.object[: problem.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise CommandError(
            f"{name} is not UTF-8 text: line {line}, column {column} has the byte 0x{problem.object[problem.start]:02x}. "
            "Save it as UTF-8 and try again.",
            CALLED_WRONGLY,
        ) from None
    return text.replace("\r\n", "\n")


def opened(path: Path | None) -> BinaryIO:
    """A file, or standard input (``path`` None or ``-``), for reading bytes. Raises CommandError."""
    if path is None or str(path) == "-":
        return sys.stdin.buffer
    try:
        return path.open("rb")
    except IsADirectoryError:
        raise CommandError(f"{path} is a folder. Name a file with the text in it.", CALLED_WRONGLY) from None
    except FileNotFoundError:
        raise CommandError(
            f"There is no file {path}. Name a file, or send the text in: echo 'My reply' | alongside review",
            CALLED_WRONGLY,
        ) from None
    except PermissionError:
        raise CommandError(f"{path} may not be read by you. Check its permissions.", CALLED_WRONGLY) from None


def read_text(path: Path | None, prompt: str) -> str:
    """The whole text of a file, or of standard input (``path`` None or ``-``).

    On a terminal ``prompt`` says first what to type. Raises CommandError when it cannot be read.
    """
    with opened(path) as source:
        if source is sys.stdin.buffer and sys.stdin.isatty():
            click.echo(f"{prompt} End with Ctrl+D on a line of its own.", err=True)
        return decoded(source.read(), "Standard input" if source is sys.stdin.buffer else str(path))


def text_or_file(value: str) -> str:
    """``value`` itself, or the text of the file it names."""
    try:
        named = Path(value).is_file()
    except (OSError, ValueError):  # too long for a file name, or with a null character: it is the text
        named = False
    return read_text(Path(value), "") if named else value


def field(row: dict[str, Any], name: str, *, needed: bool = False) -> str:
    """The text under ``name`` in one JSON line; "" when it is absent or null. Raises BadLineError."""
    value = row.get(name)
    if value is None:
        if needed:
            raise BadLineError(f'"{name}" is missing')
        return ""
    if not isinstance(value, str):
        raise BadLineError(f'"{name}" must be a text in quotes, not {json.dumps(value)[:40]}')
    return value


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        row = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as problem:
        raise BadLineError(f"byte {problem.start + 1} is not UTF-8") from None
    except json.JSONDecodeError as problem:
        raise BadLineError(f"not JSON: {problem.msg} at column {problem.colno}") from None
    except RecursionError:
        raise BadLineError("nested too deeply") from None
    if not isinstance(row, dict):
        raise BadLineError('not an object; write {"id": …, …}')
    return row


def json_lines(path: Path | None) -> Iterator[bytes]:
    """The lines of a file or of standard input as they arrive, without line ends."""
    with opened(path) as source:
        for number, raw in enumerate(source):
            yield (raw.removeprefix(BOM) if number == 0 else raw).rstrip(b"\r\n")


def answer_lines(path: Path | None, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Answer JSON lines one by one, each flushed at once, so that another program can hold a conversation.

    ``answer`` gets one line's object and returns the object to print after its ``id``; it may raise BadLineError. A line
    that cannot be used is answered in its place by ``{"id": …, "error": {"line": n, "message": …}}`` and named on
    standard error; the others are not affected. Blank lines are skipped. Returns the exit code: 0, or 2 with a bad line.
    """
    bad = 0
    for number, raw in enumerate(json_lines(path), start=1):
        if not raw.strip():
            continue
        row: dict[str, Any] = {}
        try:
            row = _parsed(raw)
            out = {"id": row.get("id"), **answer(row)}
        except BadLineError as problem:
            bad += 1
            out = {"id": row.get("id"), "error": {"line": number, "message": str(problem)}}
            click.echo(f"Line {number}: {problem}.", err=True)
        # Escaped to ASCII: the same bytes whatever the terminal's encoding is, and even for half a surrogate pair.
        sys.stdout.write(json.dumps(out) + "\n")
        sys.stdout.flush()
    if bad:
        click.echo(f"{bad} of the lines could not be read; all others were answered.", err=True)
    return CALLED_WRONGLY if bad else 0
