"""From the engine's dataclasses to the API's JSON; offsets become UTF-16 code units here and nowhere else."""

from dataclasses import asdict
from typing import Any

from server.coaching.model import Prompts
from server.language.model import Edit, Finding, Mood, Replacement, Review, Rewrite, Situation
from server.language.text import Utf16


def review(answer: Review, draft: str, customer: str | None, *, with_rewrite: bool) -> dict[str, Any]:
    """A review of ``draft``, as the API gives it; ``took_ms`` is for the caller to add."""
    units = Utf16(draft)
    return {
        "findings": [_finding(item, units) for item in answer.findings],
        "checklist": [
            {"id": item.id, "label": item.label, "done": item.done, "hint": item.hint, "empathy": item.empathy}
            for item in answer.checklist
        ],
        "mood": mood(answer.mood, customer) if answer.mood is not None and customer is not None else None,
        "situation": situation(answer.situation) if customer is not None else None,
        "rewrite": _rewrite(answer.rewrite, units) if with_rewrite else None,
        "language": answer.language,
        "notices": list(answer.notices),
    }


def mood(found: Mood, message: str) -> dict[str, Any]:
    """A mood; its evidence stands in ``message``."""
    units = Utf16(message)
    return {
        "emotion": found.emotion,
        "intensity": found.intensity,
        "urgent": found.urgent,
        "signals": list(found.signals),
        "evidence": [
            {"start": units.units(span.start), "end": units.units(span.end), "quote": span.quote}
            for span in found.evidence
        ],
    }


def situation(found: Situation | None) -> dict[str, Any] | None:
    """A situation, or null."""
    return None if found is None else {"id": found.id, "as": found.clause}


def prompts(offered: "Prompts") -> dict[str, Any]:
    """What is offered beside a conversation; what there is none of is null or empty."""
    calm, link = offered.de_escalation, offered.link
    return {
        "advice": asdict(offered.advice) if offered.advice else None,
        "de_escalation": {"why": calm.why, "steps": [asdict(step) for step in calm.steps]} if calm else None,
        "link": asdict(link) if link else None,
        "gestures": [
            {
                "id": offer.gesture.id,
                "pack": offer.pack,
                "title": offer.gesture.title,
                "limit": offer.gesture.limit,
                "body": offer.gesture.body,
            }
            for offer in offered.gestures
        ],
        "style": asdict(offered.style) if offered.style else None,
    }


def _finding(finding: Finding, units: Utf16) -> dict[str, Any]:
    start, end = units.units(finding.start), units.units(finding.end)
    return {
        "id": f"f{start}-{end}-{finding.rule}",
        "rule": finding.rule,
        "pack": finding.pack,
        "category": finding.category,
        "severity": finding.severity,
        "start": start,
        "end": end,
        "quote": finding.quote,
        "why": finding.why,
        "replacements": [_replacement(item, units) for item in finding.replacements],
    }


def _replacement(item: Replacement, units: Utf16) -> dict[str, Any]:
    return {
        "text": item.text,
        "start": units.units(item.start),
        "end": units.units(item.end),
        "kind": item.kind,
        "removes": item.removes,
    }


def _rewrite(rewrite: Rewrite, units: Utf16) -> dict[str, Any]:
    return {"text": rewrite.text, "edits": [_edit(item, units) for item in rewrite.edits]}


def _edit(item: Edit, units: Utf16) -> dict[str, Any]:
    return {"start": units.units(item.start), "end": units.units(item.end), "text": item.text}
