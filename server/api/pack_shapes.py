"""From packs and what installing them would do to the API's JSON."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from server.library.from_packs import PackChange
from server.packs.changes import Change
from server.packs.contents import head
from server.packs.model import Drill, Override, Pack, Scenario
from server.sharing.packs import Preview

SHOWN = 300  # entries of a kind; the counts say how many there are


def pack_head(pack: Pack) -> dict[str, Any]:
    """Who made a pack, and how much it brings."""
    return asdict(head(pack))


def contents(pack: Pack) -> dict[str, Any]:
    """What a pack brings, the first ``SHOWN`` of each kind."""
    practice: list[Scenario | Drill] = [*pack.scenarios, *pack.drills]
    return {
        "rules": [
            {
                "id": rule.id,
                "category": rule.category,
                "severity": rule.severity,
                "why": rule.why,
                "before": rule.examples[0].before if rule.examples else rule.id,
                "after": rule.examples[0].after if rule.examples else None,
            }
            for rule in pack.rules[:SHOWN]
        ],
        "snippets": [
            {"id": one.id, "title": one.title, "body": one.body, "shortcut": one.shortcut, "folder": one.folder}
            for one in pack.snippets[:SHOWN]
        ],
        "situations": [{"id": one.id, "as": one.clause, "link": one.link} for one in pack.situations[:SHOWN]],
        "gestures": [
            {"id": one.id, "title": one.title, "limit": one.limit, "body": one.body} for one in pack.gestures[:SHOWN]
        ],
        "practice": [{"id": one.id, "title": one.title} for one in practice[:SHOWN]],
        "overrides": [{"rule": one.rule, "does": _does(one)} for one in pack.overrides[:SHOWN]],
    }


def _does(override: Override) -> str:
    if override.off:
        return "switched off"
    parts = [
        name
        for name, value in (("weight", override.severity), ("reason", override.why), ("suggestions", override.say))
        if value is not None
    ]
    return f"another {' and '.join(parts)}" if parts else "as it is"


def snippet_changes(changes: Iterable[PackChange]) -> list[dict[str, Any]]:
    """What happens to snippets of the library; both wordings where there are two."""
    return [
        {
            "kind": one.kind,
            "snippet": one.snippet,
            "title": one.title,
            "fields": list(one.fields),
            "detail": one.detail,
            "mine": asdict(one.mine) if one.mine else None,
            "theirs": asdict(one.theirs) if one.theirs else None,
        }
        for one in changes
    ]


def pack_changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What is different between two versions of a pack, in plain words."""
    return [
        {
            "kind": one.kind,
            "part": one.part,
            "title": one.title,
            "words": str(one),
            "details": [asdict(detail) for detail in one.details],
        }
        for one in changes
    ]


def preview(shown: Preview) -> dict[str, Any]:
    """What installing a pack would do."""
    return {
        "pack": pack_head(shown.pack),
        "old_version": shown.old_version,
        "same": bool(shown.old_version) and shown.old_version == shown.pack.version and not shown.changes,
        "key": shown.key.words if shown.key else None,
        "key_state": shown.key_state,
        "notes": list(shown.notes),
        "changes": pack_changes(shown.changes),
        "snippets": snippet_changes(shown.snippets),
        "contents": None if shown.old_version else contents(shown.pack),
    }
