"""The text of one message: a document that grows block by block, and panels behind its code.

Finished blocks stay as they are; only the tail is taken out and put in again. Nothing is fetched:
``loadResource`` has nothing to give.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextList,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from edgechat.core.records import replace
from edgechat.desktop import panels, shaping, theme, typesetting
from edgechat.desktop.look import Look
from edgechat.desktop.panels import CodePanel
from edgechat.desktop.shaping import INDENT, Shaper
from edgechat.desktop.structure import Block, Run, Update

SCROLL_KEYS = frozenset(
    (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
)

MOST_MARKS = 300


class Document(QTextBrowser):
    """One message's text. ``grown`` tells that its height may have changed."""

    link_wanted = Signal(QUrl)
    code_finished = Signal(int)
    grown = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document")
        self.look = look
        self._shaper = Shaper(look)
        self.codes: list[CodePanel] = []
        self._tail_at = 0
        self._tail: tuple[Block, ...] = ()
        self._frozen_codes = 0
        self._prepare()

    def _prepare(self) -> None:
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setOpenLinks(False)
        by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(self.textInteractionFlags() | by_keys)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.setLineWrapColumnOrWidth(theme.COLUMN)  # at no width every letter would be laid out as a line
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.setFont(self.look.reading)
        self.anchorClicked.connect(self.link_wanted)
        document = self.document()
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        document.setIndentWidth(INDENT)
        document.setDefaultFont(self.look.reading)
        self._formulas = typesetting.Formulas(self)
        document.documentLayout().registerHandler(typesetting.KIND, self._formulas)

    def loadResource(self, _kind: int, _name: QUrl | str) -> Any:
        """Nothing: a message never makes this window read or fetch."""
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        from edgechat.desktop.carrying import selection

        return selection(self.textCursor())

    def set_plain(self, text: str) -> None:
        """Show ``text`` as it is."""
        self.setPlainText(text)
        self._shaper.plain(self.document())

    def set_blocks(self, blocks: Iterable[Block]) -> None:
        """Show finished blocks in place of everything."""
        self._drop_codes(0)
        self.clear()
        self._tail, self._tail_at, self._frozen_codes = (), 0, 0
        self.apply(Update(tuple(blocks), ()))

    def apply(self, update: Update) -> None:
        """Add ``update.frozen`` for good, and show ``update.tail`` in place of the last tail."""
        if not update.frozen and self._extend_code(update.tail):
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._remove_tail(cursor)
        for block in update.frozen:
            self._insert(cursor, block)
        self._tail_at = cursor.position()
        finished = range(self._frozen_codes, len(self.codes))
        self._frozen_codes = len(self.codes)
        for block in update.tail:
            self._insert(cursor, block)
        self._tail = update.tail
        cursor.endEditBlock()
        for index in finished:
            self.code_finished.emit(index)
        self._place_codes()
        self.grown.emit()

    def mark(self, words: Iterable[str]) -> int:
        """Mark every place of ``words``, none to mark nothing: where the first one is, in pixels; -1."""
        places = [place for word in words for place in self._places(word)]
        ink = QTextCharFormat()
        ink.setBackground(QColor(self.look.palette.selection))
        ink.setForeground(QColor(self.look.palette.text))
        marks = []
        for place in places[:MOST_MARKS]:
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = place, ink
            marks.append(mark)
        self.setExtraSelections(marks)
        return min((self.cursorRect(place).top() for place in places), default=-1)

    def _places(self, word: str) -> Iterable[QTextCursor]:
        cursor = self.document().find(word, 0)
        while not cursor.isNull():
            yield cursor
            cursor = self.document().find(word, cursor)

    def finish(self) -> None:
        """The tail will not change any more."""
        self.apply(Update(self._tail, ()))

    def fit(self, width: int) -> int:
        """Take ``width`` pixels; the height that the text then needs."""
        edge = 2 * self._edge()
        self._wrap(width - edge)
        height = math.ceil(self._text_height()) + edge
        self.resize(width, height)
        self._place_codes()
        return height

    def _text_height(self) -> float:
        """Qt leaves out the last block's lower margin, in which a code panel's foot is drawn."""
        height = self.document().size().height()
        return max(height, self.codes[-1].rect().bottom() + 6) if self.codes else height

    def ideal_width(self, widest: int) -> int:
        """The width that the text needs if no line is wrapped, at most ``widest``."""
        self._wrap(widest - 2 * self._edge())
        return min(widest, math.ceil(self.document().idealWidth()) + 2 * self._edge() + 1)

    def _wrap(self, width: int) -> None:
        """Qt lays everything out again even at the width that it has: for every piece of a long answer."""
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)

    def _edge(self) -> int:
        return 2

    def _remove_tail(self, cursor: QTextCursor) -> None:
        cursor.setPosition(self._tail_at)
        if self._tail:
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self._drop_codes(self._frozen_codes)
        cursor.movePosition(QTextCursor.MoveOperation.End)

    def _insert(self, cursor: QTextCursor, block: Block) -> None:
        if block.kind == "text":
            self._insert_lines(cursor, block)
            return
        self._begin(cursor, QTextBlockFormat())
        if block.kind == "code":
            self._insert_code(cursor, block)
        elif block.kind == "table":
            self._insert_table(cursor, block)
        elif block.kind == "formula":
            cursor.setBlockFormat(self._shaper.formula(block))
            self._insert_run(cursor, Run(block.code, formula="display"), quoted=block.quote > 0)
        else:
            self._shaper.rule(cursor)

    def _begin(self, cursor: QTextCursor, layout: QTextBlockFormat) -> None:
        """Stand on an empty line of format ``layout`` at the end."""
        if cursor.position() > 0:
            cursor.insertBlock(layout, QTextCharFormat())
        else:
            cursor.setBlockFormat(layout)
            cursor.setBlockCharFormat(QTextCharFormat())

    def _insert_lines(self, cursor: QTextCursor, block: Block) -> None:
        lists: dict[int, QTextList] = {}
        for at, line in enumerate(block.lines):
            layout = self._shaper.line(line, first=cursor.position() == 0, last=line is block.lines[-1])
            if at == 0:
                self._begin(cursor, layout)
            else:
                cursor.insertBlock(layout, QTextCharFormat())
            if line.item is None:
                pass
            elif line.item.list in lists:
                lists[line.item.list].add(cursor.block())
            else:
                lists[line.item.list] = cursor.createList(self._shaper.list_style(line))
            for run in line.runs:
                self._insert_run(cursor, run, heading=line.heading, quoted=line.quote > 0 or line.note)

    def _insert_run(self, cursor: QTextCursor, run: Run, *, heading: int = 0, quoted: bool = False) -> None:
        """A formula without a drawing is shown as its source, like code."""
        ink = self._shaper.ink(run, heading=heading, quoted=quoted)
        display = run.formula == "display"
        if run.formula and typesetting.insert(cursor, run.text, ink, font=self.look.reading, display=display):
            return
        if run.formula:
            ink = self._shaper.ink(replace(run, code=True), heading=heading, quoted=quoted)
        cursor.insertText(run.text.replace("\n", "\u2028") if run.formula else run.text, ink)

    def _insert_table(self, cursor: QTextCursor, block: Block) -> None:
        cursor.setBlockFormat(self._shaper.flat())
        columns = max(len(row) for row in block.rows)
        small = columns >= shaping.MANY_COLUMNS
        table = cursor.insertTable(len(block.rows), max(1, columns), self._shaper.table(block))
        for down, row in enumerate(block.rows):
            for across, cell in enumerate(row):
                inside = table.cellAt(down, across).firstCursorPosition()
                inside.setBlockFormat(self._shaper.cell(cell))
                for run in cell.runs:
                    self._insert_run(inside, replace(run, bold=run.bold or down == 0, small=small))
                around = self._shaper.around_cell(head=down == 0, small=small)
                table.cellAt(down, across).setFormat(around)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.setBlockFormat(self._shaper.flat())

    def _insert_code(self, cursor: QTextCursor, block: Block) -> None:
        panel = CodePanel(self, self.look, block, cursor.position())
        self.codes.append(panel)
        self._add_lines(cursor, panel, block.code.split("\n"), first=True)
        panel.code = block.code

    def _add_lines(self, cursor: QTextCursor, panel: CodePanel, lines: list[str], *, first: bool) -> None:
        """Put ``lines`` at the end, each its own block; unless ``first``, they go on in the open line."""
        ink = self._shaper.code_ink()
        for at, line in enumerate(lines):
            if at > 0:
                cursor.insertBlock(self._shaper.code_line(panel.inset, begins=False), ink)
            elif first:
                cursor.setBlockFormat(self._shaper.code_line(panel.inset, begins=True))
                cursor.setBlockCharFormat(ink)
            cursor.insertText(line, ink)
        self._shaper.end_code(cursor.block())

    def _extend_code(self, tail: tuple[Block, ...]) -> bool:
        """Add to the open code block what is new in it, rather than all of it again."""
        if len(tail) != 1 or len(self._tail) != 1 or len(self.codes) != self._frozen_codes + 1:
            return False
        old, new = self._tail[0], tail[0]
        same = old.kind == new.kind == "code" and old.language == new.language
        if not same or not new.code.startswith(old.code):
            return False
        panel = self.codes[-1]
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._shaper.reopen_code(cursor.block())
        self._add_lines(cursor, panel, new.code[len(old.code) :].split("\n"), first=False)
        cursor.endEditBlock()
        panel.code, self._tail = new.code, tail
        self.grown.emit()
        return True

    def _drop_codes(self, keep: int) -> None:
        for panel in self.codes[keep:]:
            panel.drop()
        del self.codes[keep:]

    def _place_codes(self) -> None:
        for panel in self.codes:
            panel.place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for panel in self.codes:
            panel.paint(painter, event.rect())
        panels.paint_margins(painter, self, event.rect())
        painter.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling belongs to the transcript."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in SCROLL_KEYS and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)
