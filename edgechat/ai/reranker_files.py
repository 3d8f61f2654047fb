"""The files of a re-ranker: ``model.onnx``, its ``tokenizer.json`` and, where it has one, ``config.json``.

Laid out as the model hub has them: all in one folder, or the model in ``onnx`` below it. Finds and measures;
whether they are what they seem is for the child to say, which is the only one to read them.
"""

from __future__ import annotations

import stat
from pathlib import Path

from edgechat.core.errors import ModelUnusable
from edgechat.core.records import dataclass

MODEL, TOKENIZER, CONFIG, BELOW = "model.onnx", "tokenizer.json", "config.json", "onnx"
MOST_MODEL = 2 << 30  # bytes: no file of this format is larger
MOST_TOKENIZER = 64 << 20
MOST_CONFIG = 1 << 20


@dataclass(frozen=True)
class RerankerFiles:
    """``size`` of all in bytes."""

    model: Path
    tokenizer: Path
    config: Path | None
    size: int

    @property
    def folder(self) -> Path:
        """Where a person would say that it lies."""
        return self.tokenizer.parent


def find_reranker(folder: Path) -> RerankerFiles | None:
    """The re-ranker in ``folder``; None where there is none."""
    model = model_in(folder)
    if model is None or not _size(folder / TOKENIZER):
        return None
    config = folder / CONFIG
    kept = config if _size(config) else None
    files = [model, folder / TOKENIZER, *([kept] if kept else [])]
    return RerankerFiles(model, folder / TOKENIZER, kept, sum(map(_size, files)))


def model_in(folder: Path) -> Path | None:
    """``model.onnx``, else the only ``*.onnx`` there is; in ``folder``, else in ``onnx`` below it."""
    for place in (folder, folder / BELOW):
        if _size(place / MODEL):
            return place / MODEL
        try:
            others = [each for each in place.glob("*.onnx") if _size(each)]
        except OSError:
            others = []
        if len(others) == 1:
            return others[0]
    return None


def files_of(model: Path) -> RerankerFiles:
    """Those that belong to the file ``model``. Raises ``ModelUnusable`` for missing or too large ones."""
    folder = folder_of(model)
    found = find_reranker(folder)
    if found is None:
        raise ModelUnusable(
            f"There is no re-ranker in {folder}.", f"Put {MODEL} and {TOKENIZER} of one model there."
        )
    limits = ((found.model, MOST_MODEL), (found.tokenizer, MOST_TOKENIZER), (found.config, MOST_CONFIG))
    for file, most in limits:
        if file is not None and _size(file) > most:
            raise ModelUnusable(
                f"{file} has {_size(file)} bytes; at most {most} are read.", "Choose another model."
            )
    return found


def folder_of(model: Path) -> Path:
    """Where the other files of ``model`` lie: beside it, or one above."""
    folder = model.parent
    above = folder.name == BELOW and not _size(folder / TOKENIZER)
    return folder.parent if above else folder


def _size(file: Path) -> int:
    """Bytes of a regular file; 0 for whatever is none."""
    try:
        found = file.stat()
    except (OSError, ValueError):
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0
