"""Reads a pack file: YAML to dataclasses, with the line of everything that is wrong.

YAML is read with PyYAML's safe loader only (no objects, no code). Aliases are refused: no pack needs them, and they are how a
small file grows into gigabytes ("billion laughs"). Fields this version does not know are left out of the result, never an error.
"""

import functools
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

import phrases
from server.language.model import Kind
from server.packs.model import (
    Drill,
    Example,
    Gesture,
    Override,
    Pack,
    Point,
    Rule,
    Say,
    Scenario,
    SituationSpec,
    Snippet,
    Turn,
)

if TYPE_CHECKING:
    import jsonschema

MAX_BYTES = 8 * 1024 * 1024
DEEPEST = 20  # collections inside one another; a pack needs five
MOST_PROBLEMS = 200
FORMAT = 1
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a pack: where (``line`` from 1; 0 = the whole file), in which entry, and what to do about it.

    ``column`` from 1 where a character is at fault; 0 stands for the whole line.
    """

    path: str
    line: int
    entry: str
    message: str
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.entry}: {self.message}" if self.entry else f"{place}: {self.message}"


class PackError(Exception):
    """A pack could not be read. ``problems`` says what and where, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read_pack(path: Path) -> Pack:
    """Read and validate a pack file.

    Raises PackError when the file cannot be read, is not UTF-8, is larger than 8 MiB, is not YAML, or breaks the schema.
    """
    return parse_pack(read_text(path), str(path), path)


def read_shipped(path: Path) -> Pack:
    """Read a pack that came with Alongside. Its form was checked when it was made, which takes two thirds of the time, so it
    is checked again only where no pack can be made of it. Raises PackError.
    """
    text = read_text(path)
    try:
        return _build(*load_yaml(text, str(path)), path)
    except (AttributeError, KeyError, TypeError):
        return parse_pack(text, str(path), path)


