"""Trains the second stage of the review: a linear classifier over the words of a sentence.

Run: python training/learned/train.py          (needs: pip install scikit-learn; takes about a minute)

Writes server/language/learned/weights.npz and prints cross-validated figures. A linear model over one to three words won against
static word vectors distilled from a sentence encoder, alone and added: on our held-out drafts they found no more at the same
precision, and they cost ten times the memory.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from data import LABELS, Labelled, drafts, everyday, fold, letters, replies, rule_texts, snippets
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from server.language.learned.model import Model, grams, save
from server.language.text import mask
from server.language.tokens import tokenize

OUT = Path(__file__).parents[2] / "server" / "language" / "learned" / "weights.npz"
LEAST_SEEN = 2
STRENGTH = 4.0
PRECISION = 0.9
FINE_WEIGHT = 5.0  # in life about six sentences in seven are fine; in our texts half are
FOLDS = 5
# Never below these, whatever the folds say. Ordinary company phrasing and stock phrasing share their words, and rules know
# the stock phrases well, so there the classifier speaks only when it is nearly sure.
LEAST = {"formulaic": 0.95}
LEAST_OTHERS = 0.84
# In a whole letter of several sentences less is enough; chosen on the drafts kept out of training. Blame and orders are the
# labels most often mistaken there, and what is canned or hollow is for the rules.
LIKELY = {"blame": 0.9, "command": 0.9, "formulaic": 0.96, "hollow-apology": 0.93}
LIKELY_OTHERS = 0.85
# In a letter in which something else is marked, whatever is more blunt than not; chosen in the same way.
SUSPECTED = {"formulaic": 0.85, "hollow-apology": 0.8}
SUSPECTED_OTHERS = 0.5


def gram_lists(texts: list[Labelled]) -> list[list[str]]:
    """The word groups of each sentence."""
    return [grams(tokenize(mask(item.text)).words) for item in texts]


def fit(groups: list[list[str]], labels: list[int]) -> Model:
    """Learn from sentences."""
    seen = Counter(gram for group in groups for gram in set(group))
    names = sorted(gram for gram, count in seen.items() if count >= LEAST_SEEN)
    column = {gram: index for index, gram in enumerate(names)}
    idf = np.array([np.log((1 + len(groups)) / (1 + seen[gram])) + 1 for gram in names], dtype=np.float32)
    rows, columns, values = [], [], []
    for row, group in enumerate(groups):
        found = {column[gram] for gram in group if gram in column}
        norm = np.sqrt(sum(float(idf[index]) ** 2 for index in found)) or 1.0
        for index in sorted(found):
            rows.append(row)
            columns.append(index)
            values.append(float(idf[index]) / norm)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(groups), len(names)))
    learned = LogisticRegression(C=STRENGTH, max_iter=400).fit(matrix, labels)
    table = np.concatenate([learned.coef_.T * idf[:, None], np.square(idf)[:, None]], axis=1).astype(np.float32)
    half = np.full(len(LABELS), 0.5, dtype=np.float32)
    return Model(column, table, learned.intercept_.astype(np.float32), half, half, half)


def thresholds(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """For each category, the least probability of "not fine" at which those it wins are right often enough."""
    result = np.full(len(LABELS), 0.99, dtype=np.float32)
    best, trouble = scores[:, 1:].argmax(1) + 1, 1 - scores[:, 0]
    for label in range(1, len(LABELS)):
        chosen = np.flatnonzero(best == label)
        order = chosen[np.argsort(-trouble[chosen])]
        flagged = np.cumsum(labels[order] > 0)
        right = flagged / (flagged + FINE_WEIGHT * np.cumsum(labels[order] == 0))
        good = np.flatnonzero(right >= PRECISION)
        if len(good):
            result[label] = max(LEAST.get(LABELS[label], LEAST_OTHERS), trouble[order[good[-1]]])
    return result


def main() -> None:
    """Cross-validate, choose thresholds, train on everything, write."""
    texts = replies() + rule_texts() + drafts(held_out=False) + letters(held_out=False) + snippets() + everyday()
    groups, labels = gram_lists(texts), np.array([item.label for item in texts])
    folds = np.array([fold(item.text, FOLDS) for item in texts])
    scores = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    for number in range(FOLDS):
        model = fit([g for g, f in zip(groups, folds, strict=True) if f != number], labels[folds != number].tolist())
        for index in np.flatnonzero(folds == number):
            scores[index] = model.probabilities(groups[index])
    likely = np.array([LIKELY.get(label, LIKELY_OTHERS) for label in LABELS], dtype=np.float32)
    suspected = np.array([SUSPECTED.get(label, SUSPECTED_OTHERS) for label in LABELS], dtype=np.float32)
    written = np.array([item.source != "everyday" for item in texts])  # templates repeat themselves across folds
    limits = thresholds(scores[written], labels[written])
    print(len(texts), "sentences,", dict(Counter(LABELS[label] for label in labels)))
    report("cross-validated", scores, labels, limits)
    final = fit(groups, labels.tolist())
    final = Model(final.column, final.table, final.bias, limits, likely, suspected)
    for name, kept_out in (("held-out drafts", drafts(held_out=True)), ("held-out letters", letters(held_out=True))):
        own = np.array([final.probabilities(group) for group in gram_lists(kept_out)])
        of = np.array([item.label for item in kept_out])
        report(f"{name}, alone", own, of, likely)
        report(f"{name}, in company", own, of, suspected)
    save(final, OUT)
    print(OUT.name, f"{OUT.stat().st_size / 1e6:.1f} MB,", len(final.column), "word groups")


def report(name: str, scores: np.ndarray, labels: np.ndarray, limits: np.ndarray) -> None:
    """Recall, precision and category agreement of "not fine" at the thresholds."""
    best, trouble = scores[:, 1:].argmax(1) + 1, 1 - scores[:, 0]
    found = trouble >= limits[best]
    right = found & (labels > 0)
    print(
        f"{name}: recall {right.sum() / (labels > 0).sum():.3f}, precision {right.sum() / max(1, found.sum()):.3f}, "
        f"category {(best[right] == labels[right]).mean():.3f}, thresholds {np.round(limits[1:], 2).tolist()}"
    )


if __name__ == "__main__":
    sys.exit(main())
