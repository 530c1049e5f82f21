"""How much of what a team lead marked in drafts the engine finds, on drafts kept out of the second stage's training.

Run: python benchmarks/held_out_drafts.py

Recall: marked spans that a finding touches. Precision: findings (not hints) that touch a marked span. All texts are the project's own. The
rules' authors could read the drafts and letters, and the second stage's thresholds were chosen on them; the unseen drafts and replies were
written by somebody who had read what is marked and why, and nothing else, after all rules stood.
"""

import json
from pathlib import Path
from typing import Any

from server.language.engine import Engine

ROOT = Path(__file__).parents[1]


def rows(file: str) -> list[dict[str, Any]]:
    """The entries of a file in training/; a reply counts as a draft."""
    found = [json.loads(line) for line in (ROOT / "training" / file).read_text(encoding="utf-8").splitlines()]
    return [{"customer_message": None, "draft": row.get("text"), **row} for row in found]


def main() -> None:
    """Count and print."""
    sets = {
        "drafts": [
            row for number, row in enumerate(rows("drafts.jsonl")) if number % 3 == 0
        ],  # as data.py divides them
        "letters": [row for row in rows("letters.jsonl") if row["held_out"]],
        "unseen drafts": rows("unseen/drafts.jsonl"),
        "unseen replies": rows("unseen/replies.jsonl"),
    }
    for name, engine in (("rules alone", Engine(learned=False)), ("with the second stage", Engine())):
        for kind, kept_out in sets.items():
            report(f"{kind}, {name}", engine, kept_out)


def report(name: str, engine: Engine, kept_out: list[dict[str, Any]]) -> None:
    """Count and print one set."""
    spans = hit = found = right = lost = untouched = clean = left = 0
    for row in kept_out:
        review = engine.review(row["draft"], row["customer_message"])
        gold = [(at, at + len(flag["quote"])) for flag in row["flags"] if (at := row["draft"].find(flag["quote"])) >= 0]
        marks = [(f.start, f.end) for f in review.findings if f.severity != "hint"]
        spans += len(gold)
        hit += sum(any(a < end and start < b for a, b in marks) for start, end in gold)
        found += len(marks)
        right += sum(any(a < end and start < b for start, end in gold) for a, b in marks)
        lost += sum(fact not in review.rewrite.text for fact in row.get("must_keep", []))
        left += any(f.severity != "hint" for f in engine.review(review.rewrite.text, compose=False).findings)
        if not gold:
            clean += 1
            untouched += review.rewrite.text == row["draft"]
    print(
        f"{name}: recall {hit / spans:.2f}, precision {right / found:.2f}, good ones untouched {untouched} of {clean}, "
        f"facts lost {lost}, rewrites with findings left {left} ({len(kept_out)} texts, {spans} marked spans)"
    )


if __name__ == "__main__":
    main()
