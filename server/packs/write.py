"""Writes packs: new ones, ones made of snippets, and changes to existing ones that leave everything else as it stands.

ruamel.yaml keeps comments, order, quotes and fields this version does not know.
"""

import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString
from yaml import SafeLoader, ScalarNode

from server.packs.model import Snippet
from server.packs.read import parse_pack
from server.packs.signature import unsigned

_WIDTH = 100
_FIELDS = ("id", "title", "shortcut", "body", "tags", "steps", "situations", "emotions", "folder", "language")

NEW_PACK = """\
pack: {id}
title: {title}
version: 1.0.0
language: {language}
author: {author}
# license: CC-BY-4.0
# description: What this pack is for.

# What can stand in a pack is explained in docs/packs.md.
# Check this file with: alongside pack check {id}.yaml

rules:
  - id: {id}-first-rule
    category: formulaic            # sympathy | hollow-apology | formulaic | dismissive | blame | deflection | command
    severity: medium               # high | medium | hint
    match:
      - "(our|the) (tier two|second level) team"
    why: "They hear our floor plan. Say who it is in words they know."
    say:
      - "the colleagues who know this best"
    examples:
      - "Our tier two team will call you. => The colleagues who know this best will call you."
      - "I asked the second level team to look at it."
      - "The tier two team has your photos."
    leave-alone:
      - "Our team has your photos."
      - "The second level of the game is fixed."

snippets:
  - id: {id}-first-snippet
    title: What I am doing about it
    shortcut: ";{shortcut}"
    body: "Here is what I'm doing about it: [[what you do now]]. You hear from me by [[when: today|tomorrow]]."
    steps: [own]
    folder: {title}
"""


HOUSE_STYLE = """\
pack: {id}
title: {title}
version: 1.0.0
language: {language}
author: {author}
# description: How we want replies to sound.

# Each line below changes one built-in rule by its id. The page “Rules” shows a rule's id under “More”.

overrides:
  - rule: sorry-for-inconvenience
    severity: high                 # high | medium | hint
    why: "We say what happened and what we do about it."
  - rule: thank-you-for-patience
    off: true                      # never marked here
"""


def slug(text: str, taken: Collection[str] = (), fallback: str = "snippet") -> str:
    """An id made of a title: small letters, digits and hyphens, at most 60; numbered when it is ``taken``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    base = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or fallback
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    return found


def new_pack(pack_id: str, title: str, author: str = "", language: str = "en") -> str:
    """A pack to start from: one rule and one snippet that show how it is done, without a mistake in it."""
    return NEW_PACK.format(
        id=pack_id,
        title=_scalar(title),
        language=language,
        author=_scalar(author or "Your team"),
        shortcut=pack_id[:16],
    )


def house_style(pack_id: str, title: str, author: str = "", language: str = "en") -> str:
    """A house style to start from: one built-in rule that weighs more, and one that is switched off."""
    return HOUSE_STYLE.format(
        id=pack_id, title=_scalar(title), language=language, author=_scalar(author or "Your team")
    )


def from_snippets(
    pack_id: str, title: str, snippets: Iterable[Snippet], *, author: str = "", language: str = "en"
) -> str:
    """A pack of these snippets, version 1.0.0."""
    head: dict[str, Any] = {
        "pack": _quoted(pack_id),
        "title": _quoted(title),
        "version": "1.0.0",
        "language": _quoted(language),
    }
    if author:
        head["author"] = _quoted(author)
    head["snippets"] = [_entry(snippet, language) for snippet in snippets]
    return _dumped(CommentedMap(head))


def with_snippets(
    text: str, changed: Mapping[str, Snippet], *, added: Iterable[Snippet] = (), removed: Collection[str] = ()
) -> str:
    """The pack's text with snippets changed (by id), added and removed; everything else stays. Its signature goes.

    Raises PackError when the text is no pack.
    """
    language = parse_pack(text).language
    data = _yaml().load(unsigned(text))
    entries = data.get("snippets")
    if entries is None:
        entries = data["snippets"] = CommentedSeq()
    for index in reversed(range(len(entries))):
        item = entries[index]
        if item["id"] in removed:
            del entries[index]
        elif item["id"] in changed:
            wanted = _entry(changed[item["id"]], item.get("language", language))
            for name in _FIELDS:
                if name not in wanted:
                    item.pop(name, None)
                elif item.get(name) != wanted[name]:
                    item[name] = wanted[name]
    entries.extend(_entry(snippet, language) for snippet in added)
    return _dumped(data)


def with_version(text: str, version: str) -> str:
    """The pack's text with another version number. Its signature goes."""
    return re.sub(r"(?m)^version:.*$", f"version: {version}", unsigned(text), count=1)


def _entry(snippet: Snippet, language: str) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(snippet, name)
        if isinstance(value, tuple):
            value = _flow(_quoted(item) for item in value)
        if value and not (name == "language" and value == language):
            block = name == "body" and _reads_as_block(value)
            entry[name] = LiteralScalarString(value) if block else _quoted(value)
    return CommentedMap(entry)


def _reads_as_block(text: str) -> bool:
    """Whether a text of several lines can stand as a block: ruamel.yaml would lose blanks at line ends, and some line marks."""
    lines = text.split("\n")
    plain = all(line == line.rstrip() and (line.isprintable() or not line) for line in lines)
    return len(lines) > 1 and plain and bool(lines[0].strip()) and not lines[0].startswith(" ")


_RESOLVER: Any = SafeLoader("")
_PLAIN = re.compile(r"[^\W\d_](?:[\w '.()&/_-]*[\w.)])?")


def _quoted(value: Any) -> Any:
    """A text in quotes, unless it reads the same without: PyYAML follows YAML 1.1, where “no” and “1:30” are no texts."""
    if not isinstance(value, str) or (
        _PLAIN.fullmatch(value) and _RESOLVER.resolve(ScalarNode, value, (True, False)).endswith(":str")
    ):
        return value
    return DoubleQuotedScalarString(value)


def _flow(values: Iterable[str]) -> CommentedSeq:
    sequence = CommentedSeq(values)
    sequence.fa.set_flow_style()
    return sequence


def _scalar(text: str) -> str:
    """A text as it can stand after “title: ”, quoted when it must be."""
    return _dumped(CommentedMap({"x": _quoted(text)}), width=10_000)[3:].rstrip("\n")


def _yaml() -> YAML:
    yaml = YAML()  # round trip
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(data: Any, width: int = _WIDTH) -> str:
    yaml = _yaml()
    yaml.width = width
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()
