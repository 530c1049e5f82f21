"""Trains the mood model and writes server/language/mood/weights.npz.

    pip install -e '.[train]'
    python -m training.mood.train

What goes in:
- messages/*.txt: customer messages written for this project (MIT, like the rest), one a line: a letter for the emotion, the intensity
  (0 to 3), flags, " | ", the message. Flags: u urgent; r repeat-contact, w waiting, m money, c churn, e escalation, b blocked, s sarcasm.
- VADER's lexicon (Hutto & Gilbert, ICWSM 2014; MIT), from the vaderSentiment package: how good or bad a word is.
- vectors.npz: 30 numbers for each of the 14,000 commonest words of GloVe 6B (Pennington et al., EMNLP 2014; Public Domain
  Dedication and License), made by vectors.py. They let words that no message here uses lean on their neighbours; training folds
  them into one small number per word and output, so the program itself carries no vectors.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression, Ridge

from server.language.model import Emotion
from server.language.mood.features import Reader, Reading
from server.language.mood.reader import EMOTIONS, SIGNALS
from server.language.mood.weights import WEIGHTS_FILE, features

HERE = Path(__file__).parent
_EMOTION: dict[str, Emotion] = {
    "A": "anger", "F": "frustration", "D": "disappointment", "X": "anxiety", "C": "confusion", "S": "sadness", "N": "neutral",
    "P": "positive",
}  # fmt: skip
_SIGNAL = dict(zip("rwmcebs", SIGNALS, strict=True))

STRENGTH = 0.7
"""Inverse regularisation of every regression (scikit-learn's C)."""
NEAR_SCALE = 2.0
"""How loud the word vectors speak beside the other features."""
LEAST_MESSAGES = 2
"""A word or pair counts when this many messages have it."""
SHARES: dict[Emotion, float] = {
    "anger": 0.11, "frustration": 0.40, "disappointment": 0.10, "anxiety": 0.04, "confusion": 0.02, "sadness": 0.01, "neutral": 0.20,
    "positive": 0.12,
}  # fmt: skip
"""About how often support teams meet each emotion; scores are moved half of the way there, so that rare feelings need a reason."""
JOINED = 4000
"""How many messages made of two are added."""
SEED = 7
FROM = {
    "urgent": 0.5, "repeat-contact": 0.3, "waiting": 0.25, "money": 0.45, "churn": 0.25, "escalation": 0.3, "blocked": 0.3,
    "sarcasm": 0.35,
}  # fmt: skip
"""Said when at least this likely. Below a half because the messages here name fewer signals than customers' do."""


@dataclass(frozen=True)
class Example:
    """One labelled message."""

    text: str
    emotion: str
    intensity: int
    urgent: bool
    signals: frozenset[str]


def examples() -> list[Example]:
    """All labelled messages, in file order. Raises ValueError with file and line for one that cannot be read."""
    result = []
    for path in sorted((HERE / "messages").glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line or line.startswith("#"):
                continue
            head, bar, text = line.partition(" | ")
            flags = head[2:].replace(" ", "")
            if not bar or head[:1] not in _EMOTION or head[1:2] not in "0123" or set(flags) - set("urwmcebs"):
                raise ValueError(f"{path.name}:{number}: not like 'F2 uw | text': {line[:60]!r}")
            signals = frozenset(_SIGNAL[flag] for flag in flags if flag != "u")
            result.append(Example(text, _EMOTION[head[0]], int(head[1]), "u" in flags, signals))
    return result


def joined(data: Sequence[Example], count: int) -> list[Example]:
    """Messages made of two: real ones are longer than most here, and say two things.

    The halves share their emotion, or one of them is neutral; signals add up.
    """
    pick = random.Random(SEED)  # noqa: S311 - nothing secret
    by_emotion: dict[str, list[Example]] = defaultdict(list)
    for example in data:
        by_emotion[example.emotion].append(example)
    result: list[Example] = []
    while len(result) < count:
        one = pick.choice(data)
        other = pick.choice(by_emotion[one.emotion if pick.random() < 0.7 else "neutral"])
        if len(one.text) + len(other.text) > 300:
            continue
        first, second = pick.sample((one, other), 2)
        emotion = other.emotion if one.emotion == "neutral" else one.emotion
        text = first.text.rstrip(".") + pick.choice((". ", ". ", " ", ", ", "! ", "\n")) + second.text
        intensity = max(one.intensity, other.intensity)
        result.append(Example(text, emotion, intensity, one.urgent or other.urgent, one.signals | other.signals))
    return result


def lexicon() -> dict[str, float]:
    """VADER's words and their valence, -4 to +4."""
    spec = find_spec("vaderSentiment")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("vaderSentiment is not installed: pip install -e '.[train]'")
    lines = Path(spec.submodule_search_locations[0], "vader_lexicon.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t")[:2] for line in lines if "\t" in line]
    return {word: round(float(value), 1) for word, value in pairs if word.isalpha()}


class Vectors:
    """Reduced word vectors, and a message as the average of its words', rare words weighing more."""

    def __init__(self) -> None:
        with np.load(HERE / "vectors.npz") as data:
            self.words: list[str] = data["words"].tobytes().decode().split("\n")
            self.table = data["table"].astype(np.float32) * data["scale"]
        self.rows = {word: row for row, word in enumerate(self.words)}
        self.rarity = (1e-3 / (1e-3 + 0.1 / (np.arange(len(self.words)) + 2))).astype(np.float32)

    def average(self, readings: Sequence[Reading]) -> np.ndarray:
        """One row a message."""
        result = np.zeros((len(readings), self.table.shape[1]), np.float32)
        for place, reading in enumerate(readings):
            rows = [self.rows[word] for word in reading.tokens.words if word in self.rows]
            if rows:
                result[place] = self.rarity[rows] @ self.table[rows] / self.rarity[rows].sum()
        return result


def names_of(readings: Sequence[Reading]) -> list[str]:
    """The features worth a weight."""
    seen = Counter(name for reading in readings for name, _ in features(reading))
    return [name for name, count in seen.items() if count >= LEAST_MESSAGES or not name.startswith("w:")]


def matrix(readings: Sequence[Reading], rows: dict[str, int]) -> sp.csr_matrix:
    """Messages by features."""
    at, column, value = [], [], []
    for place, reading in enumerate(readings):
        for name, number in features(reading):
            if name in rows:
                at.append(place)
                column.append(rows[name])
                value.append(number)
    return sp.csr_matrix((value, (at, column)), shape=(len(readings), len(rows)), dtype=np.float32)


def train(
    data: Sequence[Example], readings: Sequence[Reading], written: int, vectors: Vectors
) -> dict[str, np.ndarray]:
    """Fit every output; gives the arrays of weights.npz but for the lexicon. ``written``: how many of the messages are not joined."""
    names = names_of(readings[:written])
    inputs = sp.hstack(
        [matrix(readings, {name: row for row, name in enumerate(names)}), NEAR_SCALE * vectors.average(readings)]
    ).tocsr()
    columns: list[np.ndarray] = []
    bias: list[float] = []
    model = LogisticRegression(C=STRENGTH, max_iter=4000).fit(inputs, [example.emotion for example in data])
    for emotion in EMOTIONS:
        place = list(model.classes_).index(emotion)
        columns.append(model.coef_[place])
        share = sum(example.emotion == emotion for example in data) / len(data)
        bias.append(float(model.intercept_[place] + 0.5 * np.log(SHARES[emotion] / share)))
    for wanted in ("urgent", *SIGNALS):
        least = FROM[wanted]
        truth = [example.urgent if wanted == "urgent" else wanted in example.signals for example in data]
        until = len(data) if wanted == "urgent" else written  # joined messages name signals too often
        one = LogisticRegression(C=STRENGTH, max_iter=4000).fit(inputs[:until], truth[:until])
        columns.append(one.coef_[0])
        bias.append(float(one.intercept_[0] - np.log(least / (1 - least))))
    felt = [place for place, example in enumerate(data) if example.intensity]
    strong = Ridge(alpha=3.0).fit(inputs[felt], [data[place].intensity for place in felt])
    columns.append(strong.coef_)
    bias.append(float(strong.intercept_))
    outputs = [*EMOTIONS, "urgent", *("signal:" + signal for signal in SIGNALS), "intensity"]
    table = np.stack(columns, axis=1).astype(np.float32)
    near = vectors.table @ (NEAR_SCALE * table[len(names) :])
    own = table[: len(names)]
    own_scale, near_scale = np.abs(own).max(axis=0) / 32000, np.abs(near).max(axis=0) / 127
    return {
        "outputs": _block(outputs),
        "names": _block(names),
        "table": np.round(own / own_scale).astype(np.int16),
        "table_scale": own_scale.astype(np.float32),
        "bias": np.array(bias, np.float32),
        "near_names": _block(vectors.words),
        "near_table": np.round(near / near_scale).astype(np.int8),
        "near_scale": near_scale.astype(np.float32),
        "near_rarity": vectors.rarity.astype(np.float16),
    }


def _block(lines: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def fit(data: Sequence[Example], words: dict[str, float], vectors: Vectors) -> dict[str, np.ndarray]:
    """All arrays of weights.npz, from labelled messages and VADER's ``words``."""
    reader = Reader(words)
    everything = [*data, *joined(data, JOINED)]
    readings = [reader.read(example.text) for example in everything]
    arrays = train(everything, readings, len(data), vectors)
    return arrays | {"lexicon_names": _block(list(words)), "lexicon_values": np.array(list(words.values()), np.float16)}


def main() -> None:
    """Train on all messages and write the weights."""
    data = examples()
    arrays = fit(data, lexicon(), Vectors())
    np.savez_compressed(WEIGHTS_FILE, **arrays)
    print(f"{len(data)} messages, {arrays['table'].shape[0]} features, {WEIGHTS_FILE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
