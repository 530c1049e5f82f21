"""Trains the second stage of the review: a linear classifier over the words of a sentence.

Run: python training/learned/train.py          (needs: pip install scikit-learn; takes about a minute)

Writes server/language/learned/weights.npz and prints figures on what is kept out. The features are groups of one to three words, and of
three and four with words of content told by their ending. Tried and dropped, as they found no more at the same precision on what is
kept out: static word vectors and word clusters, a convolution over word vectors, and one layer of a sentence encoder, each alone and added.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from data import LABELS, Labelled, drafts, everyday, letters, replies, rule_texts, snippets
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from server.language.learned.model import Model, grams, save
from server.language.text import mask
from server.language.tokens import tokenize

OUT = Path(__file__).parents[2] / "server" / "language" / "learned" / "weights.npz"
LEAST_SEEN = 2
LEAST_SEEN_SHAPES = 3
STRENGTH = 8.0
# In a short reply by itself the rules know nearly all there is, and on real ones most of what the classifier added was wrong.
SURE = 0.98
# In a whole letter of several sentences less is enough; chosen on the drafts and letters kept out of training. What is canned or
# hollow is for the rules: ordinary company phrasing and stock phrasing share their words.
LIKELY = {"formulaic": 0.95, "hollow-apology": 0.85}
LIKELY_OTHERS = 0.7
# In a letter in which something else is marked, whatever is rather blunt; chosen in the same way.
SUSPECTED = {"formulaic": 0.88, "hollow-apology": 0.75}
SUSPECTED_OTHERS = 0.4


def gram_lists(texts: list[Labelled]) -> list[list[str]]:
    """The word groups of each sentence."""
    return [grams(tokenize(mask(item.text)).words) for item in texts]


def fit(groups: list[list[str]], labels: list[int]) -> Model:
    """Learn from sentences."""
    seen = Counter(gram for group in groups for gram in set(group))
    names = sorted(gram for gram, count in seen.items() if count >= (LEAST_SEEN_SHAPES if "~" in gram else LEAST_SEEN))
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


def main() -> None:
    """Train on everything, write, and say how it does on what was kept out."""
    texts = replies() + rule_texts() + drafts(held_out=False) + letters(held_out=False) + snippets() + everyday()
    labels = [item.label for item in texts]
    print(len(texts), "sentences,", dict(Counter(LABELS[label] for label in labels)))
    learned = fit(gram_lists(texts), labels)
    sure = np.full(len(LABELS), SURE, dtype=np.float32)
    likely = np.array([LIKELY.get(label, LIKELY_OTHERS) for label in LABELS], dtype=np.float32)
    suspected = np.array([SUSPECTED.get(label, SUSPECTED_OTHERS) for label in LABELS], dtype=np.float32)
    final = Model(learned.column, learned.table, learned.bias, sure, likely, suspected)
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
