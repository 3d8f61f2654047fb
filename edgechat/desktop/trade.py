"""Carrying a conversation away as a file, and bringing exported ones in. Files are touched on a worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from edgechat.chat.conversation import Conversation
from edgechat.chat.filenames import file_name
from edgechat.core.errors import FixableError, InvalidInput
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import ChatDoor, EdgeDoor

KINDS = {"md": "Markdown", "html": "HTML", "json": "JSON"}


class Trade(QObject):
    """``exported(path)``; ``imported(conversations)``; ``failed(error)``, which says what to do."""

    exported = Signal(str)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._edge, self._tasks, self._window = edge, tasks, parent

    def ask_export(self, conversation: Conversation) -> QFileDialog:
        """Let the person choose where ``conversation`` goes; the kind follows the chosen filter."""
        dialog = self._dialog(self.tr("Export the conversation"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        filters = [f"{name} (*.{kind})" for kind, name in KINDS.items()]
        dialog.setNameFilters(filters)
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(list(KINDS)[filters.index(chosen)])
        )
        dialog.selectFile(f"{file_name(conversation.title)}.md")
        dialog.fileSelected.connect(lambda path: self.export(conversation.id, Path(path)))
        dialog.open()
        return dialog

    def ask_import(self) -> QFileDialog:
        dialog = self._dialog(self.tr("Import conversations"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Exported conversations") + " (*.json)"])
        dialog.fileSelected.connect(lambda path: self.bring_in(Path(path)))
        dialog.open()
        return dialog

    def _dialog(self, title: str) -> QFileDialog:
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, title, places[0] if places else "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def export(self, conversation: str, path: Path) -> None:
        """Write ``conversation`` to ``path``; its ending says as what."""
        chat = self._edge.chat
        self._do(lambda: _write(chat, conversation, path), lambda: self.exported.emit(str(path)))

    def bring_in(self, path: Path) -> None:
        """All conversations of an exported JSON file, or none."""
        chat = self._edge.chat
        made: list[Conversation] = []
        self._do(lambda: made.extend(chat.import_json(path)), lambda: self.imported.emit(made))

    def _do(self, work: Callable[[], None], then: Callable[[], None]) -> None:
        self._tasks.serial(work, lambda _none: then(), failed=self.failed.emit)


def _write(chat: ChatDoor, conversation: str, path: Path) -> None:
    """Whole or not at all: a name that is taken keeps its file until the new one is on the disk."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise InvalidInput(
            f"{path.name} ends in none of .md, .html and .json.", "Choose one of these endings."
        )
    content = chat.export([conversation], kind)
    part = path.with_name(f".{path.name[:80]}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        why = error.strerror or str(error)
        raise FixableError(f"{path} could not be written: {why}.", "Choose another folder.") from error
