"""How much of what a team lead marked in drafts the engine finds, on drafts kept out of the second stage's training.

Run: python benchmarks/held_out_drafts.py

Recall: marked spans that a finding touches. Precision: findings (not hints) that touch a marked span. The drafts are the project's own; the
rules' authors could read them and the second stage's thresholds were chosen on them, so expect less on drafts nobody here has seen.
"""

import json
from pathlib import Path

from server.language.engine import Engine

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Count and print."""
    rows = [json.loads(line) for line in (ROOT / "training" / "drafts.jsonl").read_text(encoding="utf-8").splitlines()]
    kept_out = [row for number, row in enumerate(rows) if number % 3 == 0]  # as training/learned/data.py divides them
    for name, engine in (("rules alone", Engine(learned=False)), ("with the second stage", Engine())):
        spans = hit = found = right = lost = untouched = clean = left = 0
        for row in kept_out:
            review = engine.review(row["draft"], row["customer_message"])
            gold = [
                (at, at + len(flag["quote"])) for flag in row["flags"] if (at := row["draft"].find(flag["quote"])) >= 0
            ]
            marks = [(f.start, f.end) for f in review.findings if f.severity != "hint"]
            spans += len(gold)
            hit += sum(any(a < end and start < b for a, b in marks) for start, end in gold)
            found += len(marks)
            right += sum(any(a < end and start < b for start, end in gold) for a, b in marks)
            lost += sum(fact not in review.rewrite.text for fact in row["must_keep"])
            left += any(f.severity != "hint" for f in engine.review(review.rewrite.text, compose=False).findings)
            if not gold:
                clean += 1
                untouched += review.rewrite.text == row["draft"]
        print(
            f"{name}: recall {hit / spans:.2f}, precision {right / found:.2f}, good drafts untouched {untouched} of {clean}, "
            f"facts lost {lost}, rewrites with findings left {left} ({len(kept_out)} drafts, {spans} marked spans)"
        )


if __name__ == "__main__":
    main()
