"""The mood model's numbers: loaded from weights.npz, and how a reading is scored with them.

A linear model (multinomial and plain logistic regressions over the same features), so every score is a sum of parts and each
part can be shown as evidence. Trained by training/mood/train.py, which also says what the numbers come from.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from server.language.mood.features import Reading

WEIGHTS_FILE = Path(__file__).with_name("weights.npz")
Scores = NDArray[np.float32]


def gram_weight(count: int) -> float:
    """How much one word or pair counts in a message of ``count`` different ones: less in long messages."""
    return min(1.0, 3.0 / math.sqrt(count))


def features(reading: Reading) -> Iterator[tuple[str, float]]:
    """Every named feature of a message with its value."""
    for name in reading.hits:
        yield "cue:" + name, 1.0
    for name, value in reading.form.items():
        yield "form:" + name, value
    grams = set(reading.grams)
    if grams:
        weight = gram_weight(len(grams))
        for gram in grams:
            yield "w:" + gram, weight


@dataclass(frozen=True)
class Weights:
    """``rows``: feature name to row of ``table`` (features by outputs); ``near_*``: what each common English word leans to,
    folded from word vectors, weighed by ``near_rarity`` and averaged over the message.
    """

    outputs: tuple[str, ...]
    rows: dict[str, int]
    table: Scores
    bias: Scores
    near_rows: dict[str, int]
    near_table: Scores
    near_rarity: Scores
    lexicon: dict[str, float]

    @classmethod
    def load(cls, path: Path = WEIGHTS_FILE) -> "Weights":
        """Read the file that training wrote. Raises OSError or KeyError when it is missing or not ours."""
        with np.load(path, allow_pickle=False) as data:
            return cls.of(data)

    @classmethod
    def of(cls, data: Mapping[str, NDArray[Any]]) -> "Weights":
        """The weights in the arrays that training makes."""
        names = _lines(data["names"])
        near = _lines(data["near_names"])
        return cls(
            outputs=tuple(_lines(data["outputs"])),
            rows={name: row for row, name in enumerate(names)},
            table=data["table"].astype(np.float32) * data["table_scale"],
            bias=data["bias"].astype(np.float32),
            near_rows={name: row for row, name in enumerate(near)},
            near_table=data["near_table"].astype(np.float32) * data["near_scale"],
            near_rarity=data["near_rarity"].astype(np.float32),
            lexicon=dict(zip(_lines(data["lexicon_names"]), data["lexicon_values"].tolist(), strict=True)),
        )

    @cached_property
    def column(self) -> dict[str, int]:
        """Output name to column."""
        return {name: place for place, name in enumerate(self.outputs)}

    def score(self, reading: Reading) -> Scores:
        """One number per output; above 0 means more likely than not."""
        total = self.bias.copy()
        places: list[int] = []
        values: list[float] = []
        for name, value in features(reading):
            row = self.rows.get(name)
            if row is not None and value:
                places.append(row)
                values.append(value)
        if places:
            total += np.asarray(values, np.float32) @ self.table[places]
        near = [row for word in reading.tokens.words if (row := self.near_rows.get(word)) is not None]
        if near:
            rarity = self.near_rarity[near]
            total += (rarity @ self.near_table[near]) / rarity.sum()
        return total

    def part(self, name: str, column: int) -> float:
        """What one named feature adds to one output when its value is 1."""
        row = self.rows.get(name)
        return 0.0 if row is None else float(self.table[row, column])


def _lines(data: NDArray[np.uint8]) -> list[str]:
    """Strings are stored as one block of UTF-8, one a line: it packs far smaller than numpy's own."""
    return data.tobytes().decode("utf-8").split("\n")
