"""A linear text classifier over groups of one to three words; numpy only."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.language.model import CATEGORIES

LABELS = ("fine", *CATEGORIES)
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """``weights[i]``: what word group i adds to each label; ``thresholds``: the least P(not fine) a label needs to be shown."""

    column: dict[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    thresholds: Floats

    def scores(self, groups: list[str]) -> tuple[Floats, list[int], float]:
        """Each label's score, the known word groups, and the length they were divided by."""
        known = list({index for group in groups if (index := self.column.get(group)) is not None})
        if not known:
            return self.bias, known, 1.0
        norm = float(np.sqrt(np.square(self.idf[known]).sum()))
        return self.bias + self.weights[known].sum(0) / norm, known, norm

    def probabilities(self, groups: list[str]) -> Floats:
        """The probability of each label."""
        scores, _, _ = self.scores(groups)
        raised = np.exp(scores - scores.max())
        result: Floats = raised / raised.sum()
        return result


def grams(words: tuple[str, ...]) -> list[str]:
    """Groups of one, two and three neighbouring words, the sentence's ends included."""
    padded = ["^", *(_plain(word) for word in words), "$"]
    pairs = [f"{a} {b}" for a, b in pairwise(padded)]
    triples = [f"{a} {b}" for a, b in zip(pairs, padded[2:], strict=False)]
    return [*padded, *pairs, *triples]


def _plain(word: str) -> str:
    """Numbers and masked links are alike whatever they say."""
    if word[0].isdigit() or (word[0] in "#£$€" and len(word) > 1):
        return "0"
    return "x" if word.startswith("xxx") else word


def save(model: Model, path: Path) -> None:
    """Write a model, compressed, in half precision."""
    names = "\n".join(sorted(model.column, key=lambda name: model.column[name])).encode()
    half = model.weights.astype(np.float16)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.frombuffer(names, dtype=np.uint8),
            idf=model.idf.astype(np.float16),
            weights=half,
            bias=model.bias,
            thresholds=model.thresholds,
        )


def load(path: Path) -> Model:
    """Read a model. Raises OSError, ValueError or KeyError when the file is missing or not one."""
    with np.load(path) as data:
        names = data["names"].tobytes().decode().split("\n")
        return Model(
            {name: index for index, name in enumerate(names)},
            data["idf"].astype(np.float32),
            data["weights"].astype(np.float32),
            data["bias"],
            data["thresholds"],
        )