def read_text(path: Path) -> str:
    """A pack file's text. Raises PackError when it cannot be read, is too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PackError([Problem(str(path), 0, "", f"cannot be read: {error.strerror or error}")]) from error
    return decode(raw, str(path))


def decode(raw: bytes, name: str) -> str:
    """The text of a pack's bytes, with plain line ends. Raises PackError when they are too many, or not UTF-8."""
    if len(raw) > MAX_BYTES:
        what = f"is larger than {MAX_BYTES // 1024 // 1024} MB; split it into several packs"
        raise PackError([Problem(name, 0, "", what)])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        what = "is UTF-16 text" if wide else "is not UTF-8 text here"
        raise PackError([Problem(name, line, "", f"{what}; save the file as UTF-8 and try again")]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def parse_pack(text: str, name: str = "pack", path: Path | None = None) -> Pack:
    """Read a pack from its YAML text; ``name`` stands for the file in messages. Raises PackError."""
    data, lines = load_yaml(text, name)
    newer = data.get("format") if isinstance(data, dict) else None
    if isinstance(newer, int) and newer > FORMAT:  # what else seems wrong in it may be right there
        what = f"was made for a newer Alongside (pack format {newer}); update Alongside to use it"
        raise PackError([Problem(name, lines[("format",)], "", what)])
    errors = itertools.islice(_validator().iter_errors(data), MOST_PROBLEMS)
    problems = [
        Problem(name, line_of(lines, error.absolute_path), _entry(data, error.absolute_path), _say_what(error))
        for error in sorted(errors, key=lambda e: [str(part) for part in e.absolute_path])
    ] or [*_duplicate_ids(data, lines, name), *_duplicate_shortcuts(data, lines, name)]
    if problems:
        raise PackError(sorted(problems, key=lambda problem: problem.line))
    return _build(data, lines, path)


@functools.cache
def _validator() -> "jsonschema.Draft202012Validator":
    import jsonschema  # noqa: PLC0415  (3 MB, and a server that is asked nothing reads no pack itself)

    return jsonschema.Draft202012Validator(json.loads(phrases.SCHEMA.read_text(encoding="utf-8")))


Lines = dict[tuple[str | int, ...], int]


def load_yaml(text: str, name: str) -> tuple[Any, Lines]:
    """YAML text to plain data, and the line of every node by its path. Raises PackError."""
    lines: Lines = {}
    try:
        _refuse_bombs(text, name)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise PackError([Problem(name, 0, "", "is empty")])
            twice = [*_note_lines(node, (), lines, name)]
            if twice:
                raise PackError(twice)
            return loader.construct_document(node), lines
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        # libyaml counts bytes, Python's own reader characters.
        counts_bytes = _Loader is not yaml.SafeLoader
        at = len(text.encode()[: error.position].decode(errors="ignore")) if counts_bytes else error.position
        line = text.count("\n", 0, at) + 1
        what = f"has a character that no text needs (U+{ord(text[at]):04X}); remove it"
        column = at - text.rfind("\n", 0, at)
        raise PackError([Problem(name, line, "", what, column)]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        what = next((plain for start, plain in _YAML_IN_PLAIN_WORDS if what.startswith(start)), what)
        column = f" (column {mark.column + 1})" if mark else ""
        line, at = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise PackError([Problem(name, line, "", f"is not valid YAML: {what}{column}", at)]) from error
    except ValueError as error:  # a number of thousands of digits, a 32nd of January
        raise PackError([Problem(name, 0, "", f"is not valid YAML: {error}")]) from error


_YAML_IN_PLAIN_WORDS = (  # what libyaml and PyYAML say, and what somebody who never saw YAML can do about it
    ("did not find expected '-'", "it starts in a column where only lines with “-” are expected; move it, or close the quote before it"),
    ("did not find expected key", "it starts in another column than the lines it belongs to, or a quote before it is not closed"),
    ("mapping values are not allowed", "there is a “:” where none can be; put the text in quotes"),
    ("found unexpected end of stream", "a quote is opened and never closed"),
    ("found character that cannot start any token", "it starts with a tab, or with a character that needs quotes around the text"),
    ("found a tab character", "there is a tab; use spaces"),
    ("could not find expected ':'", "there is no “:” after the field's name"),
    ("did not find expected ',' or ']'", "a list that starts with “[” needs “,” between its entries and “]” at its end"),
    ("did not find expected ',' or '}'", "a group that starts with “{” needs “,” between its fields and “}” at its end"),
    ("did not find expected node content", "there is nothing where a value should be"),
    ("found unknown escape character", "there is a “\\” before a letter it cannot stand before; write it in single quotes"),
)  # fmt: skip


def _refuse_bombs(text: str, name: str) -> None:
    """Refuse what makes a small file costly. YAML's events come one by one, so nothing was built when this ends early."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = cast(yaml.Mark, event.start_mark).line + 1
        if isinstance(event, yaml.AliasEvent):
            raise PackError(
                [Problem(name, line, "", f"uses a YAML alias (*{event.anchor}); write the text out instead")]
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:  # libyaml's composer overruns the stack, and its scanner takes seconds
                raise PackError([Problem(name, line, "", "is nested too deeply")])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _note_lines(node: yaml.Node, path: tuple[str | int, ...], lines: Lines, name: str) -> Iterable[Problem]:
    """Note where everything stands, and say which field stands twice (YAML would quietly drop the first)."""
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*path, str(key.value))
            line = key.start_mark.line + 1
            if place in lines:
                yield Problem(
                    name, line, "", f"has {key.value!r} twice, first in line {lines[place]}; keep one of them"
                )
            yield from _note_lines(value, place, lines, name)
            lines[place] = line
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _note_lines(value, (*path, index), lines, name)


def line_of(lines: Lines, path: Iterable[str | int]) -> int:
    parts = tuple(path)
    while parts and parts not in lines:
        parts = parts[:-1]
    return lines.get(parts, 1)


def _entry(data: Any, path: Iterable[str | int]) -> str:
    """ "rule sorry-you-feel-that-way" for a path inside that rule, or the name of the top-level field."""
    parts = list(path)
    if len(parts) >= 2 and isinstance(parts[1], int):
        item = data[parts[0]][parts[1]]
        name = item.get("id") or item.get("rule") if isinstance(item, dict) else None
        return f"{str(parts[0]).removesuffix('s')} {name or f'number {parts[1] + 1}'}"
    return str(parts[0]) if parts else ""


def _say_what(error: "jsonschema.ValidationError") -> str:
    """One plain sentence for a schema error."""
    field = next((str(part) for part in reversed(error.absolute_path) if isinstance(part, str)), "the pack")
    hint = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    shown = json.dumps(error.instance, ensure_ascii=False, default=str)[:60]
    match error.validator:
        case "required":
            missing = error.message.split("'")[1]  # one error for each; only its text tells which
            return f"has no {missing!r}; add it"
        case "enum":
            return f"{field} is {shown}; use one of {', '.join(cast(list[str], error.validator_value))}"
        case "pattern":
            return f"{field} is {shown}; it should be {hint or 'one line of text'}"
        case "type":
            kinds = {
                "array": "a list (lines that start with -)",
                "object": "a group of fields",
                "string": "text",
            }
            kind = kinds.get(str(error.validator_value), str(error.validator_value))
            return f"{field} is {shown}; it should be {kind}" + ("; put it in quotes" if kind == "text" else "")
        case "dependentRequired":
            needed = cast(dict[str, list[str]], error.validator_value)
            there = cast(dict[str, Any], error.instance)
            name = next(
                name for name, others in needed.items() if name in there and any(o not in there for o in others)
            )
            return f"has {name!r} without {needed[name][0]!r}; add it"
        case "minItems" | "minLength":
            return f"{field} is empty; add at least one"
        case "maxLength":
            return f"{field} is longer than {error.validator_value} characters; split it, or keep its choices in a word list"
        case "const":
            return f"{field} is {shown}: this pack was made for a newer Alongside; update Alongside to use it"
        case _:
            return f"{field}: {error.message[:160]}"


def _duplicate_ids(data: Mapping[str, Any], lines: Lines, name: str) -> Iterable[Problem]:
    for part in ("rules", "situations", "snippets", "gestures", "scenarios", "drills"):
        seen: dict[str, int] = {}
        for index, item in enumerate(data.get(part) or []):
            first = seen.setdefault(item["id"], index)
            if first != index:
                where = f"the id is used already in line {lines[(part, first)]}; choose another"
                yield Problem(name, lines[(part, index)], f"{part.removesuffix('s')} {item['id']}", where)


def _duplicate_shortcuts(data: Mapping[str, Any], lines: Lines, name: str) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for index, item in enumerate(data.get("snippets") or []):
        shortcut = item.get("shortcut")
        first = seen.setdefault(shortcut.lower(), index) if shortcut else index
        if first != index:
            where = f"the shortcut {shortcut} is used already in line {lines[('snippets', first)]}; choose another"
            yield Problem(name, lines[("snippets", index)], f"snippet {item['id']}", where)


def _build(data: Mapping[str, Any], lines: Lines, path: Path | None) -> Pack:
    return Pack(
        id=data["pack"],
        title=data["title"],
        version=data["version"],
        language=data["language"],
        author=data.get("author", ""),
        license=data.get("license", ""),
        description=data.get("description", ""),
        words=tuple((name, tuple(entries)) for name, entries in data.get("words", {}).items()),
        rules=tuple(_rule(item, lines[("rules", i)]) for i, item in enumerate(data.get("rules") or [])),
        situations=tuple(
            SituationSpec(
                id=item["id"],
                when=tuple(item.get("when") or ()),
                clause=item.get("as", ""),
                feeling=item.get("feeling", ""),
                link=item.get("link", ""),
                link_title=item.get("link-title", ""),
                line=lines[("situations", i)],
            )
            for i, item in enumerate(data.get("situations") or [])
        ),
        snippets=tuple(
            _snippet(item, data["language"], lines[("snippets", i)])
            for i, item in enumerate(data.get("snippets") or [])
        ),
        gestures=tuple(
            Gesture(
                id=item["id"],
                title=item["title"],
                body=item["body"],
                limit=item.get("limit", ""),
                situations=tuple(item.get("situations") or ()),
                line=lines[("gestures", i)],
            )
            for i, item in enumerate(data.get("gestures") or [])
        ),
        scenarios=tuple(_scenario(item, lines[("scenarios", i)]) for i, item in enumerate(data.get("scenarios") or [])),
        drills=tuple(_drill(item, lines[("drills", i)]) for i, item in enumerate(data.get("drills") or [])),
        overrides=tuple(
            Override(
                rule=item["rule"],
                off=item.get("off", False),
                severity=item.get("severity"),
                why=item.get("why"),
                say=_says(item["say"]) if "say" in item else None,
                line=lines[("overrides", i)],
            )
            for i, item in enumerate(data.get("overrides") or [])
        ),
        path=path,
    )


def _rule(item: Mapping[str, Any], line: int) -> Rule:
    return Rule(
        id=item["id"],
        category=item["category"],
        severity=item["severity"],
        match=tuple(item["match"]),
        why=item["why"],
        say=_says(item["say"]),
        examples=tuple(_example(text) for text in item["examples"]),
        leave_alone=tuple(item["leave-alone"]),
        unless=tuple(item.get("unless") or ()),
        unless_next=tuple(item.get("unless-next") or ()),
        unless_customer=tuple(item.get("unless-customer") or ()),
        line=line,
    )


def _says(items: Iterable[str | Mapping[str, str]]) -> tuple[Say, ...]:
    return tuple(
        Say(item, "warm") if isinstance(item, str) else Say(text, cast(Kind, kind))
        for item in items
        for kind, text in ([("warm", item)] if isinstance(item, str) else item.items())
    )


def _example(text: str) -> Example:
    before, arrow, after = text.partition("=>")
    return Example(before.strip(), after.strip()) if arrow else Example(text.strip())


def _snippet(item: Mapping[str, Any], language: str, line: int) -> Snippet:
    return Snippet(
        id=item["id"],
        title=item["title"],
        body=item["body"],
        shortcut=item.get("shortcut"),
        tags=tuple(item.get("tags") or ()),
        steps=tuple(item.get("steps") or ()),
        situations=tuple(item.get("situations") or ()),
        emotions=tuple(item.get("emotions") or ()),
        folder=item.get("folder", ""),
        language=item.get("language", language),
        line=line,
    )


def _scenario(item: Mapping[str, Any], line: int) -> Scenario:
    return Scenario(
        id=item["id"],
        title=item["title"],
        industry=item["industry"],
        customer=item["customer"],
        about=item["about"],
        opening=item["opening"],
        turns=tuple(
            Turn(turn["acknowledged"], turn["dismissed"], turn["solved"], turn["model"]) for turn in item["turns"]
        ),
        level=item.get("level", 2),
        hears=_points(item.get("hears")),
        solves=tuple(item.get("solves") or ()),
        weak=item.get("weak", ""),
        line=line,
    )


def _drill(item: Mapping[str, Any], line: int) -> Drill:
    return Drill(
        id=item["id"],
        title=item["title"],
        skill=item["skill"],
        customer=item["customer"],
        model=item["model"],
        covers=_points(item.get("covers")),
        told=_points(item.get("told")),
        line=line,
    )


def _points(items: Iterable[Mapping[str, list[str]]] | None) -> tuple[Point, ...]:
    return tuple(Point(label, tuple(patterns)) for item in items or () for label, patterns in item.items())
