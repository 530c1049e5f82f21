"""A linear text classifier over groups of one to four words and of their shapes; numpy only."""

import math
from dataclasses import dataclass
from functools import lru_cache
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
        known = [index for index in set(map(self.column.get, groups)) if index is not None]
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
    """Groups of one, two and three neighbouring words, the sentence's ends included; then of three and four, with words of
    content told by their ending alone, which is what says how a sentence is built ("you ~ed the ~"). In the order of LENGTHS.
    """
    padded = ["^", *[word if word.isalpha() else _plain(word) for word in words], "$"]
    pairs = list(map(_JOIN, pairwise(padded)))
    shapes = list(map(_shape, padded))
    twos = list(map(_JOIN, pairwise(shapes)))
    threes = list(map(_JOIN, zip(twos, shapes[2:], strict=False)))
    return [
        *padded,
        *pairs,
        *map(_JOIN, zip(pairs, padded[2:], strict=False)),
        *threes,
        *map(_JOIN, zip(threes, shapes[3:], strict=False)),
    ]


LENGTHS = (1, 2, 3, 3, 4)
_JOIN = " ".join


def _plain(word: str) -> str:
    """Numbers and masked links are alike whatever they say."""
    if word[0].isdigit() or (word[0] in "#£$€" and len(word) > 1):
        return "0"
    return "x" if word.startswith("xxx") else word


@lru_cache(maxsize=20_000)
def _shape(word: str) -> str:
    """A word of grammar or a mark itself, any other word by its ending."""
    if word in _GRAMMAR or not word.isalpha():
        return word
    return next((f"~{ending}" for ending in ("ing", "ed", "ly", "tion", "s") if word.endswith(ending)), "~")


_GRAMMAR = frozenset(
    "i me my mine myself we us our ours you your yours he she it its they them their this that these those who which what when where"
    " why how a an the and or but so if because as until while of at by for with about against between into through during before after"
    " above below to from up down in out on off over under again then once here there all any both each few more most other some such no"
    " nor not only own same than too very can will just should now do does did have has had is are was were be been being would could"
    " might must shall may ought need am get got anything nothing something everything anyone someone everyone nobody one ones quite"
    " rather really simply actually clearly obviously already still yet even never always please sorry thanks thank unless without per"
    " via though although however either neither else".split()
)


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
