"""Pictures that are pasted: each becomes a file, as if it had been saved and then attached."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp
from weakref import finalize

from PySide6.QtCore import QCoreApplication, QDateTime, QMimeData
from PySide6.QtGui import QImage

STAMP = "yyyy-MM-dd HH-mm-ss"
"""In the name of a file: no colon, which Windows does not take."""


class Pictures:
    """Their files, which only this person may read, and which go with this object."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def keep(self, source: QMimeData) -> str | None:
        """The path of a PNG file of the picture in ``source``; None if there is none, or no room for it."""
        picture = source.imageData() if source.hasImage() else None
        if not isinstance(picture, QImage) or picture.isNull():
            return None
        try:
            if self._folder is None:
                self._folder = Path(mkdtemp(prefix="edgechat-"))
                finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        except OSError:
            return None
        path = str(self._free(self._folder))
        return path if picture.save(path) else None

    def _free(self, folder: Path) -> Path:
        """A path that says when it was pasted."""
        word = QCoreApplication.translate("Pasting", "Picture")
        name = f"{word} {QDateTime.currentDateTime().toString(STAMP)}"
        path, again = folder / f"{name}.png", 1
        while path.exists():
            again += 1
            path = folder / f"{name} ({again}).png"
        return path
