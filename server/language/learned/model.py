"""A linear text classifier over groups of one to three words; numpy only."""

import math
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
    """``table[i]``: what word group i adds to each label, and last the square of its weight for the sentence's length.

    The least P(not fine) a label needs to be shown: ``sure`` in any text, ``likely`` in a whole letter, ``suspected`` in a letter
    in which something else is marked.
    """

    column: dict[str, int]
    table: Floats
    bias: Floats
    sure: Floats
    likely: Floats
    suspected: Floats

    def probabilities(self, groups: list[str]) -> list[float]:
        """The probability of each label for a sentence's word groups."""
        column = self.column
        known = list({column[group] for group in groups if group in column})
        scores: list[float] = self.bias.tolist()
        if known:
            total = self.table.take(known, 0).sum(0).tolist()
            length = math.sqrt(total[-1])
            scores = [score + part / length for score, part in zip(scores, total, strict=False)]
        top = max(scores)
        raised = [math.exp(score - top) for score in scores]
        whole = sum(raised)
        return [value / whole for value in raised]


def grams(words: tuple[str, ...]) -> list[str]:
    """Groups of one, two and three neighbouring words, the sentence's ends included."""
    padded = ["^", *[word if word.isalpha() else _plain(word) for word in words], "$"]
    pairs = list(map(_JOIN, pairwise(padded)))
    return [*padded, *pairs, *map(_JOIN, zip(pairs, padded[2:], strict=False))]


_JOIN = " ".join


def _plain(word: str) -> str:
    """Numbers and masked links are alike whatever they say."""
    if word[0].isdigit() or (word[0] in "#£$€" and len(word) > 1):
        return "0"
    return "x" if word.startswith("xxx") else word


def save(model: Model, path: Path) -> None:
    """Write a model, compressed, in half precision."""
    names = "\n".join(sorted(model.column, key=lambda name: model.column[name])).encode()
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.frombuffer(names, dtype=np.uint8),
            table=model.table.astype(np.float16),
            bias=model.bias,
            sure=model.sure,
            likely=model.likely,
            suspected=model.suspected,
        )


def load(path: Path) -> Model:
    """Read a model. Raises OSError, ValueError or KeyError when the file is missing or not one."""
    with np.load(path) as data:
        names = data["names"].tobytes().decode().split("\n")
        return Model(
            {name: index for index, name in enumerate(names)},
            data["table"].astype(np.float32),
            data["bias"],
            data["sure"],
            data["likely"],
            data["suspected"],
        )
