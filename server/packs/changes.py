"""What is different between two versions of a pack, in words a team lead reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

from server.packs.model import Example, Pack, Point, Say

Kind = Literal["added", "changed", "removed"]

_PARTS = {
    "rules": "Rule",
    "situations": "Situation",
    "snippets": "Snippet",
    "gestures": "Gesture",
    "scenarios": "Scenario",
    "drills": "Exercise",
    "overrides": "Change to rule",
}
_HEAD = {
    "title": "Title",
    "author": "Author",
    "license": "Licence",
    "language": "Language",
    "description": "Description",
}
_NAMES = {
    "as": "wording", "clause": "wording", "body": "text", "leave_alone": "left alone", "match": "phrases", "say": "suggestions",
    "severity": "weight", "unless": "exceptions", "unless_customer": "exceptions (customer)", "unless_next": "exceptions (later)",
    "when": "phrases", "why": "reason", "link_title": "link's title", "off": "switched off", "hears": "what it hears",
    "emotions": "feelings",
}  # fmt: skip
_WEIGHTS = {"high": "change it", "medium": "better said otherwise", "hint": "a thought"}
_NOT_TOLD = ("id", "line", "path")


@dataclass(frozen=True, slots=True)
class Detail:
    """One field that changed: its name in plain words, and what it said before and says now ("" for nothing)."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that came, went or changed. ``part``: “Snippet”, “Rule” …; ``title``: how people know it."""

    kind: Kind
    part: str
    id: str
    title: str
    details: tuple[Detail, ...] = ()

    def __str__(self) -> str:
        name = f"{self.part} “{self.title}”"
        match self.kind:
            case "added":
                return f"{name} is new."
            case "removed":
                return f"{name} is gone."
            case "changed":
                return f"{name}: {_listed([detail.name for detail in self.details])} changed."


def number(version: str) -> tuple[int, ...]:
    """A semantic version as numbers that can be compared ("1.10.0" > "1.9.3")."""
    return tuple(int(part) for part in version.split("."))


def changes(old: Pack, new: Pack) -> tuple[Change, ...]:
    """What a reader of ``old`` should know about ``new``, in the order of the file."""
    return tuple(_changes(old, new))


def summary(found: tuple[Change, ...]) -> str:
    """One line: “2 snippets are new, 1 changed; 1 rule is gone.”"""
    parts: dict[str, dict[str, int]] = {}
    for change in found:
        kinds = parts.setdefault(change.part, {})
        kinds[change.kind] = kinds.get(change.kind, 0) + 1
    words = {"added": "new", "changed": "changed", "removed": "gone"}
    told = [
        ", ".join(
            f"{count} {part.lower() + ('' if count == 1 else 's') + ' ' if first else ''}{words[kind]}"
            for first, (kind, count) in zip([True, *[False] * 3], kinds.items(), strict=False)
        )
        for part, kinds in parts.items()
    ]
    return "; ".join(told).capitalize() + "." if told else "Nothing is different."


def _changes(old: Pack, new: Pack) -> Iterator[Change]:
    head = [
        Detail(label.lower(), getattr(old, name), getattr(new, name))
        for name, label in _HEAD.items()
        if getattr(old, name) != getattr(new, name)
    ]
    if head:
        yield Change("changed", "Pack", new.id, new.title, tuple(head))
    words = _differing({name: list(entries) for name, entries in old.words}, dict(new.words))
    yield from (Change(kind, "Word list", name, name, details) for kind, name, details in words)
    for field, part in _PARTS.items():
        before = {_id(item): item for item in getattr(old, field)}
        after = {_id(item): item for item in getattr(new, field)}
        for item_id, item in after.items():
            if item_id not in before:
                yield Change("added", part, item_id, _title(item))
            else:
                details = tuple(_details(before[item_id], item))
                if details:
                    yield Change("changed", part, item_id, _title(item), details)
        for item_id, item in before.items():
            if item_id not in after:
                yield Change("removed", part, item_id, _title(item))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[Kind, str, tuple[Detail, ...]]]:
    for name, entries in new.items():
        if name not in old:
            yield "added", name, ()
        elif list(entries) != list(old[name]):
            yield "changed", name, (_detail("entries", tuple(old[name]), tuple(entries)),)
    yield from (("removed", name, ()) for name in old if name not in new)


def _id(item: Any) -> str:
    return str(item.rule if hasattr(item, "rule") else item.id)


def _title(item: Any) -> str:
    examples = getattr(item, "examples", ())
    if examples:  # people know a rule by what it marks
        return str(examples[0].before)
    return str(getattr(item, "title", "") or _id(item).replace("-", " "))


def _details(old: Any, new: Any) -> Iterator[Detail]:
    for field in fields(old):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name not in _NOT_TOLD and before != after:
            yield _detail(_NAMES.get(field.name, field.name.replace("_", " ")), before, after)


def _detail(name: str, before: Any, after: Any) -> Detail:
    """Of two lists, only what one has and the other has not; of the same items in another order, the whole lists."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        went = tuple(item for item in before if item not in after)
        came = tuple(item for item in after if item not in before)
        before, after = (went, came) if went or came else (before, after)
    return Detail(name, _said(before), _said(after))


def _said(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "yes"
        case Say():
            return value.text or "(leave the words out)"
        case Example():
            return f"{value.before} → {value.after}" if value.after else value.before
        case Point():
            return value.label
        case tuple() | list():
            return "\n".join(_said(item) for item in value)
        case _ if is_dataclass(value):
            return "\n".join(_said(getattr(value, field.name)) for field in fields(value))
        case _:
            text = str(value)
            return _WEIGHTS.get(text, text)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
