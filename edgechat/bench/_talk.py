"""Made-up texts, questions and vectors: words as unevenly used as those of a language, vectors in heaps as
those of texts. The same in every run. Knows nothing of what is measured with them.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from numpy.typing import NDArray

VOCABULARY, STOPPED = 60_000, 120
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
HEAP = 50  # texts that are about one thing
SPREAD = 0.9  # of a heap, as a part of how far heaps lie apart

Vectors = NDArray[np.float32]


class Talk:
    """The most used words are left out of questions, as stop words are."""

    def __init__(self, dimensions: int, texts: int) -> None:
        chance = random.Random(1)
        self._chance: Any = np.random.default_rng(1)
        made = {"".join(chance.choices(LETTERS, k=chance.randint(3, 11))) for _ in range(VOCABULARY)}
        words = sorted(made)
        chance.shuffle(words)
        self._words: Any = np.array(words, object)
        self._upto = np.cumsum(1 / (np.arange(len(words)) + 2.7))
        self._centres = self._chance.normal(size=(max(1, texts // HEAP), dimensions)).astype("f4")

    def texts(self, count: int, words: int) -> list[str]:
        """``count`` texts of so many ``words``."""
        return [" ".join(row) for row in self._drawn((count, words), 0.0)]

    def question(self) -> str:
        return " ".join(self._drawn(int(self._chance.integers(3, 10)), float(self._upto[STOPPED - 1])))

    def _drawn(self, shape: int | tuple[int, int], least: float) -> Any:
        drawn = self._chance.uniform(least, self._upto[-1], size=shape)
        return self._words[np.searchsorted(self._upto, drawn)]

    def vectors(self, count: int) -> Vectors:
        """[count, dimensions], of length 1."""
        chosen = self._centres[self._chance.integers(len(self._centres), size=count)]
        made = chosen + SPREAD * self._chance.normal(size=chosen.shape).astype("f4")
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), "<f4")
