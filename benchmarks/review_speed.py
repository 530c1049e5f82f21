"""How long a review takes, beside spaCy's tokenizer, write-good and Harper on the same texts in one run.

Run: python -m benchmarks.review_speed     (needs: make install-test)

Every figure is a median over drafts of about 110 words that the measured program has not seen before; all are warmed up on other
drafts first. The drafts are the project's own (training/drafts.jsonl), the shorter ones two by two.
"""

import gc
import json
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import spacy
import yaml

import phrases
from server.language.engine import Engine

ROOT = Path(__file__).parents[1]
WARM = 20

WRITE_GOOD = """
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const check = createRequire(process.argv[2])("write-good");
const [warm, drafts] = JSON.parse(readFileSync(process.argv[3], "utf8"));
for (const text of warm) check(text);
const times = drafts.map((text) => { const from = performance.now(); check(text); return performance.now() - from; });
console.log(JSON.stringify(times));
"""


def drafts() -> list[str]:
    """All the project's own drafts, the shorter ones two by two: about 110 words on average."""
    rows = (ROOT / "training" / "drafts.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(row)["draft"] for row in rows]
    short = [text for text in texts if len(text.split()) < 66]
    pairs = [f"{one}\n\n{other}" for one, other in zip(short[::2], short[1::2], strict=False)]
    result = [*pairs, *(text for text in texts if len(text.split()) >= 66)]
    random.Random(1).shuffle(result)
    return result


def replies() -> list[str]:
    """The training replies: some thousand sentences to warm everything up with, as an hour of work does."""
    return [
        line.split("\t")[1].replace("«", "").replace("»", "")
        for path in sorted((ROOT / "training" / "replies").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "\t" in line
    ]


def each(call: Callable[[str], Any], texts: Sequence[str]) -> list[float]:
    """Milliseconds for each text, once."""
    times = []
    for text in texts:
        start = time.perf_counter()
        call(text)
        times.append((time.perf_counter() - start) * 1000)
    return times


def write_good(warm: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Milliseconds that write-good takes for each text, measured inside Node."""
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder, "time.mjs"), Path(folder, "drafts.json")
        script.write_text(WRITE_GOOD, encoding="utf-8")
        data.write_text(json.dumps([warm, texts]), encoding="utf-8")
        done = subprocess.run(
            ["node", str(script), str(ROOT / "package.json"), str(data)], capture_output=True, text=True, check=True
        )
    times: list[float] = json.loads(done.stdout)
    return times


def harper(warm: Sequence[str], texts: Sequence[str]) -> list[float]:
    """Milliseconds that Harper takes for each text."""
    from harper import Linter

    linter = Linter()
    for text in warm:
        linter.lint(text)
    return each(linter.lint, texts)


def one_sentence_changed(engine: Engine, texts: Sequence[str], *, compose: bool) -> list[float]:
    """Milliseconds for a review after a keystroke: the draft is known, one sentence of it is not.

    Without ``compose`` as the extension asks while one types: the whole rewrite waits until it is opened.
    """
    times = []
    for number, text in enumerate(texts):
        engine.review(text)
        place = text.find(". ", len(text) // 2)
        changed = f"{text[:place]} since week {number + 60 * compose}{text[place:]}"
        start = time.perf_counter()
        engine.review(changed, compose=compose)
        times.append((time.perf_counter() - start) * 1000)
    return times


def with_rules(count: int) -> Engine:
    """An engine with this many rules: the built-in ones, cut or filled up with phrases from the training replies."""
    spans = [
        line.split("«")[1].split("»")[0]
        for path in sorted((ROOT / "training" / "replies").glob("*.tsv"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "«" in line
    ]
    with tempfile.TemporaryDirectory() as folder:
        paths, have = [], 0
        for path in phrases.builtin_packs():
            pack = yaml.safe_load(path.read_text(encoding="utf-8"))
            rules = pack.get("rules", [])[: max(0, count - have)]
            have += len(rules)
            paths.append(Path(folder, path.name))
            paths[-1].write_text(yaml.safe_dump({**pack, "rules": rules}), encoding="utf-8")
        more = [
            {
                "id": f"phrase-{number}", "category": "dismissive", "severity": "medium", "why": "For the measurement.", "say": [""],
                "match": ["".join(c for c in span if c not in "()[]|{}<>~^$")], "examples": [span], "leave-alone": ["Nothing."],
            }
            for number, span in enumerate(spans[: count - have])
        ]  # fmt: skip
        if more:
            paths.append(Path(folder, "more.yaml"))
            pack = {"pack": "more", "title": "More", "version": "1.0.0", "language": "en", "rules": more}
            paths[-1].write_text(yaml.safe_dump(pack), encoding="utf-8")
        engine = Engine(paths)
    print(f"  ({engine.rule_count} rules)")
    return engine


def main() -> None:
    """Measure and print."""
    texts = drafts()
    warm, fresh = texts[:WARM], texts[WARM:]
    print(
        f"{len(fresh)} drafts of {statistics.mean(len(t.split()) for t in fresh):.0f} words on average; medians in ms"
    )
    alone = spacy.blank("en")
    engine = Engine()
    rules = Engine(learned=False)
    for text in [*warm, *replies()]:
        alone(text)
        engine.review(text)
        rules.review(text)
    gc.collect()
    gc.freeze()  # as the server does
    tokenise, by_rules, marks, review = [], [], [], []
    for number, text in enumerate(fresh):  # in turns, so that whatever else the machine does meets all alike
        tokenise += each(alone.make_doc, [text])
        by_rules += each(lambda text: rules.review(text, compose=False), [text])
        if number % 2:  # one engine can see a draft for the first time only once
            marks += each(lambda text: engine.review(text, compose=False), [text])
        else:
            review += each(engine.review, [text])
    findings = sum(len(engine.review(text).findings) for text in fresh)
    known = each(engine.review, fresh)
    typing = one_sentence_changed(engine, fresh, compose=False)
    changed = one_sentence_changed(engine, fresh, compose=True)
    good, lint = write_good(warm, fresh), harper(warm, fresh)
    base = statistics.median(tokenise)

    def row(name: str, times: Sequence[float]) -> None:
        median = statistics.median(times)
        print(
            f"  {name:46} {median:8.3f}   {median / base:6.2f} x spaCy   {median / statistics.median(review):6.2f} x review"
        )

    row("spaCy blank English, tokenizer alone", tokenise)
    row("Alongside, rules alone, no whole rewrite", by_rules)
    row("Alongside, everything but the whole rewrite", marks)
    row(f"Alongside, everything ({findings} findings)", review)
    row("Alongside, one sentence changed, while typing", typing)
    row("Alongside, one sentence changed, everything", changed)
    row("Alongside, nothing changed", known)
    row("write-good", good)
    row("Harper", lint)

    print("growth with the number of rules")
    few, many = with_rules(200), with_rules(2000)
    for text in warm:
        few.review(text)
        many.review(text)
    small, large = each(few.review, fresh), each(many.review, fresh)
    ratio = statistics.median(large) / statistics.median(small)
    print(f"  200 rules {statistics.median(small):.3f}, 2,000 rules {statistics.median(large):.3f}: {ratio:.2f} x")


if __name__ == "__main__":
    main()
