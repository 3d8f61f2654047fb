"""Files and folders dragged onto the window: a veil says what will become of them, and they are handed on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from edgechat.desktop import style, theme
from edgechat.desktop.look import Look

EDGE, MARK = 12, 48


class Veil(QFrame):
    """Lies over the window while something is held above it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = QLabel(self)
        self.text.setFont(style.scaled(look.base, theme.HEADLINE, bold=True))
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setWordWrap(True)
        mark = QLabel(self)
        mark.setPixmap(look.icons.pixmap("import", "accent", MARK))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(mark)
        column.addWidget(self.text)
        column.addStretch(1)

    def cover(self, said: str) -> None:
        self.text.setText(said)
        self.setGeometry(self._window.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE))
        self.show()
        self.raise_()


class Drops(QObject):
    """``dropped`` with the paths. ``promise`` says what will be done with them at this moment."""

    dropped = Signal(list)

    def __init__(self, window: QWidget, look: Look, promise: Callable[[], str], *inside: QWidget) -> None:
        super().__init__(window)
        self._window, self._look, self._promise = window, look, promise
        self._veil: Veil | None = None
        window.setAcceptDrops(True)
        for watched in (window, *inside):
            watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Files are taken by the window, whatever widget they are held above; text goes where it goes."""
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove:
                return self._entered(event)  # type: ignore[arg-type]
            case QEvent.Type.DragLeave:
                self._lift()
            case QEvent.Type.Drop:
                return self._dropped(event)  # type: ignore[arg-type]
        return False

    def _entered(self, event: QDragEnterEvent) -> bool:
        if not paths_of(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if self._veil is None:
            self._veil = Veil(self._look, self._window)
        self._veil.cover(self._promise())
        return True

    def _dropped(self, event: QDropEvent) -> bool:
        self._lift()
        paths = paths_of(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(paths)
        return bool(paths)

    def _lift(self) -> None:
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
            self._veil = None


def paths_of(data: QMimeData) -> list[str]:
    """The files and folders of this machine in what is dragged or pasted."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
