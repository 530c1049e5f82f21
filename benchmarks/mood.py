"""How well and how fast customer messages are read, beside VADER, text2emotion, and always saying the same.

    python -m benchmarks.mood                      # speed, and a five-fold check on the messages the model is trained on
    python -m benchmarks.mood labelled.jsonl       # agreement with labels: {"text", "emotion", "urgent", "signals"} a line

VADER only tells good from bad, so its compound score stands for "positive", "neutral" or "frustration", whichever is commonest.
"""

import argparse
import importlib
import json
import random
import re
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from server.language.mood import UPSET, MoodReader

FOLDS = 5


@dataclass(frozen=True)
class Said:
    """What a message is labelled with, or was read as."""

    emotion: str
    urgent: bool = False
    signals: frozenset[str] = frozenset()


def f1(hit: int, found: int, wanted: int) -> float:
    """The harmonic mean of precision and recall; 0 where there is nothing."""
    return 2 * hit / (found + wanted) if found + wanted else 0.0


def figures(wanted: Sequence[Said], got: Sequence[Said]) -> dict[str, float]:
    """Accuracy and macro-F1 over emotions (those with three or more messages), and F1 of upset, urgent and signals."""
    pairs = list(zip(wanted, got, strict=True))
    names = [name for name, count in Counter(said.emotion for said in wanted).items() if count >= 3]
    per = [f1(*_counts(pairs, lambda said, name=name: said.emotion == name)) for name in names]  # type: ignore[misc]
    return {
        "accuracy": sum(one.emotion == other.emotion for one, other in pairs) / len(pairs),
        "macro_f1": statistics.fmean(per),
        "upset_f1": f1(*_counts(pairs, lambda said: said.emotion in UPSET)),
        "urgent_f1": f1(*_counts(pairs, lambda said: said.urgent)),
        "signals_f1": f1(
            sum(len(one.signals & other.signals) for one, other in pairs),
            sum(len(other.signals) for other in got),
            sum(len(one.signals) for one in wanted),
        ),
    }


def _counts(pairs: Iterable[tuple[Said, Said]], test: Callable[[Said], bool]) -> tuple[int, int, int]:
    both = [(test(one), test(other)) for one, other in pairs]
    return sum(a and b for a, b in both), sum(b for _, b in both), sum(a for a, _ in both)


def ours(texts: Sequence[str], reader: MoodReader) -> list[Said]:
    """Read with a mood reader."""
    moods = [reader.read(text) for text in texts]
    return [Said(mood.emotion, mood.urgent, frozenset(mood.signals)) for mood in moods]


def vader(texts: Sequence[str]) -> list[Said] | None:
    """Read with VADER; None where it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyser = SentimentIntensityAnalyzer()
    scores = [analyser.polarity_scores(text)["compound"] for text in texts]
    return [Said("positive" if s >= 0.05 else "frustration" if s <= -0.05 else "neutral") for s in scores]


def text2emotion(texts: Sequence[str]) -> list[Said] | None:
    """Read with text2emotion; None where it is not installed (``pip install --no-deps text2emotion``).

    It wants three corpora that NLTK downloads; spaCy's stop words, a plain tokenizer and plain endings stand in for them here.
    Of emotions that are as strong, the first of its list counts; surprise stands for confusion.
    """
    names = {"Happy": "positive", "Angry": "anger", "Surprise": "confusion", "Sad": "sadness", "Fear": "anxiety"}
    with _stand_ins():
        try:
            reader = importlib.import_module("text2emotion").get_emotion
        except ImportError:
            return None
        said = []
        for text in texts:
            strengths: dict[str, float] = reader(text) or {}
            strongest = max(strengths, key=lambda name: strengths[name], default="")
            said.append(Said(names[strongest] if strengths.get(strongest) else "neutral"))
        return said


@contextmanager
def _stand_ins() -> Iterator[None]:
    """Modules that text2emotion imports, for as long as it reads."""
    from spacy.lang.en.stop_words import STOP_WORDS

    class Lemmatizer:
        def lemmatize(self, word: str, kind: str) -> str:
            return re.sub(r"(?:ing|ed)$" if kind == "v" else r"(?<!s)s$", "", word) if len(word) > 4 else word

    stand_ins: dict[str, dict[str, Any]] = {
        "nltk": {"download": lambda *_: True},
        "nltk.corpus": {"stopwords": SimpleNamespace(words=lambda *_: list(STOP_WORDS))},
        "nltk.tokenize": {"word_tokenize": re.compile(r"\w+").findall},
        "nltk.stem": {"WordNetLemmatizer": Lemmatizer},
        "emoji": {"demojize": lambda text, **_: text, "UNICODE_EMOJI": {}},
    }
    before = {name: sys.modules.get(name) for name in stand_ins}
    for name, parts in stand_ins.items():
        module = ModuleType(name)
        module.__dict__.update(parts)
        sys.modules[name] = module
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, module_before in before.items():
            if module_before is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module_before


def show(name: str, wanted: Sequence[Said], got: Sequence[Said] | None) -> None:
    """One line of the table."""
    if got is None:
        print(f"{name:24} not installed")
        return
    print(f"{name:24} " + "  ".join(f"{key} {value:.3f}" for key, value in figures(wanted, got).items()))


def cross_validated() -> tuple[list[str], list[Said], list[Said]]:
    """Every training message read by a model that has not seen it."""
    from server.language.mood.weights import Weights
    from training.mood import train

    data = train.examples()
    random.Random(3).shuffle(data)
    words, vectors = train.lexicon(), train.Vectors()
    got: list[Said] = []
    order: list[train.Example] = []
    for fold in range(FOLDS):
        kept = [example for place, example in enumerate(data) if place % FOLDS != fold]
        left = [example for place, example in enumerate(data) if place % FOLDS == fold]
        arrays = train.fit(kept, words, vectors)
        got += ours([example.text for example in left], MoodReader(Weights.of(arrays)))
        order += left
    wanted = [Said(example.emotion, example.urgent, example.signals) for example in order]
    return [example.text for example in order], wanted, got


def speed(texts: Sequence[str], reader: MoodReader) -> None:
    """Milliseconds a message, each read for the first time."""
    took = []
    for text in texts:
        start = time.perf_counter()
        reader.read(text)
        took.append(1000 * (time.perf_counter() - start))
    took.sort()
    print(
        f"{'a message takes':24} median {statistics.median(took):.2f} ms  95 % under {took[int(0.95 * len(took))]:.2f} ms"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", nargs="?", type=Path, help="JSON lines with text, emotion, urgent and signals")
    path = parser.parse_args().labelled
    reader = MoodReader()
    if path is None:
        texts, wanted, got = cross_validated()
    else:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        texts = [row["text"] for row in rows]
        wanted = [Said(row["emotion"], bool(row["urgent"]), frozenset(row["signals"])) for row in rows]
        got = ours(texts, reader)
    show("Alongside", wanted, got)
    show("VADER", wanted, vader(texts))
    show("text2emotion", wanted, text2emotion(texts))
    show("always frustration", wanted, [Said("frustration")] * len(texts))
    speed(texts, MoodReader())


if __name__ == "__main__":
    main()
