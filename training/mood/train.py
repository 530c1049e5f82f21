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
from server.language.mood.features import MOMENTS, Reader, Reading
from server.language.mood.reader import EMOTIONS, SIGNALS
from server.language.mood.weights import WEIGHTS_FILE, features

HERE = Path(__file__).parent
_EMOTION: dict[str, Emotion] = {
    "A": "anger", "F": "frustration", "D": "disappointment", "X": "anxiety", "C": "confusion", "S": "sadness", "N": "neutral",
    "P": "positive",
}  # fmt: skip
_SIGNAL = dict(zip("rwmcebs", SIGNALS, strict=True))

EMOTION_STRENGTH, STRENGTH = 0.7, 0.6
"""Inverse regularisation (scikit-learn's C) of the regression for the emotion, and of those for urgency and the signals."""
NEAR_SCALE = 2.0
"""How loud the word vectors speak beside the other features."""
LEAST_MESSAGES = 2
"""A word or pair counts when this many messages have it."""
SHARES: dict[Emotion, float] = {
    "anger": 0.11, "frustration": 0.40, "disappointment": 0.10, "anxiety": 0.04, "confusion": 0.02, "sadness": 0.01, "neutral": 0.20,
    "positive": 0.12,
}  # fmt: skip
"""About how often support teams meet each emotion; scores are moved half of the way there, so that rare feelings need a reason."""
JOINED = 8000
"""How many messages made of two are added."""
SEEDS = (7, 8, 9, 10)
"""Each joins other messages; the four models are averaged, which a linear model can be, so chance decides less."""
FROM = {
    "urgent": 0.4, "repeat-contact": 0.45, "waiting": 0.35, "money": 0.4, "churn": 0.35, "escalation": 0.35, "blocked": 0.4,
    "sarcasm": 0.3,
}  # fmt: skip
"""Said when at least this likely. Five-fold F1 here is best somewhat lower; messages from elsewhere are longer and ask for more."""


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


def joined(data: Sequence[Example], count: int, seed: int) -> list[Example]:
    """Messages made of two: real ones are longer than most here, and say two things.

    The halves share their emotion, or one of them is neutral; signals add up.
    """
    pick = random.Random(seed)  # noqa: S311 - nothing secret
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


@dataclass(frozen=True)
class Fitted:
    """What was fitted: a row of ``table`` for each feature, then one for each number of a word vector; a column for each output."""

    table: np.ndarray
    bias: np.ndarray


def outputs() -> list[str]:
    """What the model says, in the order of its columns."""
    return [*EMOTIONS, "urgent", *("signal:" + signal for signal in SIGNALS), "intensity"]


def train(data: Sequence[Example], inputs: sp.csr_matrix, names: Sequence[str]) -> Fitted:
    """Fit every output. ``names``: of the first columns of ``inputs``; the others are word vectors.

    A moment that presses says nothing about which feeling it is, and pairs of words say more about feelings than about facts, so
    each kind of output has its own columns.
    """
    own = np.array([True] * inputs.shape[1])
    feelings, facts = own.copy(), own.copy()
    feelings[: len(names)] = [not _pressing(name) for name in names]
    facts[: len(names)] = [not (name.startswith("w:") and " " in name) for name in names]
    columns: list[np.ndarray] = []
    bias: list[float] = []

    def add(coefficients: np.ndarray, kept: np.ndarray, start: float) -> None:
        full = np.zeros(inputs.shape[1])
        full[kept] = coefficients
        columns.append(full)
        bias.append(start)

    felt_inputs, told_inputs = inputs[:, feelings], inputs[:, facts]
    model = LogisticRegression(C=EMOTION_STRENGTH, max_iter=4000).fit(
        felt_inputs, [example.emotion for example in data]
    )
    for emotion in EMOTIONS:
        place = list(model.classes_).index(emotion)
        share = sum(example.emotion == emotion for example in data) / len(data)
        add(model.coef_[place], feelings, float(model.intercept_[place] + 0.5 * np.log(SHARES[emotion] / share)))
    for wanted in ("urgent", *SIGNALS):
        least = FROM[wanted]
        truth = [example.urgent if wanted == "urgent" else wanted in example.signals for example in data]
        one = LogisticRegression(C=STRENGTH, max_iter=4000).fit(told_inputs, truth)
        add(one.coef_[0], facts, float(one.intercept_[0] - np.log(least / (1 - least))))
    felt = [place for place, example in enumerate(data) if example.intensity]
    strong = Ridge(alpha=3.0).fit(felt_inputs[felt], [data[place].intensity for place in felt])
    add(strong.coef_, feelings, float(strong.intercept_))
    return Fitted(np.stack(columns, axis=1), np.array(bias))


def _pressing(name: str) -> bool:
    kind, _, what = name.partition(":")
    return what in MOMENTS if kind == "cue" else kind == "form" and "moment" in what.split("+")


def packed(models: Sequence[Fitted], names: Sequence[str], vectors: "Vectors") -> dict[str, np.ndarray]:
    """The average of some models as the arrays of weights.npz, but for the lexicon."""
    table = np.mean([model.table for model in models], axis=0).astype(np.float32)
    bias = np.mean([model.bias for model in models], axis=0)
    near = vectors.table @ (NEAR_SCALE * table[len(names) :])
    own = table[: len(names)]
    own_scale, near_scale = np.abs(own).max(axis=0) / 32000, np.abs(near).max(axis=0) / 127
    return {
        "outputs": _block(outputs()),
        "names": _block(names),
        "table": np.round(own / own_scale).astype(np.int16),
        "table_scale": own_scale.astype(np.float32),
        "bias": bias.astype(np.float32),
        "near_names": _block(vectors.words),
        "near_table": np.round(near / near_scale).astype(np.int8),
        "near_scale": near_scale.astype(np.float32),
        "near_rarity": vectors.rarity.astype(np.float16),
    }


def _block(lines: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def fit(data: Sequence[Example], words: dict[str, float], vectors: "Vectors") -> dict[str, np.ndarray]:
    """All arrays of weights.npz, from labelled messages and VADER's ``words``."""
    reader = Reader(words)
    written = [reader.read(example.text) for example in data]
    names = names_of(written)
    rows = {name: row for row, name in enumerate(names)}

    def inputs(readings: Sequence[Reading]) -> sp.csr_matrix:
        return sp.hstack([matrix(readings, rows), NEAR_SCALE * vectors.average(readings)]).tocsr()

    own = inputs(written)
    models = []
    for seed in SEEDS:
        more = joined(data, JOINED, seed)
        both = sp.vstack([own, inputs([reader.read(example.text) for example in more])]).tocsr()
        models.append(train([*data, *more], both, names))
    lexicon_values = np.array(list(words.values()), np.float16)
    return packed(models, names, vectors) | {"lexicon_names": _block(list(words)), "lexicon_values": lexicon_values}


def main() -> None:
    """Train on all messages and write the weights."""
    data = examples()
    arrays = fit(data, lexicon(), Vectors())
    np.savez_compressed(WEIGHTS_FILE, **arrays)
    print(f"{len(data)} messages, {arrays['table'].shape[0]} features, {WEIGHTS_FILE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
