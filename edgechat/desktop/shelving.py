"""What a person does with documents: adds, finds, opens, tries again, removes, and asks about them.

Made at its first use. Everything that may take time happens off the main thread; removing can be undone until
its toast has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QInputDialog, QLineEdit, QMenu, QMessageBox, QWidget

from edgechat.chat.parts import AttachmentPart, CitationPart
from edgechat.desktop import document_words, theme, words
from edgechat.desktop.document_details import DocumentDetails
from edgechat.desktop.documents import Documents
from edgechat.desktop.folders import Folders
from edgechat.desktop.language import plural
from edgechat.desktop.library_page import LibraryPage
from edgechat.desktop.sight import Spot, look_for
from edgechat.desktop.viewer import Viewer
from edgechat.library.document import (
    AGAIN,
    DEFAULT_COLLECTION,
    INDEXED,
    Collection,
    DocumentInfo,
    Findings,
    Found,
    Progress,
    Renewed,
)
from edgechat.library.scan import Trouble
from edgechat.library.watched import FolderLooked, WatchedFolder

if TYPE_CHECKING:
    from edgechat.chat.conversation import Message
    from edgechat.desktop.appearance import Appearance
    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.look import Look
    from edgechat.desktop.tasks import Tasks
    from edgechat.desktop.toast import Toast

TOP = 30
"""Passages that a search on the page shows."""

PAUSE_MS = 120
REMOVED_AFTER_MS = 6500
"""A little longer than the toast that can undo it."""


class Shelving(QObject):
    """``page`` shows it. ``failed`` with an error that belongs to no single document, ``noted`` with
    what else belongs to none."""

    failed = Signal(object)
    noted = Signal(str)
    _arrived = Signal(object)
    _looked = Signal(object)
    _renewed = Signal(object)

    def __init__(
        self, edge: EdgeDoor, tasks: Tasks, appearance: Appearance, toast: Toast, window: QWidget
    ) -> None:
        super().__init__(window)
        self._edge, self._tasks, self._appearance = edge, tasks, appearance
        self._toast, self._window = toast, window
        self.documents = Documents(self)
        self.page = LibraryPage(self.documents, appearance.look)
        self.viewer: Viewer | None = None
        self.folders: Folders | None = None
        self._used: int | None = None  # bytes
        self._removing: dict[str, QTimer] = {}
        self._asked = ""
        self._fresh = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self._arrived.connect(self._progressed)
        self._looked.connect(self._folder_looked)
        self._renewed.connect(self.page.strip.show_renewal)
        self._ends = [
            edge.events.subscribe(Progress, self._arrived.emit),
            edge.events.subscribe(FolderLooked, self._looked.emit),
            edge.events.subscribe(Renewed, self._renewed.emit),
        ]
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.files_wanted.connect(self.ask_files)
        page.folder_wanted.connect(self.ask_folder)
        page.new_wanted.connect(self._ask_collection)
        page.folders_wanted.connect(self.show_folders)
        page.searched.connect(lambda _text: self._pause.start())
        page.list.opened.connect(self.open)
        page.list.removed.connect(self.remove)
        page.list.menu_wanted.connect(self._menu)
        page.passages.opened.connect(self._open_found)
        self.documents.modelReset.connect(self._count)
        page.strip.paused.connect(self._hold)
        page.strip.cancelled.connect(self._cancel)
        page.strip.stayed.connect(self._stay)
        self._appearance.changed.connect(self._set_look)

    def close(self) -> None:
        """Finish what was promised."""
        for end in self._ends:
            end()
        if self.folders is not None:
            self.folders.reject()
        for id in list(self._removing):
            self._remove_now(id)

    def _set_look(self, look: Look) -> None:
        self.page.set_look(look)
        if self.viewer is not None:
            self.viewer.close()
            self.viewer = None

    def promise(self) -> str:
        """What will become of files that are dropped now."""
        name = self.page.collection
        if not name:
            return self.tr("Drop to add to your documents")
        return self.tr("Drop to add to “%1”").replace("%1", name)

    # Reading the library

    def read(self) -> None:
        """Look again at everything that is there."""
        library = self._edge.library
        self._tasks.serial(library.documents, self.documents.show, failed=self.failed.emit)
        self._tasks.serial(library.collections, self._collections_read, failed=self.failed.emit)
        self._tasks.serial(library.renewing, self.page.strip.show_renewal, failed=self.failed.emit)

    def _collections_read(self, collections: list[Collection]) -> None:
        if self._fresh and all(each.name != self._fresh for each in collections):
            collections = [*collections, Collection(self._fresh, 0, 0)]
        self.page.show_collections(collections)
        library = self._edge.library
        self._tasks.free(library.used, self._used_read)

    def _used_read(self, used: int) -> None:
        self._used = used
        self._count()

    def _count(self) -> None:
        """How many there are and what they take, once that is known."""
        if self._used is None:
            return
        total = self.documents.total
        said = plural("Documents", "1 document", "%n documents", total)
        self.page.show_used(f"{said} · {words.size(self._used)}" if total else "")

    def _progressed(self, now: Progress) -> None:
        self.page.strip.show_progress(now)
        if now.changed is not None:
            changed, library = now.changed, self._edge.library
            self._tasks.serial(
                lambda: library.document(changed), self._changed, failed=lambda _error: self.read()
            )
        if now.done >= now.total:
            self.read()

    def _changed(self, info: DocumentInfo) -> None:
        self.documents.change([info])

    # Adding

    def ask_files(self) -> None:
        dialog = self._dialog(QFileDialog.FileMode.ExistingFiles, self.tr("Add files"))
        dialog.open()

    def ask_folder(self) -> None:
        dialog = self._dialog(QFileDialog.FileMode.Directory, self.tr("Add a folder"), self._ask_following)
        dialog.open()

    def _dialog(
        self,
        mode: QFileDialog.FileMode,
        title: str,
        then: Callable[[Sequence[str]], None] | None = None,
    ) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(then or self.add)
        return dialog

    def _ask_following(self, paths: Sequence[str]) -> None:
        """A folder is added once, or followed from now on."""
        asked = QMessageBox(self._window)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowTitle(self.tr("Add a folder"))
        asked.setTextFormat(Qt.TextFormat.PlainText)
        asked.setText(document_words.shown(paths[0]))
        follow = QCheckBox(self.tr("Keep following this folder"))
        follow.setAccessibleName(follow.text())
        follow.setChecked(True)
        asked.setCheckBox(follow)
        asked.setInformativeText(
            self.tr("Files that are added, changed or deleted in it later are then taken up by themselves.")
        )
        add = asked.addButton(self.tr("Add"), QMessageBox.ButtonRole.AcceptRole)
        asked.addButton(QMessageBox.StandardButton.Cancel)
        asked.setDefaultButton(add)
        add.clicked.connect(lambda: self.follow(paths[0]) if follow.isChecked() else self.add(paths))
        asked.open()

    def follow(self, folder: str) -> None:
        """Put all that is in a folder into the collection that is open, now and from now on."""
        library, collection = self._edge.library, self.page.collection or DEFAULT_COLLECTION

        def begin() -> WatchedFolder:
            made = library.watch(folder, collection)
            library.follow()
            return made

        self._tasks.free(begin, self._followed, failed=self.failed.emit)

    def _followed(self, folder: WatchedFolder) -> None:
        said = self.tr("%1 is followed from now on").replace("%1", document_words.shown(folder.path))
        self._toast.show_for(said)
        self._folder_looked(None)

    def _folder_looked(self, _looked: FolderLooked | None) -> None:
        self.read()
        if self.folders is not None:
            self.folders.read()

    def show_folders(self) -> None:
        """Those that are followed, and how it stands with each."""
        self.folders = Folders(self._edge.library, self._tasks, self._appearance.look, self._window)
        self.folders.failed.connect(self.failed)
        self.folders.add_wanted.connect(self.ask_folder)
        self.folders.finished.connect(self._folders_closed)
        self.folders.open()

    def _folders_closed(self) -> None:
        self.folders = None

    def add(self, paths: Sequence[str]) -> None:
        """Put these files and folders into the collection that is open."""
        library, collection = self._edge.library, self.page.collection or DEFAULT_COLLECTION
        chosen, trouble = list(paths), Trouble()
        self._tasks.free(
            lambda: library.add(chosen, collection=collection, wait=False, trouble=trouble),
            partial(self._added, trouble),
            failed=self.failed.emit,
        )

    def _added(self, trouble: Trouble, infos: list[DocumentInfo]) -> None:
        self.documents.change(infos)
        said = plural("Documents", "1 document added", "%n documents added", len(infos))
        if left_out := document_words.trouble(trouble):
            self.noted.emit(f"{said}\n{left_out}" if infos else left_out)
        else:
            self._toast.show_for(said)
        self.read()

    def _ask_collection(self) -> None:
        """A collection begins with the first document that is added to it."""
        self._ask(self.tr("New collection"), self.tr("Its name"), self._begin_collection)

    def _begin_collection(self, name: str) -> None:
        self._fresh = name
        self.page.choose(name)
        self.read()

    def _ask(self, title: str, label: str, then: Callable[[str], None], *, secret: bool = False) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(
            lambda text: then(text if secret else text.strip()) if text.strip() else None
        )
        dialog.open()
        layout = dialog.layout()
        if layout is not None:
            layout.setContentsMargins(theme.EDGE, 20, theme.EDGE, 20)
            layout.setSpacing(12)

    # One document

    def open(self, id: str) -> None:
        """Show the document; one that could not be read asks for what it needs."""
        info = self.documents.get(id)
        if info is None:
            return
        if info.state == "encrypted":
            self._ask_password(info)
        elif info.pages or info.characters:
            self.show_spot(Spot(id, info.name, 1 if info.unit else 0))
        else:
            self.show_details(info)

    def show_details(self, info: DocumentInfo) -> None:
        """All that is known of it."""
        DocumentDetails(info, self._window).open()

    def _show_in_folder(self, info: DocumentInfo) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(info.path).parent)))

    def reread(self, id: str) -> None:
        """Read it once more from the original that is kept."""
        library = self._edge.library
        self._tasks.free(
            lambda: library.reread(id, wait=False), lambda _done: self.read(), failed=self.failed.emit
        )

    def show_spot(self, spot: Spot) -> None:
        if self.viewer is None:
            self.viewer = Viewer(self._edge.library, self._tasks, self._appearance.look, self._window)
        self.viewer.show_spot(spot)

    def show_source(self, message: Message, number: int) -> None:
        """The place that marker ``number`` of an answer points to; of a question the file that was attached
        to it as that one, from 1."""
        for part in message.parts:
            if isinstance(part, CitationPart) and part.number == number:
                self.show_spot(Spot(part.document, part.name, part.page, part.start, part.end, part.quote))
                return
        attached = [part for part in message.parts if isinstance(part, AttachmentPart)]
        if message.role == "user" and 1 <= number <= len(attached):
            library, part = self._edge.library, attached[number - 1]
            self._tasks.free(
                lambda: look_for(library, part.sha256, part.name), self.show_spot, failed=self.failed.emit
            )

    def _open_found(self, found: Found) -> None:
        self.show_spot(Spot(found.document, found.name, found.page or 0, found.start, found.end))

    def _ask_password(self, info: DocumentInfo) -> None:
        asked = self.tr("%1 is encrypted. Its password:").replace("%1", document_words.shown(info.name))
        self._ask(self.tr("Password"), asked, lambda text: self.retry(info.id, password=text), secret=True)

    def retry(self, id: str, *, password: str | None = None) -> None:
        library = self._edge.library
        self._tasks.free(
            lambda: library.retry(id, password=password, wait=False),
            lambda _done: self.read(),
            failed=self.failed.emit,
        )

    def remove(self, id: str) -> None:
        """Take it away; until the toast has gone it can come back."""
        info = self.documents.get(id)
        if info is None:
            return
        self.documents.hide(id)
        undo = partial(self._bring_back, id)
        timer = QTimer(self, singleShot=True, interval=REMOVED_AFTER_MS)
        timer.timeout.connect(partial(self._remove_now, id))
        timer.timeout.connect(partial(self._toast.forget, undo))
        timer.start()
        self._removing[id] = timer
        said = self.tr("%1 removed").replace("%1", document_words.shown(info.name))
        self._toast.show_for(said, undo=undo)

    def _bring_back(self, id: str) -> None:
        timer = self._removing.pop(id, None)
        if timer is not None:
            timer.stop()
            timer.deleteLater()
            self.documents.hide(id, hidden=False)

    def _remove_now(self, id: str) -> None:
        timer = self._removing.pop(id, None)
        if timer is None:
            return
        timer.stop()
        timer.deleteLater()
        library = self._edge.library
        self._tasks.serial(
            lambda: library.remove(id), lambda _done: self._removed(id), failed=partial(self._not_removed, id)
        )

    def _removed(self, id: str) -> None:
        self.documents.remove(id)
        self.read()

    def _not_removed(self, id: str, error: Exception) -> None:
        self.documents.hide(id, hidden=False)
        self.failed.emit(error)

    def _menu(self, id: str, where: QPoint) -> None:
        info = self.documents.get(id)
        if info is None:
            return
        menu = QMenu(self._window)
        rows: list[tuple[str, Callable[[], None], bool]] = [
            (self.tr("Open"), partial(self.open, id), bool(info.pages or info.characters)),
            (self.tr("Enter its password…"), partial(self._ask_password, info), info.state == "encrypted"),
            (self.tr("Try again"), partial(self.retry, id), info.state in AGAIN),
            (self.tr("Read again"), partial(self.reread, id), info.state in INDEXED),
            (self.tr("Details"), partial(self.show_details, info), True),
            (self.tr("Show in folder"), partial(self._show_in_folder, info), Path(info.path).is_absolute()),
            (self.tr("Remove"), partial(self.remove, id), True),
        ]
        for title, run, possible in rows:
            if possible:
                menu.addAction(title).triggered.connect(lambda _checked=False, run=run: run())
        menu.popup(where)

    # The queue and the search

    def _hold(self, wanted: bool) -> None:
        library = self._edge.library
        self._tasks.free(library.pause if wanted else library.go_on, failed=self.failed.emit)

    def _cancel(self) -> None:
        self._tasks.free(self._edge.library.cancel, lambda _done: self.read(), failed=self.failed.emit)

    def _stay(self) -> None:
        library = self._edge.library
        self._tasks.free(library.cancel_renewal, lambda _done: self.read(), failed=self.failed.emit)

    def _search(self) -> None:
        asked = self.page.field.text().strip()
        if len(asked) < 2:
            self._asked = ""
            self.page.passages.clear()
            self.page.refresh()
            return
        self._asked = asked
        library, collection = self._edge.library, self.page.collection or None
        self._tasks.free(
            lambda: library.find(
                asked, collection=collection, top_k=TOP, cancelled=lambda: self._asked != asked
            ),
            partial(self._found, asked),
            failed=self.failed.emit,
        )

    def _found(self, asked: str, findings: Findings) -> None:
        if asked == self.page.field.text().strip():
            self.page.passages.show_findings(findings, asked)
            self.page.refresh()
