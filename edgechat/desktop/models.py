"""Which model a conversation uses: the picker opened and fed, a choice kept, files brought in, memory freed.

Reads and writes on workers only; what a person has to decide is asked in front of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QProgressDialog, QWidget

from edgechat.ai.values import ModelInfo
from edgechat.core.errors import Cancelled
from edgechat.desktop import words
from edgechat.desktop.model_state import ModelState
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.look import Look
    from edgechat.desktop.picker import Picker

TEXT = "text-generation"
SMALLEST_WINDOW = 512


class Models(QObject):
    """``chosen(info)``: of the conversation that was open; ``added(info)``; ``failed(error)``."""

    chosen = Signal(object)
    added = Signal(object)
    failed = Signal(object)

    def __init__(self, edge: EdgeDoor, tasks: Tasks, state: ModelState, parent: QWidget) -> None:
        super().__init__(parent)
        self._edge, self._tasks, self._state, self._window = edge, tasks, state, parent
        self.picker: Picker | None = None
        state.found.connect(self._show_state)
        state.moved.connect(self._show_state)

    # Choosing

    def open(self, look: Look, anchor: QWidget, conversation: str, doors: Sequence[QAction]) -> Picker:
        """The picker below ``anchor``, for ``conversation`` (empty: for new ones)."""
        from edgechat.desktop.picker import WIDE, Picker

        picker = self.picker = Picker(look, doors, new=not conversation, parent=self._window)
        picker.destroyed.connect(lambda: self._closed(picker))
        picker.chosen.connect(partial(self._choose, conversation))
        picker.removed.connect(self._forget)
        picker.state.retry_wanted.connect(self._state.load)
        picker.state.smaller_wanted.connect(self._load_smaller)
        self._show_state()
        self._list(self._read, self._list_examined)
        corner = anchor.mapToGlobal(QPoint(anchor.width(), anchor.height() + 4))
        mirrored = anchor.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = anchor.mapToGlobal(QPoint(0, 0)).x() if mirrored else corner.x() - WIDE
        picker.move(left, corner.y())
        picker.show()
        picker.list.setFocus()
        return picker

    def _closed(self, picker: Picker) -> None:
        if self.picker is picker:
            self.picker = None

    def _show_state(self, *_what: object) -> None:
        if self.picker is not None:
            state = self._state
            self.picker.show_state(state.info, state.status, state.problem)

    def _list(self, read: Callable[[], list[ModelInfo]], then: Callable[[], None] = lambda: None) -> None:
        def show(found: list[ModelInfo]) -> None:
            if self.picker is not None:
                current = self._state.info.id if self._state.info is not None else ""
                self.picker.show_models(listed(found), current)
                then()

        self._tasks.free(read, show, failed=self.failed.emit)

    def _read(self) -> list[ModelInfo]:
        return self._edge.ai.models()  # on a worker: the first to ask for `ai` imports it

    def _examine(self) -> list[ModelInfo]:
        return self._edge.ai.examined()

    def _list_examined(self) -> None:
        """The files' own words come a moment later: a child reads them."""
        self._list(self._examine)

    def _choose(self, conversation: str, info: ModelInfo, for_new: bool) -> None:
        """Keep the choice, then load the model, so that the first answer comes sooner."""
        if self.picker is not None:
            self.picker.close()
            self.picker = None
        edge = self._edge

        def keep() -> None:
            if conversation:
                edge.chat.configure(conversation, model=info.id)
            if for_new:
                edge.settings.set("chat.model", info.id)

        self._tasks.serial(keep, lambda _none: self._kept(conversation, info), failed=self.failed.emit)

    def _kept(self, conversation: str, info: ModelInfo) -> None:
        self._state.follow(info.id if conversation else None, again=True)
        self._state.load()
        self.chosen.emit(info)

    def _load_smaller(self) -> None:
        """Half the window, from now on, and once more."""
        settings, status = self._edge.settings, self._state.status
        now = status.context or settings.get("engine.context") or 8192
        smaller = max(SMALLEST_WINDOW, now // 2)
        self._tasks.serial(
            lambda: settings.set("engine.context", smaller),
            lambda _none: self._state.load(),
            failed=self.failed.emit,
        )

    def _forget(self, info: ModelInfo) -> None:
        """Take a file that is gone off the list; it is offered for no other."""
        if info.state == "missing" and info.path:
            path = info.path
            self._tasks.serial(
                lambda: self._edge.ai.forget_file(path),
                lambda _none: self._list_examined(),
                failed=self.failed.emit,
            )

    def offer(self, where: QPoint, current: str | None, run: Callable[[str], object]) -> None:
        """A menu of the models that can answer, at ``where``; ``run(id)`` for the chosen one."""

        def show(found: list[ModelInfo]) -> None:
            menu = QMenu(self._window)
            menu.setAccessibleName(self.tr("Answer again with"))
            menu.aboutToHide.connect(menu.deleteLater)
            for info in (each for each in listed(found) if each.state == "installed"):
                action = menu.addAction(words.model_title(info))
                action.setCheckable(True)
                action.setChecked(info.id == current)
                action.triggered.connect(partial(_run, run, info.id))
            menu.popup(where)

        self._tasks.free(self._read, show, failed=self.failed.emit)

    # The file of another model

    def ask_file(self) -> QFileDialog:
        """Let the person choose a GGUF file, then whether it is copied."""
        places = QStandardPaths.standardLocations(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self._window, self.tr("Add a model file"), places[0] if places else "")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Models in the GGUF format") + " (*.gguf)"])
        dialog.fileSelected.connect(self.ask_how)
        dialog.open()
        return dialog

    def ask_how(self, path: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Add a model file"))
        box.setText(self.tr("Copy %1 into the models folder?").replace("%1", Path(path).name))
        box.setInformativeText(
            self.tr("A copy stays when the file is moved. Used in place, it takes no further room.")
        )
        copy = box.addButton(self.tr("Copy"), QMessageBox.ButtonRole.AcceptRole)
        use = box.addButton(self.tr("Use in place"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(copy)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy.clicked.connect(lambda: self.add(path, copy=True))
        use.clicked.connect(lambda: self.add(path, copy=False))
        box.open()
        return box

    def add(self, path: str, *, copy: bool) -> None:
        """Check ``path`` and take it into the list; a copy tells how far it is and can be stopped."""
        waiting = self._progress(path) if copy else None

        def tell(done: float) -> bool:
            self._tasks.post(lambda: waiting.setValue(round(done * 1000)) if waiting is not None else None)
            return not stopped

        stopped: list[bool] = []
        if waiting is not None:
            waiting.canceled.connect(lambda: stopped.append(True))
        self._tasks.free(
            lambda: self._edge.ai.add_file(path, copy=copy, tell=tell),
            lambda info: self._added(waiting, info),
            failed=lambda error: self._not_added(waiting, error),
        )

    def _progress(self, path: str) -> QProgressDialog:
        said = self.tr("Copying %1…").replace("%1", Path(path).name)
        waiting = QProgressDialog(said, self.tr("Cancel"), 0, 1000, self._window)
        waiting.setWindowTitle(self.tr("Add a model file"))
        waiting.setAutoClose(False)
        waiting.setAutoReset(False)
        waiting.setMinimumDuration(400)
        return waiting

    def _added(self, waiting: QProgressDialog | None, info: ModelInfo) -> None:
        _end(waiting)
        self.added.emit(info)

    def _not_added(self, waiting: QProgressDialog | None, error: Exception) -> None:
        _end(waiting)
        if not isinstance(error, Cancelled):
            self.failed.emit(error)

    # Folder and memory

    def open_folder(self) -> None:
        folder = self._edge.home.models
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def unload(self) -> None:
        """Free the model's memory now; the next question loads it again."""
        self._tasks.free(self._free_memory, failed=self.failed.emit)

    def _free_memory(self) -> None:
        self._edge.ai.unload()


def listed(models: Sequence[ModelInfo]) -> list[ModelInfo]:
    """Those that a person can choose from, or wonders about: not what could be fetched from elsewhere."""
    return [
        each for each in models if each.task == TEXT and (each.state != "missing" or each.source == "file")
    ]


def _run(run: Callable[[str], object], id: str, _checked: bool = False) -> None:
    run(id)


def _end(waiting: QProgressDialog | None) -> None:
    if waiting is not None:
        waiting.blockSignals(True)  # closing it would say that it was cancelled
        waiting.close()
        waiting.deleteLater()
