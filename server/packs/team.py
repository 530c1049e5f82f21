"""``team.yaml``: the packs of a team in one list, so that a newcomer subscribes once.

::

    team: harbour-support
    title: Harbour support
    packs:
      - replies.yaml                                  # beside this file
      - source: https://packs.example/house-style.yaml
        key: essay dizzy clutch grace blame volcano recall rigid
"""

from dataclasses import dataclass
from typing import Any

from server.packs.read import PackError, Problem, load_yaml

FILE_NAMES = ("team.yaml", "team.yml")
MOST_PACKS = 100


@dataclass(frozen=True, slots=True)
class Member:
    """One pack of a team: where it is (an address, or a path from the team file), and the words of the key it is signed with."""

    source: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """A team file."""

    id: str
    title: str
    members: tuple[Member, ...]


def is_team(text: str) -> bool:
    """Whether this is meant as a team file rather than as a pack."""
    return any(line.startswith("team:") for line in text.splitlines())


def parse_team(text: str, name: str) -> Team:
    """Read a team file. Unknown fields are left alone. Raises PackError with every problem and its line."""
    data, lines = load_yaml(text, name)
    if not isinstance(data, dict):
        raise PackError([Problem(name, 1, "", "is no team file; it should begin with “team:”")])
    problems = [
        Problem(name, lines.get((field,), 1), field, "should be one line of text")
        for field in ("team", "title")
        if not isinstance(data.get(field, ""), str)
    ]
    members: list[Member] = []
    packs = data.get("packs")
    if not isinstance(packs, list) or not packs:
        problems.append(Problem(name, lines.get(("packs",), 1), "packs", "should be a list (lines that start with -)"))
        packs = []
    if len(packs) > MOST_PACKS:
        problems.append(Problem(name, lines[("packs",)], "packs", f"has {len(packs)} packs; up to {MOST_PACKS} fit"))
        packs = []
    for index, item in enumerate(packs):
        member = _member(item)
        if member is None:
            what = "should be an address or a file name, or “source:” with one"
            problems.append(Problem(name, lines[("packs", index)], f"pack number {index + 1}", what))
        else:
            members.append(member)
    if problems:
        raise PackError(problems)
    return Team(str(data.get("team") or ""), str(data.get("title") or data.get("team") or ""), tuple(members))


def _member(item: Any) -> Member | None:
    if isinstance(item, str) and item.strip():
        return Member(item.strip())
    if isinstance(item, dict) and isinstance(item.get("source"), str) and item["source"].strip():
        key = item.get("key", "")
        return Member(item["source"].strip(), " ".join(key.split())) if isinstance(key, str) else None
    return None
