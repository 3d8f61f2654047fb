"""The page of documents: what is there and what became of each file, found by name or by what it says.

Shows and asks; what happens to documents is in ``Shelving``.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from edgechat.desktop import document_words, style, theme
from edgechat.desktop.document_rows import DocumentDrawing, step_rect
from edgechat.desktop.documents import Documents, InfoRole
from edgechat.desktop.finder import SearchField
from edgechat.desktop.look import Look
from edgechat.desktop.passages import Passages
from edgechat.desktop.reading_strip import ReadingStrip
from edgechat.library.document import Collection, DocumentInfo

WIDEST = 960
"""Of the page: beyond it a name and what is said at the end of its row would lose each other."""

ABOUT = 480
"""Width of the text in the empty page: lines of some 70 characters."""

UNLIMITED = 16_777_215  # pixels: Qt's own word for it is not in PySide6
NAMED_ROWS = 3
"""Documents found by name that stand above the passages; the others are scrolled to."""


class DocumentList(QListView):
    """``opened``, ``removed`` and ``menu_wanted`` name a document by its id."""

    opened = Signal(str)
    removed = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, model: Documents, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._documents = model
        self.setObjectName("documents")
        self.setAccessibleName(self.tr("Documents"))
        self.drawing = DocumentDrawing(look, self)
        self.setItemDelegate(self.drawing)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)  # 10,000 rows are measured once
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.activated.connect(self._activated)
        self._marked: tuple[str, int] | None = None
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._recall)

    def _remember(self) -> None:
        info = self.current()
        self._marked = (info.id, self.currentIndex().row()) if info is not None else None

    def _recall(self) -> None:
        """Rows came or went: the marked one stays marked, or the one that moved into its place."""
        if self._marked is None:
            return
        id, row = self._marked
        found = self._documents.index_of(id)
        last = self._documents.rowCount() - 1
        index = found if found.isValid() else self._documents.index(min(row, last))
        if index.isValid():
            self.setAutoScroll(False)  # the person may be looking elsewhere
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.setAutoScroll(True)

    def current(self) -> DocumentInfo | None:
        found: DocumentInfo | None = self.currentIndex().data(InfoRole)
        return found

    def _activated(self, index: QModelIndex) -> None:
        info = index.data(InfoRole)
        if info is not None:
            self.opened.emit(info.id)

    def _menu(self, where: QPoint) -> None:
        info = self.indexAt(where).data(InfoRole)
        if info is not None:
            self.setCurrentIndex(self.indexAt(where))
            self.menu_wanted.emit(info.id, self.viewport().mapToGlobal(where))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The button that is drawn in a row does what opening the row does."""
        super().mouseReleaseEvent(event)
        where = event.position().toPoint()
        info = self.indexAt(where).data(InfoRole)
        if event.button() == Qt.MouseButton.LeftButton and info is not None:
            row = self.visualRect(self.indexAt(where))
            spot = QStyle.visualRect(self.layoutDirection(), row, step_rect(row, self.drawing.look, info))
            if spot.contains(where):
                self.opened.emit(info.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        info = self.current()
        if event.key() == Qt.Key.Key_Delete and info is not None:
            self.removed.emit(info.id)
        else:
            super().keyPressEvent(event)


class LibraryPage(QWidget):
    """``files_wanted`` and ``folder_wanted``: the person wants to add some. ``searched`` with what was typed.

    ``chosen(name)``: another collection; empty: all. ``new_wanted``: one that is not there yet.
    ``folders_wanted``: to see those that are followed. ``left`` with Esc.
    """

    files_wanted = Signal()
    folder_wanted = Signal()
    new_wanted = Signal()
    folders_wanted = Signal()
    left = Signal()
    searched = Signal(str)
    chosen = Signal(str)

    def __init__(self, model: Documents, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self._look, self._model = look, model
        self.collection = ""
        self.strip = ReadingStrip(look)
        self.list = DocumentList(model, look, self)
        self.passages = Passages(look, self)
        self.picker = self._make_picker()
        self.field = SearchField(look, self)
        self.field.setPlaceholderText(self.tr("Search"))
        self.field.setToolTip(self.tr("Search names and contents"))
        self.field.setAccessibleName(self.tr("Search names and contents"))
        self.field.textChanged.connect(self._typed)
        self.field.left.connect(self._left)
        self._nothing = QLabel()
        self._nothing.setProperty("tone", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._nothing.setContentsMargins(24, 48, 24, 0)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.used = QLabel()
        self.used.setFont(look.caption)
        self.used.setToolTip(self.tr("Your files, as EdgeChat keeps them, and their index for searching"))
        self.used.setProperty("tone", "muted")
        self._lay_out()
        model.modelReset.connect(self.refresh)
        self.refresh()

    def _make_picker(self) -> QToolButton:
        picker = QToolButton()
        picker.setObjectName("pill")
        picker.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        picker.setIcon(self._look.icons.icon("document"))
        picker.setIconSize(QSize(16, 16))
        picker.setFixedHeight(theme.CONTROL)
        picker.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        picker.setMenu(QMenu(picker))
        picker.setToolTip(self.tr("Collection"))
        return picker

    def _lay_out(self) -> None:
        add = QPushButton(self.tr("Add files…"))
        add.setAccessibleName(add.text())
        add.setProperty("kind", "primary")
        add.ensurePolished()
        add.setFixedHeight(max(theme.CONTROL, add.sizeHint().height()))  # large letters need more
        add.clicked.connect(self.files_wanted)
        self.folder = QToolButton()
        self.folder.setIconSize(QSize(20, 20))
        self.folder.setFixedSize(theme.CONTROL, theme.CONTROL)
        self.folder.setToolTip(self.tr("Add a folder…"))
        self.folder.setAccessibleName(self.tr("Add a folder…"))
        self.folder.setIcon(self._look.icons.icon("folder"))
        self.folder.clicked.connect(self.folder_wanted)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.EDGE, 8, theme.EDGE, 12)
        bar.setSpacing(8)
        bar.addWidget(self.picker)
        bar.addWidget(self.field, 1)
        bar.addWidget(self._make_order())
        bar.addWidget(self.folder)
        bar.addWidget(add)
        self._stack = QStackedWidget()
        self._empty = self._make_empty()
        self._found = QWidget()
        column = QVBoxLayout(self._found)
        column.setContentsMargins(theme.EDGE - 12, 0, theme.EDGE - 12, 0)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.passages, 2)
        column.addWidget(self._nothing, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._found)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(bar)
        whole.addWidget(self.strip)
        whole.addWidget(self._stack, 1)
        self.used.setContentsMargins(theme.EDGE, 6, theme.EDGE, 10)
        whole.addWidget(self.used)

    def _make_order(self) -> QToolButton:
        """Which documents are shown, and in which order."""
        self.order = button = QToolButton()
        button.setIcon(self._look.icons.icon("sort"))
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(theme.CONTROL, theme.CONTROL)
        button.setToolTip(self.tr("Order and selection"))
        button.setAccessibleName(button.toolTip())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(button), QActionGroup(button)
        for order, title in (
            ("added", self.tr("Newest first")),
            ("name", self.tr("By name")),
            ("state", self.tr("By state")),
        ):
            action = menu.addAction(title)
            action.setCheckable(True)
            action.setChecked(order == "added")
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, order=order: self._model.arrange(order=order))
        menu.addSeparator()
        self.troubled = menu.addAction(self.tr("Only those with a problem"))
        self.troubled.setCheckable(True)
        self.troubled.toggled.connect(lambda wanted: self._model.arrange(troubled=wanted))
        button.setMenu(menu)
        return button

    def _make_empty(self) -> QWidget:
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(theme.EDGE, 0, theme.EDGE, 48)
        column.setSpacing(8)
        column.addStretch(2)
        mark = QLabel()
        mark.setPixmap(self._look.icons.pixmap("document", "accent", 56))
        mark.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        headline = QLabel(self.tr("Drop files or folders here"))
        headline.setFont(style.scaled(self._look.base, theme.HEADLINE, bold=True))
        about = QLabel(
            self.tr(
                "PDF, Word, PowerPoint, tables, e-mail, web pages, e-books, text, code, pictures of pages. "
                "They are read on this machine; then ask, and open the exact place an answer came from."
            )
        )
        about.setProperty("tone", "muted")
        about.setMaximumWidth(ABOUT)
        about.setMinimumHeight(about.heightForWidth(ABOUT))
        for label in (headline, about):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
        column.addWidget(mark)
        column.addSpacing(8)
        column.addWidget(headline)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(about, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(3)
        return empty

    # Showing

    def show_collections(self, collections: list[Collection]) -> None:
        """Those that can be chosen."""
        menu = self.picker.menu()
        menu.clear()
        called = ((each.name, document_words.collection(each.name)) for each in collections)
        names = [("", self.tr("All documents")), *called]
        for name, title in names:
            action = menu.addAction(title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == self.collection)
            action.triggered.connect(lambda _checked=False, name=name: self.choose(name))
        menu.addSeparator()
        menu.addAction(self.tr("New collection…")).triggered.connect(self.new_wanted)
        menu.addAction(self.tr("Followed folders…")).triggered.connect(self.folders_wanted)
        self._name_collection()

    def choose(self, name: str) -> None:
        self.collection = name
        self._model.filter(collection=name)
        self._name_collection()
        self.chosen.emit(name)

    def _name_collection(self) -> None:
        name = document_words.collection(self.collection) if self.collection else self.tr("All documents")
        shown = self.picker.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 180)
        self.picker.setText(shown.replace("&", "&&"))
        self.picker.setAccessibleName(self.tr("Collection: %1").replace("%1", name))

    def show_used(self, text: str) -> None:
        """What all of it takes on the disk."""
        self.used.setText(text)

    def refresh(self) -> None:
        """Show the list, the invitation to fill it, or that nothing was found."""
        searching = bool(self.field.text().strip())
        rows = self._model.rowCount()
        self._stack.setCurrentWidget(self._found if self._model.total or searching else self._empty)
        self.list.setVisible(rows > 0)
        self.passages.setVisible(searching and self.passages.filled)
        self._share_room(searching and self.passages.filled)
        nothing = not rows and not (searching and self.passages.filled)
        self._nothing.setVisible(nothing)
        said = self.tr("Nothing found for “%1”.").replace("%1", self.field.text().strip())
        self._nothing.setText(said if searching else self._why_empty())

    def _why_empty(self) -> str:
        if self.troubled.isChecked():
            return self.tr("No document has a problem.")
        return self.tr("This collection is empty.")

    def _share_room(self, shared: bool) -> None:
        """The names take what they need and no more where passages stand below them."""
        rows = min(NAMED_ROWS, self._model.rowCount())
        height = self.list.sizeHintForRow(0) * rows if shared and rows else UNLIMITED
        self.list.setMaximumHeight(height)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.list.drawing.look = look
        self.list.viewport().update()
        self.field.set_look(look)
        self.folder.setIcon(look.icons.icon("folder"))
        self.picker.setIcon(look.icons.icon("document"))
        self.order.setIcon(look.icons.icon("sort"))
        self.passages.set_look(look)
        self.strip.set_look(look)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside, layout = max(0, (self.width() - WIDEST) // 2), self.layout()
        if layout is not None:
            layout.setContentsMargins(beside, 0, beside, 0)

    def _typed(self, text: str) -> None:
        self._model.filter(text=text)
        self.searched.emit(text.strip())
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _left(self, key: int) -> None:
        if key == Qt.Key.Key_Escape and not self.field.text():
            self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self.field.clear()
        else:
            target = self.list if self._model.rowCount() else self.passages.list
            target.setFocus()
