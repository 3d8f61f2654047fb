"""What documents are measured beside, each in its plainest use: faiss, sentence-transformers, PyMuPDF.

Run as a process of its own by an interpreter that has them; see ``_sides.foreign``. EdgeChat depends on none
of them, so nothing of the app is imported here but the way to be asked.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import time
from typing import Any

from edgechat.bench._sides import serve


class Yardsticks:
    """One of each, once it has been opened."""

    def __init__(self) -> None:
        self._model: Any = None
        self._index: Any = None

    def has(self, module: str) -> bool:
        return importlib.util.find_spec(module) is not None

    def yield_to_others(self, niceness: int) -> None:
        """As the child does that this is measured beside."""
        if hasattr(os, "nice"):
            os.nice(niceness - os.nice(0))

    # -- sentence-transformers ---------------------------------------------------------------------

    def open_model(self, folder: str, threads: int) -> None:
        torch: Any = importlib.import_module("torch")
        library: Any = importlib.import_module("sentence_transformers")
        torch.set_num_threads(threads)
        self._model = library.SentenceTransformer(folder, device="cpu")
        self._model.encode(["warm"])

    def embed(self, texts: list[str]) -> float:
        """Seconds."""
        return _took(lambda: self._model.encode(texts, batch_size=32, normalize_embeddings=True))

    def vectors(self, texts: list[str]) -> list[list[float]]:
        made = self._model.encode(texts, batch_size=32, normalize_embeddings=True)
        return [[float(number) for number in row] for row in made]

    # -- faiss -------------------------------------------------------------------------------------

    def open_index(self, file: str, dimensions: int) -> None:
        """An exact index of the float32 rows in ``file``, used with one thread."""
        numpy: Any = importlib.import_module("numpy")
        faiss: Any = importlib.import_module("faiss")
        faiss.omp_set_num_threads(1)
        self._index = faiss.IndexFlatIP(dimensions)
        self._index.add(numpy.fromfile(file, "<f4").reshape(-1, dimensions))

    def nearest(self, vector: list[float], k: int) -> dict[str, Any]:
        """``seconds``, and the ``places`` of the ``k`` nearest."""
        numpy: Any = importlib.import_module("numpy")
        query, found = numpy.array([vector], "f4"), []
        seconds = _took(lambda: found.append(self._index.search(query, k)[1][0]))
        return {"seconds": seconds, "places": [int(place) for place in found[0]]}

    # -- PyMuPDF -----------------------------------------------------------------------------------

    def read(self, file: str) -> dict[str, Any]:
        """``seconds`` for the text of all pages, and its ``words``."""
        library: Any = importlib.import_module("pymupdf")
        texts: list[str] = []

        def pages() -> None:
            with library.open(file) as document:
                texts.extend(page.get_text() for page in document)

        seconds = _took(pages)
        return {"seconds": seconds, "words": " ".join(texts).split()}


def _took(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    side = Yardsticks()
    names = ("has", "yield_to_others", "open_model", "embed", "vectors", "open_index", "nearest", "read")
    serve({name: getattr(side, name) for name in names})
